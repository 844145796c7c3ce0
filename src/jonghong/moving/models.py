"""What was brought in from a former system: each run, and every row as it stood there."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jonghong.core.sealed import SealedField
from jonghong.offices.models import Group, Office
from jonghong.people.models import Person
from jonghong.rooms.models import Room


class Kind(models.TextChoices):
    """Where rows come from."""

    AMSS = "amss", _("AMSS++")
    TABLE = "table", _("a table of bookings")
    TOTALS = "totals", _("sums of months")
    PAGE = "page", _("a saved page of a month")


class Upload(models.Model):
    """A source that waits for its administrator's decisions, sealed, for a day at most; one for each administrator.

    ``content`` is the source as ``packing`` packs it, ``choices`` what was decided so far.
    """

    office = models.ForeignKey(Office, models.CASCADE, related_name="+", db_index=False)
    by = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    file = models.CharField(max_length=120)
    content = SealedField()
    choices = SealedField(blank=True, default="")
    # When the import was begun; what became of it is told by a file beside the database, and by the run.
    begun_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint("office", "by", name="one_move_per_administrator")]

    def __str__(self) -> str:
        return f"{self.office_id} · {self.by_id} · {self.kind}"


class Run(models.Model):
    """One import. ``counts`` are those of the plan, ``facts`` what the report shows besides (edition, sums of months).

    ``upload_number`` is the key that its upload had, 0 for one of the console.
    """

    office = models.ForeignKey(Office, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    source = models.CharField(max_length=60)
    file = models.CharField(max_length=120)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    upload_number = models.PositiveBigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ("-made_at", "-pk")
        indexes = [models.Index("office", "made_at", name="run_of_office_by_time")]

    def __str__(self) -> str:
        return f"{self.office_id} · {self.source} · {self.made_at:%Y-%m-%d}"


class Outcome(models.TextChoices):
    """What became of a row."""

    IMPORTED = "imported", _("imported")
    LINKED = "linked", _("linked to the row that it repeats")
    QUARANTINED = "quarantined", _("in quarantine")
    MENDED = "mended", _("mended and imported")
    SET_ASIDE = "set_aside", _("set aside by an officer")


class Kept(models.Model):
    """A row of a source, verbatim and sealed, and what became of it; the same row of a later run is the same row here.

    ``digest`` tells whether it was changed over there since. ``act`` is the act of history under which its bookings were
    written. ``codes`` are all that was noted, ``reason`` why it is in quarantine, ``task`` what an officer has to see to,
    until ``settled_at``. ``suggestion`` fills the form that mends it, sealed as it is part of the row.
    """

    office = models.ForeignKey(Office, models.CASCADE, related_name="+", db_index=False)
    run = models.ForeignKey(Run, models.CASCADE, related_name="rows", db_index=False)
    source = models.CharField(max_length=60)
    table = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    where = models.CharField(max_length=60, blank=True)
    cells = SealedField()
    digest = models.CharField(max_length=64)
    outcome = models.CharField(max_length=12, choices=Outcome)
    codes = models.JSONField(default=list)
    reason = models.CharField(max_length=4, blank=True)
    task = models.CharField(max_length=4, blank=True)
    suggestion = SealedField(blank=True, default="")
    act = models.UUIDField(null=True)
    twin = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", db_index=False)
    room = models.ForeignKey(Room, models.SET_NULL, null=True, related_name="+", db_index=False)
    group = models.ForeignKey(Group, models.SET_NULL, null=True, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    # Whether this run made that room, group or person: who was here already stays when the run is undone.
    is_own = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint("office", "source", "table", "key", name="kept_once_per_row")]
        indexes = [
            models.Index("office", "run", "outcome", name="kept_of_run"),
            models.Index("office", "act", condition=models.Q(act__isnull=False), name="kept_by_act"),
            # Where a row goes, the database looks for those that repeat it.
            models.Index("twin", condition=models.Q(twin__isnull=False), name="kept_by_twin"),
        ]

    def __str__(self) -> str:
        return f"{self.source} · {self.table} · {self.key}"


class Mapping(models.Model):
    """What the columns of a table hold, as an administrator said once and gave a name."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(_("name"), max_length=60)
    columns = models.JSONField()

    class Meta:
        ordering = ("name", "pk")
        constraints = [models.UniqueConstraint("office", "name", name="mapping_once_per_name")]

    def __str__(self) -> str:
        return self.name
