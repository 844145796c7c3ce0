"""The postman: every few seconds letters that are due go out. Each process of the server has one."""

import logging
from collections.abc import Iterator
from functools import partial
from itertools import count

from jonghong.audit import rounds
from jonghong.core.breaker import Breaker
from jonghong.post.actions import forget_old
from jonghong.post.delivery import breaker_of_server, deliver_due
from jonghong.post.queries import is_on

EVERY = 5  # seconds
SWEPT_EVERY = 720  # rounds: an hour

log = logging.getLogger(__name__)


def keep() -> None:
    """Begin to walk, until the process ends; without a mail server there is nothing to do."""
    if is_on():
        rounds.begin("postman", every=EVERY, do=partial(walk_once, breaker_of_server(), count()))


def walk_once(breaker: Breaker, walked: Iterator[int]) -> None:
    """Send what is due; now and then, forget what was sent long ago."""
    was_well = not breaker.has_failed
    deliver_due(breaker)
    if was_well and breaker.has_failed:
        log.warning("The mail server fails; letters wait and are tried again.")
    if next(walked) % SWEPT_EVERY == 0:
        forget_old()
