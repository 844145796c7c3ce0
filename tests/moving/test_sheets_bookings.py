"""Sheets of bookings: which column holds what, and what each row becomes."""
# ruff: noqa: DTZ001 - wall time, as times of a source are

from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from openpyxl import Workbook

from jonghong.core import tables
from jonghong.moving import sheets
from jonghong.moving.choices import Choices
from jonghong.moving.facts import BookingDraft, Code, GroupDraft, Known, PersonDraft, Plan, RoomDraft, Source, Standing
from jonghong.moving.sheets import Field
from jonghong.moving.sheets.columns import letters

pytestmark = pytest.mark.pure
KNOWN = Known(datetime(2023, 5, 25, 9))
HEAD = ["วันที่", "ช่วงเวลา", "ห้องประชุม", "เรื่อง", "กลุ่ม", "จำนวน"]
ROW = ["1/6/2566", "เช้า", "เพชร", "ประชุม", "แผน", "20 คน"]


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def source_of(*rows: list[Any]) -> Source:
    return sheets.read(tables.rows_to_csv(rows))[1]


def judged(*rows: list[Any], choices: Choices | None = None, known: Known = KNOWN) -> Plan:
    return sheets.judge_table(source_of(*rows), choices or Choices(), known)


def one(*row: str, head: list[str] = HEAD, known: Known = KNOWN):
    return judged(head, list(row), known=known).rows[1]


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("วัน เดือน ปี", Field.DATE),
        ("วันที่ใช้ห้องประชุม (พ.ศ.)", Field.DATE),
        ("Date", Field.DATE),
        ("ถึงวันที่", Field.UNTIL),
        ("เวลา", Field.HALF),
        ("เวลาเริ่ม", Field.START),
        ("End time", Field.END),
        ("ชื่อห้องประชุม", Field.ROOM),
        ("กลุ่ม/หน่วยงาน", Field.GROUP),
        ("หัวข้อการประชุมหรือกิจกรรม", Field.TITLE),
        ("จำนวนผู้เข้าร่วมประชุม (คน)", Field.ATTENDEES),
        ("ประธาน", Field.CHAIR),
        ("ผู้ประสานงาน", Field.COORDINATOR),
        ("ผู้จอง", Field.BOOKER),
        ("สถานะ", Field.STATE),
        ("ประทับเวลา", Field.CREATED),
        ("เบอร์โทรผู้จอง", None),
        ("ลำดับที่", Field.IGNORED),
        ("หมายเหตุ", None),
        ("", None),
    ],
)
def test_a_column_is_known_by_its_head(head: str, field: Field | None) -> None:
    assert sheets.columns.found([head]).get(0) == field


def test_of_two_heads_with_one_meaning_the_first_is_taken() -> None:
    assert sheets.columns.found(["วันที่", "วันประชุม", "ลำดับ", "ที่"]) == {0: Field.DATE, 2: Field.IGNORED, 3: Field.IGNORED}


def test_a_plain_head_is_taken_before_one_with_more_words() -> None:
    assert sheets.columns.found(["วันที่กรอกแบบ", "ผู้บันทึกข้อมูล", "วันที่", "ผู้จอง"]) == {2: Field.DATE, 3: Field.BOOKER}


def test_the_head_is_found_below_titles() -> None:
    source = source_of(["รายการจองห้องประชุม"], ["ปีงบประมาณ 2566"], HEAD, ROW)
    assert sheets.guess(source)[0] == 2
    assert sheets.heads(source, 2)[2] == "ห้องประชุม"
    assert sheets.samples(source, 2) == [ROW]


def test_no_head_is_found_where_none_stands() -> None:
    source = source_of(["ก", "ข"], ["1/6/2566", "ค"])
    assert sheets.guess(source) == (-1, {})
    assert sheets.heads(source, -1) == {0: "A", 1: "B"}
    assert [judged.reason for judged in sheets.judge_table(source, Choices(), KNOWN).rows] == [Code.NO_DATE, Code.NO_DATE]


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_called_as_in_a_spreadsheet(place: int, name: str) -> None:
    assert letters(place) == name


