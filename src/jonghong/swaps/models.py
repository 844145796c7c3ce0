"""Exchanges that somebody asked for, and what came of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jonghong.bookings.models import Booking
from jonghong.offices.models import Office
from jonghong.people.models import Person


class Stand(models.TextChoices):
    """How an exchange that was asked for stands."""

    OPEN = "open", _("waits for an answer")
    ACCEPTED = "accepted", _("agreed and done")
    DECLINED = "declined", _("not agreed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    VOID = "void", _("void, because a booking was changed or cancelled")


class Swap(models.Model):
    """Somebody asks the holder of another booking (``theirs``) to exchange it with one of his (``mine``): rooms, or times, too.

    The versions are those of the two bookings when it was asked: once either was changed, nobody can agree any more. When one
    of them has begun it is out of time, which every question about open ones sees by itself.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    mine = models.ForeignKey(Booking, models.PROTECT, related_name="+", db_index=False)
    theirs = models.ForeignKey(Booking, models.PROTECT, related_name="+", db_index=False)
    mine_version = models.PositiveIntegerField()
    theirs_version = models.PositiveIntegerField()
    rooms_only = models.BooleanField(_("rooms only"))
    message = models.CharField(_("message"), max_length=250, blank=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=Stand, default=Stand.OPEN)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    answered_at = models.DateTimeField(null=True)
    remark = models.CharField(_("remark"), max_length=250, blank=True)
    # Of the exchange, where it was done.
    act = models.UUIDField(null=True)

    class Meta:
        ordering = ("-asked_at", "-pk")
        indexes = [
            models.Index("office", "theirs", name="swap_asked_of_booking"),
            models.Index("office", "asked_by", name="swap_asked_by"),
            models.Index("mine", name="swap_offered"),
        ]
        constraints = [
            models.UniqueConstraint("office", "mine", "theirs", condition=models.Q(state="open"), name="swap_asked_once"),
            models.CheckConstraint(condition=~models.Q(mine=models.F("theirs")), name="swap_of_two_bookings"),
        ]

    def __str__(self) -> str:
        return f"{self.mine_id} <> {self.theirs_id}: {self.state}"
