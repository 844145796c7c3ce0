"""What one line of words says, and what is asked about it, on Thursday 25 May 2566."""

import string
import time as stopwatch
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from jonghong.core import thai
from jonghong.finding.phrases import LONGEST, Days, Ground, RoomName, ThingName, Understood, understand
from jonghong.finding.phrases.facts import Unsure
from jonghong.rooms.hours import Half, Halves, Hours

pytestmark = pytest.mark.pure

TODAY = date(2023, 5, 25)
HALVES = Halves(Hours(time(8, 30), time(12)), Hours(time(13), time(16, 30)))
ROOMS = [RoomName(number, name) for number, name in enumerate(["เพชร", "ไพลิน", "พลอยชมพู", "มรกต", "ทับทิม"], start=1)]
THINGS = [ThingName(number, name) for number, name in enumerate(["โปรเจคเตอร์", "เครื่องเสียง", "Wi-Fi", "จอ", "จอ LED"], start=1)]
M, A, D = Half.MORNING, Half.AFTERNOON, Half.DAY


def read(text: str, today: date = TODAY, rooms: list[RoomName] = ROOMS, language: str = "th") -> Understood:
    return understand(text, Ground(today, HALVES, rooms, THINGS, language=language))


def short(said: Understood) -> dict[str, object]:
    """Return all that was understood, in few words."""
    facts: dict[str, object] = {}
    if said.days:
        first, last = f"{said.days.first:%d.%m.%y}", f"{said.days.last:%d.%m.%y}"
        facts["on"] = first if first == last else f"{first}-{last}"
    if said.weekdays:
        facts["every"] = said.weekdays
    if said.half:
        facts["half"] = said.half
    if said.hours:
        facts["hours"] = f"{said.hours.start:%H%M}-{said.hours.end:%H%M}"
    if said.length:
        facts["long"] = said.length / timedelta(hours=1)
    if said.people:
        facts["people"] = said.people
    if said.room:
        facts["room"] = said.room.name
    if said.things:
        facts["things"] = [thing.name for thing in said.things]
    if said.title:
        facts["title"] = said.title
    return facts


