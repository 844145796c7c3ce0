"""Sheets, sums and saved pages all the way in: bookings in the tables here, once, however often they are brought."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from jonghong.bookings.models import Booking, History
from jonghong.bookings.tallies import reported_by_month, wrong_tallies
from jonghong.core import clock, tables
from jonghong.moving import actions, sheets
from jonghong.moving.choices import Choices
from jonghong.moving.facts import Code, Known
from jonghong.moving.models import Kept, Outcome, Run
from jonghong.moving.queries import extra_of
from jonghong.offices.models import Office
from jonghong.people.models import Person, Role
from tests import make
from tests.moving.test_pages import filled

pytestmark = pytest.mark.django_db
SNAPSHOT = Path(__file__).parents[1] / "reports" / "year_report_snapshot.csv"
HEAD = ["ที่", "วันที่", "เวลา", "ห้องประชุม", "เรื่อง", "กลุ่ม", "จำนวน", "ผู้จอง", "หมายเหตุ"]
EXAM = ["1", "1-4 มิ.ย. 2566", "เช้า-บ่าย", "ห้องประชุมเพชร", "รับสมัครสอบ", "กลุ่มบริหารงานบุคคล", "100 คน", "นางดี มี", "ใช้ไมค์"]
COUNCIL = ["2", "5/6/66", "08.30-12.00 น.", "เพชร", "ประชุมสภา", "บริหารงานบุคคล", "๒๐", "", ""]
UNCLEAR = ["3", "6/6/2023", "เช้า", "เพชร", "อบรม", "", "", "", ""]


@pytest.fixture
def office() -> Office:
    return make.office()


def bring_in(office: Office, content: bytes) -> Run:
    kind, source = sheets.read(content)
    return actions.bring_in(office=office, kind=kind, file="ทะเบียน.csv", source=source, choices=Choices())


def facts(office: Office) -> list[tuple[object, ...]]:
    rows = Booking.objects.filter(office=office).order_by("date", "pk")
    return list(rows.values_list("date__day", "room__name", "half", "title", "attendees", "state", "is_legacy"))


def test_a_sheet_of_bookings_comes_in(office: Office) -> None:
    run = bring_in(office, tables.rows_to_csv([HEAD, EXAM, COUNCIL, UNCLEAR]))
    exam = ("ห้องประชุมเพชร", "day", "รับสมัครสอบ", 100, "confirmed", True)
    council = (5, "ห้องประชุมเพชร", "morning", "ประชุมสภา", 20, "confirmed", True)
    assert facts(office) == [*((day, *exam) for day in (1, 2, 3, 4)), council]
    assert run.counts["bookings"] == {"rows": 3, "imported": 2, "quarantined": 1}
    assert set(Booking.objects.values_list("group__name", flat=True)) == {"บริหารงานบุคคล"}  # which is here
    assert (reported_by_month(office.pk)[2023, 6], wrong_tallies(office.pk)) == (5, [])


def counted(run: Run) -> list[int]:
    return [run.facts[name] for name in ("new", "same", "changed", "conflicts")]


def test_the_same_bookings_in_another_file_are_the_same(office: Office) -> None:
    bring_in(office, tables.rows_to_csv([HEAD, EXAM, COUNCIL, UNCLEAR]))
    before = facts(office), list(Kept.objects.order_by("pk").values_list("digest", "run"))
    in_another_order = [["1", *UNCLEAR[1:]], ["2", *COUNCIL[1:]], ["3", *EXAM[1:]]]
    run = bring_in(office, tables.rows_to_csv([HEAD, *in_another_order]))
    assert (counted(run), Kept.objects.count()) == ([0, 4, 0, 0], 4)
    run = bring_in(office, tables.rows_to_csv([["ทะเบียนใหม่"], HEAD, *in_another_order]))
    assert counted(run) == [1, 4, 0, 0]  # the title of the other file
    assert (facts(office), list(Kept.objects.order_by("pk").values_list("digest", "run"))[:4]) == before


def test_another_meeting_of_another_file_takes_nothing_away(office: Office) -> None:
    first = bring_in(office, tables.rows_to_csv([HEAD, COUNCIL, UNCLEAR]))
    kept = dict(Kept.objects.values_list("pk", "cells"))
    other_head, other = ["วันที่", "เวลา", "ห้องประชุม", "เรื่อง", "กลุ่ม"], ["5/6/66", "เช้า", "เพชร", "อบรมครู", "นิเทศ"]
    run = bring_in(office, tables.rows_to_csv([other_head, other]))
    assert counted(run) == [2, 0, 0, 0]
    assert [title for _day, _room, _half, title, *_rest in facts(office)] == ["ประชุมสภา", "อบรมครู"]
    assert dict(Kept.objects.filter(run=first).values_list("pk", "cells")) == kept
    told = Kept.objects.get(run=run, table="bookings")
    assert (told.outcome, told.codes) == (Outcome.IMPORTED, [Code.PAST_OVERLAP])
    actions.undo_run(run=run, by=None)
    assert [title for _day, _room, _half, title, *_rest in facts(office)] == ["ประชุมสภา"]


def test_a_meeting_ahead_in_the_place_of_another_file_becomes_a_task(office: Office) -> None:
    day = (clock.now().date() + timedelta(days=9)).isoformat()
    bring_in(office, tables.rows_to_csv([HEAD, ["1", day, *COUNCIL[2:]]]))
    run = bring_in(office, tables.rows_to_csv([HEAD, ["1", day, *COUNCIL[2:4], "อบรมครู", *COUNCIL[5:]]]))
    told = Kept.objects.get(run=run)
    assert (told.outcome, told.reason, told.task) == (Outcome.QUARANTINED, Code.CLASH_AHEAD, Code.CLASH_AHEAD)
    assert [title for _day, _room, _half, title, *_rest in facts(office)] == ["ประชุมสภา"]


def test_only_what_is_taken_on_a_day_that_is_over_is_an_overlap(office: Office) -> None:
    bring_in(office, tables.rows_to_csv([[*HEAD, "สถานะ"], [*EXAM, "ยกเลิก"], [*COUNCIL, "อนุญาต"]]))
    titles = [["1", "2/6/66", *COUNCIL[2:4], "ก"], ["2", "5/6/66", "บ่าย", "เพชร", "ข"], ["3", "5/6/66", "เช้า", "มรกต", "ค"]]
    run = bring_in(office, tables.rows_to_csv([HEAD, *titles, ["4", "4-6 มิ.ย. 66", "9-10", "เพชร", "ง"]]))
    kept = Kept.objects.filter(run=run, table="bookings").order_by("pk")
    assert [Code.PAST_OVERLAP in one.codes for one in kept] == [False, False, False, True]


def test_rooms_and_groups_that_another_file_calls_otherwise_are_the_same(office: Office) -> None:
    bring_in(office, tables.rows_to_csv([HEAD, EXAM]))
    bring_in(office, tables.rows_to_csv([HEAD, COUNCIL, [*COUNCIL[:3], "มรกต", "อบรม", "นิเทศ"]]))
    named = Booking.objects.order_by("date", "pk").values_list("room__name", "group__name").distinct()
    assert list(dict.fromkeys(named)) == [("ห้องประชุมเพชร", "บริหารงานบุคคล"), ("มรกต", "นิเทศ")]


def test_what_changed_of_a_meeting_is_written_again(office: Office) -> None:
    bring_in(office, tables.rows_to_csv([HEAD, COUNCIL]))
    run = bring_in(office, tables.rows_to_csv([HEAD, [*COUNCIL[:6], "30", *COUNCIL[7:]]]))
    assert (counted(run), facts(office)[0][4], Booking.objects.count()) == ([0, 1, 1, 0], 30, 1)


def test_keys_of_rows_cannot_be_worked_out_without_a_secret(office: Office) -> None:
    content = tables.rows_to_csv([HEAD, EXAM, EXAM, UNCLEAR])
    bring_in(office, content)
    kind, source = sheets.read(content)
    in_clear = {each.row.key for each in sheets.judge(kind, source, Known(clock.now().replace(tzinfo=None)), Choices()).rows}
    keys = set(Kept.objects.values_list("key", flat=True))
    assert (len(in_clear), len(keys), in_clear & keys) == (4, 4, set())
    with override_settings(CITIZEN_KEYS={**settings.CITIZEN_KEYS, "9": "a newer key, which makes no new rows"}):
        assert counted(bring_in(office, content)) == [0, 4, 0, 0]


def test_a_saved_page_comes_in(office: Office) -> None:
    html = (
        "<p>ประจำเดือน มิถุนายน 2566<table><tr><th>วันที่<th>เพชร<th>มรกต<tr><td>พฤหัสบดีที่ 1 มิถุนายน"
        "<td>รับสมัครสอบ บุคคล (เช้า-บ่าย 100 คน) &lt;แก้ไข&gt;<td>บรรจุครู บุคคล (เช้า 20 คน)<br>บ่ายว่าง</table>"
    )
    bring_in(office, html.encode("cp874"))
    assert facts(office) == [
        (1, "เพชร", "day", "รับสมัครสอบ", 100, "confirmed", True),
        (1, "มรกต", "morning", "บรรจุครู", 20, "confirmed", True),
    ]
    again = bring_in(office, html.encode())
    assert (again.facts["new"], len(facts(office))) == (0, 2)


def test_sums_come_in_and_stand_in_the_year_report(office: Office) -> None:
    bring_in(office, tables.rows_to_csv([HEAD, COUNCIL]))
    months = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย."]
    content = tables.rows_to_csv([["ปี พ.ศ.", *months], ["2566", "34 ครั้ง", "42", "56", "38", "48", "71"], ["543", *"000000"]])
    run = bring_in(office, content)
    assert reported_by_month(office.pk) == {
        (2023, 1): 34,
        (2023, 2): 42,
        (2023, 3): 56,
        (2023, 4): 38,
        (2023, 5): 48,
        (2023, 6): 1,
    }
    outcomes = dict(Kept.objects.filter(run=run).values_list("table", "outcome"))
    assert run.counts["totals"] == {"rows": 2, "imported": 1, "quarantined": 1}
    assert outcomes["heading"] == Outcome.IMPORTED
    assert bring_in(office, content).facts["new"] == 0


def test_the_published_year_report_stands_here_as_it_was_published(office: Office, client: Client) -> None:
    published = SNAPSHOT.read_bytes()
    bring_in(office, published)
    assert client.get("/report.csv").content.decode().split() == published.decode().split()[:-1]  # all but the year 543


def test_names_of_who_booked_make_nobody_and_find_who_has_them_alone(office: Office) -> None:
    for _each in range(2):
        make.person(office, name="นายซ้ำ กัน")
    known = make.person(office, name="นางดี มี")
    make.person(make.office(), name="นายใหม่")
    people = [(person.pk, person.is_active) for person in Person.objects.order_by("pk")]
    names = {"5/6/66": "นางดี  มี", "6/6/66": "นายซ้ำ กัน", "7/6/66": "นายใหม่"}
    rows = [[*COUNCIL[:1], day, *COUNCIL[2:7], name, ""] for day, name in names.items()]
    content = tables.rows_to_csv([HEAD, *rows])
    run = bring_in(office, content)
    booked = Booking.objects.order_by("date").values_list("organizer", flat=True)
    assert list(booked) == [known.pk, None, None]
    assert [(person.pk, person.is_active) for person in Person.objects.order_by("pk")] == people
    assert [json.loads(kept.cells)["extra"] for kept in Kept.objects.filter(table="bookings").order_by("pk")] == [
        {},
        {"ผู้จอง": "นายซ้ำ กัน"},
        {"ผู้จอง": "นายใหม่"},
    ]
    make.person(office, name="นายใหม่")
    assert counted(bring_in(office, content)) == [0, 4, 0, 0]  # who comes later is nobody's booker of before
    actions.undo_run(run=run, by=None)
    assert (Booking.objects.count(), Person.objects.count()) == (0, len(people) + 1)


def test_a_row_that_a_remark_cancels_comes_in_and_counts_nowhere(office: Office) -> None:
    run = bring_in(office, tables.rows_to_csv([HEAD, [*COUNCIL[:8], "ยกเลิกแล้ว"], COUNCIL]))
    assert list(Booking.objects.order_by("state").values_list("state", flat=True)) == ["cancelled", "confirmed"]
    assert (reported_by_month(office.pk), wrong_tallies(office.pk)) == ({(2023, 6): 1}, [])
    assert ["bookings", "T13", 1] in run.facts["codes"]


def test_a_row_that_is_asked_is_mended_as_cancelled_and_still_names_who_booked(office: Office, client: Client) -> None:
    client.cookies["language"] = "en"
    client.force_login(make.person(office, group=0, role=Role.OFFICER))
    bring_in(office, tables.rows_to_csv([HEAD, EXAM, [*COUNCIL[:7], "นางงาม ตา", "ยกเลิก จอ"]]))
    kept = Kept.objects.get(outcome=Outcome.QUARANTINED)
    address = reverse("moving-row", kwargs={"kept_id": kept.pk})
    page = client.get(address)
    assert "The title or the remark speaks of cancelling" in page.content.decode()
    typed = filled(page)
    assert typed["state"] == ""
    assert client.post(address, {**typed, "state": "cancelled"}).status_code == 303
    booking = Booking.objects.get(title="ประชุมสภา")
    assert (booking.state, reported_by_month(office.pk)) == ("cancelled", {(2023, 6): 4})
    kept = Kept.objects.get(act=History.objects.get(booking=booking).act)
    assert extra_of(kept) == {"ผู้จอง": "นางงาม ตา", "หมายเหตุ": "ยกเลิก จอ"}
