from django.urls import path

from jonghong.desk import requests_views

urlpatterns = [
    path("desk/", requests_views.desk, name="desk"),
    path("desk/<int:booking_id>/", requests_views.one_request, name="request"),
    path("desk/decide/", requests_views.decide, name="decide"),
    path("desk/waiting/", requests_views.requests_waiting, name="requests-waiting"),
]
