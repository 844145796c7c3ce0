from django.urls import path

from jonghong.swaps import views

urlpatterns = [
    path("swaps/", views.swaps, name="swaps"),
    path("swaps/ask/", views.find, name="find-swap"),
    path("swaps/ask/<int:booking_id>/", views.ask, name="ask-swap"),
    path("swaps/<int:swap_id>/", views.swap, name="swap"),
    path("swaps/<int:swap_id>/accept/", views.accept, name="accept-swap"),
    path("swaps/<int:swap_id>/decline/", views.decline, name="decline-swap"),
    path("swaps/<int:swap_id>/withdraw/", views.withdraw, name="withdraw-swap"),
]