def test_a_row_becomes_a_booking() -> None:
    head = ["ที่", "วันที่", "ถึงวันที่", "เวลา", "ห้อง", "กลุ่ม", "เรื่อง", "จำนวน", "ประธาน", "ผู้ประสานงาน", "ผู้จอง", "สถานะ", "หมายเหตุ"]
    row = ["1", "1 มิ.ย. 2566", "4 มิ.ย. 2566", "08.30-16.30 น.", "ห้องประชุมเพชร", "กลุ่มบุคคล", "รับสมัคร", "๑๐๐", "ผอ."]
    plan = judged(head, [*row, "นางดี", "น.ส.ใจ ดี", "อนุญาต", "ใช้ไมค์ 1234567890121"])
    assert plan.rows[1].thing == BookingDraft(
        room="เพชร",
        group="บุคคล",
        booker="name:นสใจดี",
        first=date(2023, 6, 1),
        last=date(2023, 6, 4),
        start=time(8, 30),
        end=time(16, 30),
        half="day",
        state="confirmed",
        title="รับสมัคร",
        attendees=100,
        chair="ผอ.",
        coordinator="นางดี",
        extra={"ผู้จอง": "น.ส.ใจ ดี", "หมายเหตุ": "ใช้ไมค์ xxxxxxxxx0121"},
    )
    assert plan.rows[1].notes == [Code.UNKNOWN_COLUMNS, Code.NAME_ALONE]
    assert plan.stubs == [
        RoomDraft("เพชร", "ห้องประชุมเพชร"),
        GroupDraft("บุคคล", "กลุ่มบุคคล"),
    ]


def test_every_row_is_imported_or_in_quarantine() -> None:
    plan = judged(["ทะเบียน"], HEAD, ROW, ["x", *ROW[1:]], HEAD)
    assert plan.counts() == {
        "heading": {"rows": 3, "imported": 3, "quarantined": 0},
        "bookings": {"rows": 2, "imported": 1, "quarantined": 1},
    }


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["", *ROW[1:]], Code.NO_DATE),
        (["1/6/2023", *ROW[1:]], Code.YEAR_UNCLEAR),
        (["29 ก.พ. 2566", *ROW[1:]], Code.NO_SUCH_DAY),
        (["1/6/2566", "ตอนไหนก็ได้", *ROW[2:]], Code.HOURS_UNREADABLE),
        (["1/6/2566", "เช้า", "", *ROW[3:]], Code.NO_ROOM),
        (["1/6/2566", "เช้า", "ไม่ระบุ", *ROW[3:]], Code.NO_ROOM),
    ],
)
def test_a_row_that_is_not_clear_goes_into_quarantine_with_all_that_is(row: list[str], reason: Code) -> None:
    found = one(*row)
    assert (found.reason, found.thing, found.suggestion["title"], found.suggestion["group"]) == (reason, None, "ประชุม", "แผน")


def test_what_may_be_meant_fills_the_form() -> None:
    assert one("1/6/2023", *ROW[1:]).suggestion == {
        "first": "2023-06-01",
        "last": "2023-06-01",
        "start": "08:30",
        "end": "12:00",
        "half": "morning",
        "room": "เพชร",
        "state": "confirmed",
        "title": "ประชุม",
        "group": "แผน",
        "attendees": "20",
    }


def test_a_row_without_a_day_proposes_that_of_the_row_above() -> None:
    first, second, third = judged(HEAD, ["", *ROW[1:]], ROW, ["", *ROW[1:]]).rows[1:]
    assert (first.reason, first.suggestion.get("first")) == (Code.NO_DATE, None)
    assert (third.reason, third.suggestion["first"], third.suggestion["last"]) == (Code.NO_DATE, "2023-06-01", "2023-06-01")
    assert second.reason is None


def test_a_row_that_sums_up_others_is_no_booking() -> None:
    rows = judged(HEAD, ROW, ["", "", "", "รวม 1 ครั้ง"], ["รวม", "", "เพชร", "1"], ["", "", "", "รวมพลังครู"]).rows
    assert [each.row.table for each in rows] == ["heading", "bookings", "heading", "heading", "bookings"]


def test_a_second_fault_is_noted() -> None:
    found = one("x", "y", *ROW[2:])
    assert (found.reason, found.notes) == (Code.DATE_UNREADABLE, [Code.HOURS_UNREADABLE])


@pytest.mark.parametrize(
    ("row", "notes", "title"),
    [
        (["1/6/2566", "", "เพชร", "ประชุม", "แผน", ""], [Code.NO_HOURS], "ประชุม"),
        (
            ["1/6/2566", "เช้า", "เพชร", "", "", "หลายคน"],
            [Code.ATTENDEES_UNREADABLE, Code.NO_TITLE, Code.UNKNOWN_GROUP],
            "ไม่ระบุเรื่อง",
        ),
        (["1/6/2566", "เช้า", "เพชร", "ก <b>ข</b>", "แผน", ""], [Code.MARKUP], "ก <b>ข</b>"),
        (["1/6/2566", "เช้า", "เพชร", "ป้า 1234567890121", "แผน", ""], [Code.ID_IN_TEXT], "ป้า xxxxxxxxx0121"),
    ],
)
def test_a_row_with_little_amiss_is_imported_with_a_note(row: list[str], notes: list[Code], title: str) -> None:
    found = one(*row)
    assert (found.reason, found.notes, found.thing.title) == (None, notes, title)


