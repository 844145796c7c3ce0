"""Every address of the product."""

from django.urls import include, path

urlpatterns = [
    path("", include("jonghong.core.urls")),
    path("", include("jonghong.offices.urls")),
    path("", include("jonghong.audit.urls")),
    path("", include("jonghong.people.urls")),
    path("", include("jonghong.factors.urls")),
    path("", include("jonghong.activation.urls")),
    path("", include("jonghong.roster.urls")),
    path("", include("jonghong.oidc.urls")),
    path("", include("jonghong.rooms.urls")),
    path("", include("jonghong.reports.urls")),
    path("", include("jonghong.bookings.urls")),
    path("", include("jonghong.waiting.urls")),
    path("", include("jonghong.swaps.urls")),
    path("", include("jonghong.notices.urls")),
    path("", include("jonghong.finding.urls")),
    path("", include("jonghong.timetable.urls")),
    path("", include("jonghong.desk.urls")),
    path("", include("jonghong.auditing.urls")),
    path("", include("jonghong.legacy.urls")),
    path("", include("jonghong.moving.urls")),
    path("", include("jonghong.privacy.urls")),
    path("", include("jonghong.health.urls")),
]

handler400 = "jonghong.core.views.bad_request"
handler403 = "jonghong.core.views.forbidden"
handler404 = "jonghong.core.views.not_found"
handler500 = "jonghong.core.views.server_error"
