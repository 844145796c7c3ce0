"""What waits to be done about codes: every few seconds wishes for mail are answered. Each process of the server does so."""

import logging
from threading import Thread
from time import sleep

from django.conf import settings
from django.db import DatabaseError, connection

from jonghong.activation.actions import answer_wishes, forget_old
from jonghong.audit.origin import from_clock
from jonghong.offices.models import Office

EVERY = 5  # seconds

log = logging.getLogger(__name__)


def keep() -> None:
    """Begin to look, until the process ends."""
    if settings.KEEPS_TIME:
        Thread(target=_look, name="errands", daemon=True).start()


def _look() -> None:
    while True:
        sleep(EVERY)
        try:
            with from_clock():
                look_once()
        except DatabaseError:
            log.warning("The database did not answer; codes go out later.")
        except Exception:  # whatever goes wrong once, the next round comes
            log.exception("Codes did not go out; it is tried again.")
        finally:
            connection.close()


def look_once() -> None:
    """Answer wishes and forget what is old, in every office; where another process does the same, one finds nothing."""
    for office in Office.objects.all():
        answer_wishes(office)
        forget_old(office)
