"""Reading a sheet of nothing but sums of months: years in rows and months in columns, or a row for each month. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jonghong.core import thai
from jonghong.moving.facts import Carried, Code, Judged, Known, Plan, Source, SourceRow
from jonghong.moving.sheets import keys
from jonghong.moving.sheets.columns import LOOKED_AT, texts
from jonghong.moving.sheets.facts import BOOKINGS, FARTHEST, HEADING, SUM_WORDS, TOTALS, Unclear
from jonghong.reports.yearly import Reckoning
from jonghong.roster.columns import plain

FEWEST_MONTHS = 6  # that a heading names, for its rows to be years
MOST_TIMES = 100_000  # of one month
YEAR_WORDS = {"ปี", "ปีพศ", "พศ", "ปีที่", "ปีปฏิทิน", "year", "buddhistyear", "yearbe", "be", "ปีงบประมาณ", "ปีงบ", "fiscalyear"}
FISCAL_WORDS = ("งบ", "fiscal")
MONTH_WORDS = {"เดือน", "เดือนที่", "month", "ประจำเดือน", "เดือนปี"}
TOTAL_WORDS = {
    *("จำนวน", "จำนวนครั้ง", "ครั้ง", "รวม", "ยอดรวม", "ยอด", "ใช้ห้อง", "การใช้ห้อง", "จำนวนการใช้", "จำนวนการจอง", "จำนวนครั้งที่ใช้"),
    *("total", "times", "count", "number", "uses", "bookings", "sum"),
}
NONE_WORDS = {"", "-", "–", "—", "ว่าง", "ไม่มี", "free", "none", "0"}
NUMBER = re.compile(r"(?P<number>\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?\s*(?:ครั้ง|times|uses?)?", re.IGNORECASE)
YEAR = re.compile(r"(?:พ\.?\s?ศ\.?|ค\.?\s?ศ\.?|ปี|งบประมาณ|\s)*(?P<year>\d{1,4})(?:\.0)?")
MONTHS = {
    **{str(number): number for number in range(1, 13)},
    **{f"{number:02}": number for number in range(1, 10)},
    **{
        plain(thai.month_name(number, language, short=short)): number
        for number in range(1, 13)
        for language in ("th", "en")
        for short in (False, True)
    },
    "sept": 9,
}
Month = tuple[int, int]  # of the common era


@dataclass(frozen=True)
class Shape:
    """How such a sheet is laid out: where its head is, the year, the months, or else the month and the sum of each row."""

    head: int
    year: int | None
    months: Mapping[int, int]
    month: int | None = None
    total: int | None = None
    reckoning: Reckoning = Reckoning.CALENDAR

    def reads(self, row: Sequence[str], this_year: int) -> dict[Month, int]:
        """Return the sums that a row says. Raises Unclear."""
        if self.months:
            year = year_of(_cell(row, self.year), this_year)
            return {
                self.reckoning.month_of(thai.buddhist_year(year), month): times_of(_cell(row, place))
                for place, month in self.months.items()
            }
        return {self._month(row, this_year): times_of(_cell(row, self.total))}

    def _month(self, row: Sequence[str], this_year: int) -> Month:
        said = _cell(row, self.month)
        if self.year is not None:
            if plain(said) not in MONTHS:
                raise Unclear(Code.DATE_UNREADABLE)
            year = year_of(_cell(row, self.year), this_year)
            return self.reckoning.month_of(thai.buddhist_year(year), MONTHS[plain(said)])
        try:
            day = thai.parse_date(f"1 {said}")
        except thai.BadDate:
            raise Unclear(Code.DATE_UNREADABLE) from None
        return day.year, day.month


def shape_of(rows: Sequence[Sequence[str]]) -> Shape | None:
    """Return how the rows of a sheet of sums are laid out; None where it is no such sheet."""
    for number, row in enumerate(rows[:LOOKED_AT]):
        heads = [plain(text) for text in row]
        months = _months_in(heads)
        years = [place for place, head in enumerate(heads) if head in YEAR_WORDS]
        if len(months) >= FEWEST_MONTHS:
            year = years[0] if years else min((place for place in range(len(heads)) if place not in months), default=None)
            reckoning = Reckoning.FISCAL if _is_fiscal(heads, months) else Reckoning.CALENDAR
            return Shape(number, year, months, reckoning=reckoning) if year is not None else None
        month = next((place for place, head in enumerate(heads) if head in MONTH_WORDS), None)
        total = next((place for place, head in enumerate(heads) if head in TOTAL_WORDS), None)
        if month is not None and total is not None and len(list(filter(None, heads))) <= 4:
            reckoning = Reckoning.FISCAL if years and _is_fiscal(heads, {}) else Reckoning.CALENDAR
            return Shape(number, years[0] if years else None, {}, month, total, reckoning)
    return None


def is_totals(source: Source) -> bool:
    """Tell whether a sheet is one of nothing but sums of months."""
    return shape_of([texts(row) for row in source.tables.get(BOOKINGS, [])[:LOOKED_AT]]) is not None


def as_totals(source: Source, name: str) -> Source:
    """Return a sheet that was found to be one of sums, its rows named so."""
    rows = [replace(row, table=TOTALS) for row in source.tables.get(BOOKINGS, [])]
    return Source(name, source.edition, {TOTALS: rows}, {TOTALS: source.columns.get(BOOKINGS, ())})


def judge(source: Source, known: Known) -> Plan:
    """Return the sums that its rows bring forward; every row is judged, and one that says a month again is in quarantine.

    A month that has bookings here keeps their number alone, which is noted about its row.
    """
    source = source if TOTALS in source.tables else as_totals(source, source.name)
    rows = source.tables[TOTALS]
    shape = shape_of([texts(row) for row in rows])
    head = shape.head if shape else -1
    plan = Plan(source, [Judged(replace(row, table=HEADING)) for row in rows[: head + 1]])
    for row in rows[head + 1 :]:
        is_head = shape is not None and row.cells == rows[head].cells
        judged = Judged(replace(row, table=HEADING)) if is_head else _judged(row, shape, plan.carried, known)
        judged.heads = rows[head].cells if judged.row.table == TOTALS and head >= 0 else {}
        plan.rows.append(judged)
    keys.name([judged for judged in plan.rows if judged.row.table == HEADING or not judged.is_taken], known)
    return plan


def year_of(text: str, this_year: int) -> int:
    """Return the year of the common era that a cell says. Raises Unclear, as for 543, which is no year at all."""
    found = YEAR.fullmatch(thai.arabic_digits(text.strip()[: thai.LONGEST_TEXT]))
    if not found:
        raise Unclear(Code.DATE_UNREADABLE)
    year = int(found["year"])
    if year in {0, thai.BE_OFFSET}:
        raise Unclear(Code.NO_DATE)
    year = year + thai.BE_CENTURY if thai.FIRST_SHORT_BE_YEAR <= year < 100 else year
    year = thai.gregorian_year(year) if year >= thai.FIRST_BE_YEAR else year
    if not thai.FIRST_YEAR <= year <= this_year + FARTHEST:
        raise Unclear(Code.YEAR_UNCLEAR)
    return year


def times_of(text: str) -> int:
    """Return how often a cell says that rooms were used: "34 ครั้ง", "๓๔", "1,234", "ว่าง". Raises Unclear."""
    text = " ".join(thai.arabic_digits(text[: thai.LONGEST_TEXT]).split())
    if text.casefold() in NONE_WORDS:
        return 0
    found = NUMBER.fullmatch(text)
    if not found or len(found["number"]) > 9 or int(found["number"].replace(",", "")) > MOST_TIMES:
        raise Unclear(Code.TOTAL_UNREADABLE)
    return int(found["number"].replace(",", ""))


def _judged(row: SourceRow, shape: Shape | None, carried: Carried, known: Known) -> Judged:
    said = texts(row)
    judged = Judged(row)
    if shape is None:
        judged.reason = Code.TOTAL_UNREADABLE
        return judged
    if any(plain(_cell(said, place)).startswith(SUM_WORDS) for place in (shape.year, shape.month, 0) if place is not None):
        return Judged(replace(row, table=HEADING))
    try:
        times = shape.reads(said, known.now.year)
    except Unclear as fact:
        judged.reason = fact.code
        return judged
    if not carried.times.keys().isdisjoint(times):
        judged.reason = Code.TOTAL_UNREADABLE
        return judged
    taken = {month: number for month, number in times.items() if month not in known.months}
    left_out = {month: number for month, number in times.items() if number and month not in taken}
    judged.note(*[Code.MONTH_HAS_BOOKINGS] * bool(left_out))
    judged.row = replace(row, key="/".join(f"{year}-{month}" for year, month in sorted({min(times), max(times)})))
    carried.times |= taken
    carried.left_out |= left_out
    return judged


def _months_in(heads: Sequence[str]) -> dict[int, int]:
    """Return column -> month of a heading that names each month once; none where one stands twice."""
    months = {place: MONTHS[head] for place, head in enumerate(heads) if head in MONTHS}
    return months if len(set(months.values())) == len(months) else {}


def _is_fiscal(heads: Sequence[str], months: Mapping[int, int]) -> bool:
    first = min(months, default=None)
    starts_in_october = first is not None and months[first] == thai.FISCAL_YEAR_FIRST_MONTH
    return starts_in_october or any(word in head for head in heads for word in FISCAL_WORDS)


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""
