"""What of a line is the subject: the words in quotation marks, what only looks like a date, and all that remains. Pure."""

import re

from jonghong.finding.phrases.line import KEPT, READ, Line

_QUOTED = re.compile('"([^"]*)"|“([^”]*)”|«([^»]*)»')
# Numbers that belong to the words before them.
_NUMBERED = re.compile(
    r"(?:ครั้ง|รุ่น|ชุด|หลักสูตร|เขต|ฉบับ|ข้อ|หมวด|ระยะ|เฟส|กลุ่ม|(?<!สิ้น)ปี(?:การศึกษา|งบประมาณ)?|no\.?|part|round|phase)"
    r"(?:ที่)?\s?[0-9]{1,4}(?:/[0-9]{1,4})?(?:\s?[-–]\s?[0-9]{1,4}(?:/[0-9]{1,4})?)?",
    re.IGNORECASE,
)
# How people begin who speak to somebody.
_ASKED = re.compile(
    r"^(?:(?:ช่วย|อยาก(?:จะ)?|ขอ|ต้องการ)\s?)?(?:จอง|ใช้|หา)(?=\s?(?:ห้อง|$|[\s\0]))|^(?:ขอ|ช่วย)?จอง\s?"
    r"|^(?:please )?(?:book|reserve|find|need)(?: me)?(?: a| the)?(?![a-z])",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"(?:มี)?ห้อง(?:ประชุม)?(?:ไหน|ใด|อะไร)?(?:บ้าง)?\s?ว่าง(?:ไหม|มั้ย|หรือไม่|บ้าง)?|ว่าง(?:ไหม|มั้ย|หรือไม่)"
    r"|(?<![a-z])(?:any |a |which )?(?:free )?rooms?(?: (?:is|are))?(?: free)?(?![a-z])",
    re.IGNORECASE,
)
_LOOSE = {
    "ห้อง",
    "ห้องประชุม",
    "ที่",
    "เวลา",
    "ตอน",
    "วัน",
    "วันที่",
    "ช่วง",
    "จำนวน",
    "ประมาณ",
    "สำหรับ",
    "ใน",
    "น",
    "น.",
    "และ",
    "กับ",
    "เรื่อง",
}
_LOOSE |= {
    "ครับ",
    "ค่ะ",
    "คะ",
    "นะ",
    "นะครับ",
    "นะคะ",
    "ด้วย",
    "ถึง",
    "ตั้งแต่",
    "at",
    "on",
    "in",
    "for",
    "from",
    "to",
    "the",
    "a",
    "an",
    "and",
    "of",
}
_LOOSE |= {"with", "please", "until", "-", "–", "—", "/", ",", ".", ":", ";", "+", "&"}


def keep_subject(line: Line) -> str:
    """Take the words in quotation marks out of the line and return them; keep numbers that only look like dates for later."""
    quoted = []
    while found := line.take(_QUOTED):
        start = next(found.start(group) for group in (1, 2, 3) if found[group] is not None)
        quoted.append(line.words(start, start + len(next(each for each in found.groups() if each is not None))))
    for numbered in list(_NUMBERED.finditer(line.unread)):
        line.mark(numbered.start(), numbered.end(), KEPT)
    return " ".join(quoted)


def drop_asking(line: Line) -> None:
    """Leave out "ขอจองห้อง" at the front and "ว่างไหม" anywhere; a room's own name stays."""
    line.take(_ASKED)
    line.take(_FREE)


def remaining(line: Line) -> str:
    """Return what was not understood: the subject, without small words at its edges."""
    parts = re.split(READ, "".join(READ if sign == READ else each for sign, each in zip(line.unread, line.text, strict=True)))
    return " ".join(filter(None, map(_without_small_words, parts)))


def _without_small_words(part: str) -> str:
    words = part.split()
    while words and words[0].lower() in _LOOSE:
        words.pop(0)
    while words and words[-1].lower() in _LOOSE:
        words.pop()
    return " ".join(words).strip(" ,;:-–—/")
