"""What the pages about a source that waits show, prepared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import get_language

from jonghong.core import tables
from jonghong.core.forms import number_of
from jonghong.core.thai import buddhist_year, format_month, month_name
from jonghong.moving import labels, queries, remarks, sheets, words
from jonghong.moving.choices import Choices
from jonghong.moving.facts import BookingDraft, Code, Judged, PersonDraft, Plan, Source
from jonghong.moving.forms import MOST_SHOWN, ColumnsForm, MappingForm
from jonghong.moving.matching import Becomes, Preview, high_role, row_key
from jonghong.moving.models import Kind, Mapping as ColumnMapping, Upload
from jonghong.moving.reconciling import Comparison, Counts, Published, Rule, Times, compare
from jonghong.moving.reporting import shown_cells, verdict
from jonghong.offices.models import Group, Office
from jonghong.offices.queries import groups_in_use
from jonghong.people.models import Role
from jonghong.people.permissions import Rights
from jonghong.rooms.models import Room
from jonghong.rooms.queries import rooms_of
from jonghong.roster.reading import hide_numbers

LATEST = 10  # runs
MONTHS = range(1, 13)
ON_A_PAGE = 50  # rows
SAMPLES = 3
LONG = 5_000  # rows of an import that keeps others waiting
TASKS = (Code.CLASH_AHEAD, Code.CLOSED_ROOM_AHEAD)
SHOWN_CELLS = 8  # of a row on a list
SHOWN_TEXT = 120  # characters of a cell there


@dataclass(frozen=True)
class Column:
    """One column of the file: its field, and what stands in its first rows, without long numbers."""

    field: BoundField
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Count:
    """What was noted about so many rows of a table. ``kind`` is "quarantine", "task" or "note"."""

    table: str
    code: str
    rows: int
    kind: str = "note"

    @property
    def what(self) -> str:
        """What was found."""
        return words.why(self.code) if self.kind == "quarantine" else words.what(self.code)

    @property
    def todo(self) -> str:
        """What to do about it."""
        return words.mending(self.code) if self.kind == "quarantine" else words.todo(self.code)

    @property
    def of(self) -> str:
        """What its table is called."""
        return words.table(self.table)


@dataclass(frozen=True)
class Line:
    """One row on a list: where it stands, what it says in short, and what was noted about it."""

    where: str
    said: tuple[labels.Cell, ...]
    codes: tuple[str, ...]
    reason: str = ""

    @property
    def sentences(self) -> list[str]:
        """What was noted, in words."""
        return [words.why(code) if code == self.reason else words.what(code) for code in self.codes]


@dataclass(frozen=True)
class Becoming:
    """A group or room of the source with the fields that say what becomes of it."""

    name: str
    rows: int
    choice: BoundField
    others: tuple[BoundField, ...]


def start_page(office: Office, rights: Rights) -> dict[str, Any]:
    """Return what stands beside the form for a file."""
    return {
        "most_rows": tables.MOST_ROWS,
        "waiting": queries.waiting(office, rights).defer("content", "choices").first(),
        "runs": queries.runs_of(office)[:LATEST],
        "open_rows": queries.quarantined(office).count(),
        "open_tasks": queries.tasks(office).count(),
    }


def guessed(source: Source, choices: Choices) -> Choices:
    """Return the choices with what the heads of columns say, where nobody has said otherwise."""
    if choices.columns:
        return choices
    head, columns = sheets.guess(source)
    return replace(choices, head=head, columns={column: field.value for column, field in columns.items()})


def with_mapping(choices: Choices, mapping: ColumnMapping) -> Choices:
    """Return the choices with columns that were kept under a name."""
    columns = {int(column): held for column, held in mapping.columns["columns"].items()}
    return replace(choices, head=mapping.columns["head"], columns=columns)


def columns_of(form: ColumnsForm, source: Source) -> list[Column]:
    """Return the columns of a table with their first rows."""
    head = str(form["head"].value())
    rows = sheets.samples(source, int(head) if head.isdecimal() and len(head) < 3 else -1, SAMPLES)
    hidden = [[hide_numbers(cell) for cell in row] for row in rows]
    samples = list(zip(*hidden, strict=True)) or [()] * form.width
    return [Column(form[f"column_{column}"], samples[column]) for column in range(form.width)]


def here(office: Office) -> tuple[Sequence[Group], Sequence[Room]]:
    """Return the groups and rooms that may be chosen."""
    return list(groups_in_use(office)), list(rooms_of(office))


def mapping_page(form: MappingForm, plan: Plan) -> dict[str, Any]:
    """Return the groups and rooms of a source, each with how many bookings it has."""
    bookings = [judged.thing for judged in plan.rows if isinstance(judged.thing, BookingDraft)]
    by_group, by_room = _tally(each.group for each in bookings), _tally(each.room for each in bookings)
    groups = [_becoming(form, "group", place, by_group.get(each.key, 0)) for place, each in form.groups.items()]
    rooms = [_becoming(form, "room", place, by_room.get(each.key, 0)) for place, each in form.rooms.items()]
    edition = words.edition(plan.source.edition) if plan.source.name == Kind.AMSS else ""
    return {"form": form, "groups": groups, "rooms": rooms, "most": MOST_SHOWN, "edition": edition}


def check_page(upload: Upload, preview: Preview) -> dict[str, Any]:
    """Return what the page says on which nothing is done yet."""
    plan = preview.plan
    kinds = {code: "quarantine" for judged in plan.rows if (code := judged.reason)} | dict.fromkeys(TASKS, "task")
    counts = [Count(table, code, rows, kinds.get(code, "note")) for (table, code), rows in sorted(plan.by_code().items())]
    return {
        "upload": upload,
        "preview": preview,
        "edition": words.edition(plan.source.edition) if upload.kind == Kind.AMSS else "",
        "tables": [(words.table(table), of_table) for table, of_table in plan.counts().items()],
        "all": {name: sum(each[name] for each in plan.counts().values()) for name in ("rows", "imported", "quarantined")},
        "counts": counts,
        "becomes": {name: news_of(getattr(preview, name)) for name in ("groups", "rooms", "people")},
        "carried": {month: times for month, times in plan.carried.times.items() if times},
        "remarks": remarks.of_plan(plan),
        "is_long": plan.source.size > LONG,
        "has_been_here": bool(preview.same or preview.changed or preview.conflicts or preview.gone),
        "gives_way": months_in_words(preview.gives_way),
    }


def ruler_words(draft: PersonDraft) -> tuple[str, str]:
    """Return the name of somebody, and the role."""
    return hide_numbers(draft.name), str(Role(high_role(draft)).label)


def months_in_words(sums: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return months such as "2023-06" in words, each with its sum."""
    language = get_language() or "th"
    parts = ((month.split("-"), times) for month, times in sorted(sums.items()))
    return [(format_month(int(year), int(month), language), times) for (year, month), times in parts]


