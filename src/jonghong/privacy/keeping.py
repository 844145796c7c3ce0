"""Once a day whatever is too old is let go, in every office but a sample. Each process of the server has this clock."""

import logging
from threading import Thread
from time import sleep

from django.conf import settings
from django.db import DatabaseError, connection

from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.privacy.actions import keep_to_retention, take_day

EVERY = 600  # seconds

log = logging.getLogger(__name__)


def keep() -> None:
    """Begin to look, until the process ends."""
    if settings.KEEPS_TIME:
        Thread(target=_look, name="retention", daemon=True).start()


def _look() -> None:
    while True:
        sleep(EVERY)
        try:
            look_once()
        except DatabaseError:
            log.warning("The database did not answer; what is too old is let go tomorrow.")
        except Exception:  # whatever goes wrong once, the clock goes on
            log.exception("What is too old was not let go; it is tried again tomorrow.")
        finally:
            connection.close()


def look_once() -> None:
    """Let go what is too old in the offices in which nobody looked today."""
    for office in Office.objects.filter(is_sample=False):
        if take_day(office=office, today=clock.today(office.zone)):
            keep_to_retention(office=office)
