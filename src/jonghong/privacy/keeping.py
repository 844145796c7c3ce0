"""Once a day whatever is too old is let go, in every office but a sample. Each process of the server has this clock."""

from jonghong.audit import rounds
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.privacy.actions import keep_to_retention, take_day

EVERY = 600  # seconds


def keep() -> None:
    """Begin to look, until the process ends."""
    rounds.begin("retention", every=EVERY, do=look_once)


def look_once() -> None:
    """Let go what is too old in the offices in which nobody looked today."""
    for office in Office.objects.filter(is_sample=False):
        if take_day(office=office, today=clock.today(office.zone)):
            keep_to_retention(office=office)
