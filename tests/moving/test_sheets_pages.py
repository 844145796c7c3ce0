"""The public page of a month, saved from a browser."""
# ruff: noqa: DTZ001 - wall time, as times of a source are

from contextlib import suppress
from datetime import date, datetime, time
from html import escape
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from jonghong.core import tables
from jonghong.moving import sheets
from jonghong.moving.choices import Choices
from jonghong.moving.facts import Code, Judged, Known
from jonghong.moving.sheets import pages

pytestmark = pytest.mark.pure
KNOWN = Known(datetime(2023, 5, 25, 9))
ROOMS = ["เพชร", "ไพลิน", "พลอยชมพู", "มรกต", "ทับทิม"]
EDIT = '<br><a href="edit.php?id=7">&lt;แก้ไข&gt;</a>'
EXAM = f"รับสมัครสอบ ครูผู้ช่วย บุคคล (เช้า-บ่าย 100 คน){EDIT}"
FREE = "ว่าง"
JUNE = [
    ("พฤหัสบดีที่ 1 มิถุนายน", EXAM, f"ประชุมการบริหารจัดการข้อมูลสารสนเทศ ปีการศึกษา 2566 แผน (เช้า-บ่าย 50 คน){EDIT}", FREE),
    ("ศุกร์ที่ 2 มิถุนายน", EXAM, FREE, FREE),
]
FIRST = f"บรรจุข้าราชการครู และบุคลากรทางการศึกษา ตำแหน่งครูผู้ช่วย บุคคล (เช้า 20 คน){EDIT}<br>บ่ายว่าง"


def page(*rows: tuple[str, ...], title: str = "ประจำเดือน มิถุนายน 2566", rooms: list[str] = ROOMS) -> str:
    head = "".join(f"<th>{room}</th>" for room in ["วันที่", *rooms])
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><script>if (1 < 2) {'<td>1 มิถุนายน</td>'}</script></head><body>"
        f"<table><tr><td><p>ตารางการใช้งานห้องประชุม สพป.ศก.1 {title}</p><table border=1><tr>{head}</tr>{body}</table></table>"
    )


def judged(html: str | bytes) -> list[Judged]:
    kind, source = sheets.read(html if isinstance(html, bytes) else html.encode())
    assert kind == "page"
    return sheets.judge(kind, source, KNOWN, Choices()).rows


def facts(html: str) -> list[tuple[Any, ...]]:
    return [
        (draft.first.day, draft.room, draft.title, draft.group, draft.half, draft.attendees)
        for draft in (each.thing for each in judged(html))
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
def test_the_page_of_the_office_is_read(encoding: str) -> None:
    html = page((*JUNE[0], FIRST, FREE), (*JUNE[1], "บ่ายว่าง", FREE))
    rows = judged(html.encode(encoding))
    drafts = [each.thing for each in rows]
    assert [(each.first, each.room, each.title, each.group, each.half, each.attendees) for each in drafts] == [
        (date(2023, 6, 1), "เพชร", "รับสมัครสอบ ครูผู้ช่วย", "บุคคล", "day", 100),
        (date(2023, 6, 1), "ไพลิน", "ประชุมการบริหารจัดการข้อมูลสารสนเทศ ปีการศึกษา 2566", "แผน", "day", 50),
        (date(2023, 6, 1), "มรกต", "บรรจุข้าราชการครู และบุคลากรทางการศึกษา ตำแหน่งครูผู้ช่วย", "บุคคล", "morning", 20),
        (date(2023, 6, 2), "เพชร", "รับสมัครสอบ ครูผู้ช่วย", "บุคคล", "day", 100),
    ]
    assert [(each.notes, each.reason) for each in rows] == [([], None)] * 4
    assert rows[2].row.where == "พฤหัสบดีที่ 1 มิถุนายน มรกต"


def test_several_bookings_in_one_cell_are_several() -> None:
    cell = f"ก ข (เช้า 20 คน){EDIT}ค (รุ่นที่ 1 จำนวน 30 คน) ง (บ่าย 30 คน){EDIT}"
    assert facts(page(("1", cell), rooms=["เพชร"])) == [
        (1, "เพชร", "ก", "ข", "morning", 20),
        (1, "เพชร", "ค (รุ่นที่ 1 จำนวน 30 คน)", "ง", "afternoon", 30),
    ]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("ก ข (เข้า-บ่าย 9 คน)", ("ก", "ข", "day", 9)),  # as a scanner reads it
        ("ก ข (ทั้งวัน)", ("ก", "ข", "day", None)),
        ("ก ข (08.30-12.00 น. 9 คน)", ("ก", "ข", "morning", 9)),
        ("ก ข (9 คน)", ("ก", "ข", "day", 9)),
        ("ก (30 คน) ข (บ่าย 9 คน)", ("ก (30 คน)", "ข", "afternoon", 9)),
        ("ก<br>ข ค<br>(บ่าย 9 คน)", ("ก", "ขค", "afternoon", 9)),
        ("(เช้า 9 คน)", ("ไม่ระบุเรื่อง", "", "morning", 9)),
        ("อบรมการจองห้องและลบข้อมูล ข (เช้า)", ("อบรมการจองห้องและลบข้อมูล", "ข", "morning", None)),
        ("<a href=x>อบรมการจองห้อง ข (เช้า)</a>", ("อบรมการจองห้อง", "ข", "morning", None)),
        ("ก ข (เช้า)<a>ลบ</a><a>แก้ไข</a>", ("ก", "ข", "morning", None)),
        ("ก ข (เช้า) บ่ายว่าง", ("ก", "ข", "morning", None)),
        ("ประชุมเรื่องที่ว่าง ข (เช้า)", ("ประชุมเรื่องที่ว่าง", "ข", "morning", None)),
    ],
)
def test_a_cell_is_read(cell: str, read: tuple[Any, ...]) -> None:
    assert [each[2:] for each in facts(page(("1 มิ.ย.", cell), rooms=["เพชร"]))] == [read]


