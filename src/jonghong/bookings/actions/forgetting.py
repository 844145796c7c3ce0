"""Bookings that forget whom they name. Room, time, group and subject stay, so that every count does."""

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, Replace

from jonghong.bookings.models import Booking, Closure, History
from jonghong.offices.models import Office
from jonghong.people.models import Person

NAMING = ("chair", "coordinator", "phone")  # what a booking says of people
TEXTS = ("title", "sign", *NAMING)
NAMES_SOMEBODY = ~Q(chair="") | ~Q(coordinator="") | ~Q(phone="")
SHORTEST_NAME = 5  # letters; a shorter one stands within words that mean something else
AT_ONCE = 500  # rows


@transaction.atomic
def forget_person(*, person: Person, name: str, instead: str) -> int:
    """Clear chair, coordinator and phone of all that somebody booked, and put ``instead`` for his name wherever it stands.

    Returns how many bookings were his.
    """
    own = Booking.objects.filter(office=person.office_id, organizer=person)
    keys = list(own.values_list("pk", flat=True))
    own.filter(NAMES_SOMEBODY).update(**dict.fromkeys(NAMING, ""))
    of_office = History.objects.filter(office=person.office_id)
    _rewrite(of_office.filter(booking__in=own), _nameless)
    of_office.filter(concerns=person).update(concerns=None)
    if len(name) >= SHORTEST_NAME:
        for model, columns in ((Booking, TEXTS), (History, ("remark",)), (Closure, ("reason",))):
            replace_words(model.objects.filter(office=person.office_id), columns, name, instead)
        _rewrite(_that_hold(of_office, name), lambda kept: _with(kept, name, instead))
    return len(keys)


@transaction.atomic
def forget_before(*, office: Office, day: date, nobody: Person, most: int = AT_ONCE) -> int:
    """Let bookings of before that day forget who made them and whom they name, so many at once; return how many that were."""
    keys = list(to_forget(office, day, nobody).order_by("pk").values_list("pk", flat=True)[:most])
    old = Booking.objects.filter(office=office, pk__in=keys)
    old.filter(organizer__isnull=False).update(organizer=nobody)
    old.update(**dict.fromkeys(NAMING, ""))
    rows = History.objects.filter(office=office, booking__in=keys)
    rows.filter(actor__isnull=False).update(actor=nobody)
    rows.update(concerns=None, remark="")
    _rewrite(rows, _nameless)
    return len(keys)


@transaction.atomic
def forget_closers(*, office: Office, before: datetime, nobody: Person, most: int = AT_ONCE) -> int:
    """Let closures that ended before that instant forget who closed, so many at once; return how many that were."""
    keys = list(closures_to_forget(office, before, nobody).order_by("pk").values_list("pk", flat=True)[:most])
    Closure.objects.filter(office=office, pk__in=keys).update(closed_by=nobody)
    return len(keys)


def to_forget(office: Office, day: date, nobody: Person | None) -> QuerySet[Booking]:
    """Return the bookings of before that day that still name somebody."""
    of_somebody = Q(organizer__isnull=False) & ~Q(organizer=nobody) if nobody else Q(organizer__isnull=False)
    return Booking.objects.filter(of_somebody | NAMES_SOMEBODY, office=office, date__lt=day)


def closures_to_forget(office: Office, before: datetime, nobody: Person | None) -> QuerySet[Closure]:
    """Return the closures that ended before that instant and still name who closed."""
    return Closure.objects.filter(office=office, ends_at__lt=before).exclude(closed_by=nobody)


def replace_words(rows: QuerySet[Any], columns: Iterable[str], words: str, instead: str) -> None:
    """Put ``instead`` for these words wherever they stand in these columns."""
    for column in columns:
        found = rows.filter(**{f"{column}__contains": words})
        found.update(**{column: Replace(F(column), Value(words), Value(instead))})


def _rewrite(rows: QuerySet[History], change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Change what History keeps of bookings, before and after, where that makes a difference."""
    changed = []
    for row in rows.only("pk", "before", "after").iterator(AT_ONCE):
        before, after = change(row.before), change(row.after)
        if (before, after) != (row.before, row.after):
            row.before, row.after = before, after
            changed.append(row)
    History.objects.bulk_update(changed, ["before", "after"], batch_size=AT_ONCE)


def _nameless(kept: dict[str, Any]) -> dict[str, Any]:
    return {**kept, **{name: "" for name in NAMING if name in kept}}


def _with(kept: dict[str, Any], words: str, instead: str) -> dict[str, Any]:
    return {name: value.replace(words, instead) if isinstance(value, str) else value for name, value in kept.items()}


def _that_hold(rows: QuerySet[History], words: str) -> QuerySet[History]:
    """Return the rows that hold these words in what they keep; SQLite keeps Thai letters as escapes, PostgreSQL does not."""
    text = Concat(Cast("before", TextField()), Cast("after", TextField()))
    escaped = json.dumps(words)[1:-1]
    return rows.annotate(text=text).filter(Q(text__contains=words) | Q(text__contains=escaped))
