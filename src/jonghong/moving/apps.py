from django.apps import AppConfig


class MovingConfig(AppConfig):
    name = "jonghong.moving"
    default_auto_field = "django.db.models.BigAutoField"
