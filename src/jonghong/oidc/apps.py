from django.apps import AppConfig


class OidcConfig(AppConfig):
    name = "jonghong.oidc"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say in the log now what is wrong with the settings of a provider, and hear of who takes an account into use."""
        from jonghong.oidc.actions import unlink_all  # noqa: PLC0415 - models are known only from here on
        from jonghong.oidc.providers import providers  # noqa: PLC0415 - settings are known only once all apps are there
        from jonghong.people.signals import activated  # noqa: PLC0415

        providers()
        activated.connect(unlink_all, dispatch_uid="oidc")
