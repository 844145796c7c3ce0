"""Lists of people on their way in, and what became of them."""

from django.db import models

from jonghong.core.sealed import SealedField
from jonghong.offices.models import Office
from jonghong.people.models import Person


class Upload(models.Model):
    """A list that waits for its officer's decisions: one for each officer, for a day at most.

    ``content`` is the table (``uploads.Content``) and ``choices`` what was decided (``choices.Choices``), both sealed: they
    hold citizen ids.
    """

    office = models.ForeignKey(Office, models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    content = SealedField()
    choices = SealedField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint("office", "by", name="one_upload_per_officer")]

    def __str__(self) -> str:
        return f"{self.office_id} · {self.by_id}"


class Intake(models.Model):
    """A list that was brought in: how many were new, changed, unchanged, rejected, and have left; and who.

    ``people`` holds keys of people alone: ``new`` and ``left`` are lists, ``changed`` maps each to what of it changed.
    ``rejected`` are the rows that were not taken, without their numbers, sealed, and empty once they are forgotten.
    """

    office = models.ForeignKey(Office, models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    upload_number = models.PositiveBigIntegerField(default=0)  # the key that the upload had; 0 for a file of the console
    made_at = models.DateTimeField()
    counts = models.JSONField()
    people = models.JSONField()
    rejected = SealedField(blank=True, default="")
    forgets_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("-made_at", "-pk")
        indexes = [models.Index("office", "made_at", name="intake_by_time")]

    def __str__(self) -> str:
        return f"{self.office_id} · {self.made_at:%Y-%m-%d}"


class Layout(models.Model):
    """What the columns of a file with these heads hold, as an officer said once."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="+", db_index=False)
    heads = models.CharField(max_length=64)  # a keyed hash: what stands there may be no heads
    columns = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint("office", "heads", name="layout_once_per_heads")]

    def __str__(self) -> str:
        return f"{self.office_id} · {self.heads[:8]}"
