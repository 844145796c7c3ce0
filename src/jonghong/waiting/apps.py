from django.apps import AppConfig


class WaitingConfig(AppConfig):
    name = "jonghong.waiting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of what is freed."""
        from jonghong.bookings.signals import slots_freed  # noqa: PLC0415 - models are known only from here on
        from jonghong.waiting.actions import offer_on  # noqa: PLC0415

        slots_freed.connect(offer_on, dispatch_uid="waiting")
