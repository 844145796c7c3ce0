from django.apps import AppConfig


class ActivationConfig(AppConfig):
    name = "jonghong.activation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of codes that are used, of proposals that were approved, and of people whose ways in are void."""
        from jonghong.activation.actions import hearing  # noqa: PLC0415 - models are known only from here on
        from jonghong.people import signals  # noqa: PLC0415

        signals.code_offered.connect(hearing.mind_mailed, dispatch_uid="activation")
        signals.proposal_approved.connect(hearing.approve_agreed, dispatch_uid="activation")
        signals.activated.connect(hearing.pass_over_activated, dispatch_uid="activation")
        signals.ways_in_voided.connect(hearing.pass_over, dispatch_uid="activation")
