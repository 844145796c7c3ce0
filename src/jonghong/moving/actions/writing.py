"""Drafts as bookings with their history, and rows as they are kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from jonghong.bookings.actions import Request, Verdict
from jonghong.bookings.models import Booking, History, State, Verb
from jonghong.bookings.rules.settings import OfficeSettings, all_settings
from jonghong.bookings.timeslots import days_between
from jonghong.moving.actions.making import Links
from jonghong.moving.facts import BookingDraft, GroupDraft, Judged, PersonDraft, RoomDraft
from jonghong.moving.judging.suggesting import suggestion
from jonghong.moving.matching import digest_of, row_key
from jonghong.moving.models import Kept, Outcome, Run
from jonghong.moving.previews import fitted
from jonghong.offices.models import Office

MOVED_IN = UUID("0d9c5d1e-6a53-4b0f-9d3f-7f2f4a1d8c6b")  # the space of names of acts that came from elsewhere
LONGEST = {
    "title": Booking._meta.get_field("title").max_length or 0,
    "chair": Booking._meta.get_field("chair").max_length or 0,
    "coordinator": Booking._meta.get_field("coordinator").max_length or 0,
}
LONGEST_REMARK = History._meta.get_field("remark").max_length or 0
LONGEST_WHERE = Kept._meta.get_field("where").max_length or 0


@dataclass
class Writer:
    """Turns drafts into rows of one office as of one instant."""

    office: Office
    links: Links
    now: datetime
    settings: OfficeSettings = field(init=False)

    def __post_init__(self) -> None:
        self.settings = all_settings(self.office)

    def request(self, draft: BookingDraft, act: UUID) -> Request:
        """Return a request as it comes in: a booking for each of its days, over and done with where the day is."""
        made = (
            self._aware(draft.created_at) or self._decided_at(draft) or self._aware(datetime.combine(draft.first, draft.start))
        )
        assert made
        bookings = [self._booking(draft, made, *self._times(draft, number)) for number in range(draft.days)]
        asked = self.links.people.get(draft.account) or self.links.people.get(draft.booker)
        return Request(act, bookings, asked, self._verdict(draft, made))

    def _times(self, draft: BookingDraft, number: int) -> tuple[datetime, datetime]:
        day = draft.first + timedelta(days=number)
        zone = self.office.zone
        return datetime.combine(day, draft.start, zone), datetime.combine(day, draft.end, zone)

    def _booking(self, draft: BookingDraft, made: datetime, start: datetime, end: datetime) -> Booking:
        is_over = end <= self.now
        state = State.LAPSED.value if is_over and draft.state == State.PENDING else draft.state
        room_id = self.links.rooms[draft.room]
        return Booking(
            office=self.office,
            room_id=room_id,
            group_id=self.links.groups[draft.group],
            organizer_id=self.links.people.get(draft.booker),
            date=start.date(),
            half=draft.half,
            starts_at=start,
            ends_at=end,
            title=fitted(draft.title, LONGEST["title"]),
            attendees=draft.attendees,
            chair=fitted(draft.chair, LONGEST["chair"]),
            coordinator=fitted(draft.coordinator, LONGEST["coordinator"]),
            state=state,
            expires_at=self._answer_due(room_id, end) if state == State.PENDING else None,
            is_legacy=is_over,
            created_at=made,
        )

    def _answer_due(self, room_id: int, end: datetime) -> datetime:
        hours = self.settings.of(room_id).request_hours
        return min(end, self.now + timedelta(hours=hours)) if hours else end

    def _verdict(self, draft: BookingDraft, made: datetime) -> Verdict | None:
        decision = draft.decision
        if decision is None:
            return None
        verb = Verb.APPROVE if decision.is_granted else Verb.DECLINE
        at = self._aware(decision.at) or made
        return Verdict(verb, at, self.links.people.get(decision.by), fitted(decision.remark, LONGEST_REMARK))

    def _decided_at(self, draft: BookingDraft) -> datetime | None:
        return self._aware(draft.decision.at) if draft.decision else None

    def _aware(self, at: datetime | None) -> datetime | None:
        return at.replace(tzinfo=self.office.zone) if at else None


def act_of(office: Office, source: str, table: str, key: str) -> UUID:
    """Return the act under which the bookings of a row are written: the same for the same row."""
    return uuid5(MOVED_IN, json.dumps([office.pk, source, table, key]))


def kept_of(office: Office, run: Run, judged: Judged, links: Links) -> Kept:
    """Return a row as it is kept, not written yet and without its twin."""
    table, key = row_key(judged.row)
    kept = Kept(office=office, run=run, source=run.source, table=table, key=key)
    note(kept, judged, links)
    return kept


def note(kept: Kept, judged: Judged, links: Links) -> None:
    """Let what is kept of a row say what it says now, and what became of it."""
    row = judged.row
    kept.where = row.where[:LONGEST_WHERE]
    heads = {name: text for name, text in judged.heads.items() if text}
    said = {"cells": dict(row.cells), "extra": extra_of(judged)} | ({"heads": heads} if heads else {})
    kept.cells = json.dumps(said, ensure_ascii=False)
    kept.digest = digest_of(row)
    kept.outcome = _outcome(judged)
    kept.codes = sorted({*judged.notes, *filter(None, [judged.reason, judged.task])})
    kept.reason, kept.task = judged.reason or "", judged.task or ""
    kept.suggestion = json.dumps(_suggested(judged, links), ensure_ascii=False) if judged.reason or judged.task else ""
    if judged.is_taken and not judged.twin:
        _link(kept, judged, links)
    kept.act = act_of(kept.office, kept.source, kept.table, kept.key) if is_booking(judged) else None


def is_booking(judged: Judged) -> bool:
    """Tell whether bookings are written for a row: not for one in quarantine, nor for one that repeats another."""
    return judged.is_taken and not judged.twin and isinstance(judged.thing, BookingDraft)


def extra_of(judged: Judged) -> dict[str, str]:
    """Return what a row says and no field here does: columns that are not understood, and texts that were too long."""
    said = {**(suggestion(judged.thing, set()) if isinstance(judged.thing, BookingDraft) else {}), **judged.suggestion}
    longest = {**LONGEST, "remark": LONGEST_REMARK}
    texts = {name: said.get(name, "") for name in longest}
    extra: dict[str, str] = json.loads(said.get("extra") or "{}")
    return {**extra, **{name: text for name, text in texts.items() if len(text) > longest[name]}}


def _outcome(judged: Judged) -> str:
    if not judged.is_taken:
        return Outcome.QUARANTINED
    return Outcome.LINKED if judged.twin else Outcome.IMPORTED


def _suggested(judged: Judged, links: Links) -> dict[str, str]:
    facts = suggestion(judged.thing, set()) if isinstance(judged.thing, BookingDraft) else {}
    facts |= judged.suggestion
    facts.pop("extra", None)  # kept with the cells
    known: Mapping[str, Mapping[str, int]] = {"room": links.rooms, "group": links.groups, "booker": links.people}
    known = {**known, "account": links.people, "decided_by": links.people}
    return facts | {f"{name}_id": str(ids.get(facts.get(name, ""), "")) for name, ids in known.items()}


def _link(kept: Kept, judged: Judged, links: Links) -> None:
    """Tie a row to what it is here; of a request that is its room, group and booker."""
    thing = judged.thing
    if isinstance(thing, GroupDraft):
        kept.group_id = links.groups.get(thing.key)
        kept.is_own |= kept.group_id in links.made["groups"]
    elif isinstance(thing, RoomDraft):
        kept.room_id = links.rooms.get(thing.key)
        kept.is_own |= kept.room_id in links.made["rooms"]
    elif isinstance(thing, PersonDraft):
        kept.person_id = links.people.get(thing.key)
        kept.is_own |= kept.person_id in links.made["people"]
    elif isinstance(thing, BookingDraft):
        kept.room_id, kept.group_id = links.rooms.get(thing.room), links.groups.get(thing.group)
        kept.person_id = links.people.get(thing.booker)


def months_of(judged: Judged) -> dict[str, list[int]]:
    """Return in which months ("2023-06") a row counts as use, by both rules: per request, and per day of it."""
    draft = judged.thing
    if not isinstance(draft, BookingDraft) or not is_booking(judged) or draft.state != State.CONFIRMED:
        return {}
    found: dict[str, list[int]] = {f"{draft.first:%Y-%m}": [1, 0]}
    for day in days_between(draft.first, draft.last):
        found.setdefault(f"{day:%Y-%m}", [0, 0])[1] += 1
    return found
