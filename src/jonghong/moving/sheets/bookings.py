"""Judging the rows of a sheet of bookings. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from jonghong.moving.choices import Choices
from jonghong.moving.facts import (
    BookingDraft,
    Cells,
    Code,
    Judged,
    Known,
    Plan,
    Source,
    SourceRow,
)
from jonghong.moving.judging.overlaps import settle
from jonghong.moving.sheets import cells, columns, days, hours, keys
from jonghong.moving.sheets.columns import Field
from jonghong.moving.sheets.facts import BOOKINGS, HEADING, SUM_WORDS, Unclear
from jonghong.moving.sheets.named import Named
from jonghong.moving.sheets.states import CANCELLED, CONFIRMED, LAPSED, PENDING, is_cancelled, state_of
from jonghong.rooms.hours import Half
from jonghong.roster.columns import plain

NO_TITLE = "ไม่ระบุเรื่อง"
IGNORED = Field.IGNORED


@dataclass
class _Sheet:
    """How a sheet is read: what its columns hold and are called, which only count rows, and what the office knows.

    ``heads`` are those of columns of which nobody said what they hold, ``booker`` that of who booked.
    """

    places: Mapping[Field, int]
    heads: Mapping[int, str]
    booker: str
    known: Known
    named: Named
    unsaid: frozenset[str]

    def text(self, row: SourceRow, held: Field) -> str:
        """Return what a row says of something. Raises Unclear for a formula that nobody worked out."""
        if held not in self.places:
            return ""
        cell = row.cells.get(str(self.places[held]), "")
        if cell is None:
            raise Unclear(Code.CELL_UNREADABLE)
        return cell.strip()

    def others(self, row: SourceRow) -> list[tuple[int, str, str]]:
        """Return place, head and text of the columns of which nobody said what they hold, where they say something."""
        found = [(place, head, cells.tidy(row.cells.get(str(place)) or "")[0]) for place, head in self.heads.items()]
        return [each for each in found if each[2]]

    def is_cancelled(self, row: SourceRow, *, is_one_day: bool) -> bool | None:
        """Tell whether title or remarks say that a row was cancelled; None where that has to be asked."""
        title = cells.tidy(row.cells.get(str(self.places.get(Field.TITLE, ""))) or "")[0]
        others = self.others(row)
        remarks = [text for _place, head, text in others if columns.is_remark(head)]
        nameless = [text for place, head, text in others if head == columns.letters(place)]
        return is_cancelled(title, remarks, nameless, lambda text: is_one_day and days.is_day(text, self.known.now.date()))

    def beside(self, row: SourceRow, judged: Judged, booker: str) -> dict[str, str]:
        """Return head -> what no field here holds, noting that: a name that nobody here has, and columns nobody knows."""
        others = [(head, text) for _place, head, text in self.others(row)]
        judged.note(*[Code.UNKNOWN_COLUMNS] * bool(others))
        if self.named.is_name_alone(booker):
            judged.note(Code.NAME_ALONE)
            others.insert(0, (self.booker, cells.tidy(self.text(row, Field.BOOKER))[0]))
        found: dict[str, str] = {}
        for head, text in others:
            found[head] = f"{found[head]} · {text}" if head in found else text
        return found

    def tidy(self, row: SourceRow, held: Field, judged: Judged) -> str:
        """Return the same as a tidy line, noting what was tidied."""
        text, notes = cells.tidy(self.text(row, held))
        judged.note(*notes)
        return text


def judge(source: Source, choices: Choices, known: Known) -> Plan:
    """Return what the rows of sheets of bookings become; their columns are those chosen or, where none are, those found."""
    head, held = (choices.head, dict(choices.columns)) if choices.columns else columns.guess(source)
    named, judged = Named(), []
    for rows, first, columns_of in columns.by_sheet(source, head, held):
        of_columns = columns.heads_of(rows, first, len(source.columns.get(BOOKINGS, ())))
        heads = _others(of_columns, columns_of)
        unsaid = (place for place in of_columns if place not in heads and columns_of.get(place, IGNORED) == IGNORED)
        places = {Field(said): place for place, said in sorted(columns_of.items(), reverse=True) if said in list(Field)}
        booker = of_columns.get(places.get(Field.BOOKER, -1), "")
        judged += _judged_sheet(rows, first, _Sheet(places, heads, booker, known, named, frozenset(map(str, unsaid))))
    _propose_days_above(judged)
    return finished(Plan(source, judged, list(named.things.values())), known)


def _judged_sheet(rows: list[SourceRow], head: int, sheet: _Sheet) -> list[Judged]:
    """Return the rows of one sheet; what stands above its head, and the head wherever it stands again, are no bookings."""
    again = rows[head].cells if 0 <= head < len(rows) else None
    return [
        Judged(replace(row, table=HEADING))
        if place <= head or row.cells == again or _is_sum(row, sheet.places)
        else _judged(row, sheet, again or {})
        for place, row in enumerate(rows)
    ]


def _is_sum(row: SourceRow, places: Mapping[Field, int]) -> bool:
    """Tell whether a row only sums up others: it says so in place of a day, or it has no day, no room, and a number."""
    where = [row.cells.get(str(places[held]), "") for held in (Field.DATE, Field.DATE_CE, Field.ROOM) if held in places]
    said = plain("".join(columns.texts(row)))
    is_nowhere = where == [""] * len(where)
    return (
        said.startswith(SUM_WORDS)
        and any(map(str.isdigit, said))
        and (is_nowhere or plain(where[0] or "").startswith(SUM_WORDS))
    )


def _propose_days_above(rows: list[Judged]) -> None:
    """Let a row without a day propose that of the row above: in many sheets a cell reaches over all bookings of a day."""
    above: dict[str, str] = {}
    for judged in rows:
        if isinstance(judged.thing, BookingDraft):
            above = {"first": judged.thing.first.isoformat(), "last": judged.thing.last.isoformat()}
        elif judged.reason is Code.NO_DATE and not judged.suggestion.get("first"):
            judged.suggestion = {**judged.suggestion, **above}


def finished(plan: Plan, known: Known) -> Plan:
    """Return a plan with its rows settled beside each other, and known again by what they say."""
    settle([judged for judged in plan.rows if judged.row.table != HEADING], known, plan.stubs)
    for judged in plan.rows:
        if Code.CANCELLED_BY_REMARK in judged.notes and _is_ahead(judged, known):
            judged.task = Code.CANCELLED_BY_REMARK
    keys.name(plan.rows, known)
    return plan


def _is_ahead(judged: Judged, known: Known) -> bool:
    """Tell whether a row becomes bookings of its own that are still to come."""
    draft = judged.thing
    return isinstance(draft, BookingDraft) and not judged.twin and datetime.combine(draft.last, draft.end) > known.now


def _others(heads: Mapping[int, str], held: Mapping[int, str]) -> dict[int, str]:
    """Return the columns of which nobody said what they hold, with their heads; numbers that only count rows are none."""
    counted = columns.found(list(heads.values()))
    return {place: name for place, name in heads.items() if place not in held and counted.get(place) is not IGNORED}


def _judged(row: SourceRow, sheet: _Sheet, heads: Cells) -> Judged:
    """Return a row and what becomes of it; the reason is the first thing that stands against taking it."""
    judged = Judged(replace(row, unsaid=sheet.unsaid), heads=heads)
    facts: dict[str, str] = {}
    unclear: list[Unclear] = []
    for read in (_read_days, _read_hours, _read_room, _read_state, _read_rest):
        try:
            facts |= read(row, sheet, judged, facts)
        except Unclear as fact:
            unclear.append(fact)
            facts |= fact.suggestion
    extra = sheet.beside(row, judged, facts.get("booker", ""))
    if unclear:
        facts |= {"extra": json.dumps(extra, ensure_ascii=False)} if extra else {}
        facts.setdefault("last", facts.get("first", ""))
        judged.reason = unclear[0].code
        judged.note(*(fact.code for fact in unclear[1:]))
        judged.suggestion = {name: text for name, text in facts.items() if text}
        return judged
    judged.thing = _draft(judged, facts, extra)
    return judged


def _read_days(row: SourceRow, sheet: _Sheet, judged: Judged, _facts: Mapping[str, str]) -> dict[str, str]:
    is_common_era = Field.DATE_CE in sheet.places
    text = sheet.text(row, Field.DATE_CE if is_common_era else Field.DATE)
    until = sheet.text(row, Field.UNTIL)
    read = days.read_days(text, "" if cells.is_empty(until) else until, sheet.known.now.date(), is_common_era=is_common_era)
    judged.note(*read.notes)
    facts = {"first": read.first.isoformat(), "last": read.last.isoformat()}
    facts |= {"start": f"{read.start:%H:%M}"} if read.start else {}
    return facts | ({"end": f"{read.end:%H:%M}"} if read.end else {})


def _read_hours(row: SourceRow, sheet: _Sheet, judged: Judged, facts: Mapping[str, str]) -> dict[str, str]:
    said, starts, ends = (sheet.text(row, held) for held in (Field.HALF, Field.START, Field.END))
    if cells.is_empty(said + starts + ends) and "start" in facts and "end" in facts:
        starts, ends = facts["start"], facts["end"]
    start, end, half, notes = hours.read_hours(said, starts, ends, sheet.known)
    judged.note(*notes)
    return {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}", "half": half.value}


def _read_room(row: SourceRow, sheet: _Sheet, judged: Judged, _facts: Mapping[str, str]) -> dict[str, str]:
    room = sheet.tidy(row, Field.ROOM, judged)
    if not room:
        raise Unclear(Code.NO_ROOM)
    return {"room": sheet.named.room(room)}


def _read_state(row: SourceRow, sheet: _Sheet, judged: Judged, facts: Mapping[str, str]) -> dict[str, str]:
    is_over = f"{facts.get('last', '9999')}T{facts.get('end', '')}" < sheet.known.now.isoformat()
    said = sheet.tidy(row, Field.STATE, judged)
    state = state_of(said, is_over=is_over)
    cancels = sheet.is_cancelled(row, is_one_day=facts.get("first", "") == facts.get("last"))
    if (cancels and state in (CONFIRMED, PENDING)) if said else cancels is None:
        raise Unclear(Code.MAYBE_CANCELLED)
    if cancels and not said:
        judged.note(Code.CANCELLED_BY_REMARK)
        return {"state": CANCELLED}
    judged.note(*[Code.NEVER_DECIDED] * (state == LAPSED))
    return {"state": state}


def _read_rest(row: SourceRow, sheet: _Sheet, judged: Judged, _facts: Mapping[str, str]) -> dict[str, str]:
    title, group = (sheet.tidy(row, held, judged) for held in (Field.TITLE, Field.GROUP))
    attendees, notes = cells.people(sheet.text(row, Field.ATTENDEES))
    judged.note(*notes, *[Code.NO_TITLE] * (not title), *[Code.UNKNOWN_GROUP] * (not group))
    return {
        "title": title or NO_TITLE,
        "group": sheet.named.group(group) if group else "",
        "booker": sheet.named.person(sheet.text(row, Field.BOOKER), sheet.known),
        "created_at": _created(sheet.text(row, Field.CREATED), sheet.known.now.date()),
        "attendees": str(attendees or ""),
        "chair": sheet.tidy(row, Field.CHAIR, judged),
        "coordinator": sheet.tidy(row, Field.COORDINATOR, judged),
    }


def _created(text: str, today: date) -> str:
    """Return when a row was written down; nothing where that is not clear, for nothing hangs on it but an order."""
    try:
        read = days.read_days(text, "", today, is_common_era=True)
    except Unclear:
        return ""
    return datetime.combine(read.first, read.start or time.min).isoformat()


def _draft(judged: Judged, facts: Mapping[str, str], extra: Mapping[str, str]) -> BookingDraft:
    created_at = datetime.fromisoformat(facts["created_at"]) if facts["created_at"] else None
    if created_at and created_at.date().isoformat() > facts["last"]:
        judged.note(Code.ODD_RECORD_TIME)
    return BookingDraft(
        room=facts["room"],
        group=facts["group"],
        booker=facts["booker"],
        first=date.fromisoformat(facts["first"]),
        last=date.fromisoformat(facts["last"]),
        start=time.fromisoformat(facts["start"]),
        end=time.fromisoformat(facts["end"]),
        half=Half(facts["half"]).value,
        state=facts["state"],
        title=facts["title"],
        attendees=int(facts["attendees"]) if facts["attendees"] else None,
        chair=facts["chair"],
        coordinator=facts["coordinator"],
        created_at=created_at,
        extra=extra,
    )
