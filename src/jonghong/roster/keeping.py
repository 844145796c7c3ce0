"""Lists of people that waited too long are deleted. Each process of the server has this clock."""

import logging
from threading import Thread
from time import sleep

from django.conf import settings
from django.db import DatabaseError, connection

from jonghong.roster.actions import forget_due

EVERY = 600  # seconds

log = logging.getLogger(__name__)


def keep() -> None:
    """Begin to look, until the process ends."""
    if settings.KEEPS_TIME:
        Thread(target=_look, name="roster", daemon=True).start()


def _look() -> None:
    while True:
        sleep(EVERY)
        try:
            forget_due()
        except DatabaseError:
            log.warning("The database did not answer; lists that waited too long are deleted later.")
        except Exception:  # whatever goes wrong once, the clock goes on
            log.exception("Lists that waited too long were not deleted; it is tried again.")
        finally:
            connection.close()
