"""Which room a line names: its whole name, or the first letters of it. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from jonghong.finding.phrases.facts import RoomName
from jonghong.finding.phrases.line import Line, is_end, spoken

MOST = 6  # rooms to choose from in one question
CALLED = re.compile(r"(?:ที่|ใช้|in |at )?\s?(?:ห้อง(?:ประชุม)?|(?<![a-z])(?:the )?(?:meeting )?room(?![a-z]))\s?", re.IGNORECASE)
_WORD = re.compile(r"[^\s\0\1,;()\"]+")
_SUBJECT = re.compile("ประชุม|อบรม|สัมมนา|สอบ|บรรยาย|รับ|จัด|หารือ|ซ้อม|ตรวจ|เรื่อง|เพื่อ")
# They begin the names of many rooms, and of more subjects.
_NO_NAMES = {"ประชุม", "อบรม", "สัมมนา", "ห้อง", "ห้องประชุม", "room", "meeting", "the", "ที่", "ใหญ่", "เล็ก"}


@dataclass(frozen=True)
class Named:
    """Rooms that the words from ``start`` to ``end`` may mean; ``is_word`` where they may also be words of the subject."""

    start: int
    end: int
    rooms: tuple[RoomName, ...]
    is_word: bool = False


def bare_name(name: str) -> str:
    """Return what people call a room, without the word for "room" before it."""
    said = spoken(name)
    return CALLED.sub("", said, count=1).strip() or said


def named_in(line: Line, rooms: Iterable[RoomName]) -> list[Named]:
    """Return where the unread words name rooms."""
    by_first: dict[str, list[tuple[str, RoomName]]] = defaultdict(list)
    for room in rooms:
        name = bare_name(room.name)
        by_first[name[:1]].append((name, room))
    text = line.lowered
    found, after = [], 0
    for at in _places(line, text):
        named = _named_at(text, at, by_first) if at[0] >= after else None
        if named:
            found.append(named)
            after = named.end
    return found


def _places(line: Line, text: str) -> list[tuple[int, int]]:
    """Return where a name may begin and how far before it the word for "room" stands, earliest first."""
    called = [(each.start(), each.end()) for each in CALLED.finditer(text)]
    within = {at for start, end in called for at in range(start, end + 1)}
    return sorted([*called, *((at, at) for at in line.starts() if at not in within)])


def _named_at(text: str, at: tuple[int, int], by_first: dict[str, list[tuple[str, RoomName]]]) -> Named | None:
    start, begins = at
    word = _WORD.match(text, begins)
    if not word:
        return None
    known = by_first.get(text[begins], [])
    whole = max((len(name) for name, _room in known if _stands(text, begins, name)), default=0)
    if whole:
        rooms = tuple(room for name, room in known if name == text[begins : begins + whole])
        is_apart = is_end(text, begins + whole) or start < begins or bool(_SUBJECT.match(text, begins + whole))
        return Named(start, begins + whole if is_apart else word.end(), rooms[:MOST], is_word=not is_apart)
    least = 1 if start < begins else 2
    if len(word[0]) < least or word[0] in _NO_NAMES:
        return None
    rooms = tuple(room for name, room in known if name.startswith(word[0]))
    return Named(start, word.end(), rooms[:MOST]) if rooms else None


def _stands(text: str, at: int, name: str) -> bool:
    """Tell whether that name stands there and no longer number begins with it: "10" is not in "101"."""
    end = at + len(name)
    return text.startswith(name, at) and not (name[-1].isdigit() and text[end : end + 1].isdigit())
