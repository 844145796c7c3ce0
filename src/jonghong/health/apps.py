from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "jonghong.health"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Look at every statement from now on."""
        from jonghong.health import spending  # noqa: PLC0415 - what it imports is known only from here on

        spending.begin()
