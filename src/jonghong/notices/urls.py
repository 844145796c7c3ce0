from django.urls import path

from jonghong.notices import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/count/", views.count, name="count-notices"),
    path("notices/read/", views.read, name="read-notices"),
]
