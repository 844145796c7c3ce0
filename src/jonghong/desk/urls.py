from django.urls import path

from jonghong.desk import closures_views, requests_views, rules_views

urlpatterns = [
    path("desk/", requests_views.desk, name="desk"),
    path("desk/<int:booking_id>/", requests_views.one_request, name="request"),
    path("desk/decide/", requests_views.decide, name="decide"),
    path("desk/waiting/", requests_views.requests_waiting, name="requests-waiting"),
    path("office/closures/", closures_views.closures, name="closures"),
    path("office/closures/add/", closures_views.close, name="close"),
    path("office/closures/<int:closure_id>/", closures_views.closure, name="closure"),
    path("office/closures/<int:closure_id>/reopen/", closures_views.reopen, name="reopen"),
    path("office/closures/<int:closure_id>/undo/", closures_views.undo_closure, name="undo-closure"),
    path("office/rules/", rules_views.rules, name="manage-rules"),
    path("office/rules/office/", rules_views.rules_of_office, name="rules-of-office"),
    path("office/rules/room/<int:room_id>/", rules_views.rules_of_room, name="rules-of-room"),
    path("office/rules/undo/", rules_views.undo_rules, name="undo-rules"),
]
