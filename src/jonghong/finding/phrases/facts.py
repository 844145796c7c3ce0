"""What a line of words may say, and what has to be asked about it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from jonghong.core import thai
from jonghong.rooms.hours import Half, Halves, Hours


@dataclass(frozen=True)
class RoomName:
    """What is known of a room by who reads a line: its number and what it is called."""

    id: int
    name: str


@dataclass(frozen=True)
class ThingName:
    """What is known of a piece of equipment by who reads a line: its number and what it is called."""

    id: int
    name: str


@dataclass(frozen=True)
class Days:
    """The days from ``first`` to ``last``, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class Ground:
    """What a line is read against: the day on which it is said, the halves of the office's day, its rooms and equipment."""

    today: date
    halves: Halves
    rooms: Sequence[RoomName] = ()
    things: Sequence[ThingName] = ()
    language: str = "th"  # of the words that answers put into the line


# What a choice means: days, a time of day, a number of people, a room, equipment, or words of the subject.
Fact = Days | Half | Hours | int | RoomName | ThingName | str


@dataclass(frozen=True)
class Choice:
    """One answer to a question: what it means, and the whole line written anew so that it means just that."""

    text: str
    fact: Fact


class Unsure(StrEnum):
    """What a question is about."""

    NO_DAY = "no day"
    WHICH_DAY = "which day"
    WHICH_WEEK = "which week"
    WHICH_YEAR = "which year"
    BAD_DATE = "bad date"
    NO_END_OF_SERIES = "no end of series"
    WHICH_HOURS = "which hours"
    NO_END = "no end"
    REVERSED = "reversed"
    NO_QUARTER = "no quarter"
    WHICH_HALF = "which half"
    WHICH_ROOM = "which room"
    ROOM_OR_SUBJECT = "room or subject"
    THING_OR_SUBJECT = "thing or subject"
    PEOPLE = "people"


@dataclass(frozen=True)
class Question:
    """What is not clear: which words, what about them, the answers to choose from, and what is wrong with a date."""

    about: Unsure
    words: str
    choices: tuple[Choice, ...] = ()
    fault: thai.BadDate | None = None


@dataclass
class Understood:
    """What a line says. Whatever is not said is None or empty; what may mean two things stands in ``questions`` alone.

    ``days`` with ``weekdays`` (Monday 0 .. Sunday 6) are the span in which these weekdays repeat. ``length`` without ``hours``
    asks for any time that long within ``days``. ``half`` is never EXACT.
    """

    text: str
    days: Days | None = None
    weekdays: tuple[int, ...] = ()
    half: Half | None = None
    hours: Hours | None = None
    length: timedelta | None = None
    people: int | None = None
    room: RoomName | None = None
    things: tuple[ThingName, ...] = ()
    title: str = ""
    questions: list[Question] = field(default_factory=list)

    @property
    def is_clear(self) -> bool:
        """Whether a day is known and nothing has to be asked."""
        return not self.questions and (self.days is not None or self.length is not None)

    @property
    def has_time(self) -> bool:
        """Whether a time of day, or how long it takes, is said."""
        return bool(self.half or self.hours or self.length)
