"""``python -m tests.moving.killing fill | digest | halfway | through``: an import in a process of its own, for who kills it."""

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
    {"fill": fill, "digest": digest, "halfway": halfway, "through": through}[word]()


def fill() -> None:
    """Make an office with some history."""
    from tests import make

    bring_in(make.office(), 20)


def digest() -> None:
    """Print a sign of every row of every table."""
    from django.apps import apps

    sign = sha256()
    for model in apps.get_models():
        rows: Any = model._default_manager.order_by("pk").values_list()
        sign.update(repr((model._meta.label, list(rows))).encode())
    print(sign.hexdigest())


def halfway() -> None:
    """Bring rows in, stop in the middle of it and wait."""
    from jonghong.offices.models import Office

    def tell(done: int, total: int) -> None:
        if done * 2 >= total:
            print(HALFWAY, flush=True)
            sys.stdin.read()

    bring_in(Office.objects.get(), ROWS, tell=tell)


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
