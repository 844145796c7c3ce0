from django.apps import AppConfig


class MovingConfig(AppConfig):
    name = "jonghong.moving"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell of imported bookings what their rows say besides."""
        from jonghong.bookings.signals import facts_asked  # noqa: PLC0415 - models are known only from here on
        from jonghong.moving.telling import known_besides  # noqa: PLC0415

        facts_asked.connect(known_besides, dispatch_uid="moving")
