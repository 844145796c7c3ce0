"""The words on the public page of a month: heads of days, and cells that hold bookings or say what is free. Pure."""

import re

from jonghong.core import thai
from jonghong.core.tables.facts import MOST_CHARACTERS
from jonghong.moving.sheets.hours import half_in_words

LINK_WORDS = {"แก้ไข", "ยกเลิก", "ลบ", "จอง", "จองห้อง", "รายละเอียด", "ดู", "edit", "delete", "cancel", "book", "view"}
LINKS = re.compile(r"[<\[]\s{0,3}(?:แก้ไข|ยกเลิก|ลบ|จองห้อง|จอง|รายละเอียด|edit|delete)\s{0,3}[>\]]", re.IGNORECASE)
HALF_FREE = re.compile(r"(?<![ก-๛a-z])(?:(?:เช้า|บ่าย)\s?ว่าง|(?:morning|afternoon) free)(?![ก-๛a-z])", re.IGNORECASE)
FREE = {"ว่าง", "free", "-", "–"}
DAY_WORDS = ("วันที่", "วัน", "วันเดือนปี", "date", "day")
WEEKDAYS = "จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์|อาทิตย์"
MONTH_NAMES = "|".join(
    re.escape(thai.month_name(month, language, short=short))
    for language in ("th", "en")
    for short in (False, True)
    for month in range(1, 13)
)
MONTH_OF_PAGE = re.compile(
    rf"(?P<said>เดือน\s{{0,9}})?(?P<month>{MONTH_NAMES})\s{{0,9}}(?:พ\.?ศ\.?\s{{0,9}})?(?P<year>[0-9]{{4}})(?![0-9])",
    re.IGNORECASE,
)
BARE_DAY = re.compile(rf"(?:วัน)?(?:{WEEKDAYS})?\s?(?:ที่)?\s?(?P<day>[0-9]{{1,2}})", re.IGNORECASE)
DAY_HEAD = re.compile(
    rf"{BARE_DAY.pattern}\s?[/.-]?\s?(?P<rest>(?:{MONTH_NAMES}|[0-9]{{1,2}}\s?[/.-]).{{0,40}})", re.IGNORECASE
)
TAIL = re.compile(r"\((?P<said>[^()]{1,80})\)")
COUNT = re.compile(r"(?:(?:จำนวน|ประมาณ)\s{0,3}){0,2}[0-9๐-๙,]{1,9}\s?(?:คน|ท่าน|ที่นั่ง|people|persons?)", re.IGNORECASE)
HOURS = re.compile(
    r"(?:เวลา)?\s*[0-9๐-๙]{1,2}[.:][0-9๐-๙]{2}\s*(?:น\.?)?\s*(?:[-–]|ถึง)\s*[0-9๐-๙]{1,2}[.:][0-9๐-๙]{2}\s*(?:น\.?)?"
)


def whole_day(head: str, month: str) -> str:
    """Return the head of a day with what it leaves out of month and year: "ศุกร์ที่ 2 มิถุนายน" is "ศุกร์ที่ 2 มิถุนายน 2566"."""
    head = " ".join(thai.arabic_digits(head).split())
    if not month or re.search("[0-9]{4}", head):
        return head
    if BARE_DAY.fullmatch(head):
        return f"{head} {month}"
    found = DAY_HEAD.fullmatch(head)
    return f"{head.rstrip(' /.-')} {month.rsplit(maxsplit=1)[-1]}" if found and not re.search("[0-9]", found["rest"]) else head


def bookings_in(text: str) -> list[str]:
    """Return the texts of the bookings in a cell, each with the brackets at its end; what is free is none."""
    lines = (" ".join(line.split()) for line in LINKS.sub("\n", HALF_FREE.sub("\n", text)).split("\n"))
    text = "\n".join(filter(None, lines))
    parts, at = [], 0
    for found in TAIL.finditer(text):
        is_last = text[found.end() : found.end() + 1] in {"", "\n"}
        if is_tail(found["said"], may_count=is_last):
            parts.append(text[at : found.end()])
            at = found.end()
    parts.append(text[at:])
    return [
        part[: MOST_CHARACTERS + 1] for part in (part.strip(" \n,;|") for part in parts) if part.casefold() not in {"", *FREE}
    ]


def is_tail(said: str, *, may_count: bool) -> bool:
    """Tell whether brackets say when a booking is, or where they ``may_count``, for how many people."""
    rest = COUNT.sub("", said).strip(" ,")
    if not rest:
        return may_count
    return bool(half_in_words(mended_half(rest)) or HOURS.fullmatch(rest))


def mended_half(said: str) -> str:
    """Return the words of a half with the one letter right that scanners take for another."""
    return said.replace("เข้า", "เช้า")
