"""The same source again: nothing to do, or what changed over there, or what was changed on both sides."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.apps import apps

from jonghong.bookings import actions as bookings
from jonghong.bookings.models import Booking, History, Series
from jonghong.bookings.queries import slot_of_booking
from jonghong.bookings.snapshots import Details
from jonghong.bookings.tallies import times_by_month, wrong_tallies
from jonghong.moving import actions, previews, queries
from jonghong.moving.facts import Code, Plan
from jonghong.moving.models import Kept, Run
from jonghong.offices.models import Group, Office
from jonghong.people.models import Person
from jonghong.people.permissions import Rights
from jonghong.rooms.models import Room
from tests import make
from tests.moving import plans
from tests.moving.plans import PAST, ahead, booking, bring_in, judged, person, preview, usual

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make.office()


@pytest.fixture
def officer(office: Office) -> Rights:
    made = make.person(office, role="officer")
    return Rights(made.pk, office.pk, frozenset({"officer"}), (made.memberships.get().group_id,))


def rows() -> dict[str, int]:
    """Return how many rows each table has, but for runs and the audit, which tell of every try."""
    models = [model for model in apps.get_models() if model._meta.app_label not in {"audit", "contenttypes", "auth"}]
    return {model._meta.label: model._default_manager.count() for model in models if model is not Run}


def sorts(office: Office, plan: Plan) -> dict[str, list[str]]:
    """Return the keys of requests by what the preview says of them."""
    found = preview(office, plan)
    names = {"new": found.new, "same": found.same, "changed": found.changed, "conflicts": found.conflicts}
    return {name: [key for table, key in keys if table == "meeting_main"] for name, keys in names.items() if keys}


def verbs(made: Booking) -> list[str]:
    return list(made.history.values_list("verb", flat=True))


def test_a_second_time_finds_nothing_to_do(office: Office) -> None:
    plan = usual(
        booking("7"),
        booking("8", twin="7"),
        booking("9", first=ahead(), last=ahead(12)),
        judged("meeting_main", "10", reason=Code.NO_DATE),
    )
    bring_in(office, plan)
    before = rows()
    assert preview(office, plan).does_anything is False
    run = bring_in(office, plan)
    assert rows() == before
    assert [run.facts[name] for name in ("new", "same", "changed", "conflicts")] == [0, 7, 0, 0]
    assert run.counts["meeting_main"] == {"rows": 4, "imported": 3, "quarantined": 1}


def test_it_finds_nothing_to_do_after_the_sign_of_rows_became_another(office: Office) -> None:
    plan = usual(booking("7"))
    bring_in(office, plan)
    Kept.objects.update(digest="of a former key")
    assert preview(office, plan).does_anything is False


def test_rows_that_are_new_join(office: Office) -> None:
    bring_in(office, usual(booking("7")))
    run = bring_in(office, usual(booking("7"), booking("8", start=time(13), end=time(16), half="afternoon")))
    assert [run.facts[name] for name in ("new", "same")] == [1, 4]
    assert (Booking.objects.count(), Person.objects.count(), Room.objects.count()) == (2, 1, 1)
    assert Kept.objects.get(key="8").run == run


def test_what_changed_over_there_is_written_again(office: Office) -> None:
    bring_in(office, usual(booking("7", first=ahead())))
    made = Booking.objects.get()
    plan = usual(booking("7", first=ahead(12), title="เรื่องใหม่", start=time(10)))
    assert sorts(office, plan) == {"changed": ["7"], "same": []}
    run = bring_in(office, plan)
    again = Booking.objects.get()
    assert (again.pk, again.title, again.date, again.version) == (made.pk, "เรื่องใหม่", ahead(12), made.version + 1)
    assert verbs(again) == ["book", "approve", "change"]
    told = History.objects.get(verb="change")
    assert (told.actor, told.before["title"], told.after["title"]) == (None, made.title, "เรื่องใหม่")
    assert told.remark == "แก้ไขในระบบเดิม แล้วนำเข้าอีกครั้ง"
    assert (run.facts["changed"], preview(office, plan).does_anything, wrong_tallies(office.pk)) == (1, False, [])


def test_it_is_written_again_as_often_as_it_changes(office: Office) -> None:
    for number in range(4):
        bring_in(office, usual(booking("7", title=f"ครั้งที่ {number}")))
    made = Booking.objects.get()
    assert (made.title, verbs(made)) == ("ครั้งที่ 3", ["book", "approve", "change", "change", "change"])


def test_days_may_be_added_and_fall_away(office: Office) -> None:
    bring_in(office, usual(booking("7")))
    bring_in(office, usual(booking("7", last=PAST + timedelta(days=2))))
    made = list(Booking.objects.filter(state="confirmed").order_by("date"))
    assert [each.date - PAST for each in made] == [timedelta(days=n) for n in range(3)]
    assert {each.series for each in made} == {Series.objects.get()}
    bring_in(office, usual(booking("7", last=PAST + timedelta(days=1))))
    assert [each.state for each in Booking.objects.order_by("date")] == ["confirmed", "confirmed", "cancelled"]
    assert (times_by_month(office.pk), wrong_tallies(office.pk)) == ({(2024, 6): 2}, [])
    bring_in(office, usual(booking("7", last=PAST + timedelta(days=2))))
    assert [each.state for each in Booking.objects.order_by("date")] == ["confirmed"] * 3


def test_two_that_changed_places_over_there_do_so_here(office: Office) -> None:
    bring_in(office, usual(booking("7", first=ahead(1)), booking("8", first=ahead(2), title="อีกเรื่อง")))
    plan = usual(booking("7", first=ahead(2)), booking("8", first=ahead(1), title="อีกเรื่อง"))
    bring_in(office, plan)
    found = Booking.objects.order_by("date").values_list("date", "title")
    assert list(found) == [(ahead(1), "อีกเรื่อง"), (ahead(2), "ประชุมผู้บริหาร")]


def cancel(made: Booking, by: Rights) -> None:
    bookings.cancel(booking=made, by=by)


def rename(made: Booking, by: Rights) -> None:
    slot = slot_of_booking(made, made.office)
    details = Details(title="แก้ที่นี่", group_id=made.group_id)
    bookings.change(booking=made, by=by, version=made.version, room_id=made.room_id, slot=slot, details=details)


@pytest.mark.parametrize("touch", [cancel, rename])
def test_what_was_changed_on_both_sides_is_left_and_told(
    office: Office, officer: Rights, touch: Callable[[Booking, Rights], None]
) -> None:
    bring_in(office, usual(booking("7", first=ahead())))
    touch(Booking.objects.get(), officer)
    before = Booking.objects.values().get()
    plan = usual(booking("7", first=ahead(20), title="แก้ที่โน่น"))
    assert sorts(office, plan) == {"conflicts": ["7"], "same": []}
    run = bring_in(office, plan)
    kept = Kept.objects.get(key="7", table="meeting_main")
    assert (Booking.objects.values().get(), run.facts["conflicts"]) == (before, 1)
    assert (kept.task, kept.codes, kept.outcome, list(queries.tasks(office))) == ("D38", ["D38"], "imported", [kept])
    assert "แก้ที่โน่น" in str(queries.cells_of(kept)["says"])
    assert preview(office, plan).does_anything is False
    actions.settle(kept=kept, by=officer)
    assert list(queries.tasks(office)) == []


def test_a_row_that_became_unreadable_over_there_takes_nothing_away_here(office: Office) -> None:
    bring_in(office, usual(booking("7")))
    bring_in(office, usual(judged("meeting_main", "7", reason=Code.NO_DATE)))
    kept = Kept.objects.get(key="7", table="meeting_main")
    assert (kept.outcome, kept.task, kept.reason, Booking.objects.get().state) == ("imported", "D38", "", "confirmed")


def test_rows_that_are_gone_over_there_stay(office: Office) -> None:
    bring_in(office, usual(booking("7")))
    bring_in(office, usual())
    assert (Booking.objects.get().state, Kept.objects.filter(key="7").count()) == ("confirmed", 1)


def test_a_row_comes_out_of_quarantine_once_it_can_be_read(office: Office) -> None:
    bring_in(office, usual(judged("meeting_main", "7", reason=Code.NO_DATE)))
    plan = usual(booking("7"))
    assert sorts(office, plan) == {"changed": ["7"], "same": []}
    run = bring_in(office, plan)
    kept = Kept.objects.get(key="7", table="meeting_main")
    assert (kept.outcome, kept.reason, kept.act is None, Booking.objects.count()) == ("imported", "", False, 1)
    assert run.facts["rows_written"] == [[kept.pk, "quarantined", "D01", "", None]]


def test_a_row_may_join_without_having_changed(office: Office) -> None:
    cells: dict[str, Any] = {"id": "7"}
    bring_in(office, usual(booking("7", cells=cells, reason=Code.HOURS_IMPOSSIBLE)))
    plan = usual(booking("7", cells=cells))
    assert sorts(office, plan) == {"new": ["7"], "same": []}
    bring_in(office, plan)
    assert (Booking.objects.count(), Kept.objects.filter(key="7").count()) == (1, 1)


def test_a_clash_ahead_stays_with_the_officer(office: Office) -> None:
    cells: dict[str, Any] = {"id": "7"}
    bring_in(office, usual(booking("7", cells=cells, reason=Code.CLASH_AHEAD, task=Code.CLASH_AHEAD)))
    assert preview(office, usual(booking("7", cells=cells))).does_anything is False


def test_a_new_row_in_the_way_of_what_was_brought_in_becomes_a_task(office: Office) -> None:
    bring_in(office, usual(booking("7", first=ahead())))
    bring_in(office, usual(booking("7", first=ahead()), booking("8", first=ahead(), start=time(10), title="มาทีหลัง")))
    kept = Kept.objects.get(key="8")
    assert (kept.outcome, kept.reason, kept.task, Booking.objects.count()) == ("quarantined", "D17", "D17", 1)
    assert queries.suggestion_of(kept)["room_id"] == str(Room.objects.get().pk)


def test_a_changed_row_in_the_way_of_another_is_left_and_told(office: Office) -> None:
    other = booking("8", first=ahead(2), title="อีกเรื่อง")
    bring_in(office, usual(booking("7", first=ahead(1)), other))
    plan = usual(booking("7", first=ahead(2)), other)
    assert sorts(office, plan) == {"same": ["8"], "conflicts": ["7"]}
    bring_in(office, plan)
    assert [each.date for each in Booking.objects.all()] == [ahead(1), ahead(2)]
    assert Kept.objects.get(key="7").task == "D38"


def test_people_rooms_and_groups_that_changed_over_there_stay_as_they_are_here(office: Office) -> None:
    bring_in(office, usual())
    plan = plans.plan_of(
        plans.group(name="ชื่อใหม่"), plans.room(name="ห้องใหม่"), person(name="นามสกุลใหม่", groups={"1": "officer"})
    )
    run = bring_in(office, plan)
    assert run.facts["becomes"] == {"groups": [0, 1], "rooms": [0, 1], "people": [0, 1]}
    assert (Room.objects.get().name, Person.objects.get().name) == ("ห้องประชุมใหญ่", "นางสาวดาว เดือน")
    assert Group.objects.filter(office=office, name="กลุ่มนิเทศ").count() == 1
    assert Person.objects.get().memberships.get().role == "clerk"
    assert (preview(office, plan).does_anything, set(Kept.objects.values_list("is_own", flat=True))) == (False, {True})


def test_a_new_row_may_repeat_one_that_is_here(office: Office) -> None:
    bring_in(office, usual(booking("7")))
    bring_in(office, usual(booking("7"), booking("8", twin="7")))
    kept = Kept.objects.get(key="8")
    assert (kept.outcome, kept.twin, Booking.objects.count()) == ("linked", Kept.objects.get(key="7"), 1)


def test_what_is_proposed_is_what_is_here_or_something_new(office: Office) -> None:
    hall = make.room(office, name="ห้อง  ประชุมใหญ่", hue=230)
    groups = plans.group(name="อำนวยการ"), plans.group("2", "ก" * 130)
    plan = plans.plan_of(*groups, plans.room(name="ห้อง ประชุมใหญ่"), plans.room("2", "เล็ก"))
    proposed = queries.default_choices(office, plan)
    assert [one.group_id for one in proposed.groups.values()] == [office.groups.get(name="อำนวยการ").pk, None]
    assert (proposed.groups["2"].name, proposed.groups["2"].short_name) == ("ก" * 119 + "…", "นิเทศ")
    assert [(one.room_id, one.hue) for one in proposed.rooms.values()] == [(hall.pk, 262), (None, 350)]
    bring_in(office, plan)
    assert list(Room.objects.filter(office=office).values_list("name", flat=True)) == ["ห้อง  ประชุมใหญ่", "เล็ก"]


def test_long_names_that_begin_alike_are_one(office: Office) -> None:
    groups, rooms = (plans.group(str(n), "ก" * 130 * n) for n in (1, 2)), (plans.room(str(n), "ข" * 90 * n) for n in (1, 2))
    bring_in(office, plans.plan_of(*groups, *rooms))
    assert (office.groups.count(), Room.objects.count()) == (4, 1)


def test_the_same_rows_of_another_source_are_others(office: Office) -> None:
    bring_in(office, usual(booking("7")))
    other = plans.plan_of(plans.group(), plans.room(), person(), booking("7"), name="table")
    run = bring_in(office, other)
    assert (run.facts["new"], Booking.objects.count(), Person.objects.count()) == (4, 2, 1)


def test_what_this_source_brought_in_is_in_nobodys_way_when_it_is_judged(office: Office) -> None:
    plan = usual(booking("7", first=ahead()))
    bring_in(office, plan)
    assert list(previews.known_of(office, plan.source, preview(office, plan).choices).standing) == []
    other = plans.plan_of(name="table")
    (standing,) = previews.known_of(office, other.source, preview(office, other).choices).standing
    assert (standing.room_id, standing.starts_at.time(), standing.starts_at.date()) == (Room.objects.get().pk, time(9), ahead())
