"""Which column of a table holds what, by the words that stand above it. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum

from jonghong.core.tables.facts import Row

LOOKED_AT = 12  # rows in which the head is looked for
LONG_WORD = 5  # letters; a shorter word counts only where it stands alone
IN_BRACKETS = re.compile(r"\([^()]*\)")


class Field(StrEnum):
    """What a column can hold."""

    CITIZEN_ID = "citizen_id"
    NAME = "name"
    PREFIX = "prefix"
    GIVEN = "given"
    SURNAME = "surname"
    GROUP = "group"
    ROLE = "role"
    EMAIL = "email"


WORDS: Mapping[Field, str] = {
    Field.CITIZEN_ID: (
        "เลขประจำตัวประชาชน หมายเลขประจำตัวประชาชน เลขบัตรประชาชน เลขที่บัตรประชาชน เลขบัตรประจำตัวประชาชน เลขประชาชน รหัสประชาชน "
        "บัตรประชาชน เลข13หลัก เลขประจำตัว13หลัก เลขประจำตัว ชื่อผู้ใช้ citizenid nationalid idcard idnumber personid username cid pid"
    ),
    Field.NAME: "ชื่อสกุล ชื่อนามสกุล ชื่อและนามสกุล ชื่อและสกุล ชื่อตัวชื่อสกุล ชื่อเต็ม fullname nameandsurname namesurname",
    Field.PREFIX: "คำนำหน้า คำนำหน้าชื่อ คำนำหน้านาม prefix title prename titlebeforethename",
    Field.GIVEN: "ชื่อ ชื่อจริง ชื่อตัว firstname givenname name",
    Field.SURNAME: "สกุล นามสกุล surname lastname familyname",
    Field.GROUP: "กลุ่ม กลุ่มงาน กลุ่มหน่วย กลุ่มหน่วยงาน สังกัด สังกัดกลุ่ม ฝ่าย กอง หน่วยงาน งาน group department division workgroup unit",
    Field.ROLE: "บทบาท สิทธิ์ สิทธิ สิทธิ์การใช้งาน หน้าที่ หน้าที่ในระบบ role permission",
    Field.EMAIL: "อีเมล อีเมล์ ที่อยู่อีเมล ไปรษณีย์อิเล็กทรอนิกส์ email emailaddress mail",
}
FIELD_OF = {word: field for field, words in WORDS.items() for word in words.split()}
LONG_WORDS = {
    word: field for word, field in FIELD_OF.items() if len(word) >= LONG_WORD and field in (Field.CITIZEN_ID, Field.EMAIL)
}


def plain(text: str) -> str:
    """Return a head without case, spaces, signs and what stands in brackets."""
    text = IN_BRACKETS.sub("", unicodedata.normalize("NFC", text).casefold())
    return "".join(letter for letter in text if letter.isalnum() or unicodedata.category(letter) == "Mn")


def found(heads: Sequence[str]) -> dict[int, Field]:
    """Return column -> what its head says that it holds; of two with one meaning the first."""
    columns: dict[int, Field] = {}
    for column, head in enumerate(map(plain, heads)):
        field = FIELD_OF.get(head) or next((field for word, field in LONG_WORDS.items() if word in head), None)
        if field and field not in columns.values():
            columns[column] = field
    return columns


def likely_head(rows: Sequence[Row]) -> int | None:
    """Return which of the rows is the head: the one of the first that says most; None where none says anything."""
    said = [len(found(row.cells)) for row in rows[:LOOKED_AT]]
    return said.index(max(said)) if any(said) else None
