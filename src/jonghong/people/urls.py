from django.urls import path

from jonghong.people import deputy_views, office_views, proposal_views, session_views, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("register/", views.register, name="register"),
    path("password/", views.change_password, name="password"),
    path("my/sessions/", session_views.my_sessions, name="my-sessions"),
    path("my/sessions/end-others/", session_views.end_other_sessions, name="end-other-sessions"),
    path("my/sessions/<int:session_id>/end/", session_views.end_session, name="end-session"),
    path("office/people/<int:person_id>/sessions/end/", session_views.end_sessions_of, name="end-sessions-of"),
    path("confirm/", views.confirm, name="confirm"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("office/people/", office_views.manage_people, name="manage-people"),
    path("office/people/add/", office_views.add_person, name="add-person"),
    path("office/people/<int:person_id>/", office_views.change_person, name="change-person"),
    path("office/people/<int:person_id>/left/", office_views.let_leave, name="let-leave"),
    path("office/people/<int:person_id>/back/", office_views.let_return, name="let-return"),
    path("office/deputies/", deputy_views.manage_deputies, name="manage-deputies"),
    path("office/deputies/<int:deputy_id>/end/", deputy_views.end_deputy, name="end-deputy"),
    path("office/two-people/", proposal_views.two_people, name="two-people"),
    path("office/proposals/", proposal_views.list_proposals, name="proposals"),
    path("office/proposals/<int:proposal_id>/approve/", proposal_views.approve_proposal, name="approve-proposal"),
    path("office/proposals/<int:proposal_id>/decline/", proposal_views.decline_proposal, name="decline-proposal"),
    path("office/proposals/<int:proposal_id>/withdraw/", proposal_views.withdraw_proposal, name="withdraw-proposal"),
]
