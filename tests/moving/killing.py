"""``python -m tests.moving.killing fill | halfway | through | back | gone``: for who kills a process.

It is that of an import, or (``back``, ``gone``) of taking one back. Each says first how it finds the database.
"""

import sys
from hashlib import sha256
from itertools import count
from typing import Any

import django

ROWS = 1_200
HALFWAY = "halfway"


def main(word: str) -> None:
    """Do what the word says, and print what is to be told."""
    django.setup()
    print(digest(), flush=True)
    {"fill": fill, "halfway": halfway, "through": through, "back": back, "gone": gone}[word]()


def fill() -> None:
    """Make an office with some history."""
    from tests import make

    bring_in(make.office(), 20)


def digest() -> str:
    """Return a sign of every row of every table."""
    from django.apps import apps

    sign = sha256()
    for model in apps.get_models():
        rows: Any = model._default_manager.order_by("pk").values_list()
        sign.update(repr((model._meta.label, list(rows))).encode())
    return sign.hexdigest()


def halfway() -> None:
    """Bring rows in, stop in the middle of it and wait."""
    from jonghong.offices.models import Office

    bring_in(Office.objects.get(), ROWS, tell=wait_halfway)


def wait_halfway(done: int, total: int) -> None:
    """Stop in the middle, and wait."""
    if done * 2 >= total:
        print(HALFWAY, flush=True)
        sys.stdin.read()


def back() -> None:
    """Take the latest import back, stop in the middle of it and wait."""
    from jonghong.moving import actions
    from jonghong.moving.models import Run

    actions.undo_run(run=Run.objects.latest("pk"), by=None, tell=wait_halfway)


def gone() -> None:
    """Take the latest import back, and print how many bookings are left."""
    from jonghong.bookings.models import Booking
    from jonghong.moving import actions
    from jonghong.moving.models import Run

    actions.undo_run(run=Run.objects.latest("pk"), by=None)
    print(Booking.objects.count())


def through() -> None:
    """Bring the same rows in, and print how many bookings there are."""
    from jonghong.bookings.models import Booking
    from jonghong.offices.models import Office

    bring_in(Office.objects.get(), ROWS)
    print(Booking.objects.count())


def bring_in(office: Any, number: int, **facts: Any) -> None:
    """Bring so many bookings of the past in."""
    from datetime import timedelta

    from tests.moving import plans

    days = (plans.PAST - timedelta(days=each) for each in count())
    rows = [plans.booking(str(each), first=next(days)) for each in range(number)]
    plans.bring_in(office, plans.usual(*rows), **facts)


if __name__ == "__main__":
    main(sys.argv[1])
