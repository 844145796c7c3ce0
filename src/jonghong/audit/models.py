"""The audit: records that nobody changes, each holding the seal of the one before."""

from django.db import models

from jonghong.audit.guard import AppendOnly
from jonghong.offices.models import Office


class Record(models.Model):
    """One act: who, what, on what, when, from where. People are named by number alone, so that erasing one breaks nothing.

    ``subject`` is a kind and a number (``person:12``), ``facts`` what else tells; neither ever holds a name, a citizen id, a
    secret or a text that somebody typed.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveBigIntegerField()  # 1, 2, 3 ... in its office, without a gap
    at = models.DateTimeField()
    act = models.CharField(max_length=40)  # an acts.Act
    actor_id = models.PositiveBigIntegerField(null=True)
    subject = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)
    network = models.CharField(max_length=50, blank=True)
    request = models.CharField(max_length=16, blank=True)
    seal = models.CharField(max_length=64)

    class Meta:
        ordering = ("number",)
        indexes = [
            models.Index("office", "at", name="audit_by_time"),
            models.Index("office", "act", "number", name="audit_by_act"),
            models.Index("office", "actor_id", "number", name="audit_by_actor"),
            models.Index("office", "subject", "number", name="audit_by_subject"),
        ]
        constraints = [
            models.UniqueConstraint("office", "number", name="audit_number_once"),
            AppendOnly(name="audit_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.act}"


class Chain(models.Model):
    """Where the records of an office end, and where they begin after the oldest were let go."""

    office = models.OneToOneField(Office, models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField(default=0)
    seal = models.CharField(max_length=64, blank=True)
    pruned_number = models.PositiveBigIntegerField(default=0)
    pruned_seal = models.CharField(max_length=64, blank=True)
    proof = models.CharField(max_length=64, blank=True)  # the chain's own seal

    def __str__(self) -> str:
        return f"{self.office_id} · {self.number}"
