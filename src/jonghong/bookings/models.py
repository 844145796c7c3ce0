"""Bookings, the request that binds several of them, what stands against booking, and the history of each."""

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
    HELD = "held", _("kept for somebody")
    DECLINED = "declined", _("declined")
    CANCELLED = "cancelled", _("cancelled")
    LAPSED = "lapsed", _("out of time, nobody decided")


# Those that keep others out. Only what is confirmed counts as use of a room (ครั้ง).
HOLDING = (State.PENDING, State.CONFIRMED, State.HELD)
# Asked for and not given.
UNGRANTED = (State.DECLINED, State.LAPSED)


class Layout(models.TextChoices):
    """How tables and chairs stand."""

    AS_IS = "", _("As it stands")
    U_SHAPE = "u", _("U-shape")
    CLASSROOM = "classroom", _("Classroom")
    THEATRE = "theatre", _("Rows of chairs")
    ISLANDS = "islands", _("Small groups")


class Series(models.Model):
    """Several bookings made by one request, such as an exam over four days or a meeting every Wednesday.

    ``rule`` holds the lines DTSTART, RRULE, RDATE and EXDATE of RFC 5545, days only; it is empty for days in a row. A row never
    changes: who edits a series makes a new one and binds the bookings to that, so undoing binds them back.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    rule = models.TextField(blank=True)
    skips_holidays = models.BooleanField(default=False)
    skips_weekends = models.BooleanField(default=False)
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
    # The day that the rule of its series gave it (RECURRENCE-ID of RFC 5545), wherever it was moved since.
    series_date = models.DateField(null=True)
    room = models.ForeignKey(Room, models.PROTECT, related_name="bookings", verbose_name=_("room"), db_index=False)
    group = models.ForeignKey(Group, models.PROTECT, related_name="+", verbose_name=_("group"), db_index=False)
    organizer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    date = models.DateField(_("date"))
    half = models.CharField(_("time of day"), max_length=9, choices=[(half.value, half.value) for half in Half])
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    title = models.CharField(_("subject"), max_length=250, blank=True)
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
    state = models.CharField(_("state"), max_length=10, choices=State)
    # When a request that nobody answered, or a place kept for somebody, is given up.
    expires_at = models.DateTimeField(_("good until"), null=True)
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
            models.Index("office", "created_at", condition=models.Q(state="pending"), name="booking_that_waits"),
            models.Index("office", "expires_at", condition=models.Q(expires_at__isnull=False), name="booking_that_expires"),
        ]
        constraints = [
            guard.NoOverlap(name=guard.NAME, states=tuple(state.value for state in HOLDING)),
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("ends_at")),
                name="booking_starts_before_it_ends",
            ),
            # The guard looks only at states that it knows.
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="booking_has_a_state"),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.half} · {self.title}"

    @property
    def is_holding(self) -> bool:
        """Whether it keeps others out of its room."""
        return self.state in HOLDING


class MonthTally(models.Model):
    """What the year report and the page cache know of one month of one office.

    ``month`` counts from year 0 of the common era (year * 12 + month - 1). ``times`` is the number of its confirmed bookings
    (ครั้ง), ``carried`` what was brought forward from before there were bookings here (ยอดยกมา), which has no rows behind it;
    ``version`` is raised, last in the transaction, by each change to them.
    """

    office = models.ForeignKey(Office, models.CASCADE, related_name="+", db_index=False)
    month = models.PositiveIntegerField()
    times = models.PositiveIntegerField(default=0)
    carried = models.PositiveIntegerField(default=0)
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
    APPROVE = "approve", _("permitted")
    DECLINE = "decline", _("not permitted")
    HOLD = "hold", _("kept for the first in the queue")
    TAKE_UP = "take_up", _("taken up")
    GIVE_UP = "give_up", _("given up")
    LAPSE = "lapse", _("out of time")
    ASK = "ask", _("asked for an exchange")
    REFUSE = "refuse", _("exchange refused")
    SWAP = "swap", _("exchanged")
    CLOSE = "close", _("changed by a closure")


class History(models.Model):
    """Who did what to one booking, when, why, and how it stood before and after.

    The rows that one request wrote share its ``act``, which is also what tells a request sent twice. ``concerns`` is who should
    read of it: the organizer, where somebody else acted.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    act = models.UUIDField()
    verb = models.CharField(max_length=10, choices=Verb)
    booking = models.ForeignKey(Booking, models.PROTECT, related_name="history", db_index=False)
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    remark = models.CharField(_("remark"), max_length=250, blank=True)
    concerns = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "history"
        ordering = ("at", "pk")
        indexes = [
            # A booking has one office; where one goes, the database looks by booking alone.
            models.Index("booking", "at", name="history_of_booking_by_time"),
            models.Index("concerns", "id", condition=models.Q(concerns__isnull=False), name="history_that_concerns"),
        ]
        constraints = [models.UniqueConstraint("office", "act", "booking", name="history_once_per_act")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.booking_id}"


