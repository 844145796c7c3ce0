from django.urls import path

from jonghong.legacy import views

urlpatterns = [
    path("sign-in/new-password/", views.replace_password, name="replace-password"),
    path("sign-in/own-password/", views.own_password, name="own-password"),
]
