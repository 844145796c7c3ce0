"""Whether a row of a sheet was allowed, refused or cancelled: what a column of states says, or else a remark. Pure."""

import re
from collections.abc import Iterable

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

# Behind these more may follow that tells why. "งด" alone is not among them: "งด อาหารว่าง" is about the snack.
OPENINGS = (
    *("ยกเลิกการใช้ห้องประชุม", "ยกเลิกการใช้ห้อง", "ยกเลิกใช้ห้อง", "ยกเลิกการประชุม", "ยกเลิกประชุม", "ยกเลิกการจอง", "ยกเลิกแล้ว", "ถูกยกเลิก"),
    *("ยกเลิก", "งดการประชุม", "งดประชุม", "งดการใช้ห้อง", "งดใช้ห้อง", "cancelled", "canceled"),
)
WHY = ("เนื่องจาก", "เพราะ", "ตาม", "โดย")
SIGNS = "()[]{}*.,:;!-–—/ "
OPENING = re.compile(rf"(?:{'|'.join(map(re.escape, OPENINGS))})(?:แล้ว)?(?P<rest>.*)")
BEHIND = re.compile(rf"[\s()\[\]{{}}*.,:;!/–—-]|{'|'.join(WHY)}")
# With one of these it is another booking that was cancelled, or a part of this one.
DOUBTS = ("แทน", "เดิม", "เลื่อน", "เฉพาะ", "บาง", "บ่าย", "เช้า", "ไม่", "อาหาร", "เบรก", "เบรค", "instead", "only")
TITLE = re.compile(r"[(\[]\s*(?:ยกเลิก|cancell?ed)\s*[)\]]|(?:ยกเลิก|cancell?ed)(?:\s|$)", re.IGNORECASE)


def state_of(text: str, *, is_over: bool) -> str:
    """Return the state that a word speaks of; nothing said is confirmed. Raises Unclear for any other word."""
    if not text:
        return CONFIRMED
    state = STATE_OF.get(plain(text))
    if state is None:
        raise Unclear(Code.UNKNOWN_DECISION)
    return LAPSED if state == PENDING and is_over else state


def is_cancelled(title: str, remarks: Iterable[str]) -> bool:
    """Tell whether a row without a state was cancelled, as its title or a remark begins by saying.

    Raises Unclear for a remark that begins so and may be about another booking, or a part of this one.
    """
    said = [_says_cancelled(remark) for remark in remarks]
    if TITLE.match(title):
        return True
    if None in said and True not in said:
        raise Unclear(Code.UNKNOWN_DECISION)
    return True in said


def _says_cancelled(remark: str) -> bool | None:
    """Tell whether a remark says that; None where it begins so, and what follows leaves it open."""
    text = remark.casefold().strip(SIGNS)
    if STATE_OF.get(plain(text)) == CANCELLED:
        return True
    found = OPENING.fullmatch(text)
    if not found:
        return False
    rest = found["rest"]
    if rest and not BEHIND.match(rest):
        return None
    return None if any(doubt in rest for doubt in DOUBTS) else True
