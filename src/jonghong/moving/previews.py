"""What bringing a source in would do now: each row beside what is kept of it, each draft beside what is here."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import cycle

from jonghong.bookings.models import History, MonthTally
from jonghong.core import clock
from jonghong.moving import sheets
from jonghong.moving.choices import Choices, GroupChoice, RoomChoice
from jonghong.moving.facts import (
    BookingDraft,
    Known,
    Plan,
    Source,
    plain,
)
from jonghong.moving.judging import office as amss
from jonghong.moving.matching import (
    Becomes,
    Drafts,
    Preview,
    RowKey,
    digest_of,
    drafts_of,
    keys_of,
    room_numbers,
    row_key,
    same_name,
    sealed,
    sign_of,
)
from jonghong.moving.models import Kept, Kind, Run
from jonghong.moving.past_overlaps import note_past
from jonghong.moving.sorting import Seen, ahead, gives_way, sort, standing_of
from jonghong.offices.models import Group, Office
from jonghong.people.models import Person
from jonghong.rooms.models import HUES, Room

LONGEST_GROUP = Group._meta.get_field("name").max_length or 0
LONGEST_SHORT = Group._meta.get_field("short_name").max_length or 0
LONGEST_ROOM = Room._meta.get_field("name").max_length or 0
LONGEST_PERSON = Person._meta.get_field("name").max_length or 0


def judge(kind: str, source: Source, known: Known, choices: Choices) -> Plan:
    """Return what would become of each row of a source of that kind."""
    if kind == Kind.AMSS:
        return amss.judge(source, known, allows_undecided=bool(choices.allows_undecided))
    return sheets.judge(kind, source, known, choices)


def known_of(office: Office, source: Source, choices: Choices) -> Known:
    """Return what judging has to know of the office.

    What this very source brought in stands in nobody's way here: ``preview`` looks at that for new rows alone.
    """
    rooms = list(Room.objects.filter(office=office))
    own = Kept.objects.filter(office=office, source=source.name, act__isnull=False)
    made = History.objects.filter(office=office, act__in=own.values("act"))
    others = ahead(office).exclude(pk__in=made.values("booking"))
    months = MonthTally.objects.filter(office=office, times__gt=0).values_list("month", flat=True)
    return Known(
        now=clock.now().astimezone(office.zone).replace(tzinfo=None),
        morning=(office.morning_starts, office.morning_ends),
        afternoon=(office.afternoon_starts, office.afternoon_ends),
        rooms=room_numbers(choices, {room.pk: room.name for room in rooms}),
        names={plain(room.name): room.pk for room in rooms},
        standing=[standing_of(office, booking) for booking in others],
        months=frozenset((month // 12, month % 12 + 1) for month in months),
        closed=frozenset(room.pk for room in rooms if not room.is_open),
        people=_by_name(Person.objects.filter(office=office).values_list("pk", "name", "citizen_last4")),
        has_allowed=_allowed_before(office, source),
        sign=sign_of,
    )


def default_choices(office: Office, plan: Plan) -> Choices:
    """Return what is proposed for groups and rooms: what they became before, else those of the same name, else new ones."""
    return _proposed(office, drafts_of(plan), _seen_things(plan, seen_of(office, plan.source)))


def preview(office: Office, kind: str, source: Source, choices: Choices) -> Preview:
    """Return what bringing a source in would do now."""
    seen = seen_of(office, source)
    if choices.allows_undecided is None:
        choices = replace(choices, allows_undecided=_allowed_before(office, source))
    plan = judge(kind, source, known_of(office, source, choices), choices)
    full = _completed(office, plan, choices, seen)
    if _ids(full) != _ids(choices):  # judging looks at what stands in rooms that are here
        plan = judge(kind, source, known_of(office, source, full), full)
    return preview_of(office, plan, full, seen)


def _allowed_before(office: Office, source: Source) -> bool:
    """Tell what the import before said of requests that nobody ever decided."""
    runs = Run.objects.filter(office=office, source=source.name, undone_at=None)
    return bool(runs.values_list("facts__allows_undecided", flat=True).first())


def _ids(choices: Choices) -> dict[str, int]:
    return {key: one.room_id for key, one in choices.rooms.items() if one.room_id}


def preview_of(office: Office, plan: Plan, choices: Choices, seen: Mapping[RowKey, Seen]) -> Preview:
    """Return what carrying a plan out would do now; what was not decided is as proposed."""
    drafts = drafts_of(plan)
    choices = _completed(office, plan, choices, seen)
    made = Preview(plan, choices, drafts)
    made.groups, made.rooms = _groups_become(office, drafts, choices), _rooms_become(office, drafts, choices)
    made.people = _people_become(office, drafts, _seen_things(plan, seen))
    signs = {row_key(judged.row): digest_of(judged.row) for judged in plan.rows}
    sort(office, made, seen, signs)
    note_past(office, made, clock.now().astimezone(office.zone).replace(tzinfo=None))
    made.gives_way = gives_way(office, made)
    made.seal = sealed(made, signs)
    return made


def seen_of(office: Office, source: Source) -> dict[RowKey, Seen]:
    """Return what is kept of the rows of a source, whichever run brought them."""
    rows = Kept.objects.filter(office=office, source=source.name)
    columns = ("pk", "digest", "outcome", "reason", "act", "group_id", "room_id", "person_id", "codes")
    return {(table, key): Seen(*facts) for table, key, *facts in rows.values_list("table", "key", *columns)}


def _seen_things(plan: Plan, seen: Mapping[RowKey, Seen]) -> dict[tuple[str, str], int]:
    """Return kind and key of a draft -> the id here of what its row became before."""
    found: dict[tuple[str, str], int] = {}
    for judged in plan.rows:
        was, thing = seen.get(row_key(judged.row)), judged.thing
        if was and thing and not isinstance(thing, BookingDraft):
            ids = {"GroupDraft": was.group_id, "RoomDraft": was.room_id, "PersonDraft": was.person_id}
            name = type(thing).__name__
            if pk := ids[name]:
                found.setdefault((name, thing.key), pk)
    return found


def _completed(office: Office, plan: Plan, choices: Choices, seen: Mapping[RowKey, Seen]) -> Choices:
    """Return what was decided and, for the rest, what is proposed."""
    proposed = _proposed(office, drafts_of(plan), _seen_things(plan, seen))
    groups = {key: choices.groups.get(key, one) for key, one in proposed.groups.items()}
    rooms = {key: choices.rooms.get(key, one) for key, one in proposed.rooms.items()}
    return replace(choices, groups=groups, rooms=rooms)


def _proposed(office: Office, drafts: Drafts, seen: Mapping[tuple[str, str], int]) -> Choices:
    groups, rooms = list(Group.objects.filter(office=office)), list(Room.objects.filter(office=office))
    by_name = {plain(name): group.pk for group in groups for name in (group.short_name, group.name)}
    rooms_by_name = {plain(room.name): room.pk for room in rooms}
    # A sheet knows rooms and groups by less than their names: one may say เพชร, and another ห้องประชุมเพชร.
    groups_by_key = {sheets.group_key(group.name): group.pk for group in groups}
    rooms_by_key = {sheets.room_key(room.name): room.pk for room in rooms}
    taken = {room.hue for room in rooms}
    hues = cycle([hue for hue in HUES if hue not in taken] or list(HUES))
    group_choices, room_choices = {}, {}
    for key, group in drafts.groups.items():
        names = [plain(name) for name in (group.name, group.short_name) if name]
        found = seen.get(("GroupDraft", key)) or next((by_name[name] for name in names if name in by_name), None)
        found = found or (groups_by_key.get(key) if key == sheets.group_key(group.name) else None)
        name = fitted(group.name, LONGEST_GROUP)
        group_choices[key] = GroupChoice(found, name, fitted(group.short_name or name, LONGEST_SHORT))
    for key, room in drafts.rooms.items():
        found = seen.get(("RoomDraft", key)) or rooms_by_name.get(plain(room.name))
        found = found or (rooms_by_key.get(key) if key == sheets.room_key(room.name) else None)
        room_choices[key] = RoomChoice(found, fitted(room.name, LONGEST_ROOM), next(hues), room.capacity)
    return Choices(groups=group_choices, rooms=room_choices)


def _groups_become(office: Office, drafts: Drafts, choices: Choices) -> dict[str, Becomes]:
    names = dict(Group.objects.filter(office=office).values_list("pk", "name"))
    return {key: _becomes(choices.groups[key].group_id, choices.groups[key].name, names) for key in drafts.groups}


def _rooms_become(office: Office, drafts: Drafts, choices: Choices) -> dict[str, Becomes]:
    names = dict(Room.objects.filter(office=office).values_list("pk", "name"))
    return {key: _becomes(choices.rooms[key].room_id, choices.rooms[key].name, names) for key in drafts.rooms}


def _becomes(chosen: int | None, name: str, names: Mapping[int, str]) -> Becomes:
    """Return what was chosen, where that is of this office, else what has the same name here, else something new."""
    if chosen and chosen in names:
        return Becomes(chosen, names[chosen])
    there = next((pk for pk, other in names.items() if same_name(name, other)), None)
    return Becomes(there, names[there] if there else name)


def _by_name(people: Iterable[tuple[int, str, str]]) -> dict[str, int]:
    """Return key of a name -> who has it, of names that one person on the list has and nobody else there.

    People are key, name and last digits; who has no digits is not on the list.
    """
    found: dict[str, int] = {}
    twice = set()
    for pk, name, last4 in people:
        if not last4:
            continue
        key = sheets.person_key(name)
        twice |= {key} & found.keys()
        found[key] = pk
    return {key: pk for key, pk in found.items() if key not in twice}


def _people_become(office: Office, drafts: Drafts, seen: Mapping[tuple[str, str], int]) -> dict[str, Becomes]:
    rows = list(Person.objects.filter(office=office).values_list("citizen_key", "pk", "name", "citizen_last4"))
    by_key = {citizen_key: pk for citizen_key, pk, _name, _last4 in rows}
    names = {pk: name for _key, pk, name, _last4 in rows}
    by_name = _by_name((pk, name, last4) for _key, pk, name, last4 in rows)
    found = {}
    for key, draft in drafts.people.items():
        here = next((by_key[each] for each in keys_of(draft) if each in by_key), None) or seen.get(("PersonDraft", key))
        here = here or by_name.get(key)
        found[key] = Becomes(here, names[here]) if here else Becomes(None, fitted(draft.name, LONGEST_PERSON))
    return found


def fitted(text: str, longest: int) -> str:
    """Return a text as a column takes it: one that is too long to where it fits, and "…"; the whole of it is kept elsewhere."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
