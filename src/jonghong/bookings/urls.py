from django.urls import path

from jonghong.bookings import holiday_views, series_views, views, why_views

urlpatterns = [
    path("<be:year>/<month:month>/", views.month, name="month"),
    path("month/", views.this_month, name="this-month"),
    path("book/", views.book, name="book"),
    path("why/", why_views.why, name="why"),
    path("booking/<int:booking_id>/", views.booking, name="booking"),
    path("booking/<int:booking_id>/change/", views.change, name="change"),
    path("booking/<int:booking_id>/cancel/", views.cancel, name="cancel"),
    path("series/<int:series_id>/", series_views.series, name="series"),
    path("undo/<uuid:act>/", views.undo, name="undo"),
    path("mine/", views.mine, name="mine"),
    path("office/holidays/<int:holiday_id>/bookings/", holiday_views.touched, name="holiday-bookings"),
]
