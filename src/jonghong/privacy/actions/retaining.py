"""Keeping nothing longer than the office says. Every step is small, so that nobody waits for it, and may be done twice."""

from collections.abc import Callable
from datetime import date
from functools import partial

from django.db import transaction
from django.db.models import Q

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.bookings.actions.forgetting import forget_before, forget_closers
from jonghong.core import clock
from jonghong.moving.actions.forgetting import forget_before as forget_rows
from jonghong.offices.models import Office
from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.people.actions.erasing import make_nobody
from jonghong.people.permissions import Rights
from jonghong.privacy import queries
from jonghong.privacy.actions.erasing import erase
from jonghong.privacy.datamap import Table, rows_of
from jonghong.privacy.models import Departure, Retention
from jonghong.privacy.refusals import ErasedAlready, OnlyAdministrators, StillHere

AT_ONCE = 500  # rows of one step
MOST_STEPS = 200  # of one kind at a time; what is left waits for the next time


@transaction.atomic
def change_retention(*, office: Office, booking_years: int, account_days: int, security_days: int, by: Rights) -> None:
    """Say how long what is kept from now on. Raises OnlyAdministrators."""
    if not by.is_administrator or by.office_id != office.pk:
        raise OnlyAdministrators
    hold(office.pk)
    said = {"booking_years": booking_years, "account_days": account_days, "security_days": security_days}
    Retention.objects.update_or_create(office=office, defaults=said)
    audit.record(office_id=office.pk, act=Act.OFFICE_CHANGED, actor_id=by.person_id, subject="retention", **said)
    raise_version(office.pk)


def keep_to_retention(*, office: Office, by: Rights | None = None) -> dict[str, int]:
    """Let go whatever is too old in an office, step by step, and return how much of what that was.

    ``by`` is the administrator who asked for it; nobody where its time came. Raises OnlyAdministrators.
    """
    if by and not (by.is_administrator and by.office_id == office.pk):
        raise OnlyAdministrators
    note_departures(office=office)
    kept = _with_nobody(office)
    limits = queries.limits_of(office, kept)
    nobody = kept.nobody
    assert nobody is not None
    steps: dict[str, Callable[[], int]] = {
        "bookings": partial(forget_before, office=office, day=limits.day, nobody=nobody, most=AT_ONCE),
        "closures": partial(forget_closers, office=office, before=limits.bookings, nobody=nobody, most=AT_ONCE),
        "rows": partial(forget_rows, office=office, day=limits.day, before=limits.bookings, most=AT_ONCE),
        "accounts": partial(_erase_one, office, limits),
    }
    steps["audit"] = partial(audit.prune, office_id=office.pk, before=limits.security)
    steps |= {label: partial(_delete_some, label, table, office, limits) for label, table in queries.ageing()}
    done = {name: sum(_until_nothing_is_left(step)) for name, step in steps.items()}
    _record(office, {name: number for name, number in done.items() if number}, by)
    return done


def take_day(*, office: Office, today: date) -> bool:
    """Tell whether nobody looked in this office today, and note that somebody does now; of two at once one is told so."""
    with transaction.atomic():
        Retention.objects.get_or_create(office=office)
        fresh = Retention.objects.filter(Q(looked_on=None) | Q(looked_on__lt=today), office=office)
        return bool(fresh.update(looked_on=today))


@transaction.atomic
def note_departures(*, office: Office) -> None:
    """Note of whoever has left when that was first seen; who is back is forgotten to have left."""
    hold(office.pk)
    Departure.objects.filter(office=office, person__is_active=True).delete()
    known = Departure.objects.filter(office=office)
    gone = queries.people_who_left(office).exclude(pk__in=known.values("person"))
    now = clock.now()
    Departure.objects.bulk_create([Departure(office=office, person=person, noted_at=now) for person in gone])


@transaction.atomic
def _with_nobody(office: Office) -> Retention:
    hold(office.pk)
    kept, _is_new = Retention.objects.get_or_create(office=office)
    if kept.nobody is None:
        kept.nobody = make_nobody(office=office)
        kept.save(update_fields=["nobody"])
    return kept


def _until_nothing_is_left(step: Callable[[], int]) -> list[int]:
    done: list[int] = []
    while len(done) < MOST_STEPS and (number := step()):
        done.append(number)
    return done


def _erase_one(office: Office, limits: queries.Limits) -> int:
    person = queries.departed(office, limits).order_by("pk").first()
    if person is None:
        return 0
    try:
        erase(person=person)
    except (StillHere, ErasedAlready):  # came back, or was erased, meanwhile
        return 0
    return 1


@transaction.atomic
def _delete_some(label: str, table: Table, office: Office, limits: queries.Limits) -> int:
    keys = list(queries.too_old(label, table, office, limits).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    rows_of(label).filter(pk__in=keys).delete()
    return len(keys)


@transaction.atomic
def _record(office: Office, done: dict[str, int], by: Rights | None) -> None:
    if done:
        hold(office.pk)  # before the chain of the audit, as every other verb does
        audit.record(office_id=office.pk, act=Act.ANONYMISED, actor_id=by.person_id if by else None, steps=done)
        raise_version(office.pk)