# The line, and all that is understood of it; nothing is asked.
CLEAR: list[tuple[str, dict[str, object]]] = [
    # Days
    ("วันนี้", {"on": "25.05.23"}),
    ("พรุ่งนี้", {"on": "26.05.23"}),
    ("วันพรุ่งนี้", {"on": "26.05.23"}),
    ("มะรืน", {"on": "27.05.23"}),
    ("มะรืนนี้", {"on": "27.05.23"}),
    ("วันมะรืนนี้", {"on": "27.05.23"}),
    ("มะเรื่องนี้", {"on": "28.05.23"}),
    ("เมื่อวาน", {"on": "24.05.23"}),
    ("เมื่อวานนี้", {"on": "24.05.23"}),
    ("วานซืน", {"on": "23.05.23"}),
    ("จันทร์นี้", {"on": "29.05.23"}),
    ("จันทร์หน้า", {"on": "29.05.23"}),
    ("วันจันทร์", {"on": "29.05.23"}),
    ("วันศุกร์", {"on": "26.05.23"}),
    ("ศุกร์นี้", {"on": "26.05.23"}),
    ("พฤหัสหน้า", {"on": "01.06.23"}),
    ("วันพฤหัสบดีหน้า", {"on": "01.06.23"}),
    ("ศ.นี้", {"on": "26.05.23"}),
    ("วันอาทิตย์นี้", {"on": "28.05.23"}),
    ("วันพุธสัปดาห์หน้า", {"on": "31.05.23"}),
    ("ศุกร์อาทิตย์นี้", {"on": "26.05.23"}),
    ("อีก 3 วัน", {"on": "28.05.23"}),
    ("อีกสองสัปดาห์", {"on": "08.06.23"}),
    ("สิ้นเดือน", {"on": "31.05.23"}),
    ("สิ้นเดือนหน้า", {"on": "30.06.23"}),
    ("สิ้นปีงบประมาณ", {"on": "30.09.23"}),
    ("สิ้นปี", {"on": "31.12.23"}),
    ("วันที่ 5", {"on": "05.06.23"}),
    ("วันที่ 25", {"on": "25.05.23"}),
    ("วันที่ 31", {"on": "31.05.23"}),
    ("วันที่ 5-7", {"on": "05.06.23-07.06.23"}),
    ("วันที่ 30 ถึง 2", {"on": "30.05.23-02.06.23"}),
    ("5 มิ.ย.", {"on": "05.06.23"}),
    ("5 มิย 66", {"on": "05.06.23"}),
    ("5 มิถุนายน 2566", {"on": "05.06.23"}),
    ("๕ มิ.ย. ๖๖", {"on": "05.06.23"}),
    ("5มิ.ย.66", {"on": "05.06.23"}),
    ("5/6/66", {"on": "05.06.23"}),
    ("5-6-2566", {"on": "05.06.23"}),
    ("5.6.66", {"on": "05.06.23"}),
    ("5/6", {"on": "05.06.23"}),
    ("2023-06-05", {"on": "05.06.23"}),
    ("พฤหัสบดีที่ ๑ มิถุนายน พ.ศ. ๒๕๖๖", {"on": "01.06.23"}),
    ("วันพฤหัสบดีที่ 1 มิ.ย.", {"on": "01.06.23"}),
    ("พฤ. 1 มิ.ย. 66", {"on": "01.06.23"}),
    ("1-4 มิ.ย. 66", {"on": "01.06.23-04.06.23"}),
    ("1 ถึง 4 มิ.ย.", {"on": "01.06.23-04.06.23"}),
    ("วันที่ 1 - 4 มิ.ย. 2566", {"on": "01.06.23-04.06.23"}),
    ("5-7/6/66", {"on": "05.06.23-07.06.23"}),
    ("30 มิ.ย. - 2 ก.ค. 66", {"on": "30.06.23-02.07.23"}),
    ("30 ธ.ค. - 2 ม.ค. 67", {"on": "30.12.23-02.01.24"}),
    ("5/6/66-7/6/66", {"on": "05.06.23-07.06.23"}),
    ("พรุ่งนี้ถึงศุกร์", {"on": "26.05.23"}),
    ("วันนี้-ศุกร์", {"on": "25.05.23-26.05.23"}),
    ("จันทร์-พุธหน้า", {"on": "29.05.23-31.05.23"}),
    ("จันทร์ถึงศุกร์", {"on": "29.05.23-02.06.23"}),
    ("พรุ่งนี้ วันศุกร์", {"on": "26.05.23"}),
    ("tomorrow", {"on": "26.05.23"}),
    ("day after tomorrow", {"on": "27.05.23"}),
    ("yesterday", {"on": "24.05.23"}),
    ("on monday", {"on": "29.05.23"}),
    ("this friday", {"on": "26.05.23"}),
    ("next monday", {"on": "29.05.23"}),
    ("friday next week", {"on": "02.06.23"}),
    ("in 3 days", {"on": "28.05.23"}),
    ("June 5", {"on": "05.06.23"}),
    ("5 Jun 2566", {"on": "05.06.23"}),
    ("Thu 1 June", {"on": "01.06.23"}),
    ("1-4 June 2566", {"on": "01.06.23-04.06.23"}),
    ("end of the month", {"on": "31.05.23"}),
    ("5 มิ.ย. 66 40 คน", {"on": "05.06.23", "people": 40}),
    ("5 มิ.ย. 40 คน", {"on": "05.06.23", "people": 40}),
    ("5 มิ.ย. 66 9.00-11.30", {"on": "05.06.23", "hours": "0900-1130"}),
    ("5 มิ.ย. 13.00-15.00", {"on": "05.06.23", "hours": "1300-1500"}),
    ("5 มิ.ย. 10-12 น.", {"on": "05.06.23", "hours": "1000-1200"}),
    ("5/6/66 9-11", {"on": "05.06.23", "hours": "0900-1100"}),
    ("1-4 มิ.ย. 66 9.00-11.30 เพชร", {"on": "01.06.23-04.06.23", "hours": "0900-1130", "room": "เพชร"}),
    # Times of day
    ("พรุ่งนี้เช้า", {"on": "26.05.23", "half": M}),
    ("พรุ่งนี้ตอนบ่าย", {"on": "26.05.23", "half": A}),
    ("พรุ่งนี้ทั้งวัน", {"on": "26.05.23", "half": D}),
    ("5 มิ.ย. 66 เช้า-บ่าย", {"on": "05.06.23", "half": D}),
    ("พรุ่งนี้เช้าบ่าย", {"on": "26.05.23", "half": D}),
    ("เช้านี้", {"on": "25.05.23", "half": M}),
    ("บ่ายวันนี้", {"on": "25.05.23", "half": A}),
    ("พรุ่งนี้ครึ่งเช้า", {"on": "26.05.23", "half": M}),
    ("this afternoon", {"on": "25.05.23", "half": A}),
    ("tomorrow all day", {"on": "26.05.23", "half": D}),
    ("พรุ่งนี้ 9.00-11.30", {"on": "26.05.23", "hours": "0900-1130"}),
    ("พรุ่งนี้ 9:00 - 11:30 น.", {"on": "26.05.23", "hours": "0900-1130"}),
    ("พรุ่งนี้ตั้งแต่ 9.00 น. ถึง 11.30 น.", {"on": "26.05.23", "hours": "0900-1130"}),
    ("พรุ่งนี้ ๙.๐๐-๑๑.๓๐ น.", {"on": "26.05.23", "hours": "0900-1130"}),
    ("พรุ่งนี้ 0900-1130", {"on": "26.05.23", "hours": "0900-1130"}),
    ("พรุ่งนี้ 9-11", {"on": "26.05.23", "hours": "0900-1100"}),
    ("พรุ่งนี้ 9-11 น.", {"on": "26.05.23", "hours": "0900-1100"}),
    ("พรุ่งนี้ 9 โมงครึ่งถึงเที่ยง", {"on": "26.05.23", "hours": "0930-1200"}),
    ("พรุ่งนี้ เก้าโมง ถึง สิบเอ็ดโมง", {"on": "26.05.23", "hours": "0900-1100"}),
    ("พรุ่งนี้ 9 โมง 15 นาที - 10 โมง", {"on": "26.05.23", "hours": "0915-1000"}),
    ("พรุ่งนี้ บ่ายสอง ถึง บ่ายสี่", {"on": "26.05.23", "hours": "1400-1600"}),
    ("พรุ่งนี้ บ่ายโมงครึ่งถึงบ่ายสามโมงครึ่ง", {"on": "26.05.23", "hours": "1330-1530"}),
    ("พรุ่งนี้ บ่าย 2-4", {"on": "26.05.23", "hours": "1400-1600"}),
    ("พรุ่งนี้ บ่าย 1.30-3.30", {"on": "26.05.23", "hours": "1330-1530"}),
    ("พรุ่งนี้บ่าย 1.30-3.30 น.", {"on": "26.05.23", "hours": "1330-1530"}),
    ("พรุ่งนี้ 3 โมงเย็น ถึง 5 โมงเย็น", {"on": "26.05.23", "hours": "1500-1700"}),
    ("พรุ่งนี้ 8 โมงเช้า ถึง 4 โมงเย็น", {"on": "26.05.23", "hours": "0800-1600"}),
    ("พรุ่งนี้ สามโมงเช้า ถึง เที่ยงครึ่ง", {"on": "26.05.23", "hours": "0900-1230"}),
    ("พรุ่งนี้ 9 โมงถึง 3 โมง", {"on": "26.05.23", "hours": "0900-1500"}),
    ("พรุ่งนี้ 1 ทุ่ม - 2 ทุ่มครึ่ง", {"on": "26.05.23", "hours": "1900-2030"}),
    ("พรุ่งนี้เช้า 9.00-11.00", {"on": "26.05.23", "hours": "0900-1100"}),
    ("พรุ่งนี้ 9 โมง 3 ชั่วโมง", {"on": "26.05.23", "hours": "0900-1200"}),
    ("พรุ่งนี้บ่าย 3 ชั่วโมงครึ่ง", {"on": "26.05.23", "half": A}),
    ("tomorrow 9am-11am", {"on": "26.05.23", "hours": "0900-1100"}),
    ("tomorrow 2-4pm", {"on": "26.05.23", "hours": "1400-1600"}),
    ("tomorrow 11-1pm", {"on": "26.05.23", "hours": "1100-1300"}),
    ("tomorrow from 9.30 to noon", {"on": "26.05.23", "hours": "0930-1200"}),
    # Any time
    ("3 ชั่วโมง", {"long": 3.0}),
    ("3 ชม. 20 คน", {"long": 3.0, "people": 20}),
    ("สัปดาห์หน้า 3 ชั่วโมง", {"on": "29.05.23-02.06.23", "long": 3.0}),
    ("สัปดาห์นี้ ชั่วโมงครึ่ง", {"on": "25.05.23-26.05.23", "long": 1.5}),
    ("เดือนหน้า 90 นาที", {"on": "01.06.23-30.06.23", "long": 1.5}),
    ("พรุ่งนี้ครึ่งชั่วโมง", {"on": "26.05.23", "long": 0.5}),
    ("this week for 2.5 hours", {"on": "25.05.23-26.05.23", "long": 2.5}),
    # Series
    ("ทุกวันพุธเช้า ถึง 31 ธ.ค. 66", {"on": "25.05.23-31.12.23", "every": (2,), "half": M}),
    ("ทุกพุธเช้า 2 ส.ค. 66 - 31 ธ.ค. 66", {"on": "02.08.23-31.12.23", "every": (2,), "half": M}),
    ("ทุกวันจันทร์และพุธ บ่าย ถึงสิ้นปี", {"on": "25.05.23-31.12.23", "every": (0, 2), "half": A}),
    ("ทุกวันทำการ 9.00-9.30 ถึงวันที่ 9 มิ.ย. 66", {"on": "25.05.23-09.06.23", "every": (0, 1, 2, 3, 4), "hours": "0900-0930"}),
    ("ทุกวัน เช้า ถึงสิ้นเดือน", {"on": "25.05.23-31.05.23", "every": (0, 1, 2, 3, 4, 5, 6), "half": M}),
    ("every wednesday 9am-11am until 31 Dec 2566", {"on": "25.05.23-31.12.23", "every": (2,), "hours": "0900-1100"}),
    # People, room, subject
    ("พรุ่งนี้เช้า 40 คน", {"on": "26.05.23", "half": M, "people": 40}),
    ("พรุ่งนี้เช้า40คน", {"on": "26.05.23", "half": M, "people": 40}),
    ("พรุ่งนี้เช้า ประมาณ 40-50 ท่าน", {"on": "26.05.23", "half": M, "people": 50}),
    ("พรุ่งนี้เช้า ยี่สิบเอ็ดคน", {"on": "26.05.23", "half": M, "people": 21}),
    ("พรุ่งนี้บ่ายสามสิบคน", {"on": "26.05.23", "half": A, "people": 30}),
    ("พรุ่งนี้บ่าย ร้อยห้าสิบคน", {"on": "26.05.23", "half": A, "people": 150}),
    ("พรุ่งนี้เช้า ผู้เข้าประชุม 25", {"on": "26.05.23", "half": M, "people": 25}),
    ("tomorrow morning 40 people", {"on": "26.05.23", "half": M, "people": 40}),
    ("tomorrow morning for 12", {"on": "26.05.23", "half": M, "people": 12}),
    ("พรุ่งนี้เช้า 0 คน", {"on": "26.05.23", "half": M}),
    ("พรุ่งนี้เช้า โปรเจคเตอร์", {"on": "26.05.23", "half": M, "things": ["โปรเจคเตอร์"]}),
    (
        "พรุ่งนี้เช้า 40 คน มีโปรเจกเตอร์และเครื่องเสียง",
        {"on": "26.05.23", "half": M, "people": 40, "things": ["โปรเจคเตอร์", "เครื่องเสียง"]},
    ),
    ("tomorrow morning with a จอ led and wi-fi", {"on": "26.05.23", "half": M, "things": ["จอ LED", "Wi-Fi"]}),
    ("พรุ่งนี้เช้า เพชร พร้อมจอ อบรมครู", {"on": "26.05.23", "half": M, "room": "เพชร", "things": ["จอ"], "title": "อบรมครู"}),
    ("พรุ่งนี้เช้า จอ จอ LED", {"on": "26.05.23", "half": M, "things": ["จอ LED", "จอ"]}),
    ("พรุ่งนี้เช้า ซ่อมโปรเจคเตอร์", {"on": "26.05.23", "half": M, "title": "ซ่อมโปรเจคเตอร์"}),
    ("พรุ่งนี้เช้า จอ และ เครื่องเสียง", {"on": "26.05.23", "half": M, "things": ["เครื่องเสียง", "จอ"]}),
    ("พรุ่งนี้เช้า อบรมการใช้โปรเจคเตอร์", {"on": "26.05.23", "half": M, "title": "อบรมการใช้โปรเจคเตอร์"}),
    ("พรุ่งนี้เช้า จัดซื้อเครื่องเสียงและจอ", {"on": "26.05.23", "half": M, "title": "จัดซื้อเครื่องเสียงและจอ"}),
    ("พรุ่งนี้เช้า อบรมเคมี 20 คน จอ", {"on": "26.05.23", "half": M, "people": 20, "title": "อบรมเคมี", "things": ["จอ"]}),
    ("พรุ่งนี้เช้า อบรมเคมี มีจอ", {"on": "26.05.23", "half": M, "title": "อบรมเคมี", "things": ["จอ"]}),
    ("พรุ่งนี้เช้า ห้อง เพชร จอ", {"on": "26.05.23", "half": M, "room": "เพชร", "things": ["จอ"]}),
    ("พรุ่งนี้เช้า จอแสดงผล", {"on": "26.05.23", "half": M, "title": "จอแสดงผล"}),
    ('พรุ่งนี้เช้า "โปรเจคเตอร์"', {"on": "26.05.23", "half": M, "title": "โปรเจคเตอร์"}),
    ("พรุ่งนี้เช้า เพชร", {"on": "26.05.23", "half": M, "room": "เพชร"}),
    ("พรุ่งนี้เช้าห้องเพชร", {"on": "26.05.23", "half": M, "room": "เพชร"}),
    ("พรุ่งนี้เช้า ที่ห้องประชุมมรกต", {"on": "26.05.23", "half": M, "room": "มรกต"}),
    ("พลอย พรุ่งนี้เช้า", {"on": "26.05.23", "half": M, "room": "พลอยชมพู"}),
    ("ห้องม พรุ่งนี้เช้า", {"on": "26.05.23", "half": M, "room": "มรกต"}),
    ("1-4 มิ.ย. 66 เพชร ทั้งวัน", {"on": "01.06.23-04.06.23", "half": D, "room": "เพชร"}),
    ("เพชร พรุ่งนี้เช้า ไพลิน", {"on": "26.05.23", "half": M, "room": "เพชร", "title": "ไพลิน"}),
    ("พรุ่งนี้เช้า เพชร ประชุมครู 40 คน", {"on": "26.05.23", "half": M, "room": "เพชร", "title": "ประชุมครู", "people": 40}),
    ("พรุ่งนี้เช้าเพชรประชุมครู40คน", {"on": "26.05.23", "half": M, "room": "เพชร", "title": "ประชุมครู", "people": 40}),
    ("ขอจองห้องเพชร พรุ่งนี้เช้า ค่ะ", {"on": "26.05.23", "half": M, "room": "เพชร"}),
    ("ห้องไหนว่าง พรุ่งนี้บ่าย", {"on": "26.05.23", "half": A}),
    ("please book a room tomorrow morning", {"on": "26.05.23", "half": M}),
    ("พรุ่งนี้เช้า ประชุมครั้งที่ 3/2566", {"on": "26.05.23", "half": M, "title": "ประชุมครั้งที่ 3/2566"}),
    ("พรุ่งนี้เช้า อบรมรุ่นที่ ๒", {"on": "26.05.23", "half": M, "title": "อบรมรุ่นที่ ๒"}),
    ("พรุ่งนี้เช้า อาหารเช้าผู้บริหาร", {"on": "26.05.23", "half": M, "title": "อาหารเช้าผู้บริหาร"}),
    ("พรุ่งนี้เช้า “วันครู 16 ม.ค.”", {"on": "26.05.23", "half": M, "title": "วันครู 16 ม.ค."}),
    ("คุณจันทร์เพ็ญ พรุ่งนี้บ่าย", {"on": "26.05.23", "half": A, "title": "คุณจันทร์เพ็ญ"}),
    ("พรุ่งนี้เช้า ประชุมกลุ่ม DLICT", {"on": "26.05.23", "half": M, "title": "ประชุมกลุ่ม DLICT"}),
    ("พรุ่งนี้เช้า ประชุมครู ครับ", {"on": "26.05.23", "half": M, "title": "ประชุมครู"}),
    ("พรุ่งนี้เช้า เรื่อง แผนปี 2567", {"on": "26.05.23", "half": M, "title": "แผนปี 2567"}),
]


