"""Tables out of files that people, and others, send."""

import csv
import re
import struct
import zlib
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from django.utils import translation

from jonghong.core import tables
from jonghong.core.tables import BadTable, Row, Table, facts, workbooks
from jonghong.core.tables.sentences import sentence

pytestmark = pytest.mark.pure

ID = "1234567890121"
HEAD = ("ชื่อ", "กลุ่ม")
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "＝1+1",
    "=cmd|' /C calc'!A0",
    "'=1+1",
]


def workbook(*rows: tuple[Any, ...], **more: tuple[tuple[Any, ...], ...]) -> bytes:
    """Return a workbook with these rows on its first sheet, and further sheets by name."""
    book = openpyxl.Workbook()
    sheets = {"Sheet": rows, **more}
    book.active.title = "Sheet"
    for name, lines in sheets.items():
        page = book["Sheet"] if name == "Sheet" else book.create_sheet(name)
        for line in lines:
            page.append(line)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def altered(content: bytes, changes: dict[str, bytes], compression: int = ZIP_DEFLATED) -> bytes:
    """Return a workbook with some of its parts replaced or added."""
    written = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(written, "w", compression) as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, old.read(name)))
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, changes[name])
    return written.getvalue()


def part(content: bytes, name: str) -> str:
    with ZipFile(BytesIO(content)) as parts:
        return parts.read(name).decode()


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def of_csv(text: str, encoding: str = "utf-8") -> list[tuple[str, ...]]:
    return cells(tables.read(text.encode(encoding)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp874", "tis-620"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_every_usual_encoding_and_separator(encoding: str, separator: str) -> None:
    text = f"name{separator}group\r\nนายวิชัย ศรีสุข{separator}แผน\r\n"
    assert of_csv(text, encoding) == [("name", "group"), ("นายวิชัย ศรีสุข", "แผน")]


def test_utf_16_with_either_mark() -> None:
    text = "name,group\nก,ข\n"
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert cells(tables.read(mark + text.encode(encoding))) == [("name", "group"), ("ก", "ข")]


def test_csv_rows_keep_the_line_on_which_they_begin() -> None:
    table = tables.read(b'a,b\n"one\ntwo",3\n\n ,\n4,"x"\n')
    assert table == Table((Row(1, ("a", "b")), Row(2, ("one\ntwo", "3")), Row(6, ("4", "x"))))
    assert (table.width, table.rows[0].cell(1), table.rows[0].cell(7)) == (2, "b", "")


@pytest.mark.parametrize(("first", "separator"), [("sep=;\r\n", ";"), ('"sep=|"\n', "|"), ("sep=,\n", ",")])
def test_csv_may_name_its_separator_as_excel_does(first: str, separator: str) -> None:
    table = tables.read(f"{first}a{separator}b,c;d\n".encode())
    assert table.rows[0].number == 2
    assert table.rows[0].cells[0] == "a"
    assert table.width >= 2


def test_signs_that_kept_a_number_whole_are_taken_off() -> None:
    assert of_csv(f'\'{ID},"=""{ID}""", \'\n') == [(ID, ID, "'")]


def test_numbers_that_a_spreadsheet_shortened_are_noticed() -> None:
    (row,) = tables.read(f'1.23457E+12,"1,23457E+12",{ID},1E+5x\n'.encode()).rows
    assert row.lossy == {0, 1}
    (row,) = tables.read(workbook((1.23457e12, "1.23457E+12", int(ID), ID, 2**60, True, None, "=1"))).rows
    assert row.lossy == {0, 1, 4}
    assert row.cells[:4] == ("1234570000000", "1.23457E+12", ID, ID)


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        (b"", tables.EmptyTable),
        (b"\n\n , \n", tables.EmptyTable),
        (b"\xef\xbb\xbf", tables.EmptyTable),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", tables.Unreadable),
        (b"%PDF-1.7\n\x01\xa1\xa2\xa3", tables.Unreadable),
        (b"\xff\xfea", tables.Unreadable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), tables.OldWorkbook),
        (b"<html><table><tr><td>1</td></tr></table></html>", tables.IsWebPage),
        (b"\xef\xbb\xbf \n<!DOCTYPE html><p>", tables.IsWebPage),
        (b"PK\x03\x04", tables.Unreadable),
        (b"PK\x03\x04" + bytes(1000), tables.Unreadable),
        (b"x" * (tables.MOST_BYTES + 1), tables.TooLarge),
    ],
)
def test_what_is_no_table_is_refused_with_the_fact(content: bytes, fact: type[BadTable]) -> None:
    with pytest.raises(BadTable) as raised:
        tables.read(content)
    assert type(raised.value) is fact


