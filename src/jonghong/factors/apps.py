from django.apps import AppConfig


class FactorsConfig(AppConfig):
    name = "jonghong.factors"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of proposals that a second administrator approved."""
        from jonghong.factors.hearing import take_off_approved  # noqa: PLC0415 - models are known only from here on
        from jonghong.people.signals import proposal_approved  # noqa: PLC0415

        proposal_approved.connect(take_off_approved, dispatch_uid="factors")
