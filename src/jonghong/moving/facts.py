"""What comes out of a former system, and what each row of it becomes. Pure.

A source is read (``dumps``, ``live``, ``sheets``) into rows that are kept as they are; ``judging`` makes a draft of each row:
what it would be here, what was noted about it, and why it cannot be taken as it is. A plan is all of that, and writes nothing.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from hashlib import sha256
from unicodedata import category, normalize

from jonghong.moving.codes import Code as Code  # noqa: PLC0414 - who asks for facts asks for these

Cells = Mapping[str, str | None]
MOST_PEOPLE = 10_000  # more than any hall seats; a larger number is no number of people


def plain(name: str) -> str:
    """Return a name as it is compared: composed one way, without zero-width signs, in single spaces and small letters."""
    letters = "".join(letter for letter in normalize("NFKC", name) if category(letter) != "Cf")
    return " ".join(letters.split()).casefold()


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row as it stood: ``key`` is its id over there (or its number), ``where`` how a person finds it ("line 812").

    ``unsaid`` are columns that say nothing of it, but only count rows of a sheet.
    """

    table: str
    key: str
    cells: Cells = field(repr=False)
    where: str = ""
    unsaid: frozenset[str] = frozenset()

    def said(self, cells: Cells | None = None) -> dict[str, str | None]:
        """Return the cells that say something, or those of former cells of this row: two that say the same are one row."""
        of_row = (self.cells if cells is None else cells).items()
        return {column: text for column, text in of_row if text != "" and column not in self.unsaid}


@dataclass
class Source:
    """The rows of the tables that matter, by table, and their columns; ``edition`` is how the source was made.

    ``name`` is what rows are known again by: rows of the same source, table and key are the same row.
    """

    name: str
    edition: str
    tables: dict[str, list[SourceRow]] = field(default_factory=dict)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many rows it has."""
        return sum(map(len, self.tables.values()))


class Edition(StrEnum):
    """The editions of AMSS++, told apart by the columns of their tables alone."""

    V0 = "V0"
    V1 = "V1"
    V2 = "V2"
    V4 = "V4"


@dataclass(frozen=True)
class GroupDraft:
    """A group over there. ``key`` is its number or, in tables, its plain name."""

    key: str
    name: str
    short_name: str = ""


@dataclass(frozen=True)
class RoomDraft:
    """A room over there. ``key`` is its code or plain name; who is not ``is_open`` takes no bookings any more."""

    key: str
    name: str
    is_open: bool = True
    capacity: int | None = None


@dataclass(frozen=True)
class PersonDraft:
    """Somebody over there. ``digits`` are thirteen or none; who has none is known by ``key`` alone and never signs in.

    ``groups`` are keys of groups -> role (clerk, officer, administrator); who is not ``is_active`` has left. ``proposed`` is a
    role that is only named to the administrator.
    """

    key: str = field(repr=False)
    digits: str = field(repr=False)
    name: str
    is_active: bool = True
    groups: Mapping[str, str] = field(default_factory=dict)
    proposed: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided on a request, and when; both may be unknown. ``remark`` is the reason."""

    is_granted: bool
    by: str = field(default="", repr=False)
    at: datetime | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class BookingDraft:
    """What a row would be as a booking: one request for these hours on each day from ``first`` to ``last``.

    ``room``, ``group``, ``booker`` and ``account`` are keys of drafts, empty where nothing is known. ``half`` is how the old
    page spoke of it, ``state`` a value of ``bookings.models.State``. ``extra`` is what is shown read-only (D37).
    """

    room: str
    group: str
    booker: str = field(repr=False)
    first: date
    last: date
    start: time
    end: time
    half: str
    state: str
    title: str
    attendees: int | None = None
    chair: str = ""
    coordinator: str = ""
    account: str = field(default="", repr=False)
    created_at: datetime | None = None
    decision: Decision | None = None
    extra: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def days(self) -> int:
        """On how many days it is."""
        return (self.last - self.first).days + 1


Thing = GroupDraft | RoomDraft | PersonDraft | BookingDraft


