from django.apps import AppConfig


class SwapsConfig(AppConfig):
    name = "jonghong.swaps"
    default_auto_field = "django.db.models.BigAutoField"