@pytest.mark.parametrize("cell", ["ก ข", "ก", "เช้า ประชุม 12 คน"])
def test_a_cell_of_another_make_is_asked_and_never_guessed(cell: str) -> None:
    (row,) = judged(page(("1 มิ.ย.", cell), rooms=["เพชร"]))
    assert (row.reason, row.thing) == (Code.HOURS_UNREADABLE, None)
    assert row.suggestion["first"] == "2023-06-01"


@pytest.mark.parametrize(
    "cell", ["ว่าง", "เช้าว่าง", "บ่ายว่าง", "เช้าว่าง<br>บ่ายว่าง", "", "&nbsp;", "<a>จองห้อง</a>", "<select><option>x</select>"]
)
def test_what_is_free_is_no_row(cell: str) -> None:
    assert judged(page(("1 มิ.ย.", cell), rooms=["เพชร"])) == []


@pytest.mark.parametrize(
    ("head", "title", "day"),
    [
        ("1", "ประจำเดือน มิถุนายน 2566", date(2023, 6, 1)),
        ("๑", "เดือน มิถุนายน พ.ศ. ๒๕๖๖", date(2023, 6, 1)),
        ("พฤ. 1 มิ.ย. 66", "", date(2023, 6, 1)),
        ("1/6/2566", "", date(2023, 6, 1)),
        ("1/6/66", "ประจำเดือน มิถุนายน 2566", date(2023, 6, 1)),
        ("พฤหัสบดีที่ 1 มิถุนายน 2566", "ข่าว 3 มกราคม 2567", date(2023, 6, 1)),
        ("พฤหัสบดีที่ 1 มิถุนายน", "ข่าว 3 มกราคม 2567 - มิถุนายน 2566", date(2023, 6, 1)),
    ],
)
def test_the_day_is_read_from_its_head_and_the_month_of_the_page(head: str, title: str, day: date) -> None:
    html = page((head, "ก ข (เช้า)"), title=title, rooms=["เพชร"]).replace(">พฤ. ", ">")
    assert [each.thing.first for each in judged(html)] == [day]


@pytest.mark.parametrize(
    ("head", "title", "code", "first"),
    [
        ("พุธที่ 1 มิถุนายน", "ประจำเดือน มิถุนายน 2566", Code.DATE_UNREADABLE, "2023-06-01"),
        ("31 มิถุนายน", "ประจำเดือน มิถุนายน 2566", Code.NO_SUCH_DAY, "2023-06-30"),
        ("1 มิถุนายน", "", Code.DATE_UNREADABLE, ""),
        ("1 มิถุนายน", "ประจำเดือน มิถุนายน 2023", Code.YEAR_UNCLEAR, "2023-06-01"),
    ],
)
def test_a_day_that_is_not_clear_is_in_quarantine(head: str, title: str, code: Code, first: str) -> None:
    (row,) = judged(page((head, "ก ข (เช้า 9 คน)"), title=title, rooms=["เพชร"]))
    assert (row.reason, row.suggestion.get("first", ""), row.suggestion["room"]) == (code, first, "เพชร")


def test_a_column_without_a_room_is_in_quarantine() -> None:
    rows = judged(page(("1 มิ.ย.", FREE, "ก ข (เช้า)"), rooms=["เพชร"]))
    assert [each.reason for each in rows] == [Code.NO_ROOM]


def test_cells_over_several_days_or_columns_count_in_each() -> None:
    html = page(("1 มิ.ย.", "ว่าง", FREE), ("2 มิ.ย.", FREE), rooms=["เพชร", "ไพลิน"]).replace(
        "<td>ว่าง</td>", "<td rowspan=2>ก ข (เช้า)</td>", 1
    )
    assert [each[:2] for each in facts(html)] == [(1, "เพชร"), (2, "เพชร")]
    assert [each[:2] for each in facts(html.replace("rowspan=2", "colspan=2"))] == [(1, "เพชร"), (1, "ไพลิน")]


