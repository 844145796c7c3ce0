from django.urls import path

from jonghong.finding import search_views, views

urlpatterns = [
    path("find/", views.find, name="find"),
    path("search/", search_views.search, name="search"),
]
