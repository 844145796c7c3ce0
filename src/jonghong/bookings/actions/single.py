"""Booking, changing and cancelling."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

from django.db import transaction

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.audit.origin import somebody
from jonghong.bookings import tallies
from jonghong.bookings.actions.ground import (
    act_of,
    all_standing,
    placed,
    require_free,
    require_lifted,
    require_rules,
    settle,
    standing,
    write,
    write_all,
    writing,
)
from jonghong.bookings.actions.work import Facts, Work
from jonghong.bookings.models import Booking, History, Series, State, Verb
from jonghong.bookings.refusals import StillHeld
from jonghong.bookings.rules import objections_to_cancel, rules_of_change
from jonghong.bookings.snapshots import Details, snapshot
from jonghong.bookings.timeslots import Place, TimeSlot
from jonghong.core.prepared import add
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights

LOAD_BATCH = 500


@dataclass(frozen=True)
class SeriesFacts:
    """By what rule the bookings of one request were made; see ``models.Series``."""

    rule: str = ""
    skips_holidays: bool = False
    skips_weekends: bool = False


def book(
    *,
    office: Office,
    by: Rights,
    room_id: int,
    slots: Sequence[TimeSlot],
    details: Details,
    key: UUID | None = None,
    override: str = "",
) -> UUID:
    """Book a room for one slot or for several days; all of them, or none.

    ``key`` comes with the form: the same key and facts, sent again, book nothing and return the same act. ``override`` is an
    officer's reason to go against a rule. Where the room asks for permission, the booking waits for it.
    Raises RoomTaken, AgainstRule, NoTime, NoSuchRoom or MayNot.
    """
    places = [Place(room_id, slot) for slot in slots]
    return book_places(office=office, by=by, places=places, details=details, key=key, override=override)


def book_places(
    *,
    office: Office,
    by: Rights,
    places: Sequence[Place],
    details: Details,
    series: SeriesFacts | None = None,
    key: UUID | None = None,
    override: str = "",
) -> UUID:
    """Book a room for each slot, in one request; all of them, or none. Raises what ``book`` raises.

    ``series`` says by which rule; without it several days are bound together as days in a row.
    """
    wish = act_of(key, Verb.BOOK, places, details, series)
    with writing(office, by, {place.room_id for place in places}) as work:
        act, is_done = settle(office, wish)
        if is_done:
            return act
        reasons = [require_place(work, room_id, places, details, override=override) for room_id in by_room(places)]
        bound = series or (SeriesFacts() if len(places) > 1 else None)
        kept = Series.objects.create(office=office, created_at=work.now, **asdict(bound)) if bound else None
        book_all(work, act, places, details, series=kept, remark=max(reasons, default=""))
    return act


def book_all(
    work: Work,
    act: UUID,
    places: Sequence[Place],
    details: Details,
    *,
    series: Series | None,
    remark: str = "",
    organizer_id: int | None = None,
) -> None:
    """Write a booking for each of the places, which were asked about before, and their history.

    Whoever acts is their organizer, unless another is named.
    """
    bookings = [
        Booking(
            office=work.office,
            series=series,
            series_date=place.slot.day if series and series.rule else None,
            organizer_id=organizer_id or work.by.person_id,
            created_at=work.now,
            **placed(work, work.rooms[place.room_id], place.slot),
            **asdict(details),
        )
        for place in places
    ]
    add(bookings)
    work.record(act, Verb.BOOK, [({}, booking) for booking in bookings], remark=remark)


def require_place(work: Work, room_id: int, places: Sequence[Place], details: Details, *, override: str) -> str:
    """Raise the refusal that the rules, or who holds the room, have against those of the places that are in it.

    Returns the reason, where that was needed.
    """
    slots = by_room(places)[room_id]
    wish = work.wish(room_id, slots, group_id=details.group_id, attendees=details.attendees, adds=places)
    reason = require_rules(wish, override=override)
    require_free(wish.room, slots, attendees=details.attendees)
    return reason


def by_room(places: Sequence[Place]) -> dict[int, list[TimeSlot]]:
    """Return the slots of each room, in their order."""
    found: dict[int, list[TimeSlot]] = {}
    for place in places:
        found.setdefault(place.room_id, []).append(place.slot)
    return found


def change(
    *,
    booking: Booking,
    by: Rights,
    version: int,
    room_id: int,
    slot: TimeSlot,
    details: Details,
    key: UUID | None = None,
    override: str = "",
) -> UUID:
    """Change what a booking says, or move it to another room, day or time.

    ``version`` is the one its form was opened with. Raises Stale, StillHeld, MayNot, AgainstRule, RoomTaken or NoSuchRoom.
    """
    office = booking.office
    wish = act_of(key, Verb.CHANGE, booking.pk, version, room_id, slot, details)
    with writing(office, by, {booking.room_id, room_id}) as work:
        act, is_done = settle(office, wish)
        if is_done:
            return act
        before = standing(booking, by, version)
        if before.state == State.HELD:
            raise StillHeld
        facts = snapshot(before)
        moved, reason = _moved(work, before, Place(room_id, slot), details, override=override)
        write(before, **asdict(details), **moved)
        work.record(act, Verb.CHANGE, [(facts, before)], remark=reason)
    return act


def _moved(work: Work, before: Booking, place: Place, details: Details, *, override: str) -> tuple[Facts, str]:
    """Return the fields of a booking's new place, asked about; of an unchanged one only how people speak of its time.

    With them comes the reason, where that was needed.
    """
    room, slot = work.rooms[place.room_id], place.slot
    start, end = slot.instants(work.office.zone)
    stays = (room.pk, start, end) == (before.room_id, before.starts_at, before.ends_at)
    wish = work.wish(
        room.pk,
        [slot],
        group_id=details.group_id,
        attendees=details.attendees,
        is_new_group=details.group_id != before.group_id,
        but=[before.pk],
    )
    reason = require_rules(wish, override=override, rules=rules_of_change(wish, before))
    require_free(room, [slot], attendees=details.attendees, but=[before.pk])
    return ({"half": slot.half.value} if stays else placed(work, room, slot)), reason


def cancel(*, booking: Booking, by: Rights, version: int | None = None, key: UUID | None = None, override: str = "") -> UUID:
    """Cancel one booking. It keeps its row, so this can be undone.

    ``version`` is the one that was shown when the question was asked. Raises MayNot, AgainstRule, or Stale where it was
    changed since or no longer stands.
    """
    shown = {booking.pk: version} if version else None
    return cancel_all([booking], by, act_of(key, Verb.CANCEL, booking.pk), shown=shown, override=override)


def cancel_all(
    bookings: Sequence[Booking],
    by: Rights,
    wish: UUID,
    *,
    shown: Mapping[int, int] | None = None,
    override: str = "",
) -> UUID:
    """Cancel all of these, or none; ``shown`` are versions that were shown, by key. ``override`` lifts the deadline."""
    office = bookings[0].office
    versions = {booking.pk: booking.version for booking in bookings}
    with writing(office, by, {booking.room_id for booking in bookings}) as work:
        act, is_done = settle(office, wish)
        if is_done:
            return act
        standings = all_standing(office, {**versions, **(shown or {})}, by)
        reason = require_lifted(objections_to_cancel(office, standings, work.now), by, override)
        work.record(act, Verb.CANCEL, write_all(standings, state=State.CANCELLED), remark=reason)
    return act


def load(*, office: Office, bookings: Sequence[Booking]) -> None:
    """Write many bookings made elsewhere, such as a sample, with a History row for each. The guard judges them, too.

    Raises IntegrityError where two of them overlap.
    """
    with transaction.atomic():
        Booking.objects.bulk_create(bookings, batch_size=LOAD_BATCH)
        History.objects.bulk_create(
            [
                History(
                    office=office,
                    act=uuid4(),
                    verb=Verb.BOOK,
                    booking=booking,
                    actor_id=booking.organizer_id,
                    at=booking.created_at,
                    after=snapshot(booking),
                )
                for booking in bookings
            ],
            batch_size=LOAD_BATCH,
        )
        tallies.recount(office.pk, {booking.date for booking in bookings})
        audit.record(office_id=office.pk, act=Act.BOOKING, actor_id=somebody(), verb="load", subject="", bookings=len(bookings))
