from django.urls import path

from jonghong.core import views

urlpatterns = [path("language/<slug:language>/", views.speak, name="language")]