def news_of(becomes: Mapping[str, Becomes]) -> tuple[int, int]:
    """Return how many become something new here, and how many something that is here already."""
    new = sum(each.id is None for each in becomes.values())
    return new, len(becomes) - new


def comparison_page(published: Published, counts: Counts) -> dict[str, Any]:
    """Return a published table beside what was counted: each month of the way of counting that fits better."""
    comparison = compare(published, counts)
    counted = counts.by(comparison.rule)
    rows = [(buddhist_year(year), [_cell(comparison, counted, (year, month)) for month in MONTHS]) for year in comparison.years]
    return {
        "comparison": comparison,
        "rows": rows,
        "totals": [(words.RULES[rule], comparison.total(rule), len(comparison.differences[rule])) for rule in Rule],
        "published_total": sum(comparison.published.values()),
        "rule": words.RULES[comparison.rule],
        "sentence": verdict(comparison),
        "unread": [words.place(where) for where in comparison.unread],
        "months": [month_name(month, get_language() or "th", short=True) for month in MONTHS],
    }


def _cell(comparison: Comparison, counted: Times, month: tuple[int, int]) -> tuple[int | None, int]:
    """Return what was published of a month, None where nothing was, and what was counted."""
    return comparison.published.get(month), counted.get(month, 0)


def plan_rows_page(asked: QueryDict, preview: Preview) -> dict[str, Any]:
    """Return a page of the rows behind a number: of a table, about which a code was noted, or that are new, and so on."""
    table, code, only = (asked.get(name, "") for name in ("table", "code", "only"))
    keys = set(getattr(preview, only)) if only in {"new", "changed", "conflicts", "same"} else None
    found = [
        judged
        for judged in preview.plan.rows
        if (not table or judged.row.table == table)
        and (not code or code in codes_of(judged))
        and (keys is None or row_key(judged.row) in keys)
    ]
    page = max(1, number_of(asked.get("page")) or 1)
    shown = found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return {
        "lines": [line_of(judged, preview.plan.source.name) for judged in shown],
        "number": len(found),
        "page": page,
        "has_more": len(found) > page * ON_A_PAGE,
        "query": query_of(table=table, code=code, only=only),
        "title": " · ".join(filter(None, [words.table(table) if table else "", words.what(code) if code else ""])),
        "todo": words.todo(code) if code else "",
    }


def line_of(judged: Judged, source: str) -> Line:
    """Return a row in short."""
    name = words.row(judged.row.where, judged.row.key, source)
    return Line(name, in_short(judged.row.cells, judged.heads), tuple(codes_of(judged)), judged.reason or "")


def codes_of(judged: Judged) -> list[Code]:
    """Return everything that was noted about a row, what keeps it out first."""
    return list(dict.fromkeys(filter(None, [judged.reason, judged.task, *judged.notes])))


def in_short(cells: labels.Cells, heads: labels.Cells) -> tuple[labels.Cell, ...]:
    """Return what stands in a row, in short and without long numbers; its own number is said with its place."""
    shown = [(name, text) for name, text in shown_cells(cells) if name != "id"]
    return tuple(labels.cell(name, text[:SHOWN_TEXT], heads) for name, text in shown[:SHOWN_CELLS])


def _becoming(form: MappingForm, kind: str, place: int, rows: int) -> Becoming:
    names = ("name", "short") if kind == "group" else ("name", "hue", "seats")
    choice = form[f"{kind}_{place}"]
    return Becoming(str(choice.label), rows, choice, tuple(form[f"{kind}_{name}_{place}"] for name in names))


def _tally(keys: Any) -> dict[str, int]:
    tally: dict[str, int] = {}
    for key in keys:
        tally[key] = tally.get(key, 0) + 1
    return tally


def query_of(**asked: str) -> str:
    """Return the part of an address that asks for these, leaving out what is empty."""
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in asked.items() if value})
    return query.urlencode()
