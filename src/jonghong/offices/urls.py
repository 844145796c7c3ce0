from django.urls import path

from jonghong.offices import views

urlpatterns = [
    path("office/", views.manage_office, name="manage-office"),
    path("office/groups/", views.manage_groups, name="manage-groups"),
    path("office/groups/<int:group_id>/", views.change_group, name="change-group"),
    path("office/groups/<int:group_id>/move/", views.move_group, name="move-group"),
    path("office/holidays/", views.manage_holidays, name="manage-holidays"),
    path("office/holidays/<be:year>/", views.manage_holidays, name="holidays-of-year"),
    path("office/holidays/<be:year>/draft/", views.draft_holidays, name="draft-holidays"),
    path("office/holidays/day/<int:holiday_id>/", views.change_holiday, name="change-holiday"),
    path("office/holidays/day/<int:holiday_id>/remove/", views.remove_holiday, name="remove-holiday"),
]
