"""People over there: two registers, accounts, and what each may do. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from jonghong.moving.facts import Code, Judged, PersonDraft
from jonghong.moving.judging import numbers, texts
from jonghong.moving.judging.groups import Groups
from jonghong.moving.judging.lines import Line
from jonghong.moving.judging.numbers import Number
from jonghong.roster.columns import plain
from jonghong.roster.reading import ADMINISTRATOR, CLERK, LATIN, OFFICER

SCHOOLS = "person_sch_main"
CURRENT = "0"  # in ``status``; 1 has left
YES = "1"
MODULE = "meeting"
NOBODY = "ไม่ทราบชื่อ"
NOTES = "([{*"  # signs that begin a remark behind a name


@dataclass
class Somebody:
    """One person, as rows of several tables tell of him; ``group`` is where he books for, even when he has left.

    ``bare_name`` is without title and as names are compared.
    """

    judged: Judged
    number: Number
    name: str
    bare_name: str
    group: str = ""
    groups: dict[str, str] = field(default_factory=dict)
    is_active: bool = False
    proposed: str = ""

    def take_role(self, role: str) -> None:
        """Take a role in the first group."""
        self.groups[next(iter(self.groups))] = role

    def draft(self) -> PersonDraft:
        """Return what becomes of him."""
        number = self.number
        return PersonDraft(number.key, number.digits, self.name, self.is_active, self.groups, self.proposed)


class People:
    """Everybody of the registers by key, and as ``stubs`` those that only bookings name."""

    def __init__(self, rows: Iterable[Judged], groups: Groups) -> None:
        self.by_key: dict[str, Somebody] = {}
        self.stubs: dict[str, PersonDraft] = {}
        self._groups = groups
        self._numbers: dict[str, Number] = {}
        self._aliases: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._said: set[tuple[str, str, str]] = set()
        for judged in rows:
            self._take(judged)
        self.is_missing = not self.by_key
        self._look_at_names()

    def take_accounts(self, rows: Iterable[Judged]) -> None:
        """Take the names that people sign in by, and who is proposed as administrator; passwords are not even read."""
        for judged in rows:
            line = Line(judged)
            number, alias = numbers.read(line.cell("person_id")), numbers.read(line.cell("username")).key
            if number.key not in self.by_key:
                judged.note(Code.HALF_AN_ACCOUNT)
                continue
            if alias and alias != number.key:
                self._aliases.setdefault(alias, number.key)
                judged.note(Code.OTHER_USERNAME)
            if line.word("smss_admin") not in {"", "0"} and self.by_key[number.key].is_active:
                self.by_key[number.key].proposed = ADMINISTRATOR

    def take_officers(self, rows: Iterable[Judged]) -> None:
        """Take who allows bookings."""
        for judged in rows:
            self._take_role(judged, OFFICER if Line(judged).word("p1") == YES else "")

    def take_administrators(self, rows: Iterable[Judged]) -> None:
        """Take who looks after the module of meeting rooms, after the officers; other modules are not our matter."""
        for judged in rows:
            if Line(judged).word("module") == MODULE:
                self._take_role(judged, ADMINISTRATOR)

    def finish(self) -> None:
        """Give each first row of a person what became of him."""
        for somebody in self.by_key.values():
            somebody.judged.thing = somebody.draft()

    def key_of(self, text: str) -> tuple[str, list[Code]]:
        """Return the key of somebody named by an id or a user name, and what is noted; who is unknown becomes a stub."""
        number = self._number(text)
        if number.key in self.by_key:
            notes = [Code.ODD_ID] if number.is_odd else []
            return number.key, notes if self.by_key[number.key].is_active else [*notes, Code.BOOKER_GONE]
        if number.key in self._aliases:
            return self._aliases[number.key], []
        noted = [Code.PART_MISSING if self.is_missing else Code.BOOKER_UNKNOWN, *[Code.ODD_ID] * number.is_odd]
        if number.key and number.key not in self.stubs:
            has_digits = any(map(str.isdigit, number.key))
            name = NOBODY if has_digits else texts.read(number.key)[0]
            self.stubs[number.key] = PersonDraft(number.key, number.digits, name, is_active=False)
        return number.key, noted

    def key_of_name(self, name: str) -> str:
        """Return the key of the only person of that name, with or without a title before it; empty for none or several."""
        return self._names.get(plain(name), "")

    def key_of_known(self, text: str) -> str:
        """Return the key of somebody in a register; empty for anybody else."""
        key = self._number(text).key
        return key if key in self.by_key else self._aliases.get(key, "")

    def group_of(self, key: str) -> str | None:
        """Return the key of the group that somebody is in; None where nobody knows."""
        somebody = self.by_key.get(key)
        return somebody.group or None if somebody else None

    def _number(self, text: str) -> Number:
        """Return what a text names somebody by; the same few people book again and again."""
        if text not in self._numbers:
            self._numbers[text] = numbers.read(text)
        return self._numbers[text]

    def _take(self, judged: Judged) -> None:
        line = Line(judged)
        number = numbers.read(line.cell("person_id"))
        if number.is_odd or not number.key:
            judged.note(Code.ODD_ID)
        if not number.key:
            number = Number(f"{judged.row.table}:{judged.row.key}", "", is_odd=True)
        name = _name(line)
        somebody = self.by_key.get(number.key)
        if somebody is None:
            bare = plain(f"{line.text('name')} {line.text('surname')}")
            somebody = self.by_key[number.key] = Somebody(judged, number, name or NOBODY, bare)
        else:
            judged.note(Code.TWO_REGISTERS)
            somebody.judged.note(Code.TWO_REGISTERS)
        self._place(line, somebody)

    def _place(self, line: Line, somebody: Somebody) -> None:
        """Take the group that a row gives; staff of schools and who has left are kept without a place."""
        judged = line.judged
        is_current = (line.word("status") or CURRENT) == CURRENT
        if judged.row.table == SCHOOLS or not is_current:
            judged.note(Code.BOOKER_GONE)
            if judged.row.table != SCHOOLS and not somebody.group:
                somebody.group = self._groups.known_key(line.cell("department"))
            return
        group, notes = self._groups.key_of(line.cell("department"))
        judged.note(*notes)
        somebody.is_active = True
        somebody.group = somebody.group or group
        somebody.groups.setdefault(group, CLERK)

    def _take_role(self, judged: Judged, role: str) -> None:
        key = numbers.read(Line(judged).cell("person_id")).key
        somebody = self.by_key.get(key)
        is_double = (key, judged.row.table, role) in self._said
        self._said.add((key, judged.row.table, role))
        if somebody is None or is_double or not somebody.is_active:
            judged.note(Code.ODD_PERMISSION)
        elif role:
            somebody.take_role(role)

    def _look_at_names(self) -> None:
        """Note who shares his name with another, and by which names people can be found."""
        named = {key: each for key, each in self.by_key.items() if each.bare_name}
        often = Counter(each.bare_name for each in named.values())
        for key, somebody in named.items():
            if often[somebody.bare_name] > 1:
                somebody.judged.note(Code.SAME_NAME)
            for each in {somebody.bare_name, plain(somebody.name)}:
                self._names[each] = key if self._names.get(each, key) == key else ""


def _name(line: Line) -> str:
    """Return title, name and surname as one; a Thai title stands close to the name."""
    title, *names = (line.text(column) for column in ("prename", "name", "surname"))
    whole = " ".join(filter(None, names))
    if any(sign in whole for sign in NOTES):
        line.judged.note(Code.TEXT_TIDIED)
    return f"{title}{' ' if LATIN.fullmatch(title) else ''}{whole}" if whole else ""
