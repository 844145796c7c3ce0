"""What a plan leaves in the database, and what it leaves alone."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection

from jonghong.audit.acts import Act
from jonghong.audit.queries import faults, records_of
from jonghong.bookings.models import Booking, History, MonthTally, Series
from jonghong.bookings.tallies import times_by_month, wrong_tallies
from jonghong.moving import actions, queries
from jonghong.moving.choices import Choices, GroupChoice, RoomChoice
from jonghong.moving.facts import Code, Decision, PersonDraft
from jonghong.moving.models import Kept, Run, Upload
from jonghong.moving.refusals import MayNotMoveIn
from jonghong.offices.models import Group, Office
from jonghong.people import numbers
from jonghong.people.models import Membership, Person
from jonghong.people.permissions import Rights
from jonghong.rooms.models import Room
from tests import make
from tests.moving import plans
from tests.moving.plans import CLERK_ID, PAST, ahead, booking, bring_in, person, plan_of, room, usual

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make.office()


def administrator(office: Office) -> Rights:
    made = make.person(office, role="administrator")
    return Rights(made.pk, office.pk, frozenset({"administrator"}), (made.memberships.get().group_id,))


def test_groups_rooms_and_people_come_in_as_they_were(office: Office) -> None:
    bring_in(office, usual())
    group, hall = Group.objects.get(office=office, name="กลุ่มนิเทศ"), Room.objects.get(office=office)
    somebody = Person.objects.get(office=office)
    assert (group.short_name, group.is_active) == ("นิเทศ", True)
    assert (hall.name, hall.is_open, hall.needs_permission) == ("ห้องประชุมใหญ่", True, False)
    assert (somebody.name, somebody.citizen_last4, somebody.is_active) == ("นางสาวดาว เดือน", CLERK_ID[-4:], True)
    assert somebody.citizen_key == numbers.newest_key(CLERK_ID)
    assert (somebody.activated_at, somebody.has_usable_password()) == (None, False)
    places = Membership.objects.filter(person=somebody).values_list("group", "role")
    assert list(places) == [(group.pk, "clerk")]


def test_a_booking_of_the_past_bears_who_asked_and_who_decided(office: Office) -> None:
    bring_in(office, usual(booking("7", chair="ผอ.", coordinator="ดาว")))
    made = Booking.objects.get(office=office)
    clerk, zone = Person.objects.get(office=office), office.zone
    assert (made.title, made.attendees, made.chair, made.coordinator) == ("ประชุมผู้บริหาร", 30, "ผอ.", "ดาว")
    assert (made.date, made.half, made.state, made.is_legacy, made.series) == (PAST, "morning", "confirmed", True, None)
    assert made.starts_at == datetime.combine(PAST, time(9), zone)
    assert made.ends_at == datetime.combine(PAST, time(12), zone)
    assert (made.organizer, made.created_at) == (clerk, datetime(2024, 6, 1, 10, 15, tzinfo=zone))
    told = History.objects.filter(booking=made).values_list("verb", "actor", "at")
    assert list(told) == [
        ("book", clerk.pk, datetime(2024, 6, 1, 10, 15, tzinfo=zone)),
        ("approve", clerk.pk, datetime(2024, 6, 2, 8, 30, tzinfo=zone)),
    ]
    assert History.objects.exclude(concerns=None).count() == 0
    book, approve = History.objects.filter(booking=made)
    assert (book.before, book.after["state"]) == ({}, "pending")
    assert (approve.before, approve.after["state"]) == (book.after, "confirmed")
    assert times_by_month(office.pk) == {(2024, 6): 1}


def test_a_refusal_bears_its_reason_and_counts_as_no_use(office: Office) -> None:
    refused = Decision(is_granted=False, at=None, remark="ห้องซ่อม")
    bring_in(office, usual(booking("7", state="declined", decision=refused)))
    row = History.objects.get(verb="decline")
    assert (row.remark, row.actor, row.booking.state) == ("ห้องซ่อม", None, "declined")
    assert row.at == row.booking.created_at
    assert times_by_month(office.pk) == {(2024, 6): 0}


def test_what_nobody_decided_went_out_of_time_with_its_hours(office: Office) -> None:
    bring_in(office, usual(booking("7", state="lapsed")))
    row = History.objects.get(verb="lapse")
    assert (row.actor, row.at, row.booking.state) == (None, row.booking.ends_at, "lapsed")


def test_several_days_are_one_request(office: Office) -> None:
    bring_in(office, usual(booking("7", last=PAST + timedelta(days=2))))
    made = list(Booking.objects.filter(office=office))
    assert [each.date - PAST for each in made] == [timedelta(days=n) for n in range(3)]
    assert {each.series for each in made} == {Series.objects.get(office=office)}
    assert History.objects.filter(verb="book").values("act").distinct().count() == 1
    assert times_by_month(office.pk) == {(2024, 6): 3}


def test_what_lies_ahead_keeps_others_out(office: Office) -> None:
    bring_in(office, usual(booking("7", first=ahead(), state="pending"), booking("8", first=ahead(11))))
    waits, stands = Booking.objects.filter(office=office)
    assert (waits.state, waits.is_legacy, waits.expires_at) == ("pending", False, waits.ends_at)
    assert (stands.state, stands.is_legacy, stands.expires_at) == ("confirmed", False, None)


def test_days_that_are_over_of_what_still_runs_are_history(office: Office) -> None:
    bring_in(office, usual(booking("7", first=ahead(-3), last=ahead(3), state="pending")))
    found = [(each.state, each.is_legacy) for each in Booking.objects.filter(office=office).order_by("date")]
    assert [found[0], found[-1]] == [("lapsed", True), ("pending", False)]


def test_past_overlaps_both_stay(office: Office) -> None:
    bring_in(office, usual(booking("7"), booking("8", title="อีกเรื่อง", notes=[Code.PAST_OVERLAP])))
    assert Booking.objects.filter(office=office, state="confirmed").count() == 2


def test_clashes_ahead_that_judging_missed_bring_nothing_in(office: Office) -> None:
    with pytest.raises(actions.ChangedMeanwhile):
        bring_in(office, usual(booking("7", first=ahead()), booking("8", first=ahead(), title="อีกเรื่อง")))
    assert [model.objects.count() for model in (Booking, Kept, Run, Room, Person)] == [0] * 5


def test_every_row_is_kept_and_counted(office: Office) -> None:
    rows = [
        booking("7", cells={"id": "7", "objective": "<b>ประชุม</b>", "food": None}),
        booking("8", twin="7"),
        plans.judged("meeting_main", "9", reason=Code.NO_DATE, suggestion={"title": "ไม่มีวัน"}),
        plans.judged("meeting_permission", "1", notes=[Code.ODD_PERMISSION]),
    ]
    run = bring_in(office, usual(*rows))
    kept = {row.key: row for row in Kept.objects.filter(run=run, table="meeting_main")}
    assert {key: row.outcome for key, row in kept.items()} == {"7": "imported", "8": "linked", "9": "quarantined"}
    assert queries.cells_of(kept["7"]) == {"id": "7", "objective": "<b>ประชุม</b>", "food": None}
    assert (kept["8"].twin, kept["8"].act) == (kept["7"], None)
    assert queries.suggestion_of(kept["9"])["title"] == "ไม่มีวัน"
    assert run.counts == {
        "system_workgroup": {"rows": 1, "imported": 1, "quarantined": 0},
        "meeting_room": {"rows": 1, "imported": 1, "quarantined": 0},
        "person_main": {"rows": 1, "imported": 1, "quarantined": 0},
        "meeting_main": {"rows": 3, "imported": 2, "quarantined": 1},
        "meeting_permission": {"rows": 1, "imported": 1, "quarantined": 0},
    }
    assert run.facts["codes"] == [["meeting_main", "D01", 1], ["meeting_permission", "D34", 1]]
    assert {name: run.facts[name] for name in ("new", "same", "changed", "conflicts")} == {
        "new": 7,
        "same": 0,
        "changed": 0,
        "conflicts": 0,
    }
    assert run.facts["becomes"] == {"groups": [1, 0], "rooms": [1, 0], "people": [1, 0]}
    assert list(queries.rows_of(run, code="D01")) == list(queries.quarantined(office)) == [kept["9"]]
    assert Booking.objects.count() == 1


def test_cells_are_sealed_in_the_database(office: Office) -> None:
    bring_in(office, usual(booking("7", cells={"objective": "เรื่องลับ"})))
    with connection.cursor() as cursor:
        cursor.execute("SELECT cells FROM moving_kept")
        assert [text for (text,) in cursor.fetchall() if CLERK_ID in text or "เรื่องลับ" in text] == []


def test_texts_too_long_are_shown_shortened_and_kept_whole(office: Office) -> None:
    title, chair = "ก" * 300, "ข" * 130
    bring_in(office, usual(booking("7", title=title, chair=chair, extra={"food": "ก๋วยเตี๋ยว"})))
    made = Booking.objects.get(office=office)
    assert (made.title, made.chair) == ("ก" * 249 + "…", "ข" * 119 + "…")
    assert queries.extra_of(queries.legacy_row(made) or Kept()) == {"food": "ก๋วยเตี๋ยว", "title": title, "chair": chair}


def test_who_and_what_is_here_already_is_linked_and_left_alone(office: Office) -> None:
    here = make.person(office, name="ชื่อที่นี่")
    hall = make.room(office, name="ห้องประชุมใหญ่")
    group, number = office.groups.first(), plans.number_of(here)
    rows = [plans.group(name=f" {group.name} "), room(), person(number), booking("7", booker=number)]
    run = bring_in(office, plan_of(*rows))
    made = Booking.objects.get(office=office)
    assert (made.room, made.group, made.organizer) == (hall, group, here)
    assert run.facts["becomes"] == {"groups": [0, 1], "rooms": [0, 1], "people": [0, 1]}
    hall.refresh_from_db()
    here.refresh_from_db()
    assert (hall.needs_permission, here.name, list(here.memberships.values_list("role", flat=True))) == (
        False,
        "ชื่อที่นี่",
        ["clerk"],
    )


def test_choices_say_what_rooms_and_groups_become(office: Office) -> None:
    hall, group = make.room(office), Group.objects.filter(office=office).last()
    choices = Choices(groups={"1": GroupChoice(group.pk)}, rooms={"1": RoomChoice(None, "ห้องดอกบัว", 350, 40)})
    bring_in(office, usual(booking("7")), choices=choices)
    made = Booking.objects.get(office=office)
    assert (made.group, made.room.name, made.room.hue, made.room.capacity) == (group, "ห้องดอกบัว", 350, 40)
    assert made.room != hall


def test_rooms_and_groups_of_another_office_cannot_be_chosen(office: Office) -> None:
    other = make.office()
    choices = Choices(
        groups={"1": GroupChoice(other.groups.first().pk, "ก")}, rooms={"1": RoomChoice(make.room(other).pk, "ข")}
    )
    bring_in(office, usual(booking("7")), choices=choices)
    made = Booking.objects.get()
    assert (made.group.office, made.room.office) == (office, office)


def test_keys_that_no_row_explains_get_a_stopgap(office: Office) -> None:
    bring_in(
        office, usual(booking("7", room="9", group="", booker="nobody"), booking("8", group="44", start=time(13), end=time(16)))
    )
    first, second = Booking.objects.filter(office=office)
    assert (first.room.name, first.room.is_open, first.organizer) == ("ห้องเดิม #9", False, None)
    assert first.group == second.group == Group.objects.get(office=office, name="ไม่ระบุกลุ่ม")


@pytest.mark.parametrize("facts", [{"is_active": False, "groups": {}}, {"is_active": True}])
def test_somebody_without_thirteen_digits_is_known_by_what_he_was_called_and_is_no_staff(
    office: Office, facts: dict[str, Any]
) -> None:
    bring_in(office, plan_of(plans.group(), person("ABC-12", **facts)))
    made = Person.objects.get(office=office)
    assert (made.citizen_key, made.citizen_last4, made.is_active) == (numbers.external_key("ABC-12"), "xxxx", False)
    assert (made.masked_id, made.memberships.count()) == ("x-xxxx-xxxxx-xx-x", 0)


def test_who_is_known_twice_is_one_person_with_all_groups(office: Office) -> None:
    twice = [
        person(groups={"1": "clerk"}),
        plans.judged("person_sch_main", "1", PersonDraft("s1", CLERK_ID, "อีกชื่อ", groups={"2": "officer"})),
    ]
    bring_in(office, plan_of(plans.group(), plans.group("2", "กลุ่มแผนงาน"), *twice), choices=Choices(roles=("s1",)))
    made = Person.objects.get(office=office)
    assert made.name == "นางสาวดาว เดือน"
    assert sorted(made.memberships.values_list("role", flat=True)) == ["clerk", "officer"]


def test_roles_wait_for_a_second_administrator_where_that_takes_two(office: Office) -> None:
    office.power_takes_two = True
    office.save()
    by = administrator(office)
    make.person(office, role="administrator")
    granted = Choices(roles=(make.citizen_id(72),))
    run = bring_in(office, usual(person(make.citizen_id(72), groups={"1": "officer"})), by=by, choices=granted)
    made = Person.objects.get(office=office, citizen_key=numbers.newest_key(make.citizen_id(72)))
    assert list(made.memberships.values_list("role", flat=True)) == ["clerk"]
    assert run.facts["waiting"] == [made.pk]


def test_role_that_nobody_granted_is_only_proposed(office: Office) -> None:
    ruler, other = (person(make.citizen_id(number), groups={"1": "officer"}) for number in (72, 73))
    run = bring_in(office, usual(ruler, other), choices=Choices(roles=(make.citizen_id(73),)))
    roles = {
        number: Person.objects.get(citizen_key=numbers.newest_key(make.citizen_id(number))).memberships.get().role
        for number in (72, 73)
    }
    assert roles == {72: "clerk", 73: "officer"}
    withheld = Person.objects.get(citizen_key=numbers.newest_key(make.citizen_id(72)))
    assert run.facts["proposed"] == [[withheld.pk, "officer"]]


def test_what_is_only_proposed_gives_no_role(office: Office) -> None:
    run = bring_in(office, usual(person(make.citizen_id(72), proposed="administrator")))
    made = Person.objects.get(citizen_key=numbers.newest_key(make.citizen_id(72)))
    assert run.facts["proposed"] == [[made.pk, "administrator"]]
    assert list(made.memberships.values_list("role", flat=True)) == ["clerk"]


def test_it_is_recorded_counted_and_told(office: Office) -> None:
    by, told = administrator(office), []
    run = bring_in(office, usual(booking("7")), by=by, tell=lambda done, total: told.append((done, total)))
    (record,) = [each for each in records_of(office) if each.act == Act.MOVED_IN]
    assert (record.actor_id, record.subject) == (by.person_id, f"run:{run.pk}")
    assert record.facts == {"kind": "amss", "rows": 4, "new": 4, "changed": 0, "conflicts": 0, "same": 0}
    assert list(faults(office)) == []
    assert told[-1] == (5, 5)
    assert (wrong_tallies(office.pk), run.by_id, run.file) == ([], by.person_id, "amss.sql")
    assert run.facts["months"] == {"2024-06": [1, 1]}


def test_the_upload_it_came_from_goes(office: Office) -> None:
    by, plan = administrator(office), usual(booking("7"))
    upload = actions.take(office=office, by=by, kind="amss", file="amss.sql", source=plan.source)
    run = bring_in(office, plan, by=by, upload_number=upload.pk)
    assert (Upload.objects.count(), run.upload_number) == (0, upload.pk)


def test_another_preview_than_was_shown_is_not_carried_out(office: Office) -> None:
    plan = usual(booking("7"))
    seal = plans.preview(office, plan).seal
    make.room(office, name="ห้องประชุมใหญ่")
    with pytest.raises(actions.ChangedMeanwhile):
        bring_in(office, plan, seal=seal)
    assert Run.objects.count() == 0
    assert bring_in(office, plan, seal=plans.preview(office, plan).seal).pk


@pytest.mark.parametrize("roles", [frozenset[str](), frozenset({"clerk"}), frozenset({"officer"})])
def test_only_administrators_may(office: Office, roles: frozenset[str]) -> None:
    with pytest.raises(MayNotMoveIn):
        bring_in(office, usual(), by=Rights(1, office.pk, roles))


def test_an_administrator_of_another_office_may_not(office: Office) -> None:
    with pytest.raises(MayNotMoveIn):
        bring_in(office, usual(), by=administrator(make.office()))


def test_other_offices_are_not_touched(office: Office) -> None:
    other = make.office()
    bring_in(other, usual(booking("7")))
    bring_in(office, usual(booking("7")))
    assert [Booking.objects.filter(office=each).count() for each in (office, other)] == [1, 1]
    assert set(MonthTally.objects.values_list("office", "times")) == {(office.pk, 1), (other.pk, 1)}
