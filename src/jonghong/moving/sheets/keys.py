"""By what rows of sheets and pages are known again: what they say, in whatever file and place they stand. Pure."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from jonghong.moving.facts import BookingDraft, Judged, Known, plain
from jonghong.moving.sheets.facts import HEADING
from jonghong.moving.sheets.hours import hours_of
from jonghong.rooms.hours import Half


def name(rows: list[Judged], known: Known) -> None:
    """Give rows the keys by which they are known again.

    A booking is known by its room, days, hours, title and group: another meeting in its place is another row and takes nothing
    of it away. Everything else, as headings and what is in quarantine, is known by its cells. Of rows that are the same so far
    each has a number; it goes by what else they say, not by their order. Keys are signs that tell nothing without a secret.
    """
    seen: Counter[str] = Counter()
    keys: dict[str, str] = {}
    for judged in sorted(rows, key=_details):
        sign = known.sign(json.dumps([judged.row.table, *_said(judged, known)]))
        seen[sign] += 1
        keys[judged.row.key] = sign if seen[sign] == 1 else f"{sign}-{seen[sign]}"
    for judged in rows:
        judged.twin = keys.get(judged.twin, "")
        judged.row = replace(judged.row, key=keys[judged.row.key])


def _said(judged: Judged, known: Known) -> Sequence[object]:
    draft = judged.thing
    if judged.row.table == HEADING or not isinstance(draft, BookingDraft):
        return [*sorted(judged.row.said().items())]
    place = [draft.room, draft.first.isoformat(), draft.last.isoformat(), _hours(draft, known)]
    return ["booking", *place, plain(draft.title), draft.group]


def _hours(draft: BookingDraft, known: Known) -> str:
    """Return its hours; half days by their name, for the office may change when they begin and end."""
    halves = {hours_of(half, known): half.value for half in (Half.DAY, Half.MORNING, Half.AFTERNOON)}
    return halves.get((draft.start, draft.end), f"{draft.start:%H:%M}-{draft.end:%H:%M}")


def _details(judged: Judged) -> tuple[bool, str]:
    """Return what else a booking says, to be sorted by; those that only repeat another come last."""
    draft = judged.thing
    if not isinstance(draft, BookingDraft):
        return False, ""
    facts = (draft.created_at, draft.booker, draft.attendees, draft.chair, draft.coordinator, draft.state)
    return bool(judged.twin), repr((*facts, sorted(draft.extra.items())))
