"""Which column of a sheet of bookings holds what, by the words that stand above it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import groupby

from jonghong.core.tables.facts import Row, Table
from jonghong.moving.facts import Source, SourceRow
from jonghong.moving.sheets.facts import BOOKINGS
from jonghong.roster.columns import plain

LOOKED_AT = 12  # rows in which the head is looked for
LONG_WORD = 6  # letters; a shorter word counts only where it stands alone


class Field(StrEnum):
    """What a column can hold. Who says that years are those of the common era chooses ``DATE_CE``."""

    DATE = "date"
    DATE_CE = "date_ce"
    UNTIL = "until"
    HALF = "half"
    START = "start"
    END = "end"
    ROOM = "room"
    GROUP = "group"
    TITLE = "title"
    ATTENDEES = "attendees"
    CHAIR = "chair"
    COORDINATOR = "coordinator"
    BOOKER = "booker"
    STATE = "state"
    CREATED = "created"
    IGNORED = "ignored"


NEEDED: tuple[Field, ...] = (Field.DATE, Field.ROOM)
WORDS: Mapping[Field, str] = {
    Field.DATE: (
        "วันที่ วัน วันเดือนปี วดป วันที่ใช้ วันที่ใช้ห้อง วันที่ใช้ห้องประชุม วันที่จองใช้ วันที่ประชุม วันประชุม วันที่เริ่ม ตั้งแต่วันที่ เริ่มวันที่ วันที่เริ่มต้น "
        "วันเริ่ม จากวันที่ กำหนดวัน date day bookdate bookdatestart meetingdate startdate fromdate datefrom datestart "
        "begindate firstday"
    ),
    Field.UNTIL: (
        "ถึงวันที่ วันที่สิ้นสุด วันสิ้นสุด สิ้นสุดวันที่ จนถึงวันที่ วันสุดท้าย ถึงวัน enddate todate dateto dateend until untildate bookdateend "
        "lastday finishdate"
    ),
    Field.HALF: (
        "เวลา ช่วงเวลา ช่วง ช่วงวัน เวลาประชุม เวลาที่ใช้ เวลาใช้ห้อง เวลาที่ใช้ห้อง ครึ่งวัน เช้าบ่าย ภาคเช้าบ่าย คาบ time hours period "
        "session slot halfday half timeofday"
    ),
    Field.START: (
        "เวลาเริ่ม เริ่มเวลา เวลาเริ่มต้น ตั้งแต่เวลา จากเวลา เริ่ม เวลาเริ่มประชุม starttime start begin begins starts fromtime "
        "timefrom timestart from"
    ),
    Field.END: (
        "เวลาสิ้นสุด สิ้นสุดเวลา ถึงเวลา เวลาเลิก เวลาเลิกประชุม สิ้นสุด เวลาสิ้นสุดประชุม endtime finishtime end finish ends totime "
        "timeto timeend to"
    ),
    Field.ROOM: (
        "ห้อง ห้องประชุม ชื่อห้อง ชื่อห้องประชุม ห้องที่ใช้ ห้องประชุมที่ใช้ สถานที่ สถานที่ประชุม ใช้ห้อง room roomname meetingroom venue place location"
    ),
    Field.GROUP: (
        "กลุ่ม กลุ่มงาน กลุ่มที่จอง กลุ่มที่ใช้ กลุ่มผู้จอง สังกัด ฝ่าย กอง หน่วยงาน หน่วย งาน ส่วนราชการ เจ้าของเรื่อง กลุ่มผู้รับผิดชอบ "
        "หน่วยงานที่จอง หน่วยงานที่ขอใช้ group department division workgroup unit section"
    ),
    Field.TITLE: (
        "เรื่อง วัตถุประสงค์ หัวข้อ หัวข้อประชุม หัวข้อการประชุม เรื่องประชุม เรื่องที่ประชุม ชื่อการประชุม รายการ กิจกรรม ชื่อกิจกรรม รายละเอียด "
        "เพื่อใช้ การประชุม ประชุมเรื่อง โครงการ วัตถุประสงค์การใช้ title subject objective purpose topic meeting description "
        "event agenda"
    ),
    Field.ATTENDEES: (
        "จำนวน จำนวนคน คน จำนวนผู้เข้าประชุม ผู้เข้าประชุม จำนวนผู้เข้าร่วม จำนวนผู้เข้าร่วมประชุม ผู้เข้าร่วม จำนวนผู้ใช้ ผู้เข้าร่วมประชุม "
        "attendees people participants persons number personnum pax numberofpeople headcount"
    ),
    Field.CHAIR: "ประธาน ประธานการประชุม ประธานที่ประชุม ประธานในที่ประชุม chair chairman chairperson chairedby",
    Field.COORDINATOR: "ผู้ประสานงาน ผู้ประสาน ผู้รับผิดชอบ ผู้ติดต่อ coordinator contact contactperson organizer organiser",
    Field.BOOKER: (
        "ผู้จอง ชื่อผู้จอง ผู้ขอใช้ ผู้ขอ ผู้ขอใช้ห้อง ผู้บันทึก ผู้แจ้ง จองโดย ผู้จองห้อง ชื่อสกุล ชื่อนามสกุล bookedby booker bookername "
        "requestedby requester user name"
    ),
    Field.STATE: "สถานะ สถานะการจอง ผลการพิจารณา การอนุญาต ผลการอนุญาต การอนุมัติ status state approve approved decision",
    Field.CREATED: (
        "ประทับเวลา วันที่จอง วันที่บันทึก วันเวลาที่จอง วันที่ขอ วันที่ขอใช้ วันที่ทำรายการ วันที่ส่งคำขอ timestamp created createdat "
        "bookedon recdate recorded"
    ),
    Field.IGNORED: "ลำดับ ลำดับที่ ที่ เลขที่ รหัส no id number# seq index แก้ไข ลบ",
}
FIELD_OF = {word: field for field, words in WORDS.items() for word in words.split()}
LONG_WORDS = {word: field for word, field in FIELD_OF.items() if len(word) >= LONG_WORD and not word.isascii()}
LONGEST_FIRST = sorted(LONG_WORDS, key=len, reverse=True)
# A head with such a word is about something that no field holds, whatever else it says.
OTHERS = ("โทร", "อีเมล", "ตำแหน่ง", "ประจำตัว", "ลงชื่อ", "ลายมือชื่อ", "หมายเหตุ")
FIELDS: tuple[Field, ...] = tuple(Field)
# Under such a head, or one with such a word in it, people write what became of a booking.
REMARKS = {"remark", "remarks", "note", "notes", "comment", "comments"}
REMARK_WORDS = ("หมายเหตุ", "สถานะ", "ยกเลิก", "ผลการพิจารณา", "การอนุ", "status", "cancel")


def source_of_table(table: Table, name: str) -> Source:
    """Return the rows of a sheet as they stand, cells by the number of their column; None is a formula nobody worked out."""
    return source_of_tables([table], name)


def source_of_tables(tables: Sequence[Table], name: str) -> Source:
    """Return the same of several sheets in a row, as of one for each month; rows are told by sheet and number then."""
    rows = [
        _row(row, f"{place}." if place else "", table.sheet if len(tables) > 1 else "")
        for place, table in enumerate(tables)
        for row in table.rows
    ]
    width = max(table.width for table in tables)
    return Source(name, "sheet", {BOOKINGS: rows}, {BOOKINGS: tuple(map(str, range(width)))})


def found(heads: Sequence[str]) -> dict[int, Field]:
    """Return column -> what its head says that it holds; of two with one meaning the plainer, then the first.

    Any number are ignored.
    """
    columns: dict[int, Field] = {}
    for field_of in (FIELD_OF.get, _within):
        for column, head in enumerate(map(plain, heads)):
            field = field_of(head)
            if column not in columns and field and (field is Field.IGNORED or field not in columns.values()):
                columns[column] = field
    return dict(sorted(columns.items()))


def guess(source: Source) -> tuple[int, dict[int, Field]]:
    """Return which row of a sheet is its head, -1 where none is, and what its columns hold; of several sheets of the first."""
    return _guess(source.tables.get(BOOKINGS, []))


def heads(source: Source, head: int) -> dict[int, str]:
    """Return what stands above each column, its letter in a spreadsheet where nothing does."""
    return heads_of(source.tables.get(BOOKINGS, []), head, len(source.columns.get(BOOKINGS, ())))


def heads_of(rows: Sequence[SourceRow], head: int, width: int) -> dict[int, str]:
    """Return the same of some rows, for so many columns."""
    said = texts(rows[head]) if 0 <= head < len(rows) else []
    return {place: (said[place] if place < len(said) else "") or letters(place) for place in range(width)}


def by_sheet(source: Source, head: int, held: Mapping[int, str]) -> Iterator[tuple[list[SourceRow], int, Mapping[int, str]]]:
    """Give the rows of each sheet with its head and what its columns hold, both given for the first of them.

    A sheet with the same head is read like the first; another by its own head, where that tells days and rooms; a sheet
    without any head says nothing of what it holds, unless none has one.
    """
    rows = source.tables.get(BOOKINGS, [])
    sheets = [list(of_sheet) for _key, of_sheet in groupby(rows, key=lambda row: row.key.rpartition(".")[0])]
    first = texts(sheets[0][head]) if sheets and 0 <= head < len(sheets[0]) else []
    for place, of_sheet in enumerate(sheets):
        if place == 0 or not first:
            yield of_sheet, head, held
            continue
        same = next((number for number, row in enumerate(of_sheet[:LOOKED_AT]) if texts(row) == first), None)
        own, found_there = _guess(of_sheet)
        if same is not None:
            yield of_sheet, same, held
        elif {*NEEDED} <= {*found_there.values()}:
            yield of_sheet, own, found_there
        else:
            yield of_sheet, -1, {}


def samples(source: Source, head: int, number: int = 3) -> list[list[str]]:
    """Return the cells of so many rows behind the head."""
    width = len(source.columns.get(BOOKINGS, ()))
    rows = source.tables.get(BOOKINGS, [])[head + 1 : head + 1 + number]
    return [[row.cells.get(str(place)) or "" for place in range(width)] for row in rows]


def _guess(rows: Sequence[SourceRow]) -> tuple[int, dict[int, Field]]:
    rows = rows[:LOOKED_AT]
    said = [sum(field is not Field.IGNORED for field in found(texts(row)).values()) for row in rows]
    head = said.index(max(said)) if any(said) and max(said) > 1 else -1
    return head, found(texts(rows[head])) if head >= 0 else {}


def texts(row: SourceRow) -> list[str]:
    """Return the cells of a row of a sheet in their order."""
    return [cell or "" for cell in row.cells.values()]


def is_remark(head: str) -> bool:
    """Tell whether a head says that what stands under it is a remark on the booking itself."""
    head = plain(head)
    return head in REMARKS or FIELD_OF.get(head) is Field.STATE or any(word in head for word in REMARK_WORDS)


def letters(place: int) -> str:
    """Return what a spreadsheet calls a column, counted from 0: A, B, ... Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _within(head: str) -> Field | None:
    """Return what a head speaks of among other words."""
    if any(word in head for word in OTHERS):
        return None
    return next((LONG_WORDS[word] for word in LONGEST_FIRST if word in head), None)


def _row(row: Row, before: str, sheet: str) -> SourceRow:
    cells = {str(place): None if place in row.unworked else text for place, text in enumerate(row.cells)}
    where = f"{sheet}!{row.number}" if sheet else f"row {row.number}"
    return SourceRow(BOOKINGS, f"{before}{row.number}", cells, where)