def test_limits_are_told_with_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "MOST_ROWS", 3)
    assert len(tables.read(b"1\n2\n\n3\n").rows) == 3
    with pytest.raises(tables.TooManyRows):
        tables.read(b"1\n2\n\n3\n4\n")
    with pytest.raises(tables.TooManyColumns) as wide:
        tables.read(b"a\n" + b"," * 100 + b"x\n")
    assert (wide.value.sheet, wide.value.row) == ("", 2)
    assert tables.read(b"a" + b"," * 50_000 + b"\n").width == 1
    with pytest.raises(tables.TooManyColumns):
        tables.read(b",".join([b"x"] * 50_000))
    with pytest.raises(tables.CellTooLong) as long:
        tables.read(b"a\nb,c," + b"x" * (tables.MOST_CHARACTERS + 1))
    assert (long.value.row, long.value.column) == (2, 3)
    cut = tables.read(b"a\nb,c," + b"x" * 10_000, cuts=True).rows[1]
    assert cut.cells == ("b", "c", "x" * (tables.MOST_CHARACTERS + 1))
    with pytest.raises(tables.CellTooLong) as unclosed:
        tables.read(b'a\n"' + b"x,\n" * 100_000, cuts=True)
    assert unclosed.value.row == 2


def test_a_small_file_that_says_the_same_long_text_in_every_cell_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "ก" * tables.MOST_CHARACTERS
    book = workbook(*[(long,) * 60] * 100)
    assert len(book) < 100_000
    with pytest.raises(tables.TooMuchText) as refused:
        tables.read(book)
    with translation.override("en"):
        said = sentence(refused.value)
    assert said == "The cells of a file may hold 10,000,000 characters in all. Keep the columns that are needed."
    monkeypatch.setattr(facts, "MOST_TEXT", 6)
    assert len(tables.read(b"abc\ndef\n").rows) == 2
    with pytest.raises(tables.TooMuchText):
        tables.read(b"abc\ndef\ng\n")


def test_a_workbook_gives_values_dates_and_the_number_of_each_row() -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "คน"
    page["A2"], page["B2"] = "  ชื่อ ", int(ID)
    page["A5"], page["B5"] = datetime.fromisoformat("2023-06-01"), datetime.fromisoformat("2023-06-01T08:30")
    page["C5"], page["D5"] = time(8, 30), True
    page["E5"], page["F5"], page["G5"], page["H5"] = 2.0, 2.5, timedelta(hours=30), "=1+1"
    page["A6"], page["B6"] = False, "'x"
    table = tables.read(saved(book))
    assert table.sheet == "คน"
    assert table.rows == (
        Row(2, ("ชื่อ", ID)),
        Row(
            5,
            ("2023-06-01", "2023-06-01 08:30:00", "08:30:00", "TRUE", "2", "2.5", "1 day, 6:00:00", ""),
            unworked=frozenset({7}),
        ),
        Row(6, ("FALSE", "x")),
    )


def test_a_formula_gives_what_it_came_to() -> None:
    content = workbook(("x", "=1+1"))
    sheet = (
        part(content, SHEET).replace("<f>1+1</f><v />", "<f>1+1</f><v>2</v>").replace("<f>1+1</f><v/>", "<f>1+1</f><v>2</v>")
    )
    assert cells(tables.read(altered(content, {SHEET: sheet.encode()}))) == [("x", "2")]


def test_formulas_that_nobody_worked_out_are_noticed() -> None:
    content = workbook(HEAD, ("ก", "=A1"), ("=A1", "=B1"), (), ("ข", "=A2", "=1"))
    assert tables.read(content).rows == (
        Row(1, HEAD),
        Row(2, ("ก", ""), unworked=frozenset({1})),
        Row(3, ("", ""), unworked=frozenset({0, 1})),
        Row(5, ("ข", "", ""), unworked=frozenset({1, 2})),
    )
    empty = re.sub(r'<c r="B2"([^>]*)>', r'<c r="B2"\1 t="str">', part(content, SHEET))
    assert tables.read(altered(content, {SHEET: empty.encode()})).rows[1] == Row(2, ("ก",))


def test_all_sheets_in_sight_that_hold_something_are_read_where_that_is_asked_for() -> None:
    book = openpyxl.Workbook()
    for title, texts in {"หนึ่ง": ["ก"], "ว่าง": [], "สอง": ["ข", "ค"]}.items():
        sheet = book.create_sheet(title)
        for text in texts:
            sheet.append([text])
    book.create_sheet("ซ่อน").append(["ลับ"])
    book["ซ่อน"].sheet_state = "hidden"
    written = BytesIO()
    book.save(written)
    assert [(table.sheet, cells(table)) for table in tables.read_all(written.getvalue())] == [
        ("หนึ่ง", [("ก",)]),
        ("สอง", [("ข",), ("ค",)]),
    ]
    assert [cells(table) for table in tables.read_all(b"a,b\n")] == [[("a", "b")]]


