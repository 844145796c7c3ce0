"""Rows that a person has to see to: mended, moved to a free place, set aside, settled."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.bookings import actions as bookings, queries as standing
from jonghong.bookings.imported import bookings_of_acts
from jonghong.bookings.models import HOLDING, Booking, State
from jonghong.bookings.refusals import AgainstRule, NoSuchRoom, RoomTaken
from jonghong.bookings.rules import Wish, outside_closures
from jonghong.bookings.snapshots import Details
from jonghong.bookings.timeslots import Place, TimeSlot
from jonghong.core import clock
from jonghong.moving import queries
from jonghong.moving.actions.making import Links
from jonghong.moving.actions.writing import Writer, act_of
from jonghong.moving.facts import BookingDraft, Decision
from jonghong.moving.models import Kept, Outcome
from jonghong.moving.refusals import Forgotten, NoLongerOpen, NotEnoughSaid, NotForOfficers
from jonghong.offices.models import Group, Office
from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.people.models import Person
from jonghong.people.permissions import Rights
from jonghong.rooms.hours import Half, Hours, half_of
from jonghong.rooms.models import Room

LONGEST_REMARK = 250


def mend(*, kept: Kept, by: Rights, facts: BookingDraft) -> Kept:
    """Bring a row in from quarantine as an officer mended it.

    Room and group of ``facts`` are keys of the source or, as ``=12``, ids of what is here; what it leaves empty of who booked
    and decided is taken from the row. Raises RoomTaken, AgainstRule where it is closed then, NoSuchRoom, NotForOfficers, or
    NoLongerOpen.
    """
    with _seeing_to(kept, by, "mend") as row:
        if row.outcome != Outcome.QUARANTINED:
            raise NoLongerOpen
        suggested = queries.suggestion_of(row)
        draft = _completed(facts, suggested)
        links = _links(row.office, draft, suggested)
        _write(row, Writer(row.office, links, clock.now()), draft, by)
        row.outcome = Outcome.MENDED
        row.room_id, row.group_id = links.rooms[draft.room], links.groups[draft.group]
        row.person_id = links.people.get(draft.booker)
    return row


def move(*, kept: Kept, by: Rights, place: Place) -> Kept:
    """Bring what a row asks for to a free place: ``place`` is that of its first day, the others follow at the same distance.

    One in quarantine is mended so; the bookings of any other that are still to come are moved by the officer's own right.
    Raises what ``mend`` and ``bookings.actions.change`` raise.
    """
    if kept.outcome == Outcome.QUARANTINED:
        return mend(kept=kept, by=by, facts=_moved(queries.suggestion_of(kept), place))
    with _seeing_to(kept, by, "move") as row:
        now = clock.now()
        ahead = [each for each in _bookings(row) if each.state in HOLDING and each.ends_at > now]
        if not ahead or not row.task or row.settled_at:
            raise NoLongerOpen
        for booking in ahead:
            day = place.slot.day + (booking.date - ahead[0].date)
            bookings.change(
                booking=booking,
                by=by,
                version=booking.version,
                room_id=place.room_id,
                slot=place.slot.moved(day=day),
                details=Details(**{name: getattr(booking, name) for name in Details.__dataclass_fields__}),
            )
    return row


def set_aside(*, kept: Kept, by: Rights, remark: str) -> Kept:
    """Note that a row stays out for good, and why. Raises NotForOfficers or NoLongerOpen."""
    with _seeing_to(kept, by, "set-aside") as row:
        if row.outcome != Outcome.QUARANTINED:
            raise NoLongerOpen
        row.outcome = Outcome.SET_ASIDE
        row.suggestion = json.dumps({**queries.kept_suggestion(row), "set_aside": remark[:LONGEST_REMARK]}, ensure_ascii=False)
    return row


def put_back(*, kept: Kept, by: Rights) -> Kept:
    """Let a row that was set aside wait in quarantine again, as if nobody had seen to it.

    Raises NotForOfficers, NoLongerOpen where it is not set aside by now, or Forgotten where nothing of it is kept.
    """
    with _seeing_to(kept, by, "put-back", is_seen_to=False) as row:
        if row.outcome != Outcome.SET_ASIDE:
            raise NoLongerOpen
        if not row.cells:
            raise Forgotten
        row.outcome = Outcome.QUARANTINED
        suggested = queries.kept_suggestion(row)
        suggested.pop("set_aside", None)
        row.suggestion = json.dumps(suggested, ensure_ascii=False) if suggested else ""
    return row


def settle(*, kept: Kept, by: Rights) -> Kept:
    """Note that an officer saw to what a row asked for. Raises NotForOfficers, or NoLongerOpen where another did before."""
    with _seeing_to(kept, by, "settle") as row:
        if not row.task or row.settled_at:
            raise NoLongerOpen
    return row


@contextmanager
def _seeing_to(kept: Kept, by: Rights, verb: str, *, is_seen_to: bool = True) -> Iterator[Kept]:
    """Give a row that nobody else sees to at the same time; it is kept as it is left, and settled unless it waits again.

    Raises NotForOfficers, or NoLongerOpen where its import was taken back meanwhile and it is gone.
    """
    office = kept.office
    if not by.is_officer or by.office_id != office.pk:
        raise NotForOfficers
    with transaction.atomic():
        hold(office.pk)
        row = Kept.objects.filter(office=office, pk=kept.pk).first()
        if row is None:
            raise NoLongerOpen
        row.office = office
        yield row
        row.settled_at, row.settled_by_id = (clock.now(), by.person_id) if is_seen_to else (None, None)
        row.save()
        subject = f"row:{row.pk}"
        audit.record(office_id=office.pk, act=Act.MOVED_ROW, actor_id=by.person_id, subject=subject, verb=verb)
        raise_version(office.pk)


def _bookings(row: Kept) -> list[Booking]:
    found = bookings_of_acts(row.office, [row.act])[row.act] if row.act else []
    for booking in found:
        booking.office = row.office
    return found


def _write(row: Kept, writer: Writer, draft: BookingDraft, by: Rights) -> None:
    """Write the bookings of a mended row: what is over is history, what lies ahead has to find its room free."""
    office, act = row.office, act_of(row.office, row.source, row.table, row.key)
    rooms = Room.objects.select_for_update(no_key=True).filter(office=office, pk=writer.links.rooms[draft.room])
    (room,) = rooms  # locked: nobody takes its time from here on
    request = writer.request(draft, act)
    ahead = [each for each in request.bookings if each.state in HOLDING and not each.is_legacy]
    slots = [TimeSlot(each.date, Half(each.half), Hours(draft.start, draft.end)) for each in ahead]
    if slots and (holders := standing.taken_around(slots, office).holders(room.pk, slots)):
        raise RoomTaken(room.name, holders)
    wish = Wish(office=office, room=room, slots=slots, by=by, now=clock.now(), group_id=writer.links.groups[draft.group])
    if slots and (objection := outside_closures(wish)):
        raise AgainstRule([objection])
    bookings.load_requests(office=office, requests=[request])
    row.act = act


def _links(office: Office, draft: BookingDraft, suggested: Mapping[str, str]) -> Links:
    """Return what the keys of a mended draft are here."""
    links = Links()
    room = Room.objects.filter(office=office, pk=_id(draft.room, suggested.get("room_id", ""))).first()
    group = Group.objects.filter(office=office, pk=_id(draft.group, suggested.get("group_id", ""))).first()
    if room is None or group is None:
        raise NoSuchRoom if room is None else NotEnoughSaid
    links.rooms, links.groups = {draft.room: room.pk}, {draft.group: group.pk}
    ids = {
        draft.booker: suggested.get("booker_id"),
        draft.account: suggested.get("account_id"),
        draft.decision.by if draft.decision else "": suggested.get("decided_by_id"),
    }
    here = set(Person.objects.filter(office=office, pk__in=[pk for pk in ids.values() if pk]).values_list("pk", flat=True))
    links.people = {key: int(pk) for key, pk in ids.items() if key and pk and int(pk) in here}
    return links


def _id(key: str, suggested: str) -> int:
    text = key.removeprefix("=") if key.startswith("=") else suggested
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _completed(facts: BookingDraft, suggested: Mapping[str, str]) -> BookingDraft:
    """Return a draft with what it leaves open taken from the row: who booked, when, who decided."""
    made = suggested.get("created_at", "")
    return replace(
        facts,
        booker=facts.booker or suggested.get("booker", ""),
        account=facts.account or suggested.get("account", ""),
        created_at=facts.created_at or (datetime.fromisoformat(made) if made else None),
        decision=facts.decision or _decision(facts, suggested),
    )


def _decision(facts: BookingDraft, suggested: Mapping[str, str]) -> Decision | None:
    """Return what was decided over there, as long as the row is mended to what was decided."""
    granted = {State.CONFIRMED.value: "1", State.DECLINED.value: "0"}.get(str(facts.state))
    if not granted or suggested.get("is_granted") != granted:
        return None
    at = suggested.get("decided_at", "")
    when = datetime.fromisoformat(at) if at else None
    return Decision(granted == "1", suggested.get("decided_by", ""), when, suggested.get("remark", ""))


def _moved(suggested: Mapping[str, str], place: Place) -> BookingDraft:
    """Return the draft that a row in quarantine suggests, at another place."""
    try:
        first, last = date.fromisoformat(suggested["first"]), date.fromisoformat(suggested["last"] or suggested["first"])
    except (KeyError, ValueError) as error:
        raise NotEnoughSaid from error
    slot = place.slot
    people = suggested.get("attendees", "")
    return BookingDraft(
        room=f"={place.room_id}",
        group=f"={suggested.get('group_id', '')}",
        booker="",
        first=slot.day,
        last=slot.day + max(last - first, timedelta(0)),
        start=slot.hours.start,
        end=slot.hours.end,
        half=slot.half.value if slot.half is not Half.EXACT else half_of(slot.hours.start, slot.hours.end).value,
        state=suggested.get("state") or State.PENDING.value,
        title=suggested.get("title", ""),
        attendees=int(people) if people.isdecimal() else None,
        chair=suggested.get("chair", ""),
        coordinator=suggested.get("coordinator", ""),
    )