@pytest.mark.parametrize(
    ("said", "day", "state", "notes"),
    [
        ("", "1/6/2566", "confirmed", []),
        ("อนุมัติแล้ว", "1/6/2566", "confirmed", []),
        ("ไม่อนุญาต", "1/6/2566", "declined", []),
        ("ยกเลิก", "1/6/2566", "cancelled", []),
        ("รอการอนุญาต", "1/6/2566", "pending", []),
        ("รอการอนุญาต", "25/5/2566", "pending", []),
        ("รอการอนุญาต", "24/5/2566", "lapsed", [Code.NEVER_DECIDED]),
    ],
)
def test_the_state_is_read(said: str, day: str, state: str, notes: list[Code]) -> None:
    found = one(day, *ROW[1:], said, head=[*HEAD, "สถานะ"])
    assert (found.thing.state, found.notes) == (state, notes)


def test_an_unknown_state_is_asked() -> None:
    assert one(*ROW, "อาจจะ", head=[*HEAD, "สถานะ"]).reason is Code.UNKNOWN_DECISION


def test_columns_that_a_person_chose_hold() -> None:
    columns = {0: "title", 1: "room", 2: "date_ce", 3: "start", 4: "end", 5: "nonsense"}
    rows = [["a", "b", "c", "d", "e", "f"], ["ประชุม", "เพชร", "1/6/2023", "9.00", "10.00", "x"]]
    draft = judged(*rows, choices=Choices(head=0, columns=columns)).rows[1].thing
    assert (draft.title, draft.room, draft.first, draft.start, draft.end) == (
        "ประชุม",
        "เพชร",
        date(2023, 6, 1),
        time(9),
        time(10),
    )
    assert draft.extra == {}


@pytest.mark.parametrize(
    ("said", "created_at", "notes"),
    [
        ("20/5/2023, 8:30:00", datetime(2023, 5, 20, 8, 30), []),
        ("20 พ.ค. 2566", datetime(2023, 5, 20), []),
        ("เมื่อวาน", None, []),
        ("", None, []),
        ("2/6/2566", datetime(2023, 6, 2), [Code.ODD_RECORD_TIME]),
    ],
)
def test_when_it_was_asked_for_is_read_where_it_is_clear(said: str, created_at: datetime | None, notes: list[Code]) -> None:
    found = one(*ROW, said, head=[*HEAD, "ประทับเวลา"])
    assert (found.thing.created_at, found.notes) == (created_at, notes)


def test_who_booked_may_be_told_by_number_alone() -> None:
    plan = judged([*HEAD, "ผู้จอง"], [*ROW, "1-2345-67890-12-1"], [*ROW, "-"])
    assert [each.thing.booker for each in plan.rows[1:]] == ["1234567890121", ""]
    assert plan.stubs[-1] == PersonDraft("1234567890121", "1234567890121", "ไม่ทราบชื่อ", is_active=False)


def test_times_in_the_cells_of_days_count_where_no_others_stand() -> None:
    head = ["start date", "end date", "room", "title"]
    plan = judged(head, ["2023-06-01 08:00:00", "2023-06-01 12:00:00", "A", "x"])
    assert (plan.rows[1].thing.start, plan.rows[1].thing.end) == (time(8), time(12))


def test_the_same_row_twice_is_linked() -> None:
    first, second = judged(HEAD, ROW, ROW).rows[1:]
    assert (first.twin, second.twin, second.notes) == ("", first.row.key, [Code.DUPLICATE])


def test_numbers_that_count_rows_make_no_difference_whatever_was_chosen() -> None:
    chosen = Choices(head=0, columns={place: held for place, held in enumerate(["", "date", "half", "room", "title"]) if held})
    rows = judged(["ที่", *HEAD[:4]], ["1", *ROW[:4]], ["2", *ROW[:4]], choices=chosen).rows[1:]
    assert [each.notes for each in rows] == [[Code.UNKNOWN_GROUP], [Code.UNKNOWN_GROUP, Code.DUPLICATE]]


