"""Whether a row of a sheet was allowed, refused or cancelled: what a column of states says, or else a remark. Pure."""

import re
from collections.abc import Callable, Iterable

from jonghong.moving.facts import Code
from jonghong.moving.sheets.facts import Unclear
from jonghong.roster.columns import plain

CONFIRMED, PENDING, DECLINED, CANCELLED, LAPSED = "confirmed", "pending", "declined", "cancelled", "lapsed"
STATE_WORDS = {
    CONFIRMED: (
        "อนุญาต อนุมัติ อนุญาตแล้ว อนุมัติแล้ว ยืนยัน ยืนยันแล้ว จองแล้ว ใช้แล้ว เสร็จสิ้น ปกติ 1 confirmed approved allowed booked yes ok true done"
    ),
    PENDING: (
        "รอ รออนุญาต รออนุมัติ รอการอนุญาต รอการอนุมัติ รอพิจารณา รอดำเนินการ รอยืนยัน รอตรวจสอบ 0 pending waiting requested tentative"
    ),
    DECLINED: "ไม่อนุญาต ไม่อนุมัติ ปฏิเสธ 2 declined refused rejected denied no false",
    CANCELLED: "ยกเลิก ยกเลิกแล้ว ยกเลิกการจอง ถูกยกเลิก งด cancelled canceled cancel",
}
STATE_OF = {word: state for state, words in STATE_WORDS.items() for word in words.split()}

# Behind these more may follow. "งด" alone is not among them: "งด อาหารว่าง" is about the snack.
OPENINGS = (
    *("ยกเลิกการใช้ห้องประชุม", "ยกเลิกการใช้ห้อง", "ยกเลิกใช้ห้อง", "ยกเลิกการประชุม", "ยกเลิกประชุม", "ยกเลิกการจอง", "ถูกยกเลิก"),
    *("งดการประชุม", "งดประชุม", "งดการใช้ห้อง", "งดใช้ห้อง"),
)
SHORT = ("ยกเลิก", "cancelled", "canceled")
CANCELLING = {*OPENINGS, *(f"{word}แล้ว" for word in OPENINGS), *STATE_WORDS[CANCELLED].split()}
OPENING = re.compile(rf"(?:{'|'.join(OPENINGS + SHORT)})(?:แล้ว)?")
WHY = re.compile(r"เนื่องจาก|เพราะ|ตาม|โดย|(?:because|due to|by)\b")
SIGNS = "*.,:;!-–—/ "
BRACKETED = re.compile(r"[(\[{]\s*(?P<said>[^()\[\]{}]*?)\s*[)\]}]")
# With one of these in brackets it is another booking that was cancelled, or a part of this one.
DOUBTS = (
    *("แทน", "เดิม", "เลื่อน", "เฉพาะ", "บาง", "บ่าย", "เช้า", "ไม่", "อาหาร", "เบรก", "เบรค", "กาแฟ", "จอ", "ไมค์", "เครื่อง"),
    *("instead", "only", "zoom"),
)
# A title may be about cancelling ("ยกเลิกคำสั่งเดิม"): it is asked where the word stands apart or speaks of the meeting.
TITLE = re.compile(rf"(?:{'|'.join(OPENINGS)})|(?:{'|'.join(SHORT)})[^\w\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")


def state_of(text: str, *, is_over: bool) -> str:
    """Return the state that a word speaks of; nothing said is confirmed. Raises Unclear for any other word."""
    if not text:
        return CONFIRMED
    state = STATE_OF.get(plain(text))
    if state is None:
        raise Unclear(Code.UNKNOWN_DECISION)
    return LAPSED if state == PENDING and is_over else state


def is_cancelled(title: str, remarks: Iterable[str], others: Iterable[str], is_date: Callable[[str], bool]) -> bool | None:
    """Tell whether the title or a remark says that a row was cancelled; None where one may mean it, and has to be asked.

    ``others`` stand in columns without a heading, of which nobody knows what they are. ``is_date`` tells of a text whether it
    is a day on which the whole booking may have been cancelled.
    """
    said = [_of_title(title), *(_of_remark(remark, is_date) for remark in remarks)]
    said += [None for other in others if _is_word(_bare(other))]
    return True if True in said else None if None in said else False


def _of_title(title: str) -> bool | None:
    text = title.casefold().strip(SIGNS)
    bracketed = [found for found in BRACKETED.finditer(text) if _is_word(found["said"])]
    if _is_word(text) or (bracketed and bracketed[0].start() == 0):
        return True
    return None if TITLE.match(text) or (bracketed and bracketed[-1].end() == len(text)) else False


def _of_remark(remark: str, is_date: Callable[[str], bool]) -> bool | None:
    """Tell it only where the word stands alone, or before a reason, brackets or a date: what else follows leaves it open."""
    text = _bare(remark)
    if _is_word(text):
        return True
    found = OPENING.match(text)
    if not found:
        begins = [each for each in BRACKETED.finditer(text) if each.start() == 0 and _is_word(each["said"])]
        return None if begins or (text.startswith("งด") and WHY.match(text.removeprefix("งด").strip())) else False
    rest = text[found.end() :].strip(SIGNS)
    if not rest or WHY.match(rest) or is_date(rest.removeprefix("เมื่อ").strip()):
        return True
    inside = BRACKETED.fullmatch(rest)
    return True if inside and _is_reason(inside["said"], is_date) else None


def _is_reason(text: str, is_date: Callable[[str], bool]) -> bool:
    """Tell whether what stands in brackets can only be why or when it was cancelled."""
    if WHY.match(text) or is_date(text):
        return True
    return not any(map(str.isdigit, text)) and not any(doubt in text for doubt in DOUBTS)


def _bare(text: str) -> str:
    """Return a text without signs around it, and without brackets around the whole of it."""
    text = text.casefold().strip(SIGNS)
    inside = BRACKETED.fullmatch(text)
    return inside["said"].strip(SIGNS) if inside else text


def _is_word(text: str) -> bool:
    """Tell whether a whole text says that something was cancelled, and no more."""
    return "".join(text.casefold().split()) in CANCELLING