@pytest.mark.parametrize(("text", "facts"), CLEAR)
def test_line_is_understood(text: str, facts: dict[str, object]) -> None:
    said = read(text)
    assert (short(said), said.questions) == (facts, [])
    assert said.is_clear


# The line, what is asked about it, and the lines that answer.
UNSURE: list[tuple[str, Unsure, list[str]]] = [
    ("เสาร์หน้า", Unsure.WHICH_WEEK, ["27 พ.ค. 2566", "3 มิ.ย. 2566"]),
    ("ศุกร์หน้าบ่าย เพชร", Unsure.WHICH_WEEK, ["26 พ.ค. 2566 บ่าย เพชร", "2 มิ.ย. 2566 บ่าย เพชร"]),
    ("วันพฤหัส เช้า", Unsure.WHICH_WEEK, ["25 พ.ค. 2566 เช้า", "1 มิ.ย. 2566 เช้า"]),
    (
        "สัปดาห์หน้า",
        Unsure.WHICH_DAY,
        ["29 พ.ค. - 2 มิ.ย. 2566", "29 พ.ค. 2566", "30 พ.ค. 2566", "31 พ.ค. 2566", "1 มิ.ย. 2566", "2 มิ.ย. 2566"],
    ),
    ("อาทิตย์หน้า เช้า", Unsure.WHICH_DAY, ["29 พ.ค. - 2 มิ.ย. 2566 เช้า", "28 พ.ค. 2566 เช้า", "4 มิ.ย. 2566 เช้า"]),
    ("เดือนหน้า เช้า", Unsure.WHICH_DAY, []),
    ("วันนี้ พรุ่งนี้", Unsure.WHICH_DAY, ["25 พ.ค. 2566", "26 พ.ค. 2566"]),
    ("5/6/23 เช้า", Unsure.WHICH_YEAR, ["5 มิ.ย. 2566 เช้า", "5 มิ.ย. 2523 เช้า"]),
    ("5/6/2023", Unsure.WHICH_YEAR, ["5 มิ.ย. 2566"]),
    ("1 พ.ค. เช้า", Unsure.WHICH_YEAR, ["1 พ.ค. 2567 เช้า", "1 พ.ค. 2566 เช้า"]),
    ("5 มิ.ย. 40", Unsure.WHICH_YEAR, ["5 มิ.ย. 2583", "5 มิ.ย. 2540", "5 มิ.ย. 2566 40 คน"]),
    ("1 พ.ค. พุธ", Unsure.WHICH_DAY, ["1 พ.ค. 2567", "1 พ.ค. 2566", "31 พ.ค. 2566"]),
    ("31 เม.ย. 66", Unsure.BAD_DATE, []),
    ("31 เม.ย.", Unsure.BAD_DATE, []),
    ("29 ก.พ. 2566", Unsure.BAD_DATE, []),
    ("29 ก.พ. 40", Unsure.WHICH_YEAR, ["29 ก.พ. 2583", "29 ก.พ. 2567 40 คน"]),
    ("31 เม.ย. 40", Unsure.BAD_DATE, []),
    ("วันที่ 32", Unsure.BAD_DATE, []),
    ("0-4 มิ.ย. 66", Unsure.BAD_DATE, []),
    ("จันทร์ 1 มิ.ย. 66", Unsure.BAD_DATE, ["1 มิ.ย. 2566"]),
    ("จันทร์ 1 มิ.ย.", Unsure.BAD_DATE, ["1 มิ.ย. 2566"]),
    ("4-1 มิ.ย. 66", Unsure.REVERSED, ["1-4 มิ.ย. 2566"]),
    ("7/6/66-5/6/66", Unsure.REVERSED, ["5-7 มิ.ย. 2566"]),
    ("9-11", Unsure.WHICH_HOURS, ["09.00-11.00", "9-11 มิ.ย. 2566"]),
    ("40-50", Unsure.NO_DAY, ["40-50 25 พ.ค. 2566", "40-50 26 พ.ค. 2566", "40-50 29 พ.ค. 2566"]),
    ("พรุ่งนี้ 2-4", Unsure.WHICH_HOURS, ["พรุ่งนี้ 14.00-16.00", "พรุ่งนี้ 02.00-04.00"]),
    (
        "พรุ่งนี้ บ่าย 3",
        Unsure.NO_END,
        ["พรุ่งนี้ 15.00-16.00", "พรุ่งนี้ 15.00-16.30", "พรุ่งนี้ 15.00-17.00", "พรุ่งนี้ บ่าย"],
    ),
    ("พรุ่งนี้ บ่าย 3 โมง", Unsure.NO_END, ["พรุ่งนี้ 15.00-16.00", "พรุ่งนี้ 15.00-16.30", "พรุ่งนี้ 15.00-17.00"]),
    ("พรุ่งนี้ 9.00", Unsure.NO_END, ["พรุ่งนี้ 09.00-10.00", "พรุ่งนี้ 09.00-11.00", "พรุ่งนี้ 09.00-12.00"]),
    ("พรุ่งนี้ 9.10-11.05", Unsure.NO_QUARTER, ["พรุ่งนี้ 09.00-11.15"]),
    ("พรุ่งนี้ 11.30-9.00", Unsure.REVERSED, ["พรุ่งนี้ 09.00-11.30", "พรุ่งนี้ 11.30-21.00"]),
    ("พรุ่งนี้ 23.50-23.59", Unsure.WHICH_HOURS, []),
    ("พรุ่งนี้เช้า 13.00-15.00", Unsure.WHICH_HOURS, ["พรุ่งนี้ 13.00-15.00"]),
    ("พรุ่งนี้บ่าย 2 ชั่วโมง", Unsure.WHICH_HOURS, ["พรุ่งนี้ 13.00-15.00", "พรุ่งนี้ 14.30-16.30", "พรุ่งนี้ บ่าย"]),
    ("พรุ่งนี้เช้า 5 ชั่วโมง", Unsure.WHICH_HOURS, ["พรุ่งนี้ เช้า"]),
    ("พรุ่งนี้ ครึ่งวัน", Unsure.WHICH_HALF, ["พรุ่งนี้ เช้า", "พรุ่งนี้ บ่าย"]),
    ("พรุ่งนี้เย็น", Unsure.WHICH_HOURS, ["พรุ่งนี้ 16.30-18.30", "พรุ่งนี้ 17.00-19.00", "พรุ่งนี้ 18.00-20.00"]),
    ("เช้า 40 คน", Unsure.NO_DAY, ["เช้า 40 คน 25 พ.ค. 2566", "เช้า 40 คน 26 พ.ค. 2566", "เช้า 40 คน 29 พ.ค. 2566"]),
    ("ทุกวันพุธเช้า", Unsure.NO_END_OF_SERIES, [f"ทุกวันพุธเช้า ถึง {end} 2566" for end in ("30 มิ.ย.", "30 ก.ย.", "31 ธ.ค.")]),
    ("ทุกวันพุธ ตั้งแต่ 2 ส.ค. 66 ถึง 1 ก.ค. 66", Unsure.REVERSED, ["ทุกวันพุธ 1 ก.ค. - 2 ส.ค. 2566"]),
    ("ทุกวันพุธ 2 ส.ค. 66 เช้า ถึง 1 ก.ค. 66", Unsure.REVERSED, ["ทุกวันพุธ 1 ก.ค. - 2 ส.ค. 2566 เช้า"]),
    ("29 ก.พ. - 2 มี.ค. 66", Unsure.REVERSED, ["2 มี.ค. 2566 - 29 ก.พ. 2567"]),
    ("ทุกวันพุธเช้า ถึง 5/6/23", Unsure.WHICH_YEAR, ["ทุกวันพุธเช้า 5 มิ.ย. 2566", "ทุกวันพุธเช้า 5 มิ.ย. 2523"]),
    ("พรุ่งนี้เช้า เพชรบุรี", Unsure.ROOM_OR_SUBJECT, ["พรุ่งนี้เช้า ห้องเพชร", 'พรุ่งนี้เช้า "เพชรบุรี"']),
    ("พรุ่งนี้เช้า ซ่อม จอ", Unsure.THING_OR_SUBJECT, ["พรุ่งนี้เช้า ซ่อม มีจอ", 'พรุ่งนี้เช้า ซ่อม "จอ"']),
    ("พรุ่งนี้เช้า อบรมเคมี จอ", Unsure.THING_OR_SUBJECT, ["พรุ่งนี้เช้า อบรมเคมี มีจอ", 'พรุ่งนี้เช้า อบรมเคมี "จอ"']),
    ("พรุ่งนี้เช้า ประชุมผู้กำกับ จอ", Unsure.THING_OR_SUBJECT, ["พรุ่งนี้เช้า ประชุมผู้กำกับ มีจอ", 'พรุ่งนี้เช้า ประชุมผู้กำกับ "จอ"']),
    ("พรุ่งนี้เช้า เพชร 40", Unsure.PEOPLE, ["พรุ่งนี้เช้า เพชร 40 คน", 'พรุ่งนี้เช้า เพชร "40"']),
]


