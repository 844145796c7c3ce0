from django.urls import path

from jonghong.core import contact, views

urlpatterns = [
    path("language/<slug:language>/", views.speak, name="language"),
    path(".well-known/security.txt", contact.security_txt, name="security-txt"),
]
