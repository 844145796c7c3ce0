from django.apps import AppConfig
from django.urls import register_converter

from jonghong.core.converters import BuddhistYear, Month


class CoreConfig(AppConfig):
    name = "jonghong.core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Teach addresses Buddhist years and months."""
        register_converter(BuddhistYear, "be")
        register_converter(Month, "month")