@pytest.mark.parametrize(("limit", "fact"), [("MOST_ROWS", tables.TooManyRows), ("MOST_TEXT", tables.TooMuchText)])
def test_all_sheets_together_stay_within_the_limits_of_one(
    monkeypatch: pytest.MonkeyPatch, limit: str, fact: type[tables.BadTable]
) -> None:
    monkeypatch.setattr(workbooks, limit, 1)
    book = openpyxl.Workbook()
    for text in "กข":
        book.create_sheet().append([text])
    written = BytesIO()
    book.save(written)
    with pytest.raises(fact):
        tables.read_all(written.getvalue())
    with pytest.raises(tables.TooLarge):
        tables.read_all(b"x" * (tables.MOST_BYTES + 1))


def test_the_first_sheet_in_sight_that_holds_something_is_read() -> None:
    book = openpyxl.Workbook()
    for name in ("ซ่อน", "หนึ่ง", "สอง"):
        book.create_sheet(name).append([name])
    book["ซ่อน"].sheet_state = "hidden"
    table = tables.read(saved(book))
    assert (table.sheet, cells(table), table.other_sheets) == ("หนึ่ง", [("หนึ่ง",)], ("Sheet", "สอง"))
    with pytest.raises(tables.EmptyTable):
        tables.read(workbook())


def test_what_a_workbook_says_of_its_own_size_is_not_believed() -> None:
    content = workbook(HEAD, ("ก", "ข"))
    sheet = part(content, SHEET).replace('ref="A1:B2"', 'ref="A1:XFD1048576"')
    assert cells(tables.read(altered(content, {SHEET: sheet.encode()}))) == [HEAD, ("ก", "ข")]


def test_limits_of_a_workbook() -> None:
    with pytest.raises(tables.TooManyColumns) as wide:
        tables.read(workbook(("x",) * 101))
    assert (wide.value.sheet, wide.value.row) == ("Sheet", 1)
    with pytest.raises(tables.CellTooLong) as long:
        tables.read(workbook(HEAD, ("ก", "ข" * 2_001)))
    assert (long.value.sheet, long.value.row, long.value.column) == ("Sheet", 2, 2)
    assert len(tables.read(workbook(HEAD, ("ก", "ข" * 2_100)), cuts=True).rows[1].cells[1]) == 2_001
    far = part(workbook(HEAD), SHEET).replace('r="1"', 'r="99999999"')
    with pytest.raises(tables.TooManyRows):
        tables.read(altered(workbook(HEAD), {SHEET: far.encode()}))


@pytest.mark.parametrize(
    "name", [SHEET, STRINGS, "xl/workbook.xml", "[Content_Types].xml", "xl/styles.xml", "docProps/more.xml"]
)
@pytest.mark.parametrize("declared", [LAUGHS, OUTSIDE, LAUGHS.replace('<?xml version="1.0"?>', "<!-- -->" + " " * 70_000)])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_no_part_may_declare_a_type_of_its_own(name: str, declared: str, encoding: str) -> None:
    content = workbook(HEAD, ("ก", "ข"))
    with ZipFile(BytesIO(content)) as parts:
        body = parts.read(name).decode() if name in parts.namelist() else "<x/>"
    with pytest.raises(tables.Unreadable):
        tables.read(altered(content, {name: (declared + body.partition("?>")[2]).encode(encoding)}))


@pytest.mark.parametrize("at", range(65_527, 65_536))
def test_a_declaration_is_seen_where_two_pieces_meet(at: int) -> None:
    part = b"<x>" + b" " * (at - 3) + LAUGHS.encode()
    with pytest.raises(tables.Unreadable):
        tables.read(altered(workbook(HEAD), {"docProps/more.xml": part}))


def test_a_declaration_cannot_hide_in_another_encoding() -> None:
    hidden = b'<?xml version="1.0" encoding="cp037"?>' + LAUGHS.partition("?>")[2].encode("cp037")
    with pytest.raises(tables.Unreadable):
        tables.read(altered(workbook(HEAD), {SHEET: hidden}))
    plain = b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + part(workbook(HEAD), SHEET).encode()
    assert cells(tables.read(altered(workbook(HEAD), {SHEET: plain}))) == [HEAD]


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = altered(workbook(HEAD), {"xl/media/zeros.bin": bytes(workbooks.MOST_UNPACKED)})
    assert len(bomb) < 100_000
    with pytest.raises(tables.TooLarge):
        tables.read(bomb)
    monkeypatch.setattr(workbooks, "MOST_PARTS", 12)
    with pytest.raises(tables.TooLarge):
        tables.read(altered(workbook(HEAD), {f"xl/{number}.xml": b"" for number in range(20)}))


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    content = altered(workbook(HEAD), {"xl/media/zeros.bin": bytes(1_000_000)})
    lying = content.replace(struct.pack("<L", 1_000_000), struct.pack("<L", 1_000))
    assert lying != content
    with pytest.raises(tables.Unreadable):
        tables.read(lying)


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "xl\\..\\..\\x", "xl/../../x"])
def test_names_that_lead_outside_are_refused(name: str) -> None:
    with pytest.raises(tables.Unreadable):
        tables.read(altered(workbook(HEAD), {name: b"x"}))