def test_overlaps_are_noted_in_the_past_and_are_tasks_ahead() -> None:
    past = judged(HEAD, ["1/5/2566", *ROW[1:]], ["1/5/2566", "เช้า-บ่าย", *ROW[2:]]).rows[1:]
    ahead = judged(HEAD, ROW, ["1/6/2566", "เช้า-บ่าย", *ROW[2:]]).rows[1:]
    assert [each.notes for each in past] == [[Code.PAST_OVERLAP]] * 2
    assert [(each.reason, each.task) for each in ahead] == [(None, None), (Code.CLASH_AHEAD, Code.CLASH_AHEAD)]


def test_what_stands_here_keeps_a_row_out() -> None:
    standing = Standing(7, datetime(2023, 6, 1, 9), datetime(2023, 6, 1, 10))
    known = Known(datetime(2023, 5, 25, 9), rooms={"เพชร": 7}, standing=[standing])
    assert one(*ROW, known=known).reason is Code.CLASH_AHEAD


def keys(*rows: list[Any], known: Known = KNOWN, head: list[str] = HEAD) -> list[str]:
    return [each.row.key for each in judged(head, *rows, known=known).rows]


def test_rows_are_known_again_wherever_they_stand() -> None:
    other = ["2/6/2566", *ROW[1:]]
    before = [each.row.key for each in judged(HEAD, ROW, other, ["x"]).rows]
    again = ["1 มิ.ย. 66", "08.30 - 12.00 น.", "ห้องประชุมเพชร", " ประชุม ", "กลุ่มแผน", "200 คน"]
    after = [each.row.key for each in judged(["ทะเบียน"], HEAD, ["x"], other, again).rows[1:]]
    assert before == [after[0], after[3], after[2], after[1]]
    assert len({*before}) == 4


@pytest.mark.parametrize(
    "other",
    [
        ["1/6/2566", "เช้า", "เพชร", "เรื่องใหม่", "แผน", "20 คน"],
        ["1/6/2566", "เช้า", "เพชร", "ประชุม", "บุคคล", "20 คน"],
        ["1/6/2566", "9-12", "เพชร", "ประชุม", "แผน", "20 คน"],
        ["1-2/6/2566", "เช้า", "เพชร", "ประชุม", "แผน", "20 คน"],
        ["1/6/2566", "เช้า", "มรกต", "ประชุม", "แผน", "20 คน"],
    ],
)
def test_another_meeting_is_another_row(other: list[str]) -> None:
    assert keys(ROW)[1] != keys(other)[1]


def test_rows_of_one_kind_are_known_again_in_any_order() -> None:
    more = [*ROW[:5], "30 คน"]
    first, second = keys(ROW, more)[1:]
    assert keys(more, ROW)[1:] == [second, first]
    assert keys(ROW, ROW, more)[1:] == [first, first + "-3", second] == [first, first + "-3", first + "-2"]


def test_half_days_are_known_again_when_the_office_begins_at_another_time() -> None:
    later = Known(KNOWN.now, morning=(time(9), time(12)), afternoon=(time(13), time(17)))
    assert keys(ROW) == keys(ROW, known=later)


def test_numbers_that_count_rows_say_nothing_of_them() -> None:
    head = ["ที่", *HEAD]
    first = judged(head, ["1", *ROW], ["2", "x"]).rows
    again = judged(head, ["1", "x"], ["2", *ROW]).rows
    assert [(each.row.key, each.row.said()) for each in first[1:]] == [(each.row.key, each.row.said()) for each in again[:0:-1]]


def test_keys_are_signs_of_the_office() -> None:
    signed = Known(KNOWN.now, sign=lambda said: f"signed {len(said)}")
    plan = judged(["ทะเบียน"], HEAD, ROW, ROW, ["x"], known=signed)
    assert all(each.row.key.startswith("signed ") for each in plan.rows)
    assert plan.rows[3].twin == plan.rows[2].row.key


