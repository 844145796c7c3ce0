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
        self.by_code: dict[str, RoomDraft] = {}
        self.twice: set[str] = set()
        self.stubs: dict[str, RoomDraft] = {}
        self._first: dict[str, Judged] = {}
        for judged in rows:
            self._take(judged)

    def key_of(self, code: str) -> tuple[str, list[Code]]:
        """Return the key of the room with that code, and what is noted; an unknown one becomes a closed room of its own.

        A part of a dump may have no table of rooms at all; then they are open, as nobody said otherwise.
        """
        code = code_of(code) or "0"
        if code in self.by_code:
            return self.by_code[code].key, [Code.ROOM_CODE_TWICE] if code in self.twice else []
        self.stubs.setdefault(code, RoomDraft(code, f"ห้องเดิม #{code}", is_open=self.is_missing))
        return code, [Code.PART_MISSING if self.is_missing else Code.UNKNOWN_ROOM]

    def _take(self, judged: Judged) -> None:
        """Take a row; of two with one code the open one is what bookings mean, else the first."""
        draft = _draft(judged)
        code = draft.key
        known = self.by_code.get(code)
        if known is None:
            self.by_code[code], self._first[code], judged.thing = draft, judged, draft
            return
        judged.note(Code.ROOM_CODE_TWICE)
        self._first[code].note(Code.ROOM_CODE_TWICE)
        if known.name == draft.name:
            return
        self.twice.add(code)
        judged.thing = draft = replace(draft, key=f"{code}#{judged.row.key}")
        if draft.is_open and not known.is_open:
            self.by_code[code] = draft


def _draft(judged: Judged) -> RoomDraft:
    line = Line(judged)
    code, seats = code_of(line.cell("room_code")) or "0", line.number("person_max")
    if seats == CLAMPED:
        judged.note(Code.MAYBE_CUT)
    is_open = (line.word("active") or OPEN) == OPEN
    name = line.text("room_name") or f"ห้องเดิม #{code}"
    return RoomDraft(code, name, is_open, seats if seats and seats > 0 else None, line.text("room_detail"))
