"""Rooms over there, by the code that bookings name them by. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from jonghong.moving.facts import Code, Judged, RoomDraft
from jonghong.moving.judging.groups import code_of
from jonghong.moving.judging.lines import Line

OPEN = "1"  # in ``active``; 0 is closed, 99 deleted
CLAMPED = 127  # what a TINYINT makes of any larger hall


class Rooms:
    """The rooms that rows tell, and as ``stubs`` those that only bookings speak of."""

    def __init__(self, rows: Iterable[Judged], *, is_missing: bool) -> None:
        self.is_missing = is_missing
        self.stubs: dict[str, RoomDraft] = {}
        self._by_code: dict[str, dict[str, RoomDraft]] = {}  # by their names
        self._rows: dict[str, Judged] = {}
        for judged in rows:
            self._take(judged)

    def key_of(self, code: str) -> tuple[str, list[Code]]:
        """Return the key of the room with that code, and what is noted; an unknown one becomes a closed room of its own.

        Of two with one code the open one is meant, else the first. A part of a dump may have no table of rooms at all; then
        they are open, as nobody said otherwise.
        """
        code = code_of(code) or "0"
        if code in self._by_code:
            rooms = list(self._by_code[code].values())
            meant = next((room for room in rooms if room.is_open), rooms[0])
            return meant.key, [Code.ROOM_CODE_TWICE] * (len(rooms) > 1)
        self.stubs.setdefault(code, RoomDraft(code, f"ห้องเดิม #{code}", is_open=self.is_missing))
        return code, [Code.PART_MISSING if self.is_missing else Code.UNKNOWN_ROOM]

    def _take(self, judged: Judged) -> None:
        """Take a row; two with one code are one room if they have one name, which is open if either is."""
        draft = _draft(judged)
        known = self._by_code.setdefault(draft.key, {})
        if known:
            judged.note(Code.ROOM_CODE_TWICE)
            self._rows[draft.key].note(Code.ROOM_CODE_TWICE)
        if draft.name in known:
            same = known[draft.name]
            known[draft.name] = self._rows[same.key].thing = replace(same, is_open=same.is_open or draft.is_open)
            return
        if known:
            draft = replace(draft, key=f"{draft.key}#{judged.row.key}")
        known[draft.name] = judged.thing = draft
        self._rows[draft.key] = judged


def _draft(judged: Judged) -> RoomDraft:
    line = Line(judged)
    code, seats = code_of(line.cell("room_code")) or "0", line.number("person_max")
    if seats == CLAMPED:
        judged.note(Code.MAYBE_CUT)
    is_open = (line.word("active") or OPEN) == OPEN
    name = line.text("room_name") or f"ห้องเดิม #{code}"
    return RoomDraft(code, name, is_open, seats if seats and seats > 0 else None)
