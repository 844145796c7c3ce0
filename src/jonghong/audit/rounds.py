"""What the house does by itself, again and again: each process of the server has a thread for each of these."""

import logging
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from time import sleep

from django.conf import settings
from django.db import Error, connection

from jonghong.audit.origin import from_clock
from jonghong.core import datafile

log = logging.getLogger(__name__)


def begin(name: str, *, every: float, do: Callable[[], object]) -> None:
    """Do something every so many seconds until the process ends, whatever goes wrong once; the clock is who does it.

    Several processes do the same: of what is due, each finds what the others left.
    """
    if settings.KEEPS_TIME:
        Thread(target=_walk, args=(name, every, do), name=name, daemon=True).start()


def _walk(name: str, every: float, do: Callable[[], object]) -> None:
    while True:
        sleep(every)
        try:
            if datafile.is_there():
                with from_clock():
                    do()
        except Error:
            log.warning("The database did not answer: %s waits for the next round.", name)
        except Exception:  # whatever goes wrong once, the next round is walked
            log.exception("Once this went wrong, and is tried again: %s", name)
        finally:
            leave()


def leave() -> None:
    """Give the connection of this thread back; one that cannot even be given back ends no thread."""
    with suppress(Error):
        connection.close()
