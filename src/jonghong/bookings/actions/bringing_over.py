"""Requests of a former system with their history, and sums of months. Whoever calls holds office and rooms, and records it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jonghong.bookings import tallies
from jonghong.bookings.actions.work import Facts
from jonghong.bookings.imported import act_of_decision, act_of_rewriting, bookings_of_acts, in_parts
from jonghong.bookings.models import HOLDING, Booking, History, Series, State, Verb
from jonghong.bookings.snapshots import from_snapshot, snapshot
from jonghong.core import clock
from jonghong.offices.models import Office

# What a request that is written again gives each of its bookings anew.
WRITTEN = [
    "room_id",
    "group_id",
    "organizer_id",
    "date",
    "half",
    "starts_at",
    "ends_at",
    "title",
    "attendees",
    "chair",
    "coordinator",
    "state",
    "expires_at",
    "is_legacy",
]


@dataclass(frozen=True)
class Verdict:
    """What was decided about a request, by whom and when. What nobody decided went out of time when each booking was over."""

    verb: Verb
    at: datetime | None = None
    actor_id: int | None = None
    remark: str = ""


@dataclass
class Request:
    """A request as it came in: a booking for each of its days, not written yet, and who asked, where that is known."""

    act: UUID
    bookings: list[Booking]
    actor_id: int | None = None
    verdict: Verdict | None = None


def load_requests(*, office: Office, requests: Iterable[Request], tell: Callable[[int], None] | None = None) -> int:
    """Write requests with their history, and return how many bookings that were; the guard judges those that lie ahead.

    ``tell`` hears of so many more requests that are written. Raises IntegrityError where two overlap.
    """
    days: set[date] = set()
    number = 0
    with transaction.atomic():
        for some in in_parts(requests):
            _bind(office, some)
            bookings = [booking for request in some for booking in request.bookings]
            Booking.objects.bulk_create(bookings)
            History.objects.bulk_create([row for request in some for row in _history(office, request)])
            days |= {booking.date for booking in bookings}
            number += len(bookings)
            if tell:
                tell(len(some))
        tallies.recount(office.pk, days)
    return number


def rewrite_requests(*, office: Office, requests: Sequence[Request], remark: str) -> None:
    """Write requests again that changed over there: their bookings keep their rows, what falls away is cancelled.

    Nobody may have touched them here (``imported.touched``). Raises IntegrityError where a new place is held.
    """
    with transaction.atomic():
        standing = bookings_of_acts(office, [request.act for request in requests])
        every = [booking for each in standing.values() for booking in each]
        # Who booked is no fact of a snapshot, since no verb changes it; this does.
        before = {booking.pk: {**snapshot(booking), "organizer_id": booking.organizer_id} for booking in every}
        days = {booking.date for booking in every}
        # Each leaves its place before any comes to its new one: the guard looks at every row by itself.
        for keys in in_parts(before):
            Booking.objects.filter(office=office, pk__in=keys, state__in=HOLDING).update(state=State.CANCELLED)
        for request in requests:
            days |= {booking.date for booking in request.bookings}
            _rewrite(office, request, standing[request.act], before, remark)
        tallies.recount(office.pk, days)


def put_back_requests(*, office: Office, acts: Collection[UUID]) -> None:
    """Take back the latest time that each of these requests was written again. Raises IntegrityError as above."""
    with transaction.atomic():
        rows = {act: _latest_rewriting(office, each[0]) for act, each in bookings_of_acts(office, acts).items()}
        changed = [row for found in rows.values() for row in found]
        days = {row.booking.date for row in changed}
        keys = [row.booking_id for row in changed]
        Booking.objects.filter(office=office, pk__in=keys, state__in=HOLDING).update(state=State.CANCELLED)
        added = [row.booking_id for row in changed if not row.before]
        bound = {row.booking.series_id for row in changed}
        for row in changed:
            if row.before:
                booking = row.booking
                for name, value in from_snapshot(row.before).items():
                    setattr(booking, name, value)
                booking.is_legacy = booking.ends_at <= clock.now()
                booking.version += 1
                booking.save()
                days.add(booking.date)
        History.objects.filter(office=office, pk__in=[row.pk for row in changed]).delete()
        _delete(office, added)
        _unbind(office, bound)
        tallies.recount(office.pk, days)


def take_back_requests(*, office: Office, acts: Collection[UUID]) -> int:
    """Delete requests that came in, with all their history, as if they never had; return how many bookings that were."""
    with transaction.atomic():
        bookings = [booking for each in bookings_of_acts(office, acts).values() for booking in each]
        _delete(office, [booking.pk for booking in bookings])
        _unbind(office, {booking.series_id for booking in bookings})
        tallies.recount(office.pk, {booking.date for booking in bookings})
    return len(bookings)


def carry_forward(*, office: Office, sums: Mapping[tuple[int, int], int]) -> None:
    """Set how often rooms were used in months (year of the common era, month) of which nothing but the sum is known."""
    with transaction.atomic():
        tallies.carry(office.pk, sums)


def _unbind(office: Office, series: Collection[int | None]) -> None:
    """Delete what bound bookings that are gone."""
    for keys in in_parts(key for key in series if key):
        Series.objects.filter(office=office, pk__in=keys, bookings=None).delete()


def _bind(office: Office, requests: Sequence[Request]) -> None:
    """Bind the bookings of each request of several days together."""
    several = [request for request in requests if len(request.bookings) > 1]
    made = Series.objects.bulk_create([Series(office=office, created_at=each.bookings[0].created_at) for each in several])
    for request, series in zip(several, made, strict=True):
        for booking in request.bookings:
            booking.series = series


def _history(office: Office, request: Request) -> list[History]:
    rows = []
    for booking in request.bookings:
        facts = snapshot(booking)
        verdict = request.verdict or (Verdict(Verb.LAPSE) if booking.state == State.LAPSED else None)
        asked = {**facts, "state": State.PENDING.value, "expires_at": None} if verdict else facts
        made = booking.created_at
        rows.append(_row(office, request.act, Verb.BOOK, booking, {}, asked, request.actor_id, made, ""))
        if verdict:
            act, at = act_of_decision(request.act), verdict.at or max(made, booking.ends_at)
            rows.append(_row(office, act, verdict.verb, booking, asked, facts, verdict.actor_id, at, verdict.remark))
    return rows


def _row(  # noqa: PLR0917 - in the order in which history tells it
    office: Office,
    act: UUID,
    verb: Verb,
    booking: Booking,
    before: Facts,
    after: Facts,
    actor_id: int | None,
    at: datetime,
    remark: str,
) -> History:
    facts = {"before": before, "after": after, "actor_id": actor_id, "at": at, "remark": remark}
    return History(office=office, act=act, verb=verb, booking=booking, **facts)


def _rewrite(office: Office, request: Request, standing: list[Booking], before: dict[int, Facts], remark: str) -> None:
    act = act_of_rewriting(request.act, _times_rewritten(office, standing[0]) + 1)
    added = request.bookings[len(standing) :]
    if added:
        series = next((booking.series for booking in standing if booking.series_id), None)
        series = series or Series.objects.create(office=office, created_at=request.bookings[0].created_at)
        for booking in added:
            booking.series = series
        Booking.objects.bulk_create(added)
        rows = [
            _row(office, request.act, Verb.BOOK, booking, {}, snapshot(booking), request.actor_id, booking.created_at, "")
            for booking in added
        ]
        History.objects.bulk_create(rows)
        for booking in standing:
            booking.series = series
    for booking, news in zip(standing, request.bookings, strict=False):
        for name in WRITTEN:
            setattr(booking, name, getattr(news, name))
    for booking in standing[len(request.bookings) :]:
        booking.state, booking.expires_at = State.CANCELLED, None
    for booking in standing:
        booking.version += 1
        booking.save()
    now = clock.now()
    changed = [(before.get(booking.pk, {}), booking) for booking in [*standing, *added]]
    History.objects.bulk_create(
        [_row(office, act, Verb.CHANGE, booking, was, snapshot(booking), None, now, remark) for was, booking in changed]
    )


def _times_rewritten(office: Office, booking: Booking) -> int:
    return History.objects.filter(office=office, booking=booking, verb=Verb.CHANGE).count()


def _latest_rewriting(office: Office, booking: Booking) -> list[History]:
    latest = History.objects.filter(office=office, booking=booking, verb=Verb.CHANGE).latest("pk")
    return list(History.objects.filter(office=office, act=latest.act).select_related("booking"))


def _delete(office: Office, keys: Collection[int]) -> None:
    for some in in_parts(keys):
        History.objects.filter(office=office, booking__in=some).delete()
        Booking.objects.filter(office=office, pk__in=some).delete()
