from django.urls import path

from jonghong.factors import enrol_views, office_views, security_views, views

urlpatterns = [
    path("second-step/", views.second_step, name="second-step"),
    path("second-step/passkey/", views.ask_passkey, name="ask-passkey"),
    path("second-step/choose/", enrol_views.choose_factor, name="choose-factor"),
    path("confirm/second-step/", views.confirm_by_factor, name="confirm-by-factor"),
    path("my/security/", security_views.security, name="security"),
    path("my/security/passkey/", enrol_views.add_passkey, name="add-passkey"),
    path("my/security/passkey/ask/", enrol_views.ask_new_passkey, name="ask-new-passkey"),
    path("my/security/passkey/<int:passkey_id>/", security_views.change_passkey, name="change-passkey"),
    path("my/security/passkey/<int:passkey_id>/remove/", security_views.remove_passkey, name="remove-passkey"),
    path("my/security/app/", enrol_views.add_app, name="add-app"),
    path("my/security/app/remove/", security_views.remove_app, name="remove-app"),
    path("my/security/codes/", security_views.new_codes, name="new-codes"),
    path("my/security/codes/saved/", security_views.codes_saved, name="codes-saved"),
    path("office/second-step/", office_views.office_second_step, name="office-second-step"),
    path("office/people/<int:person_id>/second-step/", office_views.take_off_factors, name="take-off-factors"),
]