@pytest.mark.parametrize(("text", "about", "answers"), UNSURE)
def test_line_that_may_mean_two_things_is_asked_about(text: str, about: Unsure, answers: list[str]) -> None:
    said = read(text)
    assert [(question.about, [choice.text for choice in question.choices]) for question in said.questions] == [(about, answers)]
    assert not said.is_clear


@pytest.mark.parametrize("text", [answer for _text, _about, answers in UNSURE for answer in answers])
def test_answer_leaves_at_most_what_was_never_said(text: str) -> None:
    left = {question.about for question in read(text).questions}
    assert left <= {Unsure.NO_DAY, Unsure.NO_END_OF_SERIES, Unsure.REVERSED} or "เพชรบุรี" in text


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("พรุ่งนี้เช้า Video Room", {"room": "Video Room"}),
        ("พรุ่งนี้เช้า ห้อง วิดีโอ", {"room": "ห้องวิดีโอ"}),
        ("พรุ่งนี้เช้า มรกต๒ พร้อมจอ ๒", {"room": "มรกต๒", "things": ["จอ ๒"]}),
        ("พรุ่งนี้เช้า น้ํา", {"things": ["น้ํา"]}),
    ],
)
def test_names_of_the_office_are_read_as_they_are_spoken(text: str, facts: dict[str, object]) -> None:
    rooms = [RoomName(number, name) for number, name in enumerate(["Video Room", "ห้องวิดีโอ", "มรกต๒"], start=1)]
    things = [ThingName(number, name) for number, name in enumerate(["Video", "วิดีโอ", "จอ ๒", "น้ํา"], start=1)]
    said = understand(text, Ground(TODAY, HALVES, rooms, things))
    assert (short(said), said.questions) == ({"on": "26.05.23", "half": M, **facts}, [])


