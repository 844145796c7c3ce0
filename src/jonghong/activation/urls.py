from django.urls import path

from jonghong.activation import register_views, request_views, views

urlpatterns = [
    path("register/mail/", register_views.ask_for_mail, name="code-by-mail"),
    path("register/ask/", register_views.ask_for_account, name="ask-for-account"),
    path("register/approved/", register_views.approved, name="approved"),
    path("office/slips/", views.manage_slips, name="manage-slips"),
    path("office/people/<int:person_id>/code/", views.person_code, name="person-code"),
    path("office/people/<int:person_id>/code/revoke/", views.revoke_code, name="revoke-code"),
    path("office/account-requests/", request_views.account_requests, name="account-requests"),
    path("office/account-requests/<int:person_id>/approve/", request_views.approve_account, name="approve-account"),
    path("office/account-requests/<int:person_id>/decline/", request_views.decline_account, name="decline-account"),
]
