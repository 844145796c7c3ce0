"""Every address of the product."""

from django.urls import include, path

urlpatterns = [
    path("", include("jonghong.core.urls")),
]

handler400 = "jonghong.core.views.bad_request"
handler403 = "jonghong.core.views.forbidden"
handler404 = "jonghong.core.views.not_found"
handler500 = "jonghong.core.views.server_error"
