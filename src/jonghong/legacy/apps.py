from django.apps import AppConfig


class LegacyConfig(AppConfig):
    name = "jonghong.legacy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say in the log now, rather than at the first sign-in, what is wrong with the settings of AMSS++."""
        from jonghong.legacy.bridge import bridge  # noqa: PLC0415 - models are known only once all apps are there

        bridge()
