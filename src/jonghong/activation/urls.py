from django.urls import path

from jonghong.activation import views

urlpatterns = [
    path("office/slips/", views.manage_slips, name="manage-slips"),
]
