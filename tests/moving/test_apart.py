"""Rows told apart when a source comes again: twins that part, places left or not, people and rows that are gone."""

from datetime import time

import pytest

from jonghong.bookings import actions as bookings
from jonghong.bookings.models import Booking
from jonghong.bookings.queries import slot_of_booking
from jonghong.bookings.snapshots import Details
from jonghong.bookings.tallies import times_by_month
from jonghong.core import clock
from jonghong.moving import actions, queries
from jonghong.moving.facts import Code
from jonghong.moving.models import Kept
from jonghong.offices.models import Office
from jonghong.people.models import Person
from jonghong.people.permissions import Rights
from jonghong.privacy.actions import erase
from jonghong.rooms.models import Room
from tests import make
from tests.moving import plans
from tests.moving.plans import PAST, ahead, booking, bring_in, judged, plan_of, preview, usual

pytestmark = pytest.mark.django_db
AFTERNOON = {"start": time(13), "end": time(16), "half": "afternoon"}


@pytest.fixture
def office() -> Office:
    return make.office()


@pytest.fixture
def officer(office: Office) -> Rights:
    made = make.person(office, role="officer")
    return Rights(made.pk, office.pk, frozenset({"officer"}), (made.memberships.get().group_id,))


def kept(key: str) -> Kept:
    return Kept.objects.get(table="meeting_main", key=key)


def test_a_row_that_repeats_no_other_any_more_gets_its_booking(office: Office) -> None:
    cells = {"id": "8"}
    bring_in(office, usual(booking("7"), booking("8", twin="7", cells=cells)))
    bring_in(office, usual(booking("7", title="แก้แล้ว"), booking("8", cells=cells)))
    assert sorted(Booking.objects.values_list("title", flat=True)) == ["ประชุมผู้บริหาร", "แก้แล้ว"]
    assert (kept("8").outcome, kept("8").twin) == ("imported", None)


def test_a_row_that_came_to_repeat_another_is_told_once(office: Office) -> None:
    cells = {"id": "8"}
    bring_in(office, usual(booking("7"), booking("8", cells=cells, **AFTERNOON)))
    again = usual(booking("7", **AFTERNOON), booking("8", cells=cells, twin="7", **AFTERNOON))
    run = bring_in(office, again)
    assert (kept("8").task, kept("8").outcome, times_by_month(office.pk)) == ("D38", "imported", {(2024, 6): 2})
    assert run.counts["meeting_main"] == {"rows": 2, "imported": 2, "quarantined": 0}
    assert run.facts["months"] == {"2024-06": [2, 2]}
    assert preview(office, again).does_anything is False


def test_a_place_counts_as_left_only_by_who_really_leaves_it(office: Office, officer: Rights) -> None:
    first, second = booking("1", first=ahead(20)), booking("2", first=ahead(20), **AFTERNOON)
    bring_in(office, usual(first, second))
    moved = Booking.objects.get(half="afternoon")
    details = Details(**{name: getattr(moved, name) for name in Details.__dataclass_fields__})
    slot = slot_of_booking(moved, office).moved(day=ahead(21))
    bookings.change(booking=moved, by=officer, version=moved.version, room_id=moved.room_id, slot=slot, details=details)
    plan = usual(booking("1", first=ahead(21), **AFTERNOON), second, booking("3", first=ahead(20), title="ใหม่"))
    found = preview(office, plan)
    assert [key for _table, key in found.conflicts] == ["1"]
    bring_in(office, plan)
    assert (kept("1").task, kept("3").reason, Booking.objects.count()) == ("D38", "D17", 2)


def test_what_is_left_alone_counts_as_what_it_is_here(office: Office, officer: Rights) -> None:
    cells = {"id": "7"}
    bring_in(office, usual(booking("7", cells=cells, reason=Code.NO_DATE), booking("8", first=ahead(), cells={"id": "8"})))
    facts = plans.draft(room=f"={Room.objects.get().pk}", group=f"={Kept.objects.get(key='8').group_id}", booker="")
    actions.mend(kept=kept("7"), by=officer, facts=facts)
    lost = booking("8", first=ahead(), cells={"id": "8"}, reason=Code.CLASH_AHEAD, task=Code.CLASH_AHEAD)
    run = bring_in(office, usual(booking("7", cells=cells, reason=Code.NO_DATE), lost))
    assert (run.counts["meeting_main"], run.facts["codes"]) == ({"rows": 2, "imported": 2, "quarantined": 0}, [])


def test_who_was_erased_does_not_come_back(office: Office) -> None:
    bring_in(office, usual(booking("7")))
    somebody = Person.objects.get()
    Person.objects.update(is_active=False)
    somebody.refresh_from_db()
    erase(person=somebody)
    bring_in(office, usual(booking("7"), booking("8", first=ahead())))
    assert (Person.objects.count(), Booking.objects.get(date=ahead()).organizer) == (1, None)


def test_a_stopgap_that_was_renamed_is_not_made_again(office: Office) -> None:
    plan = usual(booking("7", room="9", group="5"))
    bring_in(office, plan)
    Room.objects.filter(name="ห้องเดิม #9").update(name="ห้องเก่า")
    bring_in(office, plan)
    assert Room.objects.count() == 2


