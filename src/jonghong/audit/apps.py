from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "jonghong.audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of what is done to offices, which know nothing of records."""
        from jonghong.audit.actions import office_changed as record_it  # noqa: PLC0415 - models are known only from here on
        from jonghong.offices.signals import office_changed  # noqa: PLC0415

        office_changed.connect(record_it, dispatch_uid="audit")