def test_there_are_enough_phrases() -> None:
    assert len(CLEAR) + len(UNSURE) >= 120


@pytest.mark.parametrize(
    ("text", "kind"),
    [("31 เม.ย. 66", thai.NoSuchDay), ("จันทร์ 1 มิ.ย. 66", thai.WrongWeekday), ("5/6/23", thai.YearUnclear)],
)
def test_what_is_wrong_with_a_date_is_told(text: str, kind: type[thai.BadDate]) -> None:
    (question,) = read(text).questions
    assert isinstance(question.fault, kind)


def test_a_number_after_a_leap_day_is_no_number_of_people_where_that_day_is_not_to_come() -> None:
    (question,) = read("29 ก.พ. 40", date(2025, 5, 25)).questions
    assert [choice.text for choice in question.choices] == ["29 ก.พ. 2583"]


def test_hours_that_are_no_days_are_not_offered_as_days() -> None:
    assert [question.about for question in read("0-5").questions] == [Unsure.WHICH_HOURS, Unsure.NO_DAY]


def test_two_things_are_asked_at_once() -> None:
    said = read("เสาร์หน้า บ่าย 3 เพชร")
    assert [question.about for question in said.questions] == [Unsure.WHICH_WEEK, Unsure.NO_END]
    assert short(said) == {"room": "เพชร"}


