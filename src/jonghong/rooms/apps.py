from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "jonghong.rooms"
    default_auto_field = "django.db.models.BigAutoField"
