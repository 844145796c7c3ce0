from django.apps import AppConfig


class OidcConfig(AppConfig):
    name = "jonghong.oidc"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say in the log now, rather than at the first sign-in, what is wrong with the settings of a provider."""
        from jonghong.oidc.providers import providers  # noqa: PLC0415 - settings are known only once all apps are there

        providers()