def test_real_dates_and_times_of_a_workbook_are_read() -> None:
    content = workbook(
        ["วันที่", "เวลาเริ่ม", "เวลาสิ้นสุด", "ห้อง", "เรื่อง", "จำนวน"],
        [datetime(2023, 6, 1), time(8, 30), time(12), "เพชร", "ประชุม", 20],
        [datetime(2566, 6, 1), 8.3, 16.3, "เพชร", "ประชุม", 20.0],
        [datetime(1966, 6, 1), "8.30", "12", "เพชร", "ประชุม", "20 คน"],
    )
    kind, source = sheets.read(content)
    rows = sheets.judge(kind, source, KNOWN, Choices()).rows[1:]
    assert kind == "table"
    assert (rows[0].thing.first, rows[0].thing.start, rows[0].thing.end, rows[0].thing.attendees) == (
        date(2023, 6, 1),
        time(8, 30),
        time(12),
        20,
    )
    assert (rows[1].reason, rows[1].suggestion) == (Code.CLASH_AHEAD, {})
    assert (rows[2].reason, rows[2].suggestion["first"], rows[2].row.where) == (Code.YEAR_UNCLEAR, "2023-06-01", "row 4")


def test_every_sheet_of_a_workbook_is_read() -> None:
    book = Workbook()
    sheets_of: dict[str, list[list[Any]]] = {
        "ม.ค.": [["ประจำเดือน ม.ค."], HEAD, ["5/1/2566", *ROW[1:]]],
        "ก.พ.": [["ประจำเดือน", "ก.พ."], HEAD, ["5/2/2566", *ROW[1:]], ["รวม", 1]],
        "แบบเก่า": [["ห้อง", "วันที่", "เรื่อง"], ["มรกต", "5/3/2566", "อบรม"]],
        "สรุป": [["เพชร", 2], ["มรกต", 1]],
    }
    for title, rows in sheets_of.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    written = BytesIO()
    book.save(written)
    kind, source = sheets.read(written.getvalue())
    judged_rows = sheets.judge(kind, source, KNOWN, Choices()).rows
    drafts = [(each.row.where, each.thing.first.month, each.thing.room) for each in judged_rows if each.thing]
    assert drafts == [("ม.ค.!3", 1, "เพชร"), ("ก.พ.!3", 2, "เพชร"), ("แบบเก่า!2", 3, "มรกต")]
    lost = [(each.row.where, each.reason) for each in judged_rows if each.reason]
    assert lost == [("สรุป!1", Code.NO_DATE), ("สรุป!2", Code.NO_DATE)]
    assert len({each.row.key for each in judged_rows}) == len(judged_rows) == source.size


def test_sheets_without_any_head_are_read_as_the_first_was_said_to_be() -> None:
    book = Workbook()
    for day in ("5/1/2566", "5/2/2566"):
        book.create_sheet().append([day, "เพชร"])
    written = BytesIO()
    book.save(written)
    kind, source = sheets.read(written.getvalue())
    rows = sheets.judge(kind, source, KNOWN, Choices(columns={0: "date", 1: "room"})).rows
    assert [each.thing.first.month for each in rows] == [1, 2]


def test_a_formula_that_nobody_worked_out_is_not_an_empty_cell() -> None:
    content = workbook(["วันที่", "ห้อง", "เรื่อง"], ["=TODAY()", "เพชร", "ประชุม"], ["1/6/2566", "เพชร", "=A1"])
    kind, source = sheets.read(content)
    reasons = [each.reason for each in sheets.judge(kind, source, KNOWN, Choices()).rows[1:]]
    assert reasons == [Code.CELL_UNREADABLE, Code.CELL_UNREADABLE]


def test_a_missing_title_leaves_the_rest_of_a_row_to_the_form() -> None:
    kind, source = sheets.read(workbook(["วันที่", "ห้อง", "เรื่อง"], ["1/6/2566", "เพชร", "=A1"]))
    assert sheets.judge(kind, source, KNOWN, Choices()).rows[1].suggestion["first"] == "2023-06-01"


CELLS = st.text(max_size=40) | st.sampled_from(
    [*HEAD, *ROW, "1-4 มิ.ย. 2566", "0000-00-00", "08.30-12.00 น.", "\0", "=1+1", "ยกเลิก"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=8), min_size=1, max_size=8))
def test_no_sheet_gives_a_traceback_and_no_row_is_lost(rows: list[list[str]]) -> None:
    try:
        kind, source = sheets.read(tables.rows_to_csv(rows))
    except tables.BadTable:
        return
    plan = sheets.judge(kind, source, KNOWN, Choices())
    assert sum(each["rows"] for each in plan.counts().values()) == source.size == len(plan.rows)
    keys = [(each.row.table, each.row.key) for each in plan.rows]
    assert len(keys) == len({*keys})


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_give_a_traceback(content: bytes) -> None:
    try:
        kind, source = sheets.read(content)
    except tables.BadTable:
        return
    assert len(sheets.judge(kind, source, KNOWN, Choices()).rows) == source.size
