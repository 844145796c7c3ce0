"""The postman: every few seconds letters that are due go out. Each process of the server has one."""

import logging
from itertools import count
from threading import Thread
from time import sleep

from django.conf import settings
from django.db import DatabaseError, connection

from jonghong.post.actions import forget_old
from jonghong.post.delivery import Breaker, deliver_due
from jonghong.post.queries import is_on

EVERY = 5  # seconds
SWEPT_EVERY = 720  # rounds: an hour

log = logging.getLogger(__name__)


def keep() -> None:
    """Begin to walk, until the process ends; without a mail server there is nothing to do."""
    if settings.KEEPS_TIME and is_on():
        Thread(target=_walk, name="postman", daemon=True).start()


def _walk() -> None:
    breaker, rounds = Breaker(), count()
    while True:
        sleep(EVERY)
        try:
            walk_once(breaker, next(rounds))
        except DatabaseError:
            log.warning("The database did not answer; letters go out later.")
        except Exception:  # whatever goes wrong once, the next round is walked
            log.exception("Letters did not go out; they are tried again.")
        finally:
            connection.close()


def walk_once(breaker: Breaker, round_: int) -> None:
    """Send what is due; now and then, forget what was sent long ago."""
    was_well = breaker.failures == 0
    deliver_due(breaker)
    if was_well and breaker.failures:
        log.warning("The mail server fails; letters wait and are tried again.")
    if round_ % SWEPT_EVERY == 0:
        forget_old()
