"""Which equipment a line wants: whole names, each a word of its own. Pure."""

import re
from collections.abc import Iterable, Iterator

from jonghong.finding.phrases.facts import ThingName
from jonghong.finding.phrases.line import Line, is_end

_WANTED = re.compile(r"(?:(?:ที่)?\s?(?:ต้องการ|ต้องมี|มี|พร้อม|ใช้|กับ|และ|,)|(?<![a-z])(?:with|has|and)(?: an?)?)\s?$", re.IGNORECASE)
# Written either way, and as long.
_ALIKE = {"เจค": "เจก", "ไวท์": "ไวต์"}


def things_in(line: Line, things: Iterable[ThingName]) -> Iterator[tuple[ThingName, int, int]]:
    """Yield what the unread words name, and from where to where; of names that begin alike, the longest."""
    for thing in sorted(things, key=lambda each: -len(each.name)):
        name, text = alike(thing.name.lower()), alike(line.lowered)
        at = text.find(name) if name else -1
        while at >= 0:
            start, end = line.before(_WANTED, at), at + len(name)
            if is_end(text, end) and (start < at or at in line.starts()):
                yield thing, start, end
            at = text.find(name, end)


def alike(text: str) -> str:
    """Return a text in which what is written in two ways is written in one."""
    for one, other in _ALIKE.items():
        text = text.replace(one, other)
    return text
