from django.apps import AppConfig


class AuditingConfig(AppConfig):
    name = "jonghong.auditing"
    default_auto_field = "django.db.models.BigAutoField"
