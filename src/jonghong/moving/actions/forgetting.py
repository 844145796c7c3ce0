"""Rows of a former system that forget whom they name. That there was such a row stays, so that it does not come in again."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from jonghong.bookings.models import History
from jonghong.core.sealed import readable
from jonghong.moving.models import Kept, Upload
from jonghong.offices.models import Office
from jonghong.people import identity, numbers
from jonghong.people.models import Person

AT_ONCE = 500  # rows
SHORTEST_NAME = 5  # letters; a shorter one stands within words that mean something else
NUMBER = re.compile(r"(?<!\d)\d{13}(?!\d)")


@transaction.atomic
def forget_person(*, person: Person, name: str) -> int:
    """Empty every row that is about somebody or names him by number or name; return how many that were.

    Sources that wait may name him in any spelling: those of the whole office go.
    """
    Upload.objects.filter(office=person.office_id).delete()
    rows = Kept.objects.filter(office=person.office_id)
    keys = set(rows.filter(person=person).values_list("pk", flat=True))
    for column in ("cells", "suggestion"):
        keys |= {pk for pk, text in readable(rows.exclude(**{column: ""}), column) if _names(text, person, name)}
    _empty(rows.filter(pk__in=keys), keys)
    return len(keys)


@transaction.atomic
def forget_before(*, office: Office, day: date, before: datetime, most: int = AT_ONCE) -> int:
    """Empty rows of bookings from before that day, and those without bookings that came in before that instant, so many."""
    keys = list(to_forget(office, day, before).order_by("pk").values_list("pk", flat=True)[:most])
    _empty(Kept.objects.filter(office=office), set(keys))
    return len(keys)


def to_forget(office: Office, day: date, before: datetime) -> QuerySet[Kept]:
    """Return the rows that are too old and still say what they said."""
    made = History.objects.filter(office=office, act=OuterRef("act"))
    old = Q(Exists(made.filter(booking__date__lt=day))) & ~Q(Exists(made.filter(booking__date__gte=day)))
    rows = Kept.objects.filter(office=office).exclude(cells="", suggestion="")
    return rows.filter((Q(act__isnull=False) & old) | Q(act=None, run__made_at__lt=before))


def _empty(rows: QuerySet[Kept], keys: set[int]) -> None:
    for some in _parts(sorted(keys)):
        rows.filter(pk__in=some).update(cells="", suggestion="", person=None)


def _parts(keys: list[int]) -> Iterator[list[int]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))


def _names(text: str, person: Person, name: str) -> bool:
    """Tell whether a row names somebody: his name, his number, or what he is known by where he has none."""
    if len(name) >= SHORTEST_NAME and json.dumps(name, ensure_ascii=False)[1:-1] in text:
        return True
    if any(person.citizen_key in numbers.every_key(number) for number in set(NUMBER.findall(text))):
        return True
    return person.citizen_last4 == identity.UNKNOWN and any(
        person.citizen_key in numbers.every_external_key(value) for value in _values(json.loads(text))
    )


def _values(facts: Any) -> Iterator[str]:
    if isinstance(facts, dict):
        for value in facts.values():
            yield from _values(value)
    elif isinstance(facts, str):
        yield from {facts, facts.strip()}
