"""What an officer says to requests that wait for permission."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from jonghong.bookings.actions.ground import act_of, settle, write_all, writing
from jonghong.bookings.actions.work import Work
from jonghong.bookings.models import Booking, History, State, Verb
from jonghong.bookings.permissions import may_decide
from jonghong.bookings.refusals import AlreadyDecided, Fate, MayNot
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights

# Between these only an officer's answer leads.
ASKED = {State.PENDING, State.CONFIRMED, State.DECLINED}


def approve(
    *,
    bookings: Sequence[Booking],
    by: Rights,
    remark: str = "",
    versions: Mapping[int, int] | None = None,
    key: UUID | None = None,
) -> UUID:
    """Permit requests: those of ``bookings`` that still wait stand from now on.

    ``versions`` are those that the officer saw, by the keys of the bookings: what was changed since still waits. Returns the
    act; its history tells which were decided. Raises MayNot, or AlreadyDecided where that is none of them.
    """
    return _decide(bookings, Verb.APPROVE, State.CONFIRMED, by=by, remark=remark, versions=versions, key=key)


def decline(
    *,
    bookings: Sequence[Booking],
    by: Rights,
    remark: str = "",
    versions: Mapping[int, int] | None = None,
    key: UUID | None = None,
) -> UUID:
    """Refuse requests: those of ``bookings`` that still wait give their places free. Takes and raises what ``approve`` does."""
    return _decide(bookings, Verb.DECLINE, State.DECLINED, by=by, remark=remark, versions=versions, key=key)


def may_take_back(rights: Rights, row: History) -> bool:
    """Tell whether somebody may undo what a row tells: an officer's answer to a request only who answers requests."""
    before, after = row.before, row.after
    stays = all(before.get(name) == after[name] for name in ("room_id", "starts_at", "ends_at"))
    is_answer = stays and before["state"] != after["state"] and {before["state"], after["state"]} <= ASKED
    return may_decide(rights) or not is_answer


def fates_of(office: Office, keys: Collection[int]) -> list[Fate]:
    """Return what was done last to each of these bookings, in the order of their time, by one query."""
    rows = History.objects.filter(office=office, booking__in=keys).select_related("actor", "booking")
    latest = {row.booking_id: row for row in rows.order_by("at", "pk")}
    return [
        Fate(
            title=row.booking.title,
            who=row.actor.name if row.actor else _("the system"),
            did=str(Verb(row.verb).label),
            at=row.at.astimezone(office.zone),
            waits=row.booking.state == State.PENDING,
        )
        for row in sorted(latest.values(), key=lambda row: (row.booking.starts_at, row.booking_id))
    ]


def _decide(
    bookings: Sequence[Booking],
    verb: Verb,
    state: State,
    *,
    by: Rights,
    remark: str,
    versions: Mapping[int, int] | None,
    key: UUID | None,
) -> UUID:
    office = bookings[0].office
    keys = sorted({booking.pk for booking in bookings})
    wish = act_of(key, verb, keys, remark)
    with writing(office, by, {booking.room_id for booking in bookings}) as work:
        act, is_done = settle(office, wish)
        if is_done:
            return act
        if not may_decide(by):
            raise MayNot
        waiting = _still_waiting(work, keys, versions)
        if not waiting:
            raise AlreadyDecided(fates_of(office, keys))
        work.record(act, verb, write_all(waiting, state=state, expires_at=None), remark=remark)
    return act


def _still_waiting(work: Work, keys: Collection[int], versions: Mapping[int, int] | None) -> list[Booking]:
    """Return those that wait as they were seen, kept from others. One that left for a room that is not locked was changed."""
    waiting = Booking.objects.filter(office=work.office, pk__in=keys, room__in=list(work.rooms), state=State.PENDING)
    found = list(waiting.select_for_update(no_key=True).order_by("pk"))
    return [booking for booking in found if versions is None or versions.get(booking.pk) == booking.version]
