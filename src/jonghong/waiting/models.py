"""Who waits for a room that is taken."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jonghong.bookings.models import Booking
from jonghong.offices.models import Group, Office
from jonghong.people.models import Person
from jonghong.rooms.hours import Half
from jonghong.rooms.models import Room


class Stand(models.TextChoices):
    """How somebody stands in a queue."""

    WAITING = "waiting", _("waits")
    OFFERED = "offered", _("was offered the room")
    GONE = "gone", _("left the queue")


class Waiter(models.Model):
    """One person in the queue for one room on one day, for one stretch of time.

    What came of an offer is told by its ``booking``, so undoing what was done with that needs no second record here. Whoever
    still waits when the time has come simply does no longer: every question about a queue asks only for what is yet to start,
    and nothing has to be written for that, neither by a clock nor by whoever looks.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    group = models.ForeignKey(Group, models.PROTECT, related_name="+", verbose_name=_("group"), db_index=False)
    room = models.ForeignKey(Room, models.PROTECT, related_name="+", verbose_name=_("room"), db_index=False)
    date = models.DateField(_("date"))
    half = models.CharField(_("time of day"), max_length=9, choices=[(half.value, half.value) for half in Half])
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    attendees = models.PositiveIntegerField(_("people"), null=True)
    title = models.CharField(_("subject"), max_length=250, blank=True)
    joined_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=Stand, default=Stand.WAITING)
    booking = models.ForeignKey(Booking, models.PROTECT, null=True, related_name="+", db_index=False)
    offered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("joined_at", "pk")
        indexes = [
            models.Index("office", "room", "date", condition=models.Q(state="waiting"), name="queue_of_room_by_day"),
            models.Index("office", "person", "starts_at", name="queues_of_person"),
            models.Index("booking", condition=models.Q(booking__isnull=False), name="waiter_of_booking"),
        ]
        constraints = [
            models.UniqueConstraint(
                "office",
                "person",
                "room",
                "starts_at",
                "ends_at",
                condition=models.Q(state="waiting"),
                name="waits_once_for_a_time",
            ),
            models.CheckConstraint(condition=models.Q(starts_at__lt=models.F("ends_at")), name="wait_starts_before_it_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.half} · {self.person_id}"
