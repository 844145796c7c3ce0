from django.urls import path

from jonghong.auditing import views

urlpatterns = [
    path("office/audit/", views.audit, name="audit"),
    path("office/audit/export/", views.export, name="export-audit"),
]
