"""Columns by their headings, and rows by what they say."""

import pytest

from jonghong.core.tables import Row
from jonghong.roster import columns, reading, words
from jonghong.roster.columns import Field
from jonghong.roster.reading import Reason
from tests import make

pytestmark = pytest.mark.pure

ID = make.citizen_id(1)
USUAL = {0: Field.CITIZEN_ID, 1: Field.NAME, 2: Field.GROUP, 3: Field.ROLE, 4: Field.EMAIL}


def entry(*cells: str, held: dict[int, Field] = USUAL, lossy: frozenset[int] = frozenset()) -> reading.Entry:
    (found,) = reading.entries([Row(7, cells, lossy)], held)
    return found


def reasons(*rows: tuple[str, ...]) -> list[tuple[Reason, ...]]:
    return [found.reasons for found in reading.entries([Row(number, row) for number, row in enumerate(rows, 1)], USUAL)]


@pytest.mark.parametrize(
    ("heads", "held"),
    [
        ("เลขประจำตัวประชาชน|คำนำหน้า|ชื่อ|สกุล|กลุ่ม|บทบาท|อีเมล", "citizen_id prefix given surname group role email"),
        ("ที่|เลขประจำตัวประชาชน (13 หลัก)|ชื่อ - สกุล|ตำแหน่ง|สังกัด", "- citizen_id name - group"),
        ("เลขบัตร ปชช.|เลขที่บัตรประชาชน 13 หลัก|ชื่อ-นามสกุล|กลุ่มงาน|E-Mail", "- citizen_id name group email"),
        (
            "Citizen ID|Title|First name|Last name|Department|Role|E-mail address",
            "citizen_id prefix given surname group role email",
        ),
        ("person_id|prename|name|surname|workgroup", "citizen_id prefix given surname group"),
        ("ชื่อ|ชื่อ|กลุ่ม|กลุ่ม", "given - group -"),
        ("อีเมล์ราชการ|เลขประจำตัวประชาชนผู้ใช้|", "email citizen_id -"),
        ("<script>|😀|", "- - -"),
    ],
)
def test_columns_are_known_by_their_headings(heads: str, held: str) -> None:
    wanted = {column: Field(name) for column, name in enumerate(held.split()) if name != "-"}
    assert columns.found(heads.split("|")) == wanted


def test_the_row_of_headings_is_the_one_that_says_most() -> None:
    rows = [Row(1, ("รายชื่อบุคลากร",)), Row(3, ("กลุ่ม",)), Row(4, ("เลขประจำตัวประชาชน", "ชื่อ", "กลุ่ม")), Row(5, (ID, "ก", "ข"))]
    assert columns.likely_head(rows) == 2
    assert columns.likely_head(rows[3:]) is None
    assert columns.likely_head([]) is None


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (99, "CV")])
def test_columns_have_the_names_of_a_spreadsheet(column: int, name: str) -> None:
    assert words.letters(column) == name


@pytest.mark.parametrize(
    "typed",
    [
        ID,
        f"{ID[0]}-{ID[1:5]}-{ID[5:10]}-{ID[10:12]}-{ID[12]}",
        f" {ID} ",
        ID.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str) -> None:
    found = entry(typed, "นายวิชัย ศรีสุข", "แผน", "", "w@example.go.th")
    assert (found.digits, found.reasons, found.is_doubtful) == (ID, (), False)
    assert (found.name, found.group, found.role, found.email) == ("นายวิชัย ศรีสุข", "แผน", "", "w@example.go.th")
    assert ID not in repr(found)


@pytest.mark.parametrize(
    ("cells", "held", "name"),
    [
        (("นาย", "วิชัย", "ศรีสุข"), (Field.PREFIX, Field.GIVEN, Field.SURNAME), "นายวิชัย ศรีสุข"),
        (("Mr.", "Wichai", "Srisuk"), (Field.PREFIX, Field.GIVEN, Field.SURNAME), "Mr. Wichai Srisuk"),
        (("ว่าที่ ร.ต.", "วิชัย  ศรีสุข"), (Field.PREFIX, Field.NAME), "ว่าที่ ร.ต.วิชัย ศรีสุข"),
        (("เเก้ว", "น\u0e4d้า\u200b"), (Field.GIVEN, Field.SURNAME), "แก้ว น้ำ"),
        (("\u202eวิชัย\u202c", "<b>ศรี</b>"), (Field.GIVEN, Field.SURNAME), "วิชัย <b>ศรี</b>"),
        (("นาย", "", ""), (Field.PREFIX, Field.GIVEN, Field.SURNAME), ""),
        (("Mr.", "", ""), (Field.PREFIX, Field.GIVEN, Field.SURNAME), ""),
    ],
)
def test_a_name_is_put_together_and_mended(cells: tuple[str, ...], held: tuple[Field, ...], name: str) -> None:
    assert entry(*cells, held=dict(enumerate(held))).name == name


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        (("", "นาย ก", "แผน"), {Reason.NO_ID}),
        (("123456789012", "นาย ก", "แผน"), {Reason.WRONG_ID}),
        (("ไม่มี", "นาย ก", "แผน"), {Reason.WRONG_ID}),
        (("1-2345-67890-12-1", "นาย ก", "แผน"), {Reason.EXAMPLE}),
        ((ID, "", "แผน"), {Reason.NO_NAME}),
        ((ID, "ก\0ข", "แผน"), {Reason.BAD_NAME}),
        ((ID, "ก" * 151, "แผน"), {Reason.LONG_NAME}),
        ((ID, f"นาย ก {ID}", "แผน"), {Reason.NUMBER_IN_NAME}),
        ((ID, "นาย ก", "แผน", "ราชา"), {Reason.BAD_ROLE}),
        ((ID, "นาย ก", "แผน", "", "x@"), {Reason.BAD_EMAIL}),
        ((ID, "นาย ก", "ผ" * 2_001), {Reason.LONG_CELL}),
        ((ID, "นาย ก", "ผ" * 2_000), set()),
        ((ID, "นาย ก", "แผน", "", "", "x" * 2_001), set()),
        (("", "", "", "ราชา", "x"), {Reason.NO_ID, Reason.NO_NAME, Reason.BAD_ROLE, Reason.BAD_EMAIL}),
    ],
)
def test_what_is_wrong_with_a_row_is_said_altogether(cells: tuple[str, ...], wrong: set[Reason]) -> None:
    assert set(entry(*cells).reasons) == wrong


