"""Closing a room, or the whole office, for a time; what becomes of the bookings in it; and opening it again."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from enum import Enum
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jonghong.bookings.actions.ground import act_of, placed, rearrange, require_rules, writing
from jonghong.bookings.actions.work import Facts, Work
from jonghong.bookings.models import Booking, Closure, State, Verb
from jonghong.bookings.permissions import may_close
from jonghong.bookings.queries import holding, taken
from jonghong.bookings.refusals import AgainstRule, MayNot, Refused, RoomTaken
from jonghong.bookings.snapshots import snapshot
from jonghong.bookings.timeslots import Place, TimeSlot, wall_days
from jonghong.offices.models import Office
from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.people.permissions import Rights
from jonghong.rooms.models import Room
from jonghong.rooms.queries import rooms_of

# How far ahead those who wait are looked for when what was closed opens.
FREED_AHEAD = timedelta(days=400)


class Choice(Enum):
    """What becomes of a booking in a closed time, unless it moves to another place."""

    KEEP = "keep"
    CANCEL = "cancel"


Decision = Choice | Place


class Undecided(Refused):
    """Nobody has said yet what becomes of some ``bookings`` in that time, as they stand now. Nothing was closed."""

    def __init__(self, bookings: Sequence[Booking]) -> None:
        super().__init__(_("Bookings stand in that time. Choose what becomes of each; nothing is closed until then."))
        self.bookings = list(bookings)


class NotMoved(Refused):
    """A booking cannot have the place that was chosen for it; ``reason`` says why. Nothing was closed."""

    def __init__(self, booking: Booking, reason: Refused) -> None:
        super().__init__(str(reason))
        self.booking, self.reason = booking, reason


class NothingToClose(Refused):
    """The time is over, or ends before it begins."""

    def __init__(self) -> None:
        super().__init__(_("This time is over, or it ends before it begins. Choose another."))


def close(
    *,
    office: Office,
    by: Rights,
    room: Room | None,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    decisions: Mapping[Booking, Decision],
    key: UUID | None = None,
) -> UUID:
    """Close a room, or with None the whole office, from one instant until another, and do what was decided for its bookings.

    A decision counts for the booking as it was read: for one that was changed since there is none. What is kept is told so,
    what is cancelled or moved bears the reason. Raises Undecided, NotMoved, NothingToClose, NoSuchRoom or MayNot.
    """
    closer = _require_closer(office, by)
    wish = act_of(key, "closure", room.pk if room else None, starts_at, ends_at, reason)
    places = [decision for decision in decisions.values() if isinstance(decision, Place)]
    with closing(office, by, {place.room_id for place in places} | rooms_closed(office, room)) as work:
        act, is_done = _settled(office, wish)
        if is_done:
            return act
        if ends_at <= max(starts_at, work.now):
            raise NothingToClose
        found = list(touched(office, room, starts_at, ends_at, now=work.now).select_for_update(no_key=True, of=["self"]))
        chosen = _chosen(work, found, decisions)
        Closure.objects.create(
            office=office,
            room=room,
            starts_at=starts_at,
            ends_at=ends_at,
            reason=reason,
            act=act,
            closed_by_id=closer,
            closed_at=work.now,
        )
        _carry_out(work, act, chosen, reason)
    return act


def reopen(*, closure: Closure, by: Rights) -> None:
    """Let a closed time take bookings again; what was kept, moved or cancelled stays so. Raises MayNot."""
    office = closure.office
    _require_closer(office, by)
    with closing(office, by, rooms_closed(office, closure.room)) as work:
        lift(work, closure)


@contextmanager
def closing(office: Office, by: Rights, room_ids: Collection[int]) -> Iterator[Work]:
    """Open the transaction of a verb that closes or opens: ``writing``, with the office locked first, its pages stale after."""
    with transaction.atomic():
        hold(office.pk)
        with writing(office, by, room_ids) as work:
            yield work
        raise_version(office.pk)


def lift(work: Work, closure: Closure) -> None:
    """End a closure whose rooms are those of ``work``, and offer on what gets free; one that was lifted stays as it is."""
    found = Closure.objects.select_for_update(no_key=True).get(office=work.office, pk=closure.pk)
    if found.lifted_at:
        return
    found.lifted_at = work.now
    found.save(update_fields=["lifted_at"])
    work.tell(f"closure:{found.pk}", verb="reopen")
    starts, ends = max(found.starts_at, work.now), min(found.ends_at, work.now + FREED_AHEAD)
    if starts < ends:
        starts, ends = starts.astimezone(work.office.zone), ends.astimezone(work.office.zone)
        rooms = [found.room_id] if found.room_id else list(work.rooms)
        work.freed += [Place(room, slot) for room in rooms for slot in wall_days(starts, ends)]


def rooms_closed(office: Office, room: Room | None) -> set[int]:
    """Return the keys of the rooms that a closure of that room, or of the office, concerns."""
    return {room.pk} if room else set(rooms_of(office).values_list("pk", flat=True))


def closure_of(office: Office, act: UUID) -> Closure | None:
    """Return the closure that an act made, if it made one."""
    return Closure.objects.filter(office=office, act=act).first()


def touched(office: Office, room: Room | None, starts_at: datetime, ends_at: datetime, *, now: datetime) -> QuerySet[Booking]:
    """Return what stands in a time that closes and is not over yet, by room."""
    starts_at = max(starts_at, now)
    days = [instant.astimezone(office.zone).date() for instant in (starts_at, ends_at)]
    # A booking lies within its day: by days the index finds it, among all that the office ever had.
    found = holding(office).filter(date__range=days, starts_at__lt=ends_at, ends_at__gt=starts_at)
    found = found.filter(room=room) if room else found
    return found.select_related("room", "group", "organizer").order_by("room__position", "room", "starts_at", "pk")


def _carry_out(work: Work, act: UUID, chosen: Mapping[Booking, Decision], reason: str) -> None:
    """Move, cancel and keep what was decided, each told with the reason."""
    moves = {booking: choice for booking, choice in chosen.items() if isinstance(choice, Place)}
    changes = _moved(work, moves, reason)
    changes |= {booking: {"state": State.CANCELLED.value} for booking, choice in chosen.items() if choice is Choice.CANCEL}
    rearrange(work, act, Verb.CLOSE, changes, remark=reason)
    kept = [booking for booking, choice in chosen.items() if choice is Choice.KEEP]
    work.record(act, Verb.CLOSE, [(snapshot(booking), booking) for booking in kept], remark=reason)


def _moved(work: Work, moves: Mapping[Booking, Place], reason: str) -> dict[Booking, Facts]:
    """Return the fields of each booking in its new place, asked of the rules and of each other. Raises NotMoved."""
    for booking, place in moves.items():
        _require_rules(work, booking, place, reason, but=moves)
    days = [place.slot.day for place in moves.values()]
    held = taken(work.office, min(days), max(days), but=[booking.pk for booking in moves]) if days else None
    given: dict[tuple[int, date], list[TimeSlot]] = {}
    for booking, place in moves.items():
        others = given.setdefault((place.room_id, place.slot.day), [])
        holders = held.holders(place.room_id, [place.slot]) if held else []
        if holders or any(place.slot.overlaps(other) for other in others):
            raise NotMoved(booking, RoomTaken(work.rooms[place.room_id].name, holders))
        others.append(place.slot)
    return {booking: _in_place(work, booking, place) for booking, place in moves.items()}


def _require_rules(work: Work, booking: Booking, place: Place, reason: str, *, but: Iterable[Booking]) -> None:
    """Ask the rules about a move. A closure is an officer's reason to go against those that he can lift."""
    wish = work.wish(
        place.room_id,
        [place.slot],
        group_id=booking.group_id,
        attendees=booking.attendees,
        is_new_group=False,
        but=[other.pk for other in but],
    )
    try:
        require_rules(wish, override=reason)
    except AgainstRule as refusal:
        raise NotMoved(booking, refusal) from refusal


