from django.urls import path

from jonghong.reports import views

urlpatterns = [
    path("", views.report, name="report"),
    path("report.csv", views.report_csv, name="report-csv"),
    path("fiscal/", views.fiscal_report, name="report-fiscal"),
    path("fiscal.csv", views.fiscal_csv, name="fiscal-csv"),
]
