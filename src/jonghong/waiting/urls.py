from django.urls import path

from jonghong.waiting import views

urlpatterns = [
    path("waiting/", views.waiting, name="waiting"),
    path("waiting/join/", views.join, name="wait"),
    path("waiting/<int:waiter_id>/leave/", views.leave, name="leave-queue"),
    path("booking/<int:booking_id>/take-up/", views.take_up, name="take-up"),
    path("booking/<int:booking_id>/give-up/", views.give_up, name="give-up"),
]
