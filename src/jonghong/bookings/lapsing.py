"""The clock of the house: every half minute, whatever is out of time is given up. Each process of the server has one."""

from jonghong.audit import rounds
from jonghong.bookings.actions import lapse_due
from jonghong.offices.models import Office

EVERY = 30  # seconds


def keep() -> None:
    """Begin to look, until the process ends."""
    rounds.begin("lapsing", every=EVERY, do=look_once)


def look_once() -> None:
    """Give up what is out of time in every office; where another process does the same, one of them finds nothing."""
    for office in Office.objects.all():
        lapse_due(office)