class Closure(models.Model):
    """A time in which a room, or with no room the whole office, takes no bookings. One that was lifted keeps its row."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="closures", db_index=False)
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="closures", verbose_name=_("room"), db_index=False)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=250)
    act = models.UUIDField()
    closed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    closed_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("starts_at", "pk")
        indexes = [models.Index("office", "ends_at", name="closure_of_office_by_end")]
        constraints = [
            models.UniqueConstraint("office", "act", name="closure_once_per_act"),
            models.CheckConstraint(condition=models.Q(starts_at__lt=models.F("ends_at")), name="closure_starts_before_it_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.room_id or 'all'} {self.starts_at:%Y-%m-%d} · {self.reason}"


class DaysOff(models.TextChoices):
    """What booking on weekends and holidays means."""

    MARK = "mark", _("mark them")
    ASK = "ask", _("ask once")
    REFUSE = "refuse", _("refuse them")


class Overfull(models.TextChoices):
    """What more people than seats mean."""

    WARN = "warn", _("warn")
    REFUSE = "refuse", _("refuse")


class RuleSet(models.Model):
    """The rules of booking of an office (``room`` is None), or those in which one room differs.

    None means that there is no such rule or, for a room, that the office's holds. Hours are wall times of the office; notices,
    spans, buffers and deadlines are in the unit of their name.
    """

    office = models.ForeignKey(Office, models.CASCADE, related_name="+", db_index=False)
    room = models.ForeignKey(Room, models.CASCADE, null=True, related_name="+", db_index=False)
    opens_at = models.TimeField(_("opens at"), null=True)
    closes_at = models.TimeField(_("closes at"), null=True)
    refuses_past = models.BooleanField(_("not in the past"), null=True)
    least_notice_hours = models.PositiveSmallIntegerField(_("latest notice, in hours"), null=True)
    most_notice_days = models.PositiveSmallIntegerField(_("earliest notice, in days"), null=True)
    longest_hours = models.PositiveSmallIntegerField(_("longest booking, in hours"), null=True)
    longest_days = models.PositiveSmallIntegerField(_("most days of one request"), null=True)
    most_of_person = models.PositiveSmallIntegerField(_("most bookings ahead of one person"), null=True)
    most_of_group = models.PositiveSmallIntegerField(_("most bookings ahead of one group"), null=True)
    minutes_before = models.PositiveSmallIntegerField(_("minutes kept free before"), null=True)
    minutes_after = models.PositiveSmallIntegerField(_("minutes kept free after"), null=True)
    cancel_hours = models.PositiveSmallIntegerField(_("latest cancellation, in hours"), null=True)
    days_off = models.CharField(_("weekends and holidays"), max_length=10, choices=DaysOff, blank=True)
    overfull = models.CharField(_("more people than seats"), max_length=10, choices=Overfull, blank=True)
    groups = models.ManyToManyField(Group, verbose_name=_("groups that may book"), blank=True, related_name="+")
    request_hours = models.PositiveSmallIntegerField(_("an unanswered request is given up after, in hours"), null=True)
    hold_hours = models.PositiveSmallIntegerField(_("a place is kept for the next in the queue for, in hours"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("office", "room", name="rules_once_per_room"),
            models.UniqueConstraint("office", condition=models.Q(room=None), name="rules_once_per_office"),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} · {self.room_id or 'all'}"
