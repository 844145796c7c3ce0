"""Every dirty case of AMSS++ (D01 to D38) with what has to become of it, and whole offices of good rows.

A case is told in the words of edition V2 and put into each edition that can have it: ``tables_of(case, edition)``.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import jonghong.sample
from jonghong.core import thai
from jonghong.moving.facts import Code, Decision, Edition, GroupDraft, Known, PersonDraft, RoomDraft, Thing
from tests import make
from tests.moving.amss_tables import (
    ADMINISTRATOR,
    ALL,
    CLERK,
    FORMER,
    OFFICER,
    TEACHER,
    V0,
    V1,
    V2,
    V4,
    Row,
    Tables,
    add_group,
    small_office,
)

NOW = datetime(2023, 5, 25, 9)  # noqa: DTZ001 - wall time, as everything of AMSS++
KNOWN = Known(now=NOW)
IMPORTED, LINKED, QUARANTINED = "imported", "linked", "quarantined"
HAVE_END, TELL_NUMBERS = (V2, V4), (V1, V2, V4)


@dataclass(frozen=True)
class Wanted:
    """What has to become of a row: ``codes`` are all that is noted, ``facts`` some of its draft, ``suggested`` of its form."""

    codes: str = ""
    outcome: str = IMPORTED
    facts: Mapping[str, Any] = field(default_factory=dict)
    suggested: Mapping[str, str] = field(default_factory=dict)
    task: str = ""


@dataclass(frozen=True)
class Case:
    """Rows added to a small office, each with what has to become of it; ``without`` are tables that a dump lacks."""

    name: str
    rows: tuple[tuple[str, Row, Wanted], ...]
    editions: tuple[Edition, ...] = ALL
    stubs: tuple[Thing, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def code(self) -> Code:
        """The code that it is about, by which its name begins."""
        return Code(self.name.split()[0])


def good(**changes: str | None) -> dict[str, str | None]:
    """Return a booking with nothing wrong about it, two weeks before ``NOW``, with some changes."""
    day = changes.get("book_date", "2023-05-10")
    facts: dict[str, str | None] = {
        "room": "1",
        "book_date": day,
        "book_date_end": day,
        "start_time": "9",
        "finish_time": "12",
        "objective": "ประชุมเตรียมงาน",
        "book_person": CLERK,
        "person_num": "20",
        "rec_date": "2023-05-01 09:00:00",
        "approve": "1",
        "officer": OFFICER,
        "officer_date": "2023-05-02 10:00:00",
    }
    return facts | changes


def ahead(**changes: str | None) -> dict[str, str | None]:
    """Return a booking two weeks after ``NOW``."""
    return good(**{"book_date": "2023-06-08", **changes})


def one(name: str, row: Row, wanted: Wanted, editions: tuple[Edition, ...] = ALL, *stubs: Thing) -> Case:
    """Return a case of a single booking."""
    return Case(name, (("meeting_main", row, wanted),), editions, stubs)


def two(name: str, first: tuple[Row, Wanted], second: tuple[Row, Wanted], editions: tuple[Edition, ...] = ALL) -> Case:
    """Return a case of two bookings."""
    return Case(name, (("meeting_main", *first), ("meeting_main", *second)), editions)


def halted(codes: str, **suggested: str) -> Wanted:
    """Return what is wanted of a row that goes to quarantine."""
    return Wanted(codes, QUARANTINED, suggested=suggested)


def person(person_id: str, **facts: str) -> dict[str, str]:
    """Return a row of a register."""
    return {
        "person_id": person_id,
        "prename": "นาง",
        "name": "สุดา",
        "surname": "ทดลอง",
        "department": "1",
        "status": "0",
    } | facts


STRANGER = make.citizen_id(900_100)
BAD_DIGIT = STRANGER[:-1] + str((int(STRANGER[-1]) + 1) % 10)
FORMATTED = f"{CLERK[0]}-{CLERK[1:5]}-{CLERK[5:10]}-{CLERK[10:12]}-{CLERK[12]}"
NOON, FOUR = time(12), time(16)
THAI = "ประชุมผู้บริหารสถานศึกษา"
UNKNOWN_GROUP = GroupDraft("", "ไม่ระบุกลุ่ม", "ไม่ระบุ")
STUB = PersonDraft(STRANGER, STRANGER, "ไม่ทราบชื่อ", is_active=False)
BEFORE_V4 = (V0, V1, V2)

DATES = (
    *(
        one(
            f"D01 {name}",
            good(book_date=day),
            halted("D01", first="2023-05-01", last="2023-05-01", title="ประชุมเตรียมงาน"),
        )
        for name, day in [
            ("zero date", "0000-00-00"),
            ("no date", None),
            ("1970-01-01", "1970-01-01"),
            ("1900-01-01", "1900-01-01"),
            ("day 0 of a month", "2023-05-00"),
        ]
    ),
    one(
        "D01 zero date of a request",
        good(book_date="0000-00-00", approve="0"),
        halted("D01", first="2023-05-01", state="lapsed"),
    ),
    one(
        "D01 zero date, never written down",
        good(book_date="0000-00-00", rec_date="0000-00-00 00:00:00"),
        halted("D01", first=""),
    ),
    one("D02 Buddhist year", good(book_date="2566-05-10"), Wanted("D02", facts={"first": date(2023, 5, 10), "days": 1})),
    one("D02 Buddhist year far ahead", good(book_date="2570-05-10"), halted("D02", first="2027-05-10")),
    one("D02 year far ahead", good(book_date="2203-05-10"), halted("D02", first="2203-05-10")),
    one("D02 29 February of no leap year", good(book_date="2568-02-29"), halted("D02", first="2025-02-28")),
    one("D02 Buddhist end", good(book_date_end="2566-05-11"), Wanted("D02", facts={"days": 2}), HAVE_END),
    *(
        one(f"D03 {name}", good(book_date_end=day), Wanted("D03", facts={"last": date(2023, 5, 10)}), HAVE_END)
        for name, day in [("zero end", "0000-00-00"), ("no end", None)]
    ),
    one(
        "D04 end before start",
        good(book_date="2023-05-12", book_date_end="2023-05-10"),
        Wanted("D04", facts={"first": date(2023, 5, 10), "last": date(2023, 5, 12)}),
        HAVE_END,
    ),
    one(
        "D04 end long before start",
        good(book_date_end="2023-01-10"),
        halted("D04", first="2023-05-10", last="2023-05-10"),
        HAVE_END,
    ),
    one(
        "D05 more than a year",
        good(book_date="2022-05-08", book_date_end="2023-05-10"),
        halted("D05", first="2022-05-08", last="2022-05-08"),
        HAVE_END,
    ),
    one(
        "D05 more than a year by a mistyped Buddhist year",
        good(book_date_end="2568-05-10"),
        halted("D02 D05", first="2023-05-10", last="2023-05-10"),
        HAVE_END,
    ),
    one("D05 more than 60 days", good(book_date_end="2023-07-20", approve="2"), Wanted("D05", facts={"days": 72}), HAVE_END),
)

HOURS = (
    one("D06 hours swapped", good(start_time="12", finish_time="9"), Wanted("D06", facts={"start": time(9), "end": NOON})),
    one(
        "D07 both hours 0",
        good(start_time="0", finish_time="0"),
        Wanted("D07", facts={"start": time(8, 30), "end": time(16, 30), "half": "day"}),
    ),
    one("D08 no length", good(start_time="9", finish_time="9"), Wanted("D08", facts={"end": time(10), "half": "morning"})),
    one(
        "D08 no length at midnight",
        good(start_time="24", finish_time="24"),
        Wanted("D08", facts={"start": time(23), "end": time(23, 59)}),
    ),
    *(
        one(f"D09 hour {hour}", good(finish_time=hour), halted("D09", start="09:00", end="", half=""))
        for hour in ["127", "-128", "25", "เก้า"]
    ),
)

ROOMS = (
    one(
        "D10 unknown room",
        good(room="77"),
        Wanted("D10", facts={"room": "77"}),
        ALL,
        RoomDraft("77", "ห้องเดิม #77", is_open=False),
    ),
    one("D10 room 0", good(room="0"), Wanted("D10", facts={"room": "0"}), ALL, RoomDraft("0", "ห้องเดิม #0", is_open=False)),
    Case(
        "D11 one room twice",
        (
            ("meeting_room", {"room_code": "2", "room_name": "ห้องประชุมมรกต", "active": "1"}, Wanted("D11")),
            ("meeting_main", good(room="2"), Wanted(facts={"room": "2"})),
        ),
    ),
    Case(
        "D11 one room, closed and opened again",
        (
            ("meeting_room", {"room_code": "3", "room_name": "ห้องประชุมเก่า", "active": "1"}, Wanted("D11")),
            ("meeting_main", ahead(room="3"), Wanted(facts={"room": "3"})),
        ),
    ),
    Case(
        "D11 two rooms by one code",
        (
            (
                "meeting_room",
                {"id": "9", "room_code": "2", "room_name": "ห้องใหม่", "active": "1"},
                Wanted("D11", facts={"key": "2#9"}),
            ),
            ("meeting_main", good(room="2"), Wanted("D11", facts={"room": "2"})),
        ),
    ),
    Case(
        "D11 three rows of two rooms by one code",
        (
            (
                "meeting_room",
                {"id": "8", "room_code": "3", "room_name": "ห้องใหม่", "active": "0"},
                Wanted("D11", facts={"key": "3#8"}),
            ),
            (
                "meeting_room",
                {"id": "9", "room_code": "3", "room_name": "ห้องใหม่", "active": "1"},
                Wanted("D11", facts={"thing": None}),
            ),
            ("meeting_main", ahead(room="3"), Wanted("D11", facts={"room": "3#8"})),
        ),
    ),
    Case(
        "D11 a closed and an open room by one code",
        (
            (
                "meeting_room",
                {"id": "9", "room_code": "3", "room_name": "ห้องใหม่", "active": "1"},
                Wanted("D11", facts={"key": "3#9"}),
            ),
            ("meeting_main", ahead(room="3"), Wanted("D11", facts={"room": "3#9"})),
        ),
    ),
)

DECISIONS = (
    one("D12 unknown decision", good(approve="3"), halted("D12", state="", title="ประชุมเตรียมงาน")),
    *(
        one(f"D13 {name}, over", good(approve=value, reason="รอ"), Wanted("D13", facts={"state": "lapsed", "decision": None}))
        for name, value in [("pending", "0"), ("not decided", None)]
    ),
    *(
        one(f"D14 {name}", good(**{column: value}), Wanted("D14", facts={"state": "confirmed", "decision": decision}))
        for name, column, value, decision in [
            ("no officer", "officer", None, Decision(True, at=datetime(2023, 5, 2, 10))),  # noqa: DTZ001
            ("unknown officer", "officer", STRANGER, Decision(True, at=datetime(2023, 5, 2, 10))),  # noqa: DTZ001
            ("no time", "officer_date", "0000-00-00 00:00:00", Decision(True, OFFICER)),
        ]
    ),
)

SAME = good(objective="ประชุมเดียวกัน")
LOST = Wanted("D17", QUARANTINED, task="D17")
BESIDE = (
    two("D15 exact duplicate", (SAME, Wanted()), (SAME, Wanted("D15", LINKED))),
    two("D15 exact duplicate ahead", (ahead(), Wanted()), (ahead(), Wanted("D15", LINKED))),
    two("D16 overlap in the past", (good(), Wanted("D16")), (good(start_time="11", finish_time="16"), Wanted("D16"))),
    two(
        "D16 overlap of several days",
        (good(book_date="2023-05-09", book_date_end="2023-05-11"), Wanted("D16")),
        (good(), Wanted("D16")),
        HAVE_END,
    ),
    two(
        "D17 allowed beats pending",
        (ahead(approve=None, officer=None, officer_date=None), LOST),
        (ahead(rec_date="2023-05-03 09:00:00"), Wanted()),
    ),
    two("D17 earlier decision", (ahead(officer_date="2023-05-09 10:00:00"), LOST), (ahead(), Wanted())),
    two("D17 earlier request", (ahead(rec_date="2023-05-01 09:00:01"), LOST), (ahead(), Wanted())),
    two("D17 lower number", (ahead(), Wanted()), (ahead(objective="อีกเรื่อง"), LOST)),
    two(
        "D17 one day of several",
        (ahead(book_date="2023-06-07", book_date_end="2023-06-09"), Wanted()),
        (ahead(rec_date="2023-05-03 09:00:00", start_time="11", finish_time="13"), LOST),
        HAVE_END,
    ),
    one("D18 closed room ahead", ahead(room="3"), Wanted("D18", task="D18", facts={"room": "3"})),
    one(
        "D18 unknown room ahead",
        ahead(room="88"),
        Wanted("D10 D18", task="D18", facts={"room": "88"}),
        ALL,
        RoomDraft("88", "ห้องเดิม #88", is_open=False),
    ),
)

WHO = (
    one(
        "D19 booker in no register",
        good(book_person=STRANGER),
        Wanted("D19 D26", facts={"booker": STRANGER, "group": ""}),
        BEFORE_V4,
        UNKNOWN_GROUP,
        STUB,
    ),
    one(
        "D19 booker in no register, group told",
        good(book_person=STRANGER),
        Wanted("D19", facts={"booker": STRANGER, "group": "1"}),
        (V4,),
        STUB,
    ),
    one("D19 no booker", good(book_person=""), Wanted("D19 D26", facts={"booker": ""}), BEFORE_V4, UNKNOWN_GROUP),
    one(
        "D20 booker has left",
        good(book_person=FORMER, department_book="0"),
        Wanted("D20", facts={"booker": FORMER, "group": "2"}),
    ),
    one("D20 booker of a school", good(book_person=TEACHER), Wanted("D20", facts={"booker": TEACHER, "group": "1"}), (V4,)),
    *(
        one(
            f"D21 booked for {name}",
            good(book_person=who, user_book=CLERK),
            Wanted("D21", facts={"account": CLERK, "booker": booker, "extra": extra}),
            (V4,),
        )
        for name, who, booker, extra in [
            ("another by number", ADMINISTRATOR, ADMINISTRATOR, {}),
            ("another by name without title", "วิชัย สมมุติ", ADMINISTRATOR, {}),
            ("a name that nobody has", "ท่านผู้อำนวยการ", CLERK, {"book_person": "ท่านผู้อำนวยการ"}),
        ]
    ),
    one(
        "D21 booked for another by name",
        good(book_person="นายวิชัย  สมมุติ", user_book=CLERK),
        Wanted("D21 D25", facts={"account": CLERK, "booker": ADMINISTRATOR, "extra": {}}),
        (V4,),
    ),
    one("D22 number with hyphens", good(book_person=FORMATTED, user_book=CLERK), Wanted("D22", facts={"booker": CLERK}), (V4,)),
    *(
        one(
            f"D22 {name}",
            good(book_person=number),
            Wanted("D19 D22 D26", facts={"booker": key, "group": ""}),
            BEFORE_V4,
            UNKNOWN_GROUP,
            PersonDraft(key, "", shown, is_active=False),
        )
        for name, number, key, shown in [
            ("twelve digits", STRANGER[:12], STRANGER[:12], "ไม่ทราบชื่อ"),
            ("wrong check digit", BAD_DIGIT, BAD_DIGIT, "ไม่ทราบชื่อ"),
            ("letters", "ธุรการ", "ธุรการ", "ธุรการ"),
            ("letters among digits", "12345A7890123", "12345A7890123", "ไม่ทราบชื่อ"),
        ]
    ),
)


def _person(name: str, row: Row, wanted: Wanted, *stubs: Thing, table: str = "person_main") -> Case:
    return Case(name, ((table, row, wanted),), stubs=stubs)


WHOLE = {"digits": STRANGER, "name": "นางสุดา ทดลอง", "groups": {"1": "clerk"}, "is_active": True}
REGISTERS = (
    _person("D20 somebody who has left", person(STRANGER, status="1"), Wanted("D20", facts={"is_active": False, "groups": {}})),
    _person(
        "D20 somebody of a school",
        person(STRANGER),
        Wanted("D20", facts={"is_active": False, "groups": {}}),
        table="person_sch_main",
    ),
    _person("D22 number with a blank", person(f" {STRANGER}"), Wanted("D22", facts=WHOLE)),
    _person(
        "D22 wrong number of a person",
        person(BAD_DIGIT),
        Wanted("D22", facts=WHOLE | {"key": BAD_DIGIT, "digits": ""}),
    ),
    _person("D22 person without a number", person("", id="44"), Wanted("D22", facts={"key": "person_main:44", "digits": ""})),
    Case(
        "D23 one number in two registers",
        (
            ("person_sch_main", person(STRANGER), Wanted("D20 D23", facts={"thing": None})),
            ("person_main", person(STRANGER), Wanted("D23", facts=WHOLE)),
        ),
    ),
    Case(
        "D23 one number in two groups",
        (
            ("person_main", person(STRANGER), Wanted("D23", facts=WHOLE | {"groups": {"1": "clerk", "2": "clerk"}})),
            ("person_main", person(STRANGER, department="2"), Wanted("D23", facts={"thing": None})),
        ),
    ),
    Case(
        "D24 same name",
        (
            ("person_main", person(STRANGER), Wanted("D24", facts=WHOLE)),
            (
                "person_main",
                person(make.citizen_id(900_101), prename="นางสาว"),
                Wanted("D24", facts={"name": "นางสาวสุดา ทดลอง"}),
            ),
        ),
    ),
    _person(
        "D25 name with a remark", person(STRANGER, surname="ทดลอง (ย้าย)"), Wanted("D25", facts={"name": "นางสุดา ทดลอง (ย้าย)"})
    ),
    _person(
        "D26 person of an unknown group",
        person(STRANGER, department="9"),
        Wanted("D26", facts={"groups": {"": "clerk"}}),
        UNKNOWN_GROUP,
    ),
    _person(
        "D32 another user name",
        {"person_id": FORMER, "username": "prasert"},
        Wanted("D32", facts={"thing": None}),
        table="system_user",
    ),
    _person("D33 account without a person", {"person_id": STRANGER, "username": STRANGER}, Wanted("D33"), table="system_user"),
    _person("D34 permission twice", {"person_id": OFFICER, "p1": "1"}, Wanted("D34"), table="meeting_permission"),
    _person("D34 permission of nobody", {"person_id": STRANGER, "p1": "1"}, Wanted("D34"), table="meeting_permission"),
    _person(
        "D34 permission of somebody who has left", {"person_id": FORMER, "p1": "1"}, Wanted("D34"), table="meeting_permission"
    ),
    _person(
        "D34 administrator twice", {"person_id": ADMINISTRATOR, "module": "meeting"}, Wanted("D34"), table="system_module_admin"
    ),
)

TEXTS = (
    *(
        one(f"D25 {name}", good(objective=raw), Wanted("D25", facts={"title": shown}))
        for name, raw, shown in [
            ("double spaces", " ประชุม  ครู ", "ประชุม ครู"),
            ("hard and invisible spaces", "ประชุม\u00a0ครู\u200b", "ประชุม ครู"),
            ("decomposed sara am", "ทํางาน น้ําใส", "ทำงาน น้ำใส"),
            ("doubled sara e", "เเผนงาน", "แผนงาน"),
            ("line break", "ประชุม\nครู", "ประชุม ครู"),
        ]
    ),
    one("D26 unknown group", good(department_book="99"), Wanted("D26", facts={"group": ""}), (V4,), UNKNOWN_GROUP),
    one("D27 200 letters", good(objective="ก" * 200), Wanted("D27", facts={"title": "ก" * 200})),
    one("D27 250 letters", good(objective="ก" * 250), Wanted("D27", facts={"title": "ก" * 250}), HAVE_END),
    Case(
        "D27 hall of 127 seats",
        (
            (
                "meeting_room",
                {"room_code": "7", "room_name": "หอประชุม", "active": "1", "person_max": "127"},
                Wanted("D27", facts={"capacity": 127}),
            ),
        ),
        (V4,),
    ),
    one("D28 markup", good(objective="<script>alert(1)</script>"), Wanted("D28", facts={"title": "<script>alert(1)</script>"})),
    *(
        one(f"D29 {name}", good(objective=raw), Wanted("D29", facts={"title": shown}))
        for name, raw, shown in [
            ("UTF-8 read as western", THAI.encode().decode("latin-1"), THAI),
            ("UTF-8 read as Windows western", "à¸›à¸£à¸°à¸Šà¸¸à¸¡", "ประชุม"),
            ("UTF-8 read as western twice", THAI.encode().decode("latin-1").encode().decode("latin-1"), THAI),
            ("TIS-620 read as western", THAI.encode("cp874").decode("latin-1"), THAI),
            (
                "UTF-8 read as TIS-620",
                "เธเธฃเธฐเธเธธเธก".replace("เธเธ", "เธ\u009bเธ", 1).replace("ฐเธเ", "ฐเธ\u008aเ"),
                "ประชุม",
            ),
            ("question marks", "???? 2566", "???? 2566"),
            ("bytes that fit nowhere", "ประ\\xdbชุม", "ประ\\xdbชุม"),
        ]
    ),
    one("T11 longer than fits here", good(coordinator="ก" * 150), Wanted("T11", facts={"coordinator": "ก" * 150}), (V4,)),
    one("D39 number in a text", good(objective=f"อบรม {CLERK}"), Wanted("D39", facts={"title": f"อบรม xxxxxxxxx{CLERK[-4:]}"})),
)

OTHERS = (
    *(
        one(f"D30 {name}", good(person_num=value), Wanted("D30", facts={"attendees": None}), TELL_NUMBERS)
        for name, value in [("negative", "-5"), ("absurd", "99999")]
    ),
    one(
        "D31 never written down",
        good(rec_date="0000-00-00 00:00:00"),
        Wanted("D31", facts={"created_at": None}),
    ),
    one("D31 written down after the meeting", good(rec_date="2023-05-11 08:00:00"), Wanted("D31")),
    Case(
        "D36 no table of rooms",
        (("meeting_main", good(room="2"), Wanted("D36", facts={"room": "2"})),),
        without=("meeting_room",),
        stubs=(RoomDraft("2", "ห้องเดิม #2"),),
    ),
    Case(
        "D36 no tables but bookings",
        (("meeting_main", good(), Wanted("D14 D36", facts={"room": "1", "booker": CLERK, "group": ""})),),
        without=("meeting_room", "person_main", "person_sch_main", "system_user", "system_workgroup", "system_department"),
        stubs=(UNKNOWN_GROUP, RoomDraft("1", "ห้องเดิม #1"), PersonDraft(CLERK, CLERK, "ไม่ทราบชื่อ", is_active=False)),
    ),
    one("D37 unknown column", good(food="กาแฟ 20 ชุด"), Wanted("D37", facts={"extra": {"food": "กาแฟ 20 ชุด"}})),
)

CASES = (*DATES, *HOURS, *ROOMS, *DECISIONS, *BESIDE, *WHO, *REGISTERS, *TEXTS, *OTHERS)


def tables_of(case: Case, edition: Edition) -> tuple[Tables, list[tuple[str, str]]]:
    """Return an office with the rows of a case, and (table, id) of each of these."""
    tables = small_office(edition)
    for table in case.without:
        tables.rows.pop(table, None)
    return tables, [(table, tables.add(table, row)) for table, row, _ in case.rows]


def everything(edition: Edition) -> Tables:
    """Return an office with the rows of all cases that an edition can have, as one database would hold them."""
    tables = small_office(edition)
    for case in CASES:
        if edition in case.editions:
            for table, row, _ in case.rows:
                tables.add(table, {name: value for name, value in row.items() if name != "id"})
    return tables


# --- whole offices

PUBLISHED = Path(jonghong.sample.__file__).with_name("year_report.csv")
ZERO_DATE = "0000-00-00"
HALVES = (("8", "12"), ("13", "16"))
STAFF = [make.citizen_id(910_000 + number) for number in range(60)]
STEP = 37  # shares no divisor with the places of a month, so that no two bookings meet


def whole_office(edition: Edition = V2) -> Tables:
    """Return an office whose 3,526 good bookings are those of the published year report, with three zero dates besides."""
    tables = _office(edition)
    for number, (year, month, place) in enumerate(_published_places(), 1):
        tables.add("meeting_main", _placed(number, year, month, place))
    for number in range(3):
        tables.add("meeting_main", _booked(number, date(2016, 6, 8), 0) | {"book_date": ZERO_DATE, "book_date_end": ZERO_DATE})
    return tables


def published() -> dict[tuple[int, int], int]:
    """Return (year of the common era, month) -> ครั้ง of the published year report."""
    with PUBLISHED.open(encoding="utf-8") as file:
        return {
            (thai.gregorian_year(int(line["buddhist_year"])), month): int(line[str(month)])
            for line in csv.DictReader(file)
            for month in range(1, 13)
            if int(line[str(month)])
        }


def many(number: int, edition: Edition = V2) -> Tables:
    """Return an office with so many good bookings, ten a day at most, back from ``NOW``; for measuring."""
    tables = _office(edition)
    for place in range(number):
        day = NOW.date() - timedelta(days=1 + place // 10)
        tables.add("meeting_main", _booked(place + 1, day, place % 10))
    return tables


def _office(edition: Edition) -> Tables:
    tables = Tables(edition)
    for number in range(1, 11):
        add_group(tables, number, f"กลุ่มงานที่ {number}", f"งาน {number}")
    for number, person_id in enumerate(STAFF, 1):
        facts = {"prename": "นาย", "name": f"สมาชิก{number}", "surname": f"สมมุติ{number}", "status": "0"}
        tables.add("person_main", {"person_id": person_id, "department": str(number % 10 + 1), **facts})
        tables.add("system_user", {"person_id": person_id, "username": person_id, "userpass": "", "status": "1"})
    tables.add("meeting_permission", {"person_id": STAFF[0], "p1": "1"})
    for code, name in enumerate(("เพชร", "ไพลิน", "พลอยชมพู", "มรกต", "ทับทิม"), 1):
        tables.add("meeting_room", {"room_code": str(code), "room_name": name, "active": "1", "person_max": "60"})
    return tables


def _published_places() -> Iterator[tuple[int, int, int]]:
    for (year, month), times in sorted(published().items()):
        for place in range(times):
            yield year, month, place


def _placed(number: int, year: int, month: int, place: int) -> dict[str, str | None]:
    length = (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
    spot = place * STEP % (length * 10)
    return _booked(number, date(year, month, spot // 10 + 1), spot % 10)


def _booked(number: int, day: date, spot: int) -> dict[str, str | None]:
    """Return a good booking in one of the ten places of a day: five rooms, two halves."""
    start, finish = HALVES[spot % 2]
    return {
        "room": str(spot // 2 + 1),
        "book_date": day.isoformat(),
        "book_date_end": day.isoformat(),
        "start_time": start,
        "finish_time": finish,
        "objective": f"ประชุมคณะทำงานครั้งที่ {number}",
        "book_person": STAFF[number % len(STAFF)],
        "person_num": str(10 + number % 40),
        "rec_date": f"{day - timedelta(days=7)} 09:30:00",
        "approve": "1",
        "officer": STAFF[0],
        "officer_date": f"{day - timedelta(days=6)} 10:00:00",
    }


def cases_in_editions() -> Iterator[tuple[Case, Edition]]:
    """Give each case in each edition that can have it."""
    return ((case, edition) for case in CASES for edition in case.editions)
