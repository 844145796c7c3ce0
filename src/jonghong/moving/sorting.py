"""Telling of each row of a source whether it is new here, the same, changed over there, or changed on both sides."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from jonghong.bookings import tallies
from jonghong.bookings.imported import bookings_of_acts, touched
from jonghong.bookings.models import HOLDING, Booking, History, State
from jonghong.bookings.timeslots import days_between
from jonghong.core import clock
from jonghong.moving.facts import BookingDraft, Code, Edition, GroupDraft, Judged, PersonDraft, RoomDraft, Standing, plain
from jonghong.moving.judging.overlaps import rank
from jonghong.moving.matching import Preview, RowKey, ends_at, row_key
from jonghong.moving.models import Kept, Outcome
from jonghong.offices.models import Office

EDITIONS = {edition.value for edition in Edition}
OUT = {Outcome.QUARANTINED.value, Outcome.SET_ASIDE.value}
BY_HAND = {Outcome.MENDED.value, Outcome.SET_ASIDE.value}


@dataclass(frozen=True)
class Seen:
    """What is kept of a row without its cells."""

    id: int
    digest: str
    outcome: str
    reason: str
    act: UUID | None
    group_id: int | None
    room_id: int | None
    person_id: int | None
    codes: list[str]


def ahead(office: Office) -> QuerySet[Booking]:
    """Return the bookings that keep others out from now on."""
    return Booking.objects.filter(office=office, state__in=HOLDING, is_legacy=False, ends_at__gt=clock.now())


def standing_of(office: Office, booking: Booking) -> Standing:
    """Return where and when a booking stands, by the wall clock of the office."""
    start, end = (at.astimezone(office.zone).replace(tzinfo=None) for at in (booking.starts_at, booking.ends_at))
    return Standing(booking.room_id, start, end)


def sort(office: Office, made: Preview, seen: Mapping[RowKey, Seen], signs: Mapping[RowKey, str]) -> None:
    """Tell rows apart, and leave what is here as it is: such rows are judged as they were kept."""
    rows = {row_key(judged.row): judged for judged in made.plan.rows}
    others = [key for key in rows if key in seen and seen[key].digest != signs[key]]
    changed = {key for key in others if not _is_same(office, seen[key], rows[key])}
    rechosen = set(_rechosen(office, made, rows, seen)) - changed
    acts = {act: key for key in changed | rechosen if (act := seen[key].act)}
    hands_on = {acts[act] for act in touched(office, list(acts))}
    rechosen -= hands_on
    changed |= rechosen
    made.plan.rechosen = frozenset(rechosen)
    if seen:
        _lift_clashes(made, rows, set(seen) - changed)
    for key, judged in rows.items():
        if key not in seen or (key not in changed and _joins(seen[key], judged)):
            made.new.append(key)
        elif key not in changed:
            (made.conflicts if _parts(seen[key], judged) else made.same).append(key)
        elif _conflicts(seen[key], judged) or key in hands_on:
            made.conflicts.append(key)
        else:
            made.changed.append(key)
    if seen:
        _find_clashes(office, made, rows, seen)
    for key in (*made.same, *made.conflicts):
        _judge_as_kept(rows[key], seen[key], is_told=key in made.conflicts)
    made.gone = list(_gone(office, made, seen, rows))
    _leave_out(made, rows)


def gives_way(office: Office, made: Preview) -> dict[str, int]:
    """Return the months ("2023-06") whose sum, brought forward, gives way to the bookings that come in, each with that sum."""
    rows = {row_key(judged.row): judged for judged in made.plan.rows}
    drafts = (rows[key].thing for key in (*made.new, *made.changed) if rows[key].is_taken and not rows[key].twin)
    used = [draft for draft in drafts if isinstance(draft, BookingDraft) and draft.state == State.CONFIRMED]
    months = {(day.year, day.month) for draft in used for day in days_between(draft.first, draft.last)}
    carried = tallies.carried_by_month(office.pk) if months else {}
    return {f"{year}-{month:02}": times for (year, month), times in sorted(carried.items()) if (year, month) in months}


def _is_same(office: Office, seen: Seen, judged: Judged) -> bool:
    """Tell whether a row says what it said: the sign may be another only since a key was changed.

    No sign at all stands with rows of which a run was taken back.
    """
    kept = Kept.objects.get(office=office, pk=seen.id)
    if not kept.cells:  # forgotten, and left alone since
        return True
    if not seen.digest:
        return False
    was: dict[str, str | None] = json.loads(kept.cells)["cells"]
    return judged.row.said(was) == judged.row.said()


def _rechosen(office: Office, made: Preview, rows: Mapping[RowKey, Judged], seen: Mapping[RowKey, Seen]) -> Iterator[RowKey]:
    """Give rows of requests that nobody ever decided, whose bookings here count as allowed and now shall not, or the reverse.

    Their rows say what they said: it was chosen otherwise in the import before, or they were still to come then. What was
    mended or forgotten is left alone.
    """
    forgotten = set(Kept.objects.filter(office=office, source=made.plan.source.name, cells="").values_list("pk", flat=True))
    drafts: dict[UUID, tuple[RowKey, BookingDraft]] = {}
    for key, judged in rows.items():
        was, draft = seen.get(key), judged.thing
        if was is None or was.act is None or was.outcome in BY_HAND or was.id in forgotten or judged.twin:
            continue
        if judged.is_taken and isinstance(draft, BookingDraft) and Code.NEVER_DECIDED in judged.notes:
            drafts[was.act] = key, draft
    for act, found in bookings_of_acts(office, drafts).items():
        key, draft = drafts[act]
        others = {State.LAPSED, State.PENDING} if draft.state == State.CONFIRMED else {State.CONFIRMED}
        if any(booking.state in others for booking in found):
            yield key


def _joins(seen: Seen, judged: Judged) -> bool:
    """Tell whether a row without bookings can be taken by now: out of quarantine, or since it repeats no other any more.

    What clashed stays in the officer's hands.
    """
    if seen.outcome == Outcome.LINKED:
        return judged.is_taken and not judged.twin and isinstance(judged.thing, BookingDraft)
    return seen.outcome == Outcome.QUARANTINED and judged.is_taken and seen.reason != Code.CLASH_AHEAD


def _parts(seen: Seen, judged: Judged) -> bool:
    """Tell whether a row that has bookings came to repeat another one, of which nobody was told yet."""
    return bool(seen.act and judged.twin) and Code.CHANGED_HERE not in seen.codes


def _conflicts(seen: Seen, judged: Judged) -> bool:
    """Tell whether a row that changed over there was seen to here, or can no longer become what its bookings are."""
    if seen.outcome in BY_HAND:
        return True
    return bool(seen.act) and not (judged.is_taken and not judged.twin and isinstance(judged.thing, BookingDraft))


def _find_clashes(office: Office, made: Preview, rows: Mapping[RowKey, Judged], seen: Mapping[RowKey, Seen]) -> None:
    """Let new and changed rows take their rooms ahead in the order of their rank, beside what stands here by now.

    What the same source brought in counts as it stands here, wherever its row would be. A changed row leaves its place, unless
    it turns out to be in conflict: then all is looked at once more.
    """
    standing = list(ahead(office))
    act_of = _acts_of(office, made, [each.pk for each in standing])
    now = clock.now().astimezone(office.zone).replace(tzinfo=None)
    while True:
        leaving = {seen[key].act for key in made.changed if key in seen and seen[key].act}
        held: dict[int | str, list[Standing]] = {}
        for booking in standing:
            if act_of.get(booking.pk) is None or act_of[booking.pk] not in leaving:
                held.setdefault(booking.room_id, []).append(standing_of(office, booking))
        pool = [rows[key] for key in (*made.new, *made.changed) if _wants_a_room(rows[key], now)]
        for judged in sorted(pool, key=_rank):
            _take_room(made, judged, held, now)
        turned = [key for key in made.changed if _conflicts(seen[key], rows[key])]
        if not turned:
            return
        made.changed = [key for key in made.changed if key not in turned]
        made.conflicts += turned


def _lift_clashes(made: Preview, rows: Mapping[RowKey, Judged], kept: set[RowKey]) -> None:
    """Judge anew what clashed ahead: it was judged beside all rows over there, some of which may no longer stand so here."""
    for key, judged in rows.items():
        draft = judged.thing
        if judged.reason != Code.CLASH_AHEAD or not isinstance(draft, BookingDraft) or key in kept:
            continue
        if draft.room in made.rooms and draft.group in made.groups:
            judged.reason = judged.task = None


def _acts_of(office: Office, made: Preview, bookings: list[int]) -> dict[int, UUID]:
    """Return under which acts the same source brought these bookings in."""
    own = Kept.objects.filter(office=office, source=made.plan.source.name, act__isnull=False)
    found = History.objects.filter(office=office, act__in=own.values("act"), booking__in=bookings)
    return dict(found.values_list("booking_id", "act"))


def _wants_a_room(judged: Judged, now: datetime) -> bool:
    """Tell whether a row lies ahead and would keep others out, whatever stood in its way when it was judged."""
    draft = judged.thing
    if not isinstance(draft, BookingDraft) or judged.twin or judged.reason not in {None, Code.CLASH_AHEAD}:
        return False
    return draft.state in HOLDING and ends_at(draft) > now


def _rank(judged: Judged) -> tuple[bool, datetime, datetime, int, str]:
    assert isinstance(judged.thing, BookingDraft)
    return rank(judged.thing, judged.row.key)


def _take_room(made: Preview, judged: Judged, held: dict[int | str, list[Standing]], now: datetime) -> None:
    """Let a row hold its room on its days, or put it in quarantine where that is held."""
    draft = judged.thing
    assert isinstance(draft, BookingDraft)
    room = made.rooms[draft.room]
    there = held.setdefault(room.id or plain(room.name), [])
    times = [
        Standing(room.id or 0, datetime.combine(day, draft.start), datetime.combine(day, draft.end))
        for day in days_between(draft.first, draft.last)
        if datetime.combine(day, draft.end) > now
    ]
    if any(one.starts_at < mine.ends_at and mine.starts_at < one.ends_at for mine in times for one in there):
        judged.reason = judged.task = Code.CLASH_AHEAD
        return
    judged.reason = None
    judged.task = None if judged.task == Code.CLASH_AHEAD else judged.task
    there.extend(times)


def _judge_as_kept(judged: Judged, seen: Seen, *, is_told: bool) -> None:
    """Let a row that is left alone count as what it is here; ``is_told`` where it is in conflict."""
    is_out = seen.outcome in OUT
    judged.reason = Code(seen.reason) if is_out and seen.reason else (Code.CHANGED_HERE if is_out else None)
    judged.twin = judged.twin if seen.outcome == Outcome.LINKED else ""
    if is_told:
        judged.task = Code.CHANGED_HERE
        judged.note(Code.CHANGED_HERE)
    elif judged.task == Code.CLASH_AHEAD and not is_out:
        judged.task = None


def _gone(office: Office, made: Preview, seen: Mapping[RowKey, Seen], rows: Mapping[RowKey, Judged]) -> Iterator[RowKey]:
    """Give rows whose bookings lie ahead, untouched here, and that a table of the former system no longer has.

    A sheet is no such table: another month may stand in another file.
    """
    source = made.plan.source
    if source.edition not in EDITIONS:
        return
    missing = {
        one.act: key
        for key, one in seen.items()
        if one.act and key not in rows and key[0] in source.tables and Code.GONE not in one.codes
    }
    if not missing:
        return
    made_ahead = History.objects.filter(office=office, act__in=list(missing), booking__in=ahead(office))
    acts = set(made_ahead.values_list("act", flat=True))
    hands_on = touched(office, acts)
    yield from sorted(missing[act] for act in acts if act not in hands_on)


def _leave_out(made: Preview, rows: Mapping[RowKey, Judged]) -> None:
    """Leave out what is not here and what no new or changed row needs: who was erased, or renamed, does not come back."""
    written = [rows[key].thing for key in (*made.new, *made.changed) if rows[key].is_taken]
    has_row = {thing.key for judged in rows.values() if isinstance(thing := judged.thing, PersonDraft)}
    people: set[str] = {thing.key for thing in written if isinstance(thing, PersonDraft)}
    for thing in written:
        if isinstance(thing, BookingDraft):
            named = {thing.booker, thing.account, thing.decision.by if thing.decision else ""}
            people |= {key for key in named if key not in has_row}
    made.people = {key: one for key, one in made.people.items() if one.id or key in people}
    rooms = {thing.key for thing in written if isinstance(thing, RoomDraft)}
    rooms |= {thing.room for thing in written if isinstance(thing, BookingDraft)}
    made.rooms = {key: one for key, one in made.rooms.items() if one.id or key in rooms}
    groups = {thing.key for thing in written if isinstance(thing, GroupDraft)}
    groups |= {thing.group for thing in written if isinstance(thing, BookingDraft)}
    for key in people & made.people.keys():
        groups |= set(made.drafts.people[key].groups) or {""}
    made.groups = {key: one for key, one in made.groups.items() if one.id or key in groups}