def test_other_ways_of_packing_and_parts_under_a_password_are_refused() -> None:
    with pytest.raises(tables.Unreadable):
        tables.read(altered(workbook(HEAD), {}, ZIP_BZIP2))
    sealed = bytearray(workbook(HEAD))
    for place in range(len(sealed) - 4):
        if sealed[place : place + 4] == b"PK\x01\x02":
            sealed[place + 8] |= 1
    with pytest.raises(tables.SealedWorkbook):
        tables.read(bytes(sealed))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('t="n"><v>7</v>', 't="s"><v>999</v>'),
        ("<v>7</v>", "<v>-</v>"),
        ('r="A1"', 'r="ABCDE1"'),
        ('r="A1"', 'r="?"'),
        ('<row r="1"', '<row r="x"'),
        ("</sheetData>", ""),
    ],
)
def test_broken_workbooks_are_refused(old: str, new: str) -> None:
    content = workbook(HEAD, (7,))
    sheet = part(content, SHEET)
    assert old in sheet
    with pytest.raises(tables.Unreadable):
        tables.read(altered(content, {SHEET: sheet.replace(old, new).encode()}))


def test_numbers_beyond_all_measure_do_no_harm() -> None:
    sheet = part(workbook((1, 2, 3)), SHEET)
    sheet = sheet.replace("<v>1</v>", "<v>1e999</v>").replace("<v>2</v>", "<v>-1e308</v>")
    (row,) = tables.read(altered(workbook((1, 2, 3)), {SHEET: sheet.encode()})).rows
    assert (row.cells[0], set(row.lossy)) == ("inf", {0, 1})
    with pytest.raises(tables.Unreadable):
        tables.read(altered(workbook((1,)), {SHEET: sheet.replace("<v>3</v>", f"<v>{'9' * 5000}</v>").encode()}))


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula_where_it_is_opened_and_it_is_read_back_as_it_was(text: str) -> None:
    rows = [["หัว", "x"], [text, "y"]]
    as_csv, as_xlsx = tables.rows_to_csv(rows), tables.rows_to_xlsx(rows, sheet="แผ่น [1]:*?/\\ ยาวกว่าที่ชื่อแผ่นจะยาวได้")
    (_head, (opened, _y)) = csv.reader(StringIO(as_csv.decode("utf-8-sig"), newline=""))
    cell = openpyxl.load_workbook(BytesIO(as_xlsx)).active["A2"]
    assert (cell.data_type, cell.value) == ("s", opened.replace("\r", "\n") if cell.value != opened else opened)
    assert opened.startswith("'")
    for content in (as_csv, as_xlsx):
        read = tables.read(content)
        assert read.rows[1].cells[0].strip().replace("\r", "\n") in {text.strip().replace("\r", "\n"), text[1:]}


def test_what_is_written_is_read_back() -> None:
    rows: list[list[Any]] = [
        ["เลข", "วัน", "คน", "ว่าง", "ข้อความ"],
        [ID, date(2023, 6, 1), 20, None, 'สอง\nบรรทัด, "x"; y\x00\x1b'],
    ]
    back = [("เลข", "วัน", "คน", "ว่าง", "ข้อความ"), (ID, "2023-06-01", "20", "", 'สอง\nบรรทัด, "x"; y')]
    assert cells(tables.read(tables.rows_to_csv(rows))) == back
    written = tables.rows_to_xlsx(rows, sheet="รายชื่อ")
    assert (cells(tables.read(written)), tables.read(written).sheet) == (back, "รายชื่อ")
    page = openpyxl.load_workbook(BytesIO(written)).active
    assert (page["A2"].number_format, page["A1"].font.b, page.freeze_panes) == ("@", True, "A2")
    assert page.column_dimensions["A"].number_format == "@"
    assert tables.rows_to_csv([])[:3] == b"\xef\xbb\xbf"
    assert zlib.crc32(tables.rows_to_xlsx([], sheet="ว่าง")) != 0