@dataclass(slots=True)
class Judged:
    """A row and what becomes of it: ``thing``, or quarantine for the ``reason``; ``notes`` are codes of what was noticed.

    ``twin`` is the key of the row that this one repeats: it is linked to that and not written a second time. A ``task`` is
    what an officer has to see to. ``suggestion`` fills the form by which a quarantined row is mended: field -> text.
    ``heads`` are the cells above it that name its columns, where it stands on a sheet.
    A row that only adds to another (a permission, an account) has no thing and no reason.
    """

    row: SourceRow
    thing: Thing | None = None
    notes: list[Code] = field(default_factory=list)
    reason: Code | None = None
    twin: str = ""
    task: Code | None = None
    suggestion: dict[str, str] = field(default_factory=dict, repr=False)
    heads: Cells = field(default_factory=dict)

    @property
    def is_taken(self) -> bool:
        """Whether it is imported; every row is either that or quarantined."""
        return self.reason is None

    def note(self, *codes: Code) -> None:
        """Note something about it, once."""
        self.notes.extend(code for code in codes if code not in self.notes)


@dataclass
class Carried:
    """Sums of months brought forward (ยอดยกมา): (year of the common era, month) -> ครั้ง.

    ``left_out`` are those of months that have bookings of their own here, which count instead.
    """

    times: dict[tuple[int, int], int] = field(default_factory=dict)
    left_out: dict[tuple[int, int], int] = field(default_factory=dict)


@dataclass
class Plan:
    """What an import would do with a source: every row judged, in the order of the source; nothing is written.

    ``stubs`` are things that bookings speak of and no row tells: a room, a group or somebody of whom only the key is known.
    ``is_undecided`` is the plan of a system in which nobody ever decided on anything, and whose requests are over. Where it
    ``allows_undecided``, requests that are over and were never decided are allowed; ``rechosen`` are rows that are here
    already and are written again for this alone.
    """

    source: Source
    rows: list[Judged] = field(default_factory=list)
    stubs: list[Thing] = field(default_factory=list)
    carried: Carried = field(default_factory=Carried)
    is_undecided: bool = False
    allows_undecided: bool = False
    rechosen: frozenset[tuple[str, str]] = frozenset()

    def counts(self) -> dict[str, dict[str, int]]:
        """Return table -> {"rows", "imported", "quarantined"}; the first is always the sum of the others."""
        counts: dict[str, dict[str, int]] = {}
        for judged in self.rows:
            of_table = counts.setdefault(judged.row.table, {"rows": 0, "imported": 0, "quarantined": 0})
            of_table["rows"] += 1
            of_table["imported" if judged.is_taken else "quarantined"] += 1
        return counts

    def by_code(self) -> Counter[tuple[str, Code]]:
        """Return (table, code) -> how many rows it was noted about, as reason, task or note."""
        noted = ((one.row.table, {*one.notes, *filter(None, [one.reason, one.task])}) for one in self.rows)
        return Counter((table, code) for table, codes in noted for code in codes)


@dataclass(frozen=True)
class Standing:
    """A booking that stands here already and keeps others out, from this day on: its room here, and when."""

    room_id: int
    starts_at: datetime
    ends_at: datetime


def _plain_sign(said: str) -> str:
    return sha256(said.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True)
class Known:
    """What judging has to know of this office: the instant, its time zone's offset from UTC as wall time, what stands ahead.

    ``now`` is wall time of the office without a zone, as times of the source are. ``rooms`` are room keys of the source -> ids
    of rooms here, or a number below zero for a new one, so that two keys may mean one new room; ``names`` are plain names of
    rooms here -> ids. ``standing`` holds wall times, too. ``months`` are those of the common era with bookings of their own
    here, into which no sum may be brought forward. ``closed`` are ids of rooms here that take no bookings any more. ``people``
    are keys of names that one person here has, and nobody else -> ids. ``has_allowed`` tells that this source came in before
    with what nobody ever decided allowed. ``sign`` makes of what a row says the sign by which it
    is known again; that of an office is keyed, so that nobody can try it out.
    """

    now: datetime
    morning: tuple[time, time] = (time(8, 30), time(12))
    afternoon: tuple[time, time] = (time(13), time(16, 30))
    rooms: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, int] = field(default_factory=dict)
    standing: Sequence[Standing] = ()
    months: frozenset[tuple[int, int]] = frozenset()
    closed: frozenset[int] = frozenset()
    people: Mapping[str, int] = field(default_factory=dict)
    has_allowed: bool = False
    sign: Callable[[str], str] = _plain_sign
