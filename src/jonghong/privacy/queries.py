"""What is asked about personal data: what holds, what is due, and what is about somebody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from jonghong.audit.queries import prunable
from jonghong.bookings.actions.forgetting import closures_to_forget, to_forget
from jonghong.core import clock, thai
from jonghong.core.sealed import readable
from jonghong.moving.actions.forgetting import to_forget as rows_to_forget
from jonghong.offices.models import Office
from jonghong.people.models import Person
from jonghong.post.models import Letter
from jonghong.privacy.datamap import Keeping, Table, Words, rows_of
from jonghong.privacy.labels import TABLE_LABELS
from jonghong.privacy.models import Departure, Notice, Retention, Told
from jonghong.privacy.tables import TABLES

# Raised whenever the words of the product's own part of the notice change.
TEXT = 1
FIRST_MONTH = 10  # of a fiscal year


def notice_of(office: Office) -> Notice:
    """Return what the office says of itself; before anybody wrote it, its name."""
    found = Notice.objects.filter(office=office).order_by("-number").first()
    return found or Notice(office=office, number=1, controller=office.name)


def version_of(notice: Notice) -> str:
    """Return how a version of the whole notice is called: that of our words, and that of the office's."""
    return f"{TEXT}.{notice.number}"


def told(person: Person) -> Told | None:
    """Return which version somebody was shown last."""
    return Told.objects.filter(office=person.office_id, person=person).order_by("-at", "-pk").first()


def retention_of(office: Office) -> Retention:
    """Return how long the office keeps what; before anybody said so, as the product proposes."""
    return Retention.objects.filter(office=office).select_related("nobody").first() or Retention(office=office)


@dataclass(frozen=True)
class Limits:
    """Up to when something is too old by now: bookings by their day, the rest by an instant."""

    day: date
    bookings: datetime
    departures: datetime
    security: datetime
    now: datetime


def limits_of(office: Office, kept: Retention) -> Limits:
    """Return what is too old in an office: its present fiscal year and so many before it stay whole."""
    now, today = clock.now(), clock.today(office.zone)
    year = thai.gregorian_year(thai.fiscal_year(today)) - 1 - kept.booking_years
    day = date(year, FIRST_MONTH, 1)
    return Limits(
        day=day,
        bookings=datetime.combine(day, time.min, office.zone),
        departures=now - timedelta(days=kept.account_days),
        security=now - timedelta(days=kept.security_days),
        now=now,
    )


@dataclass(frozen=True)
class Due:
    """Something whose time is over, and how much of it there is."""

    name: str
    words: Words
    number: int


def due(office: Office) -> list[Due]:
    """Return everything whose time is over, without touching it; also what there is none of."""
    kept = retention_of(office)
    limits = limits_of(office, kept)
    found = [
        Due("bookings", _("Bookings that forget who made them"), to_forget(office, limits.day, kept.nobody).count()),
        Due(
            "closures",
            _("Closures that forget who made them"),
            closures_to_forget(office, limits.bookings, kept.nobody).count(),
        ),
        Due(
            "rows",
            _("Rows of a former system that forget what they said"),
            rows_to_forget(office, limits.day, limits.bookings).count(),
        ),
        Due("accounts", _("Accounts of people who left"), departed(office, limits).count()),
    ]
    found.append(Due("audit", _("Records of the audit"), prunable(office.pk, limits.security).count()))
    return found + [Due(label, TABLE_LABELS[label], too_old(label, table, office, limits).count()) for label, table in ageing()]


def ageing() -> Iterator[tuple[str, Table]]:
    """Give the tables whose rows go when they are old."""
    return ((label, table) for label, table in TABLES.items() if table.age)


def too_old(label: str, table: Table, office: Office, limits: Limits) -> QuerySet[Any]:
    """Return the rows of a table that go."""
    rows = rows_of(label).filter(office=office)
    limit = {Keeping.BOOKING: limits.bookings, Keeping.SECURITY: limits.security, Keeping.OPEN: limits.now}[table.keeping]
    return rows.filter(**{f"{table.age}__lt": limit})


def departed(office: Office, limits: Limits) -> QuerySet[Person]:
    """Return who left so long ago that nothing of the account is kept."""
    gone = Departure.objects.filter(office=office, noted_at__lt=limits.departures)
    return people_who_left(office).filter(pk__in=gone.values("person"))


def people_who_left(office: Office) -> QuerySet[Person]:
    """Return who has left and still has a name here."""
    return Person.objects.filter(office=office, is_active=False).exclude(citizen_last4="")


def rows_about(label: str, table: Table, person: Person) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """Return the rows of a table that are about somebody, and those that only say what he did; each row once."""
    rows = rows_of(label)
    about, by = _ways(table.about, person), _ways(table.by, person)
    own = rows.filter(about) if about else rows.none()
    done = rows.filter(by).exclude(pk__in=own.values("pk")) if by else rows.none()
    return own.order_by("pk"), done.order_by("pk")


def letters_to(person: Person) -> QuerySet[Letter]:
    """Return the letters to somebody's address, which is sealed: only opening them tells. What cannot be read is nobody's."""
    letters = Letter.objects.filter(office=person.office_id)
    sealed = readable(letters, "address") if person.email else ()
    return letters.filter(pk__in=[key for key, address in sealed if address == person.email]).order_by("pk")


def _ways(names: tuple[str, ...], person: Person) -> Q:
    ways = Q()
    for name in names:
        ways |= Q(**{name: person.pk})
    return ways