def test_rows_of_an_earlier_run_are_what_they_were_once_a_later_one_is_taken_back(office: Office) -> None:
    bring_in(office, usual(booking("7"), judged("meeting_main", "8", reason=Code.NO_DATE), booking("9", twin="7")))
    run = bring_in(
        office, usual(booking("7"), booking("6", **AFTERNOON), booking("8", twin="6", **AFTERNOON), booking("9", title="เอง"))
    )
    assert (kept("8").twin, kept("9").outcome) == (kept("6"), "imported")
    actions.undo_run(run=run, by=None)
    assert [(kept(key).outcome, kept(key).reason, kept(key).twin) for key in ("7", "8", "9")] == [
        ("imported", "", None),
        ("quarantined", "D01", None),
        ("linked", "", kept("7")),
    ]
    assert Booking.objects.count() == 1


def test_a_request_that_went_out_of_time_is_no_hand_on_it(office: Office) -> None:
    run = bring_in(office, usual(booking("7", first=ahead(), state="pending")))
    Booking.objects.update(expires_at=clock.now())
    bookings.lapse_due(office=office)
    assert Booking.objects.get().state == "lapsed"
    actions.undo_run(run=run, by=None)
    assert Booking.objects.count() == 0


def test_what_a_row_says_besides_stays_with_it_when_it_is_mended(office: Office, officer: Rights) -> None:
    suggestion = {"title": "ก" * 260, "extra": '{"food": "ข้าว"}'}
    bring_in(office, usual(judged("meeting_main", "7", reason=Code.NO_DATE, suggestion=suggestion)))
    facts = plans.draft(room=f"={Room.objects.get().pk}", group=f"={office.groups.first().pk}", booker="")
    actions.mend(kept=kept("7"), by=officer, facts=facts)
    assert queries.extra_of(queries.legacy_row(Booking.objects.get()) or Kept()) == {"food": "ข้าว", "title": "ก" * 260}
    assert "extra" not in queries.suggestion_of(kept("7"))


def test_bookings_ahead_that_are_over_there_no_more_are_told_and_not_cancelled(office: Office, officer: Rights) -> None:
    bring_in(
        office, usual(booking("7", first=ahead()), booking("8", first=ahead(3)), booking("9"), booking("10", first=ahead(5)))
    )
    bookings.cancel(booking=Booking.objects.get(date=ahead(3)), by=officer)
    plan = usual(booking("10", first=ahead(5)))
    assert preview(office, plan).gone == [("meeting_main", "7")]
    run = bring_in(office, plan)
    assert (kept("7").task, kept("7").codes, Booking.objects.get(date=ahead()).state) == ("T12", ["T12"], "confirmed")
    assert (run.facts["gone"], list(queries.tasks(office)), preview(office, plan).does_anything) == (1, [kept("7")], False)
    actions.undo_run(run=run, by=None)
    assert (kept("7").task, preview(office, plan).gone) == ("", [("meeting_main", "7")])


def test_a_table_that_a_dump_lacks_and_another_sheet_take_nothing_away(office: Office) -> None:
    bring_in(office, usual(booking("7", first=ahead())))
    assert preview(office, plan_of(plans.group())).gone == []
    other = usual()
    other.source.edition = "sheet"
    assert preview(office, other).gone == []


def test_sums_that_give_way_are_told_before(office: Office) -> None:
    bring_in(office, plan_of(judged("sheet", "1"), name="totals", carried={(2024, 6): 40, (2024, 7): 2}), kind="totals")
    plan = usual(booking("7", first=PAST), booking("8", first=PAST, state="declined", decision=None, **AFTERNOON))
    assert preview(office, plan).gives_way == {"2024-06": 40}
    assert bring_in(office, plan).facts["gives_way"] == {"2024-06": 40}


def test_a_place_that_was_freed_here_can_be_had_by_a_new_row(office: Office, officer: Rights) -> None:
    bring_in(office, usual(booking("7", first=ahead())))
    bookings.cancel(booking=Booking.objects.get(), by=officer)
    clash = {"reason": Code.CLASH_AHEAD, "task": Code.CLASH_AHEAD}
    plan = usual(
        booking("7", first=ahead()),
        booking("8", first=ahead(), title="มาใหม่", state="pending", **clash),
        booking("9", first=ahead(), title="มาก่อน", **clash),
    )
    bring_in(office, plan)
    assert [each.title for each in Booking.objects.filter(state="confirmed")] == ["มาก่อน"]
    assert [(kept(key).outcome, kept(key).task) for key in ("8", "9")] == [("quarantined", "D17"), ("imported", "")]


def test_what_stands_here_for_somebody_else_stays_there(office: Office, officer: Rights) -> None:
    bring_in(office, usual(booking("7")))
    room, group = Room.objects.get(), office.groups.first()
    start = plans.instant(office, ahead(), time(9))
    facts = {"room": room, "group": group, "state": "confirmed", "half": "exact", "title": "ของที่นี่", "date": ahead()}
    times = {"starts_at": start, "ends_at": plans.instant(office, ahead(), time(11)), "created_at": start}
    bookings.load(office=office, bookings=[Booking(office=office, **facts, **times)])
    bring_in(office, usual(booking("7"), booking("8", first=ahead(), room="1")))
    assert (kept("8").reason, Booking.objects.filter(date=ahead()).count()) == ("D17", 1)
