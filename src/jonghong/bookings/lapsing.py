"""The clock of the house: every half minute, whatever is out of time is given up. Each process of the server has one."""

import logging
from threading import Thread
from time import sleep

from django.conf import settings
from django.db import DatabaseError, connection

from jonghong.audit.origin import from_clock
from jonghong.bookings.actions import lapse_due
from jonghong.offices.models import Office

EVERY = 30  # seconds

log = logging.getLogger(__name__)


def keep() -> None:
    """Begin to look, until the process ends."""
    if settings.KEEPS_TIME:
        Thread(target=_look, name="lapsing", daemon=True).start()


def _look() -> None:
    while True:
        sleep(EVERY)
        try:
            with from_clock():
                look_once()
        except DatabaseError:
            log.warning("The database did not answer; what is out of time is given up later.")
        except Exception:  # whatever goes wrong once, the clock goes on
            log.exception("What is out of time was not given up; it is tried again.")
        finally:
            connection.close()


def look_once() -> None:
    """Give up what is out of time in every office; where another process does the same, one of them finds nothing."""
    for office in Office.objects.all():
        lapse_due(office)
