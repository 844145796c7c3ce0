"""What the house does by itself, again and again: each process of the server has a thread for each of these."""

import logging
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from time import sleep

from django.conf import settings
from django.db import Error, connection

from jonghong.audit.origin import from_clock
from jonghong.core import clock, datafile
from jonghong.core.families import ROUND_EVERY, ROUND_FAILURES, ROUND_WALKED
from jonghong.core.meters import meters

log = logging.getLogger(__name__)


def begin(name: str, *, every: float, do: Callable[[], object]) -> None:
    """Do something every so many seconds until the process ends, whatever goes wrong once; the clock is who does it.

    Several processes do the same: of what is due, each finds what the others left.
    """
    if settings.KEEPS_TIME:
        meters.set(ROUND_EVERY, name, to=every)
        note_walked(name)
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
            meters.add(ROUND_FAILURES, name)
        except Exception:  # whatever goes wrong once, the next round is walked
            log.exception("Once this went wrong, and is tried again: %s", name)
            meters.add(ROUND_FAILURES, name)
        finally:
            leave()
            note_walked(name)


def leave() -> None:
    """Give the connection of this thread back; one that cannot even be given back ends no thread."""
    with suppress(Error):
        connection.close()


def note_walked(name: str) -> None:
    """Let others see that the thread of that name is alive; one that hangs does not come by here."""
    meters.set(ROUND_WALKED, name, to=clock.machine_now().timestamp())
