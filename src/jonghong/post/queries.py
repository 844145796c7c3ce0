"""What is asked about letters."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.post.models import Letter


@dataclass(frozen=True)
class Standing:
    """How the post of an office stands: letters that wait, since when the oldest does, and how many were given up."""

    waiting: int
    since: datetime | None
    given_up: int


def is_on() -> bool:
    """Tell whether the installation has a mail server."""
    return bool(settings.MAIL_FROM)


def waiting() -> QuerySet[Letter]:
    """Return the letters of all offices that are neither sent nor given up, in the order in which they are due."""
    return Letter.objects.filter(sent_at=None, given_up_at=None).order_by("next_try_at", "pk")


def due() -> QuerySet[Letter]:
    """Return those that are to be tried now."""
    return waiting().filter(next_try_at__lte=clock.now())


def standing(office: Office) -> Standing:
    """Return how the post of the office stands."""
    left = waiting().filter(office=office)
    return Standing(
        waiting=left.count(),
        since=left.order_by("created_at").values_list("created_at", flat=True).first(),
        given_up=Letter.objects.filter(office=office, given_up_at__isnull=False).count(),
    )
