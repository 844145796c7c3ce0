"""What pages ask about exchanges. Only what is yet to begin is exchanged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from jonghong.bookings.models import Booking, History, State, Verb
from jonghong.bookings.permissions import may_change, may_see_subject
from jonghong.bookings.queries import bookings_of, slot_of_booking, taken
from jonghong.bookings.rules import Wish, objections
from jonghong.bookings.snapshots import from_snapshot
from jonghong.bookings.timeslots import TimeSlot
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights, rights_of
from jonghong.rooms.models import Room
from jonghong.swaps.models import Stand, Swap

IN_FULL = ("mine__room", "mine__group", "theirs__room", "theirs__group", "asked_by", "answered_by")
ANSWERED_FOR = timedelta(days=30)
MOST = 100


def swaps_of(office: Office) -> QuerySet[Swap]:
    """Return every exchange that was asked for in the office, with all that is shown of it."""
    return Swap.objects.filter(office=office).select_related(*IN_FULL)


def still_open() -> Q:
    """Tell of an exchange whether it waits for an answer and neither of its bookings has begun."""
    now = clock.now()
    return Q(state=Stand.OPEN, mine__starts_at__gt=now, theirs__starts_at__gt=now)


def asked_of(office: Office, rights: Rights) -> QuerySet[Swap]:
    """Return the open exchanges that somebody, or his group, is asked for."""
    return swaps_of(office).filter(still_open(), _is_own("theirs__", rights))


def asked_by(office: Office, rights: Rights) -> QuerySet[Swap]:
    """Return the open exchanges that somebody asked for himself."""
    return swaps_of(office).filter(still_open(), asked_by=rights.person_id)


def lately_settled(office: Office, rights: Rights) -> list[Swap]:
    """Return what somebody asked for, or was asked, and what came of it within a month."""
    own = Q(asked_by=rights.person_id) | _is_own("theirs__", rights)
    return list(swaps_of(office).filter(own, answered_at__gt=clock.now() - ANSWERED_FOR).order_by("-answered_at")[:MOST])


def number_asked(office: Office, rights: Rights) -> int:
    """Return for how many exchanges somebody is asked now."""
    return asked_of(office, rights).count()


def swaps_about(booking: Booking) -> list[Swap]:
    """Return the open exchanges that a booking is part of, by one query."""
    found = swaps_of(booking.office).filter(still_open(), Q(mine=booking) | Q(theirs=booking))
    return list(found[:MOST])


def own_coming(office: Office, rights: Rights) -> QuerySet[Booking]:
    """Return the bookings of somebody and of his groups that may be exchanged, earliest first."""
    # What is over is passed over along the index of days; asked by the instant alone, all of it would be read.
    coming = bookings_of(office).filter(state=State.CONFIRMED, date__gte=clock.today(office.zone), starts_at__gt=clock.now())
    return coming.filter(_is_own("", rights)).select_related("room", "group", "organizer").order_by("starts_at", "pk")


def is_own(booking: Booking, rights: Rights) -> bool:
    """Tell whether a booking is somebody's own or his group's, whatever else he may change."""
    return rights.is_signed_in and (booking.organizer_id == rights.person_id or booking.group_id in rights.group_ids)


def may_ask(booking: Booking, rights: Rights) -> bool:
    """Tell whether somebody may ask for an exchange with a booking: it stands, is yet to begin, and is none of his own."""
    is_here = rights.is_signed_in and rights.office_id == booking.office_id
    return is_here and not is_own(booking, rights) and not not_exchangeable(booking)


def not_exchangeable(booking: Booking) -> str:
    """Return why nobody can exchange a booking, in a sentence; empty where somebody can."""
    if booking.state != State.CONFIRMED:
        return _("Only confirmed bookings can be exchanged; this one is %(state)s.") % {"state": State(booking.state).label}
    if booking.starts_at <= clock.now():
        return _("Only what is to come can be exchanged; this booking has begun or is over.")
    return ""


def own_words() -> str:
    """Return what is said to somebody who asks himself."""
    return _("This booking is your own or your group's: change it yourself.")


def may_answer(swap: Swap, rights: Rights) -> bool:
    """Tell whether somebody may agree to it or not: who may change the booking that is asked for, but did not ask himself."""
    is_other = rights.office_id == swap.office_id and rights.person_id != swap.asked_by_id
    return is_other and may_change(rights, swap.theirs)


def may_withdraw(swap: Swap, rights: Rights) -> bool:
    """Tell whether somebody may take back the asking."""
    return rights.office_id == swap.office_id and rights.is_signed_in and may_change(rights, swap.mine)


def changes_since(swap: Swap, rights: Rights) -> list[str]:
    """Return what was done to the bookings after the exchange was asked for, in sentences; none while it can be agreed to.

    Whose a private booking is stays untold to those who may not read of it.
    """
    sides = ((swap.mine, swap.mine_version), (swap.theirs, swap.theirs_version))
    return [sentence for booking, version in sides if (sentence := _changed(booking, version, rights))]


def _changed(booking: Booking, version: int, rights: Rights) -> str:
    words = {"group": booking.group.short_name, "room": booking.room.name}
    is_told = may_see_subject(rights, booking)
    if booking.state != State.CONFIRMED:
        state = State(booking.state).label
        told, untold = (
            _("The booking of %(group)s in room %(room)s is %(state)s."),
            _("The booking in room %(room)s is %(state)s."),
        )
        return (told if is_told else untold) % {**words, "state": state}
    if booking.version != version:
        told = _("The booking of %(group)s was changed in the meantime; it is in room %(room)s now.")
        untold = _("The other booking was changed in the meantime; it is in room %(room)s now.")
        return (told if is_told else untold) % words
    return ""


@dataclass(frozen=True)
class Outlook:
    """Whether an exchange would pass now: ``reasons`` stand against it, ``asks`` names rooms that are used with permission."""

    reasons: tuple[str, ...]
    asks: tuple[str, ...]


def outlook(mine: Booking, theirs: Booking, asker: Rights, *, rooms_only: bool) -> Outlook:
    """Return how the rules and other bookings stand to an exchange, both ways."""
    if rooms_only and mine.room_id == theirs.room_id:
        return Outlook((_("Both are in the same room. Exchange room and time instead."),), ())
    holder = holder_rights(theirs)
    wishes = [_wish(mine, theirs, asker, rooms_only=rooms_only), _wish(theirs, mine, holder, rooms_only=rooms_only)]
    reasons = [sentence for wish in wishes for sentence in against(wish)]
    asks = [wish.room.name for wish in wishes if wish.room.needs_permission]
    return Outlook(tuple(dict.fromkeys(reasons)), tuple(dict.fromkeys(asks)))


def holder_rights(theirs: Booking) -> Rights:
    """Return the rights under which the other side is judged beforehand: its organizer's, or a member's of its group."""
    if theirs.organizer:
        return rights_of(theirs.organizer)
    return Rights(office_id=theirs.office_id, group_ids=(theirs.group_id,))


def against(wish: Wish) -> list[str]:
    """Return what stands against a booking's new place, in sentences."""
    found = [objection.sentence for objection in objections(wish)]
    days = [slot.day for slot in wish.slots]
    if not taken(wish.office, min(days), max(days), but=wish.but).is_free(wish.room.pk, wish.slots):
        found.append(_("Room %(room)s is already taken at that time.") % {"room": wish.room.name})
    return found


