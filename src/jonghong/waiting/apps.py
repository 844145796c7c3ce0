from django.apps import AppConfig


class WaitingConfig(AppConfig):
    name = "jonghong.waiting"
    default_auto_field = "django.db.models.BigAutoField"
