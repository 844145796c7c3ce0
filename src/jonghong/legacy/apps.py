from django.apps import AppConfig


class LegacyConfig(AppConfig):
    name = "jonghong.legacy"
    default_auto_field = "django.db.models.BigAutoField"