def test_answers_speak_english_to_who_does() -> None:
    answers = {
        text: [choice.text for choice in read(text, language="en").questions[0].choices]
        for text in ("next friday morning", "tomorrow half day", "every monday morning", "tomorrow morning 40")
    }
    assert answers == {
        "next friday morning": ["26 May 2566 morning", "2 Jun 2566 morning"],
        "tomorrow half day": ["tomorrow morning", "tomorrow afternoon"],
        "every monday morning": [f"every monday morning until {end} 2566" for end in ("30 Jun", "30 Sep", "31 Dec")],
        "tomorrow morning 40": ["tomorrow morning 40 people", 'tomorrow morning "40"'],
    }
    assert all(read(answers[text][0]).is_clear for text in answers)


@pytest.mark.parametrize(
    ("today", "text", "first"),
    [
        (date(2023, 5, 27), "จันทร์นี้", date(2023, 5, 29)),  # a Saturday
        (date(2023, 5, 28), "สัปดาห์นี้ 1 ชั่วโมง", date(2023, 5, 28)),
        (date(2023, 5, 22), "สัปดาห์นี้ 1 ชั่วโมง", date(2023, 5, 22)),
        (date(2023, 12, 30), "วันที่ 31", date(2023, 12, 31)),
        (date(2024, 1, 31), "วันที่ 30", date(2024, 3, 30)),
        (date(2023, 12, 31), "1 ม.ค.", date(2024, 1, 1)),
        (date(2024, 1, 1), "30 ธ.ค. - 2 ม.ค. 67", date(2023, 12, 30)),
        (date(2024, 2, 1), "29 ก.พ.", date(2024, 2, 29)),
    ],
)
def test_day_is_counted_from_today(today: date, text: str, first: date) -> None:
    days = read(text, today).days
    assert days is not None
    assert days.first == first


