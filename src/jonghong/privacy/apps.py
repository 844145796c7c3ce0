from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "jonghong.privacy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of who takes an account into use."""
        from jonghong.people.signals import activated  # noqa: PLC0415 - models are known only from here on
        from jonghong.privacy.actions import note_told  # noqa: PLC0415

        activated.connect(note_told, dispatch_uid="privacy")
