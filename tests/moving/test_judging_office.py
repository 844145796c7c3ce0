"""A whole source judged: no row is lost, and the good rows of an office are those of its published report."""

from collections import Counter
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from jonghong.moving import dumps
from jonghong.moving.facts import BookingDraft, Code, Edition, Source, SourceRow
from jonghong.moving.judging.office import judge
from tests.moving.amss_dumps import KNOWN, cases_in_editions, good, many, published, tables_of, whole_office
from tests.moving.amss_tables import ALL, CLERK, COLUMNS, STYLES, V2, V4, Tables, small_office

pytestmark = pytest.mark.pure

WORDS = [
    "",
    "0",
    "1",
    "2",
    "9",
    "24",
    "127",
    "-1",
    "99",
    "meeting",
    "นายสมชาย",
    "<b>",
    "\x00",
    "à¸›",
    "????",
    CLERK,
    f" {CLERK}",
]
DATES = ["0000-00-00", "2023-05-10", "2566-05-10", "2568-02-29", "2023-06-10", "9999-12-31", "2023-06-10 09:00:00", "x" * 300]
CELL = st.none() | st.sampled_from([*WORDS, *DATES]) | st.text(max_size=20)


@st.composite
def sources(draw: Any) -> Source:
    """Give a source of any edition, some of its tables missing, with anything in its cells and doubled keys."""
    edition = draw(st.sampled_from(Edition))
    columns = {table: (*names, "food") for table, names in COLUMNS.items()}
    tables = {}
    for table in draw(st.lists(st.sampled_from(sorted(columns)), unique=True)):
        names = st.fixed_dictionaries({}, optional=dict.fromkeys(columns[table], CELL))
        rows = draw(st.lists(st.tuples(st.sampled_from("123"), names), max_size=6))
        tables[table] = [SourceRow(table, key, cells) for key, cells in rows]
    return Source("amss", edition, tables | {"other": [SourceRow("other", "1", {})]}, columns)


@given(source=sources())
@settings(max_examples=80, deadline=None)
def test_rows_in_are_imported_or_in_quarantine(source: Source) -> None:
    plan = judge(source, KNOWN)
    assert [(row.row.table, row.row.cells) for row in plan.rows] == [
        (row.table, row.cells) for rows in source.tables.values() for row in rows
    ]
    counts = plan.counts()
    assert {table: of["rows"] for table, of in counts.items()} == {
        table: len(rows) for table, rows in source.tables.items() if rows
    }
    assert all(of["rows"] == of["imported"] + of["quarantined"] for of in counts.values())
    assert len({(judged.row.table, judged.row.key) for judged in plan.rows}) == source.size


@given(source=sources())
@settings(max_examples=40, deadline=None)
def test_bookings_name_only_what_is_there(source: Source) -> None:
    plan = judge(source, KNOWN)
    things = [thing for thing in [*(judged.thing for judged in plan.rows), *plan.stubs] if thing]
    bookings = [thing for thing in things if isinstance(thing, BookingDraft)]
    keys = Counter((type(thing).__name__, thing.key) for thing in things if not isinstance(thing, BookingDraft))
    named = {("RoomDraft", each.room) for each in bookings} | {("GroupDraft", each.group) for each in bookings}
    named |= {("PersonDraft", key) for each in bookings for key in (each.booker, each.account) if key}
    assert named - set(keys) == set()
    assert [key for key, times in keys.items() if times > 1] == []
    assert [each for each in bookings if each.start >= each.end or each.first > each.last] == []


@pytest.mark.parametrize("edition", [V2, V4])
def test_good_rows_of_a_whole_office_are_those_of_its_published_report(edition: Edition) -> None:
    plan = judge(whole_office(edition).source(), KNOWN)
    assert plan.counts()["meeting_main"] == {"rows": 3529, "imported": 3526, "quarantined": 3}
    drafts = [judged.thing for judged in plan.rows if isinstance(judged.thing, BookingDraft)]
    assert Counter((draft.first.year, draft.first.month) for draft in drafts) == published()
    assert plan.by_code() == {("meeting_main", Code.NO_DATE): 3}
    assert plan.stubs == []


def test_rows_for_measuring_have_no_fault() -> None:
    plan = judge(many(500).source(), KNOWN)
    assert plan.counts()["meeting_main"] == {"rows": 500, "imported": 500, "quarantined": 0}
    assert plan.by_code() == {}


def test_two_dumps_in_one_file_are_each_row_once() -> None:
    source = small_office(V2).source()
    row = SourceRow("meeting_main", "7", good())
    source.tables["meeting_main"] = [row, row]
    first, second = judge(source, KNOWN).rows[-2:]
    assert (first.row.key, second.row.key, second.twin) == ("7", "7/2", "7")


def test_groups_are_those_of_the_edition_where_both_tables_are_there() -> None:
    tables = small_office(V4)
    other = SourceRow("system_workgroup", "1", {"workgroup": "1", "workgroup_desc": "กลุ่มเก่า"})
    source = tables.source()
    source.tables["system_workgroup"] = [other]
    plan = judge(source, KNOWN)
    assert [judged.thing for judged in plan.rows if judged.row is other or judged.row.table == "system_workgroup"] == [None]
    source.edition = V2.value
    thing = next(judged.thing for judged in judge(source, KNOWN).rows if judged.row.table == "system_workgroup")
    assert (thing.key, thing.name) == ("1", "กลุ่มเก่า")


def test_groups_of_one_number_are_kept_apart_by_their_names() -> None:
    tables = Tables(V2)
    for name in ("กลุ่มแผน", "กลุ่มแผน", "กลุ่มคลัง", ""):
        tables.add("system_workgroup", {"workgroup": "3", "workgroup_desc": name})
    things = [judged.thing for judged in judge(tables.source(), KNOWN).rows]
    assert [(each.key, each.name) if each else None for each in things] == [
        ("3", "กลุ่มแผน"),
        None,
        ("3#3", "กลุ่มคลัง"),
        ("3#4", "กลุ่มเดิม #3#4"),
    ]


@pytest.mark.parametrize("charset", ["utf8", "utf8mb4", "tis620"])
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("edition", ALL)
def test_dumps_of_each_edition_are_read_as_they_were_made(edition: Edition, style: str, charset: str) -> None:
    tables = small_office(edition)
    tables.add("meeting_main", good(objective="ประชุม 'ครู'\n\\ ครั้งที่ 1", reason=None))
    source, made = dumps.read(BytesIO(STYLES[style](tables, charset))), tables.source()
    assert source.edition == edition
    assert cells(source) == cells(made)


@pytest.mark.parametrize("style", STYLES)
def test_dirty_cases_are_read_from_dumps_as_they_were_made(style: str) -> None:
    for case, edition in cases_in_editions():
        tables, _ = tables_of(case, edition)
        assert cells(dumps.read(BytesIO(STYLES[style](tables)))) == cells(tables.source()), case.name


def cells(source: Source) -> dict[str, list[dict[str, str | None]]]:
    """Return what rows hold, without the words that no reader keeps."""
    return {
        table: [{name: value for name, value in row.cells.items() if name != "userpass"} for row in rows]
        for table, rows in source.tables.items()
    }