ALIKE = [RoomName(1, "ประชุม 1"), RoomName(2, "ประชุม 10"), RoomName(3, "ห้องบัว"), RoomName(4, "Board Room"), RoomName(5, "ห้อง")]


@pytest.mark.parametrize(
    ("text", "room"),
    [
        ("พรุ่งนี้เช้า ห้องประชุม 1", None),
        ("พรุ่งนี้เช้า ประชุม 1", 1),
        ("พรุ่งนี้เช้า ประชุม 10", 2),
        ("พรุ่งนี้เช้า บัว", 3),
        ("พรุ่งนี้เช้า ห้องบัว", 3),
        ("tomorrow morning BOARD room", 4),
        ("tomorrow morning board", 4),
        ("พรุ่งนี้เช้า boardroomประชุม", None),
        ("พรุ่งนี้เช้า ประชุม", None),
    ],
)
def test_room_is_found_by_its_name_or_the_start_of_it(text: str, room: int | None) -> None:
    said = read(text, rooms=ALIKE)
    assert (said.room.id if said.room else None) == room


def test_several_rooms_of_a_name_are_asked_about() -> None:
    (question,) = read("พรุ่งนี้เช้า ห้องบัว", rooms=[RoomName(1, "บัวหลวง"), RoomName(2, "บัวแดง")]).questions
    assert question.about is Unsure.WHICH_ROOM
    assert [choice.text for choice in question.choices] == [
        "พรุ่งนี้เช้า ห้องบัวหลวง",
        "พรุ่งนี้เช้า ห้องบัวแดง",
        'พรุ่งนี้เช้า "ห้องบัว"',
    ]


def test_empty_line_says_and_asks_nothing() -> None:
    assert (short(read(" \n ")), read("\u200b").questions) == ({}, [])


def test_only_the_start_of_a_long_line_is_read() -> None:
    assert read("ก" * LONGEST + " พรุ่งนี้").title == "ก" * LONGEST


WORDS = "วัน ที่ ถึง - / . : ทุก ห้อง บ่าย เช้า โมง ครึ่ง น. คน เพชร พรุ่งนี้ จันทร์ หน้า นี้ อาทิตย์ สัปดาห์ มิ.ย. 66 2566 5 31 9.00"
WORDS += ' ชั่วโมง นาที สิบ สอง ร้อย อีก next to every until pm " ( ) \0 😀 ๆ ์ İ \u202e'


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*WORDS.split(" "), " ", *string.digits]), max_size=60).map("".join) | st.text(max_size=250))
def test_no_text_is_too_much(text: str) -> None:
    begun = stopwatch.process_time()
    said = read(text)
    assert stopwatch.process_time() - begun < 1
    assert len(said.text) <= LONGEST
    assert not said.days or isinstance(said.days, Days)
    assert said.title.isprintable()
