"""Which equipment a line wants: whole names, each a word of its own. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from jonghong.finding.phrases.facts import ThingName
from jonghong.finding.phrases.line import READ, Line, is_end, spoken

_WANTED = re.compile(r"(?:(?:ที่\s?)?(?:ต้องการ|ต้องมี|มี|พร้อม|ใช้|กับ|และ|,)|(?:with|has|and)(?: an?)?)\s?$", re.IGNORECASE)
_AND = re.compile(r"\s?(?:และ|กับ|พร้อม|,)\s?")
_NAMED = "\2"  # stands for a name
# Written either way, and as long.
_ALIKE = {"เจค": "เจก", "ไวท์": "ไวต์"}


@dataclass(frozen=True)
class Wanted:
    """A name that stands from ``start`` to ``end``; ``is_word`` where it may also be a word of the subject."""

    thing: ThingName
    start: int
    end: int
    is_word: bool


def things_in(line: Line, things: Iterable[ThingName]) -> Iterator[Wanted]:
    """Yield what the unread words name; of names that begin alike, the longest. Whoever asks marks each before the next."""
    longest_first = sorted(things, key=lambda each: -len(each.name))
    # One after the other, for a word begins where something was read before it: "มีจอและเครื่องเสียง".
    while found := _named(line, longest_first):
        yield min(found, key=lambda each: each.is_word)


def _named(line: Line, things: Iterable[ThingName]) -> list[Wanted]:
    text, starts, unnamed = alike(line.lowered), set(line.starts()), line.unread
    found: list[Wanted] = []
    names = {thing: alike(spoken(thing.name)) for thing in things}
    for thing, name in names.items():
        at = text.find(name) if name else -1
        while at >= 0:
            before, end = line.before(_WANTED, at), at + len(name)
            start = before if before in starts else at
            ends = is_end(text, end) or _goes_on(text, end, names.values())
            if ends and start in starts and unnamed[at] != _NAMED:
                unnamed = unnamed[:start] + _NAMED * (end - start) + unnamed[end:]
                found.append(Wanted(thing, start, end, is_word=start == at))
            at = text.find(name, end)
    return [replace(each, is_word=each.is_word and not _is_apart(unnamed, each.start, each.end)) for each in found]


def _goes_on(text: str, at: int, names: Iterable[str]) -> bool:
    """Tell whether another name is joined there."""
    joined = _AND.match(text, at)
    return joined is not None and any(text.startswith(name, joined.end()) for name in names if name)


def _is_apart(unnamed: str, start: int, end: int) -> bool:
    """Tell whether nothing is around that a subject might be made of: only what was read, and other equipment."""
    before, after = unnamed[:start].rstrip(_NAMED + " "), unnamed[end:].lstrip(_NAMED + " ")
    return (not before or before.endswith(READ)) and (not after or after.startswith(READ))


def alike(text: str) -> str:
    """Return a text in which what is written in two ways is written in one."""
    for one, other in _ALIKE.items():
        text = text.replace(one, other)
    return text
