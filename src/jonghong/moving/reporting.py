"""The report of moving in: what became of each row of a source, as a page that needs nothing else, and as a workbook."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import get_language, gettext as _, ngettext

from jonghong.core import clock, tables, thai
from jonghong.moving import labels, queries, remarks, words
from jonghong.moving.facts import Code, Judged, Plan
from jonghong.moving.models import Kept, Kind, Outcome, Run
from jonghong.moving.reconciling import Comparison, Rule
from jonghong.roster.reading import hidden_id, hide_numbers

# What people are known by in AMSS++, valid numbers or not: never shown whole.
ID_COLUMNS = {"person_id", "book_person", "user_book", "officer", "username", "officer_id"}
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}(:[0-9]{2})?)?")  # no number of anybody
MOST_ROWS = 20_000  # of quarantine in one file
STYLE = (
    "body{font:16px/1.6 Sarabun,TH Sarabun New,Noto Sans Thai,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}"
    "h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}table{border-collapse:collapse;width:100%;margin:.5rem 0}"
    "th,td{border:1px solid #b8bfcc;padding:.35rem .55rem;text-align:start;vertical-align:top}"
    ".wide{overflow-x:auto}td.said{overflow-wrap:anywhere;min-width:16rem}th{background:#eef1f6}th.n{text-align:end}"
    "td.n{text-align:end;white-space:nowrap;font-variant-numeric:tabular-nums}tr.sum td{font-weight:600}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:#55607a}dd{margin:0}"
    ".differs{background:#fff0c2;font-weight:600}.quiet{color:#55607a}"
    "@media print{body{margin:0;max-width:none;font-size:11pt}h2{break-after:avoid}tr{break-inside:avoid}"
    "thead{display:table-header-group}}"
)

Rows = list[list[tables.writing.Value]]


@dataclass(frozen=True)
class Line:
    """A table of the source: ``rows`` is always the sum of the other two."""

    table: str
    rows: int
    imported: int
    quarantined: int


@dataclass(frozen=True)
class Found:
    """What was noted about so many rows of a table, and what to do about it."""

    table: str
    code: str
    rows: int
    what: str
    todo: str


@dataclass(frozen=True)
class Shown:
    """A row of the source that needs somebody: where it stands, why, and its cells as they may be shown."""

    table: str
    where: str
    outcome: str
    codes: tuple[str, ...]
    what: str
    cells: tuple[tuple[str, str], ...] = field(repr=False)

    @property
    def said(self) -> str:
        """Its cells in one text."""
        return " · ".join(f"{name}: {text}" for name, text in self.cells)


@dataclass(frozen=True)
class Report:
    """What became of a source. ``about`` says which source it is, in pairs; ``carried`` are sums of months brought forward.

    ``remarks`` are sentences on the whole of it.
    """

    heading: str
    about: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    found: tuple[Found, ...]
    rows: tuple[Shown, ...]
    carried: Mapping[tuple[int, int], int] = field(default_factory=dict)
    comparison: Comparison | None = None
    remarks: tuple[str, ...] = ()

    @property
    def total(self) -> Line:
        """All tables together."""
        sums = (sum(getattr(line, name) for line in self.lines) for name in ("rows", "imported", "quarantined"))
        return Line(_("Total"), *sums)


def of_plan(plan: Plan, *, file: str, kind: str, comparison: Comparison | None = None) -> Report:
    """Return the report of an import that was not carried out yet."""
    edition = plan.source.edition
    needing = (_shown_of_plan(judged, plan.source.name) for judged in plan.rows if judged.reason or judged.task)
    return Report(
        heading=_("What moving in would do"),
        about=_about(file=file, kind=kind, edition=edition, at=None),
        lines=_lines(plan.counts()),
        found=_found(
            [(table, code, rows) for (table, code), rows in sorted(plan.by_code().items())],
            {(judged.row.table, judged.reason) for judged in plan.rows if judged.reason},
        ),
        rows=tuple(islice(needing, MOST_ROWS)),
        carried=plan.carried.times,
        comparison=comparison,
        remarks=tuple(remarks.of_plan(plan)),
    )


def of_run(run: Run, comparison: Comparison | None = None) -> Report:
    """Return the report of an import as it stands now, with what officers have mended since."""
    kept = run.rows.exclude(reason="", task="").order_by("table", "pk")[:MOST_ROWS]
    carried = {_month_of(name): times for name, times in run.facts.get("carried", {}).items()}
    return Report(
        heading=_("What moving in did"),
        about=_about(
            file=run.file, kind=run.kind, edition=run.facts.get("edition", ""), at=run.made_at.astimezone(run.office.zone)
        ),
        lines=_lines(run.counts),
        found=_found(run.facts.get("codes", []), set(run.rows.exclude(reason="").values_list("table", "reason"))),
        rows=tuple(map(_shown_of_run, kept)),
        carried=carried,
        comparison=comparison,
        remarks=tuple(remarks.of_run(run)),
    )


def as_html(report: Report) -> str:
    """Return the report as one page that needs no other file and no script, ready to be printed."""
    facts = {
        "report": report,
        "style": format_html("<style>{}</style>", STYLE),
        "language": get_language() or "th",
        "several": remarks.several() if len(report.found) > 1 else "",
        "comparison": list(compared_rows(report.comparison)) if report.comparison else [],
        "sentence": verdict(report.comparison) if report.comparison else "",
        "carried": [
            (thai.format_month(*month, get_language() or "th"), times) for month, times in sorted(report.carried.items())
        ],
    }
    return render_to_string("moving/report_file.html", facts)


def as_xlsx(report: Report) -> bytes:
    """Return the report as a workbook: its numbers, what was found, what was compared, and the rows that need somebody."""
    return tables.sheets_to_xlsx(sheets_of(report))


def sheets_of(report: Report) -> list[tables.Sheet]:
    """Return the report as sheets, those alone that say something."""
    about: Rows = [[report.heading]]
    about += [[name, text] for name, text in report.about]
    about.append([])
    sums: Rows = [[line.table, line.rows, line.imported, line.quarantined] for line in (*report.lines, report.total)]
    heads = [_("Table"), _("Rows"), _("Imported"), _("In quarantine")]
    said: Rows = [[sentence] for sentence in report.remarks]
    sheets = [tables.Sheet(_("Moving in"), [*about, heads, *sums, *said], {0, len(about), len(about) + len(sums)})]
    found: Rows = [[each.table, each.code, each.rows, each.what, each.todo] for each in report.found]
    if found:
        heads = [_("Table"), _("Code"), _("Rows"), _("What was found"), _("What to do")]
        said = [[], ["", "", "", remarks.several()]] if len(found) > 1 else []
        sheets.append(tables.Sheet(_("What was found"), [heads, *found, *said]))
    sheets += _sheets_of_months(report)
    rows: Rows = [[row.table, row.where, row.outcome, " ".join(row.codes), row.what, row.said] for row in report.rows]
    if rows:
        heads = [_("Table"), _("Where"), _("What the row became"), _("Code"), _("What was found"), _("Row")]
        sheets.append(tables.Sheet(_("Rows that need somebody"), [heads, *rows]))
    return sheets


def _sheets_of_months(report: Report) -> Iterator[tables.Sheet]:
    if report.comparison:
        heads = [_("Month"), _("Published"), _("By booking"), _("By booking day")]
        compared: Rows = [list(row[:4]) for row in compared_rows(report.comparison)]
        yield tables.Sheet(_("Compared"), [heads, *compared, [], [verdict(report.comparison)]])
    if report.carried:
        language = get_language() or "th"
        carried: Rows = [[thai.format_month(*month, language), times] for month, times in sorted(report.carried.items())]
        yield tables.Sheet(_("Brought forward"), [[_("Month"), _("Brought forward")], *carried])


def compared_rows(comparison: Comparison) -> Iterator[tuple[str, int, int, int, bool]]:
    """Give month by month what was published and what was counted by each rule, and whether the better rule differs."""
    language = get_language() or "th"
    differing = {each.month for each in comparison.differences[comparison.rule]}
    by_booking, by_day = comparison.counts.per_booking, comparison.counts.per_day
    months = {each.month for found in comparison.differences.values() for each in found} | set(comparison.published)
    for month in sorted(months):
        numbers = (comparison.published.get(month, 0), by_booking.get(month, 0), by_day.get(month, 0))
        yield thai.format_month(*month, language), *numbers, month in differing


def verdict(comparison: Comparison) -> str:
    """Return in one sentence which way of counting fits a published table, and how well."""
    number = len(comparison.differences[comparison.rule])
    if comparison.fits_both:
        return _("Every month is as it was published, counted by booking and by booking day alike.")
    if comparison.is_tie:
        sentence = ngettext(
            "Both ways of counting fit alike; in each of them %(num)s month differs.",
            "Both ways of counting fit alike; in each of them %(num)s months differ.",
            number,
        )
        return sentence % {"num": f"{number:,}"}
    if comparison.rule is Rule.PER_BOOKING:
        if not number:
            return _("Every month is as it was published, where each booking counts once.")
        sentence = ngettext(
            "Counted by booking it fits best; %(num)s month differs.",
            "Counted by booking it fits best; %(num)s months differ.",
            number,
        )
        return sentence % {"num": f"{number:,}"}
    if not number:
        return _("Every month is as it was published, where each day of a booking counts.")
    sentence = ngettext(
        "Counted by booking day it fits best; %(num)s month differs.",
        "Counted by booking day it fits best; %(num)s months differ.",
        number,
    )
    return sentence % {"num": f"{number:,}"}


def shown_cells(cells: Mapping[str, str | None]) -> tuple[tuple[str, str], ...]:
    """Return the cells of a source row that hold something, without any number by which somebody could be known."""
    return tuple((name, _shown(name, text)) for name, text in cells.items() if text)


def _shown(name: str, text: str) -> str:
    if INSTANT.fullmatch(text):
        return text
    has_digits = any(map(str.isdigit, text))
    return hidden_id(text) if name in ID_COLUMNS and has_digits else hide_numbers(text)


def _lines(counts: Mapping[str, Mapping[str, int]]) -> tuple[Line, ...]:
    return tuple(
        Line(words.table(table), each["rows"], each["imported"], each["quarantined"]) for table, each in counts.items()
    )


def _found(counted: Iterable[tuple[str, str, int]], reasons: Collection[tuple[str, str]]) -> tuple[Found, ...]:
    """Return what was noted, first what keeps rows in quarantine: ``reasons`` are tables and codes."""
    in_order = sorted(counted, key=lambda each: ((each[0], each[1]) not in reasons, each[0]))
    return tuple(
        Found(words.table(table), str(code), rows, words.what(code), words.todo(code)) for table, code, rows in in_order
    )


def _shown_of_plan(judged: Judged, source: str) -> Shown:
    codes = _codes(judged.reason, judged.task, judged.notes)
    outcome = Outcome.QUARANTINED if judged.reason else Outcome.IMPORTED
    where = words.row(judged.row.where, judged.row.key, source)
    told = words.why(codes[0]) if judged.reason else words.what(codes[0])
    cells = _called(judged.row.cells, judged.heads)
    return Shown(words.table(judged.row.table), where, str(outcome.label), tuple(codes), told, cells)


def _shown_of_run(kept: Kept) -> Shown:
    codes = _codes(kept.reason, kept.task, kept.codes)
    outcome = str(Outcome(kept.outcome).label)
    where = words.row(kept.where, kept.key, kept.source)
    told = words.why(codes[0]) if kept.reason else words.what(codes[0])
    cells = _called(queries.cells_of(kept), queries.heads_of(kept))
    return Shown(words.table(kept.table), where, outcome, tuple(codes), told, cells)


def _called(cells: labels.Cells, heads: labels.Cells) -> tuple[tuple[str, str], ...]:
    """Return cells as they may be shown, with what their columns are called."""
    return tuple((labels.column(name, heads), text) for name, text in shown_cells(cells))


def _codes(reason: str | Code | None, task: str | Code | None, notes: Iterable[str | Code]) -> list[str]:
    return list(dict.fromkeys(str(code) for code in (reason, task, *notes) if code))


def _about(*, file: str, kind: str, edition: str, at: datetime | None) -> tuple[tuple[str, str], ...]:
    language = get_language() or "th"
    moment = at or clock.now()
    about = [(_("File"), file), (_("Source"), str(Kind(kind).label))]
    about += [(_("Edition"), words.edition(edition))] if kind == Kind.AMSS else []
    if at:
        about.append((_("Brought in"), f"{thai.format_date(moment.date(), language)} {thai.format_time(moment.time())}"))
    return tuple(about)


def _month_of(name: str) -> tuple[int, int]:
    year, month = name.split("-")
    return int(year), int(month)