def _in_place(work: Work, booking: Booking, place: Place) -> Facts:
    """Return the fields of a booking in its new place, where a request that waits still waits if the room asks for that."""
    room = work.rooms[place.room_id]
    facts = placed(work, room, place.slot)
    if booking.state != State.PENDING or not room.needs_permission:
        return facts
    lasts = booking.expires_at is None or booking.expires_at >= booking.ends_at
    return {**facts, "state": booking.state, "expires_at": facts["ends_at"] if lasts else booking.expires_at}


def _chosen(work: Work, found: Sequence[Booking], decisions: Mapping[Booking, Decision]) -> dict[Booking, Decision]:
    """Return what was decided for each of the bookings; for any other it does not matter. Raises Undecided.

    A place that is kept for somebody can only be given up: nobody could take it up in a closed room.
    """
    seen = {(booking.pk, booking.version): decision for booking, decision in decisions.items()}
    chosen: dict[Booking, Decision] = {}
    for booking in found:
        booking.office = work.office
        decision = seen.get((booking.pk, booking.version))
        if decision is None or (booking.state == State.HELD and decision is not Choice.CANCEL):
            raise Undecided(found)
        chosen[booking] = decision
    return chosen


def _settled(office: Office, wish: UUID) -> tuple[UUID, bool]:
    """Return the act of a wish, and whether it is done and its closure not lifted since; see ``ground.settle``."""
    act = wish
    while closure := closure_of(office, act):
        if closure.lifted_at is None:
            return act, True
        act = uuid5(act, "again")
    return act, False


def _require_closer(office: Office, by: Rights) -> int:
    """Return who closes or opens."""
    if by.office_id != office.pk or by.person_id is None or not may_close(by):
        raise MayNot
    return by.person_id