def test_a_shortened_number_is_refused_for_that_reason_alone() -> None:
    for typed in ("1.23457E+12", "1234570000000"):
        assert entry(typed, "นาย ก", "แผน", lossy=frozenset({0})).reasons == (Reason.SHORTENED,)
    assert entry(ID, "1.2E+5", "แผน", lossy=frozenset({1})).reasons == ()


@pytest.mark.parametrize("cells", [("", "นาย ก", "แผน"), (ID, "", "แผน"), (ID, "นาย ก", "")])
def test_a_formula_that_nobody_worked_out_rejects_its_row_for_that_reason_alone(cells: tuple[str, ...]) -> None:
    (found,) = reading.entries([Row(7, cells, unworked=frozenset({cells.index("")}))], USUAL)
    assert found.reasons == (Reason.FORMULA,)
    (beside,) = reading.entries([Row(7, (ID, "นาย ก", "แผน"), unworked=frozenset({90}))], USUAL)
    assert beside.reasons == ()


def test_a_wrong_last_digit_is_a_doubt_and_no_mistake() -> None:
    found = entry(ID[:-1] + str((int(ID[-1]) + 1) % 10), "นาย ก", "แผน")
    assert (found.reasons, found.is_doubtful) == ((), True)
    assert not entry("", "นาย ก", "แผน").is_doubtful


def test_rows_of_one_number_are_one_person_unless_they_contradict() -> None:
    other = make.citizen_id(2)
    assert reasons(
        (ID, "นาย ก", "แผน", "", "a@b.th"),
        (ID, "นาย ก", "บุคคล"),
        (ID, "นาย  ก", "กลุ่ม แผน"),
        (ID, "นาย ก", " แผน "),
        (ID, "นาย ข", "คลัง"),
        (ID, "นาย ก", "คลัง", "", "c@b.th"),
        (other, "", "แผน"),
        (other, "นาง ค", "แผน"),
    ) == [(), (), (), (Reason.TWICE,), (Reason.OTHER_NAME,), (Reason.OTHER_EMAIL,), (Reason.NO_NAME,), ()]
    last = [*reading.entries([Row(3, (ID, "ก", "ข")), Row(9, (ID, "ก", "ข"))], USUAL)][-1]
    assert (last.number, last.before) == (9, 3)


@pytest.mark.parametrize(
    ("text", "key"), [("กลุ่มนโยบายและแผน", "นโยบายและแผน"), (" กลุ่มงาน แผน ", "แผน"), ("กลุ่ม", "กลุ่ม"), ("ICT", "ict")]
)
def test_groups_are_compared_by_what_tells_them_apart(text: str, key: str) -> None:
    assert reading.group_key(text) == key


def test_no_number_is_shown_whole() -> None:
    row = Row(1, (ID, f"นาย ก โทร. 081-234-5678 บัตร {ID[:1]} {ID[1:]}", "ห้อง 12", "12"))
    assert reading.hidden(row, {0: Field.CITIZEN_ID, 3: Field.CITIZEN_ID}, 5) == [
        f"xxxxxxxxx{ID[-4:]}",
        f"นาย ก โทร. xxxxxxxx5678 บัตร xxxxxxxxxx{ID[-4:]}",
        "ห้อง 12",
        "xx",
        "",
    ]
    assert reading.hide_numbers("๑๒๓๔๕๖๗๘๙๐๑๒๑") == "xxxxxxxxx๐๑๒๑"


def test_hostile_texts_are_read_without_harm() -> None:
    for text in ("1" * 2_000, "9 " * 1_000, "\0", "\u202e", "=cmd()", "(" * 2_000, "ก\u0e4d" * 1_000):
        found = entry(text, text, text, text, text)
        assert found.reasons
        assert columns.found([text]) == {}
        assert len(reading.hide_numbers(text)) <= len(text)


def test_every_reason_has_its_sentence() -> None:
    assert all("%(" not in words.sentences([reason], 3) for reason in Reason)
    assert set(words.REASONS) == set(Reason)
    assert set(words.LABELS) == set(Field)
