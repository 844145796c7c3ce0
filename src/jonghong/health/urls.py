from django.urls import path

from jonghong.health import office_views, views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
    path("office/health/", office_views.health, name="office-health"),
]
