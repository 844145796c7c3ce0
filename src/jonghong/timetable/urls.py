from django.urls import path

from jonghong.timetable import views

urlpatterns = [
    path("today/", views.today, name="today"),
    path("<be:year>/<month:month>/<int:day>/", views.day, name="day"),
    path("<be:year>/<month:month>/<int:day>/week/", views.week, name="week"),
    path("room/<int:room_id>/<be:year>/<month:month>/<int:day>/", views.room_week, name="room-week"),
    path("booking/<int:booking_id>/move/", views.move, name="move"),
]
