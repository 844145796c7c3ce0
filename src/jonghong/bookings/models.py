"""Bookings, the request that binds several of them, and the history of each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jonghong.bookings import guard
from jonghong.offices.models import Group, Office
from jonghong.people.models import Person
from jonghong.rooms.hours import Half
from jonghong.rooms.models import Room


class State(models.TextChoices):
    """Where a booking stands; see ``HOLDING`` for those that keep others out."""

    PENDING = "pending", _("waiting for permission")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")
    CANCELLED = "cancelled", _("cancelled")


HOLDING = (State.PENDING, State.CONFIRMED)


class Layout(models.TextChoices):
    """How tables and chairs stand."""

    AS_IS = "", _("As it stands")
    U_SHAPE = "u", _("U-shape")
    CLASSROOM = "classroom", _("Classroom")
    THEATRE = "theatre", _("Rows of chairs")
    ISLANDS = "islands", _("Small groups")


class Series(models.Model):
    """Several bookings made by one request, such as an exam over four days."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "series"
        indexes = [models.Index("office", "created_at", name="series_of_office")]

    def __str__(self) -> str:
        return f"{self.pk}"


class Booking(models.Model):
    """One room on one day, for one stretch of time (ครั้ง). Nothing is deleted: a cancelled booking keeps its row."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    series = models.ForeignKey(Series, models.PROTECT, null=True, related_name="bookings", db_index=False)
    room = models.ForeignKey(Room, models.PROTECT, related_name="bookings", verbose_name=_("room"), db_index=False)
    group = models.ForeignKey(Group, models.PROTECT, related_name="+", verbose_name=_("group"), db_index=False)
    organizer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    date = models.DateField(_("date"))
    half = models.CharField(_("time of day"), max_length=9, choices=[(half.value, half.value) for half in Half])
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    title = models.CharField(_("subject"), max_length=250)
    attendees = models.PositiveIntegerField(_("people"), null=True)
    chair = models.CharField(_("chair"), max_length=120, blank=True)
    coordinator = models.CharField(_("coordinator"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    layout = models.CharField(_("layout"), max_length=10, choices=Layout, blank=True)
    needs_sound = models.BooleanField(_("sound system"), default=False)
    needs_projector = models.BooleanField(_("projector"), default=False)
    needs_drinks = models.BooleanField(_("drinks and snacks"), default=False)
    sign = models.CharField(_("text of the sign"), max_length=250, blank=True)
    is_private = models.BooleanField(_("private"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CONFIRMED)
    is_legacy = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("starts_at", "pk")
        indexes = [
            models.Index("office", "date", name="booking_of_office_by_day"),
            models.Index("office", "organizer", "date", name="booking_of_person_by_day"),
            models.Index("office", "series", name="booking_of_series"),
            # A room has one office; the guard looks by room alone.
            models.Index("room", "starts_at", name="booking_of_room_by_start"),
        ]
        constraints = [
            guard.NoOverlap(name=guard.NAME, states=tuple(state.value for state in HOLDING)),
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("ends_at")),
                name="booking_starts_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.half} · {self.title}"

    @property
    def is_holding(self) -> bool:
        """Whether it keeps others out of its room."""
        return self.state in HOLDING


class MonthTally(models.Model):
    """What the year report and the page cache know of one month of one office.

    ``month`` counts from year 0 of the common era (year * 12 + month - 1). ``times`` is the number of its holding bookings
    (ครั้ง); ``version`` is raised, last in the transaction, by each change to them.
    """

    office = models.ForeignKey(Office, models.CASCADE, related_name="+", db_index=False)
    month = models.PositiveIntegerField()
    times = models.PositiveIntegerField(default=0)
    version = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint("office", "month", name="tally_once_per_month")]

    def __str__(self) -> str:
        return f"{self.month // 12}-{self.month % 12 + 1:02}: {self.times}"


class Verb(models.TextChoices):
    """What was done to a booking."""

    BOOK = "book", _("booked")
    CHANGE = "change", _("changed")
    CANCEL = "cancel", _("cancelled")
    UNDO = "undo", _("undone")


class History(models.Model):
    """Who did what to one booking, when, and how it stood before and after.

    The rows that one request wrote share its ``act``, which is also what tells a request sent twice.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    act = models.UUIDField()
    verb = models.CharField(max_length=10, choices=Verb)
    booking = models.ForeignKey(Booking, models.PROTECT, related_name="history", db_index=False)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "history"
        ordering = ("at", "pk")
        indexes = [models.Index("office", "booking", "at", name="history_of_booking")]
        constraints = [models.UniqueConstraint("office", "act", "booking", name="history_once_per_act")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.booking_id}"