def _wish(booking: Booking, other: Booking, rights: Rights, *, rooms_only: bool) -> Wish:
    office = booking.office
    other.room.office = office
    return Wish(
        office=office,
        room=other.room,
        slots=[slot_of_booking(booking if rooms_only else other, office)],
        by=rights,
        now=clock.now(),
        group_id=booking.group_id,
        attendees=booking.attendees,
        is_new_group=False,
        but=[booking.pk, other.pk],
    )


def _is_own(prefix: str, rights: Rights) -> Q:
    return Q(**{f"{prefix}organizer": rights.person_id}) | Q(**{f"{prefix}group__in": rights.group_ids})


@dataclass(frozen=True)
class Spot:
    """A room and a time, as pages show them."""

    room: Room
    slot: TimeSlot


@dataclass(frozen=True)
class Deal:
    """What each side has and gets, seen from the one that asks: his own place, the other's, and those after the exchange."""

    mine: Spot
    theirs: Spot
    mine_then: Spot
    theirs_then: Spot


def deal_of(mine: Booking, theirs: Booking, office: Office, *, rooms_only: bool) -> Deal:
    """Return what an exchange of two bookings comes to."""
    one, other = (Spot(booking.room, slot_of_booking(booking, office)) for booking in (mine, theirs))
    if rooms_only:
        return Deal(one, other, Spot(other.room, one.slot), Spot(one.room, other.slot))
    return Deal(one, other, other, one)


@dataclass(frozen=True)
class Done:
    """An exchange that was agreed to: the places as they were exchanged, and whether that was undone afterwards."""

    deal: Deal
    is_undone: bool


def done_with(office: Office, swaps: Iterable[Swap]) -> dict[int, Done]:
    """Return what became of the exchanges that were agreed to, by their keys, by three queries at most, none for none."""
    agreed = [(swap, swap.act) for swap in swaps if swap.act]
    written = History.objects.filter(office=office, act__in=[act for _swap, act in agreed])
    rows = {(row.act, row.booking_id): row for row in written}
    later = History.objects.filter(office=office, booking__in=[swap.mine_id for swap, _act in agreed], verb=Verb.UNDO)
    undoings = list(later.order_by("pk"))
    rooms = {room.pk: room for room in office.rooms.all()} if agreed else {}
    found = {}
    for swap, act in agreed:
        mine, theirs = rows[act, swap.mine_id], rows[act, swap.theirs_id]
        facts = (mine.before, theirs.before, mine.after, theirs.after)
        found[swap.pk] = Done(Deal(*(_spot(each, office, rooms) for each in facts)), _is_undone(mine, undoings))
    return found


def _spot(facts: dict[str, Any], office: Office, rooms: Mapping[int, Room]) -> Spot:
    """Return a place as History wrote it down."""
    booking = Booking(**from_snapshot(facts))
    return Spot(rooms[booking.room_id], slot_of_booking(booking, office))


def _is_undone(row: History, undoings: Iterable[History]) -> bool:
    """Tell whether the last undoing that led to either side of a row led back to what was before; one undoes undoings, too."""
    sides = [each.after for each in undoings if each.booking_id == row.booking_id and each.pk > row.pk]
    sides = [after for after in sides if after in (row.before, row.after)]
    return bool(sides) and sides[-1] == row.before


def booking_at(office: Office, room_id: int, slots: Sequence[TimeSlot]) -> Booking | None:
    """Return the first confirmed booking of a room that shares an instant with one of those times, by one query."""
    found = bookings_of(office).filter(room=room_id, state=State.CONFIRMED, date__in=[slot.day for slot in slots])
    for booking in found.order_by("starts_at", "pk"):
        if any(slot_of_booking(booking, office).overlaps(slot) for slot in slots):
            return booking
    return None
