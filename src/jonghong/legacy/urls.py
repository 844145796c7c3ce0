from django.urls import path

from jonghong.legacy import views

urlpatterns = [
    path("sign-in/new-password/", views.replace_password, name="replace-password"),
]
