"""Who and what the sample office is: its names, rooms and made-up people. Pure."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jonghong.core import thai
from jonghong.people.identity import has_right_check_digit

NAME = "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาศรีสะเกษ เขต 1"
SHORT_NAME = "สพป.ศก.1"

# Short name, by which everybody speaks of a group -> its full name.
GROUPS = {
    "อำนวยการ": "กลุ่มอำนวยการ",
    "แผน": "กลุ่มนโยบายและแผน",
    "บุคคล": "กลุ่มบริหารงานบุคคล",
    "การเงินฯ": "กลุ่มบริหารงานการเงินและสินทรัพย์",
    "ส่งเสริมฯ": "กลุ่มส่งเสริมการจัดการศึกษา",
    "นิเทศฯ": "กลุ่มนิเทศ ติดตามและประเมินผลการจัดการศึกษา",
    "พัฒนาครูฯ": "กลุ่มพัฒนาครูและบุคลากรทางการศึกษา",
    "กฎหมายและคดี": "กลุ่มกฎหมายและคดี",
    "DLICT": "กลุ่มส่งเสริมการศึกษาทางไกล เทคโนโลยีสารสนเทศและการสื่อสาร",
    "ตรวจสอบภายใน": "หน่วยตรวจสอบภายใน",
}


@dataclass(frozen=True)
class SampleRoom:
    """A room as it will stand in the database."""

    name: str
    capacity: int
    hue: int
    equipment: tuple[str, ...]


PROJECTOR, SOUND, SCREEN, WHITEBOARD, CONFERENCE = "โปรเจกเตอร์", "เครื่องเสียง", "จอ LED", "กระดานไวต์บอร์ด", "ชุดประชุมทางไกล"
ROOMS = (
    SampleRoom("เพชร", 120, 230, (PROJECTOR, SOUND, SCREEN, CONFERENCE)),
    SampleRoom("ไพลิน", 60, 262, (PROJECTOR, SOUND, CONFERENCE)),
    SampleRoom("พลอยชมพู", 40, 350, (PROJECTOR, SOUND)),
    SampleRoom("มรกต", 30, 155, (PROJECTOR, WHITEBOARD)),
    SampleRoom("ทับทิม", 20, 22, (SCREEN, WHITEBOARD)),
)


@dataclass(frozen=True)
class SamplePerson:
    """Somebody who never lived, with a number that was never given out; ``is_new`` has yet to choose a password."""

    name: str
    group: str
    role: str
    number: int
    is_new: bool = False

    @property
    def citizen_id(self) -> str:
        """Thirteen digits with the right last one; no registry office has the code 0000."""
        twelve = f"10000{self.number:07d}"
        return next(twelve + last for last in "0123456789" if has_right_check_digit(twelve + last))


ADMINISTRATOR = SamplePerson("นายปีบ ตัวอย่าง", "DLICT", "administrator", 301)
OFFICER = SamplePerson("นางสาวมะลิ ตัวอย่าง", "อำนวยการ", "officer", 201)
CLERK_NAMES = "นางสาวจำปี นางสาวพุด นางสาวบัว นางพิกุล นางสาวชบา นายราชพฤกษ์ นางสาวกุหลาบ นายกันเกรา นายประดู่ นางลำดวน"
CLERKS = tuple(
    SamplePerson(f"{name} ตัวอย่าง", group, "clerk", number)
    for number, (name, group) in enumerate(zip(CLERK_NAMES.split(), GROUPS, strict=True), start=101)
)
NEWCOMER = SamplePerson("นางสาวเข็ม ตัวอย่าง", "แผน", "clerk", 111, is_new=True)
PEOPLE = (ADMINISTRATOR, OFFICER, *CLERKS, NEWCOMER)
# Enough to try every part; the other clerks have the same password.
SHOWN = (ADMINISTRATOR, OFFICER, CLERKS[2], CLERKS[1], NEWCOMER)

PASSWORDS = {
    "administrator": "sample-administrator-2566",
    "officer": "sample-officer-2566",
    "clerk": "sample-clerk-2566",
}
CODE = "TEST2566"


def read_times() -> dict[tuple[int, int], int]:
    """Return (year of the common era, month) -> ครั้ง as the office published them, 2559 to 2566."""
    years = {thai.gregorian_year(int(line.pop("buddhist_year"))): line for line in _lines("year_report.csv")}
    return {(year, int(month)): int(times) for year, line in years.items() for month, times in line.items()}


def read_holidays() -> list[tuple[date, str]]:
    """Return (day, name) of every holiday of 2559 to 2570."""
    return [(date.fromisoformat(line["date"]), line["name"]) for line in _lines("holidays.csv")]


def _lines(name: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
