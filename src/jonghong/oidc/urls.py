from django.urls import path

from jonghong.oidc import views

urlpatterns = [
    path("sign-in/by/<slug:provider>/", views.go_to_provider, name="oidc-go"),
    path("sign-in/by/<slug:provider>/back/", views.come_back, name="oidc-back"),
    path("confirm/account/", views.confirm_by_account, name="confirm-by-account"),
    path("confirm/account/<slug:provider>/", views.confirm_at_provider, name="confirm-at-provider"),
    path("my/accounts/", views.accounts, name="accounts"),
    path("my/accounts/link/<slug:provider>/", views.link_account, name="link-account"),
    path("my/accounts/<int:identity_id>/unlink/", views.unlink_account, name="unlink-account"),
]
