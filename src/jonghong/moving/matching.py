"""What the drafts of a source become here, and what of it is new: the same preview is shown first and carried out then."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.crypto import salted_hmac

from jonghong.moving.choices import Choices
from jonghong.moving.facts import BookingDraft, GroupDraft, Judged, PersonDraft, Plan, RoomDraft, SourceRow, Thing, plain
from jonghong.people import numbers
from jonghong.people.models import RANKS, Role

RowKey = tuple[str, str]  # table and key
NO_GROUP = "ไม่ระบุกลุ่ม"
LONGEST_KEY = 80
GONE_ROOM = "ห้องเดิม #{}"


@dataclass
class Becomes:
    """What a draft becomes here: what has this id, or something new (None) of that name."""

    id: int | None
    name: str


@dataclass
class Drafts:
    """The groups, rooms and people of a source by their keys, those included of which bookings only name the key."""

    groups: dict[str, GroupDraft] = field(default_factory=dict)
    rooms: dict[str, RoomDraft] = field(default_factory=dict)
    people: dict[str, PersonDraft] = field(default_factory=dict)


@dataclass
class Preview:
    """What bringing a source in would do now. ``choices`` are those decided and, for the rest, those proposed.

    ``new``, ``changed`` and ``conflicts`` are rows that are not here yet, that were changed over there and will be written
    again, and that were changed on both sides; ``same`` are here already; ``gone`` lie ahead here and are over there no more.
    Groups, rooms and people are told by their keys. ``gives_way`` are months ("2023-06") whose sum, brought forward, gives
    way to the bookings that come in.
    """

    plan: Plan
    choices: Choices
    drafts: Drafts = field(default_factory=Drafts)
    new: list[RowKey] = field(default_factory=list)
    same: list[RowKey] = field(default_factory=list)
    changed: list[RowKey] = field(default_factory=list)
    conflicts: list[RowKey] = field(default_factory=list)
    gone: list[RowKey] = field(default_factory=list)
    gives_way: Mapping[str, int] = field(default_factory=dict)
    groups: Mapping[str, Becomes] = field(default_factory=dict)
    rooms: Mapping[str, Becomes] = field(default_factory=dict)
    people: Mapping[str, Becomes] = field(default_factory=dict)
    seal: str = ""

    @property
    def may_be_another_system(self) -> bool:
        """Whether more rows differ from those that came before under the same keys than are like them."""
        rechosen = len(self.plan.rechosen)
        return len(self.changed) + len(self.conflicts) - rechosen > len(self.same) + rechosen

    @property
    def does_anything(self) -> bool:
        """Whether it would change anything here."""
        return bool(self.new or self.changed or self.conflicts or self.gone)


def row_key(row: SourceRow) -> RowKey:
    """Return by what a row is known again; a key too long to be kept goes by a sign of it."""
    key = row.key if len(row.key) <= LONGEST_KEY else salted_hmac("jonghong.moving.key", row.key).hexdigest()
    return row.table, key


def digest_of(row: SourceRow) -> str:
    """Return the sign by which it is told whether a row was changed over there."""
    return salted_hmac("jonghong.moving.kept", json.dumps(sorted(row.said().items()), ensure_ascii=False)).hexdigest()


def sign_of(said: str) -> str:
    """Return the sign that a row without a number is known again by, under the oldest key: a newer one makes no new rows."""
    return numbers.every_external_key(f"row:{said}")[-1]


def keys_of(draft: PersonDraft) -> list[str]:
    """Return the keyed hashes by which somebody over there may be on the list here, the newest first."""
    return numbers.every_key(draft.digits) if draft.digits else numbers.every_external_key(draft.key)


def drafts_of(plan: Plan) -> Drafts:
    """Return the groups, rooms and people of a plan; what bookings and people name and no row tells gets a stopgap."""
    drafts = Drafts()
    for thing in _things(plan):
        if isinstance(thing, GroupDraft):
            drafts.groups.setdefault(thing.key, thing)
        elif isinstance(thing, RoomDraft):
            drafts.rooms.setdefault(thing.key, thing)
        elif isinstance(thing, PersonDraft):
            drafts.people.setdefault(thing.key, thing)
    for thing in _things(plan):
        if isinstance(thing, BookingDraft):
            drafts.groups.setdefault(thing.group, GroupDraft(thing.group, NO_GROUP, NO_GROUP))
            drafts.rooms.setdefault(thing.room, RoomDraft(thing.room, GONE_ROOM.format(thing.room), is_open=False))
        elif isinstance(thing, PersonDraft) and thing.is_active:
            for key in thing.groups or [""]:
                drafts.groups.setdefault(key, GroupDraft(key, NO_GROUP, NO_GROUP))
    return drafts


def room_numbers(choices: Choices, here: Mapping[int, str]) -> dict[str, int]:
    """Return the number of the room here that each key becomes; below zero for new rooms, one for all of one name."""
    by_name, new = {plain(name): pk for pk, name in here.items()}, dict[str, int]()
    found = {}
    for key, one in choices.rooms.items():
        name = plain(one.name or key)
        chosen = one.room_id if one.room_id in here else None
        found[key] = chosen or by_name.get(name) or -new.setdefault(name, len(new) + 1)
    return found


def high_role(draft: PersonDraft) -> str:
    """Return the highest role above a clerk's that somebody active has over there, empty where none is."""
    roles = [role for role in draft.groups.values() if role != Role.CLERK and draft.is_active and draft.digits]
    return max(roles, key=RANKS.index, default="")


def rulers_of(preview: Preview) -> list[PersonDraft]:
    """Return the people who are new here and hold a role above a clerk's over there, by name."""
    people = preview.drafts.people
    found = [draft for key, draft in people.items() if preview.people[key].id is None and high_role(draft)]
    return sorted(found, key=lambda draft: (draft.name, draft.key))


def _things(plan: Plan) -> Iterator[Thing]:
    yield from (judged.thing for judged in plan.rows if judged.thing and judged.is_taken)
    yield from plan.stubs


def ends_at(draft: BookingDraft) -> datetime:
    """Return when the last day of a request is over, as wall time."""
    return datetime.combine(draft.last, draft.end)


def sealed(preview: Preview, signs: Mapping[RowKey, str]) -> str:
    """Return a sign by which a preview is known again: another one, where anything has changed meanwhile, has another."""
    told = [
        preview.new,
        preview.changed,
        preview.conflicts,
        preview.gone,
        sorted(signs.items()),
        [(*row_key(one.row), one.reason, one.task, one.twin, _said(one)) for one in preview.plan.rows],
        [sorted((key, one.id, one.name) for key, one in each.items()) for each in (preview.groups, preview.rooms)],
        sorted((keys_of(preview.drafts.people[key])[0], str(one.id)) for key, one in preview.people.items()),
        sorted(preview.plan.carried.times.items()),
        # Which roles are given is said in the same breath as the last word.
        replace(preview.choices, roles=()).as_text(),
    ]
    return salted_hmac("jonghong.moving.preview", repr(told)).hexdigest()


def _said(judged: Judged) -> str:
    """Return what of a request depends on the day and not on its row alone: where it stands, and where it would be."""
    thing = judged.thing
    return f"{thing.state} {thing.room}" if isinstance(thing, BookingDraft) else ""


def same_name(name: str, other: str) -> bool:
    """Tell whether two names are the same but for how they are written."""
    return plain(name) == plain(other)
