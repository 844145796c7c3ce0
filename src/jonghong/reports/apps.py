from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "jonghong.reports"
    default_auto_field = "django.db.models.BigAutoField"
