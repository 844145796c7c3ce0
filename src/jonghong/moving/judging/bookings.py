"""The rows of bookings, whatever edition made them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time

from jonghong.moving.facts import MOST_PEOPLE, BookingDraft, Code, Decision, Judged, Known
from jonghong.moving.judging import days, hours
from jonghong.moving.judging.days import Days
from jonghong.moving.judging.groups import Groups, code_of
from jonghong.moving.judging.hours import Span
from jonghong.moving.judging.lines import Line
from jonghong.moving.judging.people import People
from jonghong.moving.judging.rooms import Rooms
from jonghong.moving.judging.suggesting import suggestion

# Values of bookings.models.State.
PENDING, CONFIRMED, DECLINED, LAPSED = "pending", "confirmed", "declined", "lapsed"
STATES = {"": PENDING, "0": PENDING, "1": CONFIRMED, "2": DECLINED}
COLUMNS = frozenset(
    {
        *(
            "id",
            "room",
            "book_date",
            "book_date_start",
            "book_date_end",
            "start_time",
            "finish_time",
            "objective",
            "person_num",
        ),
        *("book_person", "user_book", "department_book", "other", "chairman", "coordinator", "rec_date"),
        *("approve", "reason", "officer", "officer_date"),
    }
)


class Bookings:
    """Judges the rows of one table of bookings."""

    def __init__(self, known: Known, rooms: Rooms, groups: Groups, people: People) -> None:
        self._known, self._rooms, self._groups, self._people = known, rooms, groups, people

    def take(self, judged: Judged) -> None:
        """Give a row its booking, or the reason why it has none and what may have been meant."""
        line = Line(judged)
        created_at = days.moment_of(line.cell("rec_date"))
        asked = _days(line, created_at or self._known.now)
        span = hours.read(line.cell("start_time"), line.cell("finish_time"), self._known)
        state = STATES.get(line.word("approve"), "")
        judged.note(*asked.notes, *span.notes)
        draft = self._by_now(self._draft(line, asked, span, state, created_at))
        reasons = [*filter(None, [asked.reason, span.reason, None if state else Code.UNKNOWN_DECISION])]
        if reasons:
            judged.reason = reasons[0]
            judged.note(*reasons[1:])
            judged.suggestion = suggestion(draft, _unknown(draft, asked, span))
        else:
            judged.note(*_noticed(draft))
            judged.thing = draft

    def _draft(self, line: Line, asked: Days, span: Span, state: str, created_at: datetime | None) -> BookingDraft:
        """Return what the row says, with stopgaps where it says nothing of when."""
        extra = _extra(line)
        booker, account = self._who(line, extra)
        first = asked.first or (created_at or self._known.now).date()
        return BookingDraft(
            room=_noted(line, self._rooms.key_of(line.cell("room"))),
            group=self._group(line, booker, account),
            booker=booker,
            first=first,
            last=asked.last or first,
            start=span.start or time.min,
            end=span.end or time.max,
            half=span.half,
            state=state,
            title=line.text("objective"),
            attendees=_attendees(line),
            chair=line.text("chairman"),
            coordinator=line.text("coordinator"),
            account=account,
            created_at=created_at,
            decision=self._decision(line, state, extra),
            extra=extra,
        )

    def _by_now(self, draft: BookingDraft) -> BookingDraft:
        """Return the draft as it is by now: a request that is over was never decided."""
        is_over = datetime.combine(draft.last, draft.end) <= self._known.now
        return replace(draft, state=LAPSED) if draft.state == PENDING and is_over else draft

    def _who(self, line: Line, extra: dict[str, str]) -> tuple[str, str]:
        """Return for whom it was booked and by which account; only the last edition tells them apart."""
        named = line.word("book_person")
        if "user_book" not in line.cells:
            booker = _noted(line, self._people.key_of(named))
            return booker, booker
        account = _noted(line, self._people.key_of(line.cell("user_book")))
        booker = self._on_behalf(line, named, account, extra)
        if booker != account or "book_person" in extra:
            line.judged.note(Code.BOOKED_FOR_ANOTHER)
        return booker, account

    def _on_behalf(self, line: Line, named: str, account: str, extra: dict[str, str]) -> str:
        """Return who is named as booker, by number or by name; a name that fits nobody is only shown."""
        if any(map(str.isdigit, named)):
            return _noted(line, self._people.key_of(named))
        name = line.text("book_person")
        booker = self._people.key_of_name(name)
        extra |= {"book_person": name} if name and not booker else {}
        return booker or account

    def _group(self, line: Line, booker: str, account: str) -> str:
        """Return the group that booked: as the row says, else that of who booked."""
        number = code_of(line.cell("department_book"))
        known = None if number else self._people.group_of(booker) or self._people.group_of(account)
        return known or _noted(line, self._groups.key_of(number))

    def _decision(self, line: Line, state: str, extra: dict[str, str]) -> Decision | None:
        """Return who decided when; both may be unknown."""
        remark = line.text("reason")
        if state not in (CONFIRMED, DECLINED):
            extra |= {"reason": remark} if remark else {}
            return None
        by, at = self._people.key_of_known(line.cell("officer")), days.moment_of(line.cell("officer_date"))
        if not by or at is None:
            line.judged.note(Code.DECIDED_BY_UNKNOWN)
        return Decision(state == CONFIRMED, by, at, remark)


def is_undecided(rows: Sequence[Judged]) -> bool:
    """Tell whether nobody ever decided on any of these rows, and requests among them are over."""
    is_over = any(isinstance(judged.thing, BookingDraft) and judged.thing.state == LAPSED for judged in rows)
    return is_over and all(STATES.get(Line(judged).word("approve")) == PENDING for judged in rows)


def allow(rows: Iterable[Judged]) -> None:
    """Let requests that are over and were never decided count as allowed."""
    for judged in rows:
        if isinstance(judged.thing, BookingDraft) and judged.thing.state == LAPSED:
            judged.thing = replace(judged.thing, state=CONFIRMED)
        if judged.suggestion.get("state") == LAPSED:
            judged.suggestion = {**judged.suggestion, "state": CONFIRMED}


def _noted(line: Line, found: tuple[str, list[Code]]) -> str:
    """Return a key, and note what was found about it."""
    key, notes = found
    if notes:
        line.judged.note(*notes)
    return key


def _days(line: Line, written: datetime) -> Days:
    last = line.cell("book_date_end") if "book_date_end" in line.cells else None
    return days.span(line.cell("book_date_start", "book_date"), last, written.date())


def _noticed(draft: BookingDraft) -> list[Code]:
    """Return what is noted about when a booking was written down, and whether anybody decided."""
    is_odd = draft.created_at is None or draft.created_at > datetime.combine(draft.first, draft.end)
    return [Code.ODD_RECORD_TIME] * is_odd + [Code.NEVER_DECIDED] * (draft.state == LAPSED)


def _unknown(draft: BookingDraft, asked: Days, span: Span) -> set[str]:
    """Return the fields that hold a stopgap; the day on which it was written down is a fair guess at its own."""
    days_too = asked.first is None and draft.created_at is None
    missing = {name for name, value in [("start", span.start), ("end", span.end)] if value is None}
    return missing | ({"first", "last"} if days_too else set())


def _extra(line: Line) -> dict[str, str]:
    """Return what has no place here: the remark of AMSS++ itself, and columns that an office added (D37)."""
    others = sorted(column for column, value in line.cells.items() if value and column not in COLUMNS)
    if others:
        line.judged.note(Code.UNKNOWN_COLUMNS)
    shown = {column: line.text(column) for column in ["other", *others]}
    return {column: text for column, text in shown.items() if text}


def _attendees(line: Line) -> int | None:
    """Return for how many; 0 is how over there nothing is said."""
    number = line.number("person_num") if line.word("person_num") else 0
    if number is None or not 0 <= number <= MOST_PEOPLE:
        line.judged.note(Code.ODD_ATTENDEES)
        return None
    return number or None