def test_a_page_whose_tags_are_not_closed_is_read() -> None:
    html = "<p>เดือนมิถุนายน 2566<table><td>วันที่<td>เพชร<tr><th>1<td>ก ข (เช้า)<tr><td>2<td>ค ง (บ่าย)"
    assert [each[:3] for each in facts(html)] == [(1, "เพชร", "ก"), (2, "เพชร", "ค")]


def test_rows_are_known_again_in_another_copy_of_the_page() -> None:
    one = page(("1 มิ.ย.", FREE), ("2 มิ.ย.", "ก ข (เช้า 9 คน)"), rooms=["เพชร"])
    other = page(("1 มิ.ย.", "ค ง (เช้า)"), ("2 มิ.ย.", "ก ข (เช้า 12 คน)"), rooms=["เพชร"])
    assert judged(one)[0].row.key == judged(other)[1].row.key != judged(other)[0].row.key


@pytest.mark.parametrize(
    "html",
    [
        "<p>ไม่มีตาราง",
        "<table></table>",
        "<table><tr><td>ก<td>ข</table>",
        "<table><tr><td>ลำดับ<td>ข<tr><td>1<td>ค</table>",
        "<td>1 มิ.ย. 2566<td>x",
    ],
)
def test_a_page_without_a_month_is_refused(html: str) -> None:
    with pytest.raises(sheets.NoMonthTable):
        sheets.read_page(html.encode(), "page")


def test_a_page_too_large_or_of_too_many_cells_is_refused() -> None:
    with pytest.raises(sheets.LargePage):
        sheets.read_page(b"<" + b" " * pages.MOST_BYTES, "page")
    with pytest.raises(tables.TooManyRows):
        sheets.read_page(b"<table>" + b"<td>" * (pages.MOST_CELLS + 1), "page")
    with pytest.raises(tables.Unreadable):
        sheets.read_page(b"<\xff\x00\xff", "page")


def test_a_hostile_page_is_only_text() -> None:
    cell = escape("<script>alert(1)</script>") + " ข (เช้า)"
    (row,) = judged(page(("1 มิ.ย.", cell), rooms=["เพชร"]))
    assert (row.thing.title, row.notes) == ("<script>alert(1)</script>", [Code.MARKUP])


def test_a_cell_with_hours_of_a_kind_keeps_its_true_hours() -> None:
    (row,) = judged(page(("1 มิ.ย.", "ก ข (เวลา 09.00-11.30 น. 9 คน)"), rooms=["เพชร"]))
    assert (row.thing.start, row.thing.end) == (time(9), time(11, 30))


TAGS = [
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "<td rowspan=9 colspan=99999>",
    "<th>",
    "</td>",
    "<br>",
    "<script>",
    "</script>",
    "</",
]
ODD = ["<![x[", "<!--", "<!x", "&#0;", "&lt;แก้ไข&gt;"]
WORDS = ["วันที่", "เพชร", "1", "2 มิ.ย. 2566", "ก ข (เช้า-บ่าย 20 คน)", "(", "ว่าง"]
PIECES = st.lists(st.text(max_size=12) | st.sampled_from([*TAGS, *ODD, *WORDS]), max_size=60)


@pytest.mark.parametrize(
    "piece",
    [
        "<!--",
        "<",
        "<a ",
        "</",
        "<!",
        "<?",
        "<![CDATA[",
        "<script>",
        "</script",
        "<style",
        "&",
        "<td/",
        "<table>",
        "<a b='\">",
        " ",
    ],
)
def test_a_page_made_to_be_slow_is_read_at_once(piece: str) -> None:
    html = "<table><td>วันที่<td>เพชร<tr><td>1<td>" + piece * (300_000 // len(piece))
    with suppress(tables.BadTable):
        assert sheets.read_page(html.encode(), "page").size <= 1


def test_a_page_of_too_many_bookings_is_refused() -> None:
    cell = "ก (เช้า)" * 1500
    rows = "<tr>".join(f"<td>{day}<td>{cell}" for day in range(1, 20))
    with pytest.raises(tables.TooManyRows):
        sheets.read_page(f"<table><td>วันที่<td>เพชร<tr>{rows}".encode(), "page")


def test_what_is_never_shown_is_no_booking() -> None:
    html = page(("1 มิ.ย.", "<!-- ก ข (เช้า) -->ว่าง<style>ค ง (เช้า)</style>"), rooms=["เพชร"])
    assert judged(html) == []


@settings(max_examples=300, deadline=None)
@given(PIECES)
def test_no_page_gives_a_traceback_and_no_row_is_lost(pieces: list[str]) -> None:
    html = "<table><td>วันที่<td>เพชร<tr><td>1<td>" + "".join(pieces)
    try:
        source = sheets.read_page(html.encode("utf-8", "replace"), "page")
    except tables.BadTable:
        return
    assert len(sheets.judge_page(source, KNOWN).rows) == source.size
