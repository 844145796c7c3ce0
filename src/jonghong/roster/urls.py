from django.urls import path

from jonghong.roster import views

urlpatterns = [
    path("office/people/import/", views.import_people, name="import-people"),
    path("office/people/import/template/", views.import_template, name="import-template"),
    path("office/people/import/<int:upload_id>/columns/", views.import_columns, name="import-columns"),
    path("office/people/import/<int:upload_id>/check/", views.import_check, name="import-check"),
    path("office/people/import/<int:upload_id>/drop/", views.drop_import, name="drop-import"),
    path("office/people/import/reports/<int:intake_id>/", views.import_report, name="import-report"),
    path("office/people/import/reports/<int:intake_id>/rejected.<slug:kind>", views.import_rejected, name="import-rejected"),
]
