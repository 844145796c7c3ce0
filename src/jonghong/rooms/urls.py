from django.urls import path

from jonghong.rooms import views

urlpatterns = [
    path("office/rooms/", views.manage_rooms, name="manage-rooms"),
    path("office/rooms/add/", views.add_room, name="add-room"),
    path("office/rooms/<int:room_id>/", views.change_room, name="change-room"),
    path("office/rooms/<int:room_id>/move/", views.move_room, name="move-room"),
    path("room/<int:room_id>/", views.room, name="room"),
    path("photos/<path:file>", views.photo, name="photo"),
]
