"""An import taken back: nothing of it is left, unless something was built on it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps

from jonghong.audit.acts import Act
from jonghong.audit.queries import faults, records_of
from jonghong.bookings import actions as bookings
from jonghong.bookings.models import Booking, MonthTally, Series
from jonghong.bookings.tallies import carried_by_month, wrong_tallies
from jonghong.core import clock
from jonghong.moving import actions, queries
from jonghong.moving.facts import BookingDraft, Code
from jonghong.moving.models import Kept, Run
from jonghong.moving.refusals import MayNotMoveIn
from jonghong.offices.models import Group, Office
from jonghong.people.models import Membership, Person
from jonghong.people.permissions import Rights
from jonghong.rooms.models import Room
from tests import make
from tests.moving import plans
from tests.moving.plans import PAST, ahead, booking, bring_in, judged, person, plan_of, preview, room, usual

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make.office()


@pytest.fixture
def by(office: Office) -> Rights:
    made = make.person(office, role="administrator")
    return Rights(made.pk, office.pk, frozenset({"administrator"}), (made.memberships.get().group_id,))


def everything() -> dict[str, list[str]]:
    """Return every row of every table but runs, the audit and versions."""
    left_out = {"audit", "contenttypes", "auth", "sessions"}
    models = [
        model for model in apps.get_models() if model._meta.app_label not in left_out and model not in {Run, MonthTally, Office}
    ]
    return {model._meta.label: sorted(map(repr, model._default_manager.values_list())) for model in models}


def test_nothing_of_it_is_left(office: Office, by: Rights) -> None:
    before = everything()
    plan = usual(
        booking("7"),
        booking("8", twin="7"),
        booking("9", first=ahead(), last=ahead(12)),
        judged("meeting_main", "10", reason=Code.NO_DATE),
        booking("11", room="99", group="", booker="x"),
    )
    run = bring_in(office, plan, by=by)
    done = actions.undo_run(run=run, by=by)
    assert everything() == before
    assert (wrong_tallies(office.pk), set(MonthTally.objects.values_list("times", flat=True))) == ([], {0})
    assert (done.undone_by_id, done.undone_at is None) == (by.person_id, False)
    (record,) = [each for each in records_of(office) if each.act == Act.MOVED_BACK]
    assert (record.actor_id, record.subject, list(faults(office))) == (by.person_id, f"run:{run.pk}", [])


def test_twice_is_as_good_as_once_and_it_may_come_in_again(office: Office) -> None:
    plan = usual(booking("7", first=ahead()))
    run = bring_in(office, plan)
    actions.undo_run(run=run, by=None)
    actions.undo_run(run=run, by=None)
    assert bring_in(office, plan).facts["new"] == 4
    assert Booking.objects.count() == 1


def test_who_and_what_was_here_before_stays(office: Office) -> None:
    here, hall = make.person(office), make.room(office, name="ห้องประชุมใหญ่")
    run = bring_in(
        office, plan_of(plans.group(name="อำนวยการ"), plans.room(), plans.person(plans.number_of(here)), booking("7"))
    )
    actions.undo_run(run=run, by=None)
    assert (list(Person.objects.all()), list(Room.objects.all())) == ([here], [hall])
    assert (Group.objects.filter(office=office).count(), Membership.objects.count()) == (3, 1)


def test_what_it_wrote_again_is_as_it_was_before(office: Office) -> None:
    bring_in(office, usual(booking("7")))
    before = Booking.objects.values().get()
    changed = usual(booking("7", title="อื่น", last=PAST + timedelta(days=2)))
    run = bring_in(office, changed)
    assert Booking.objects.count() == 3
    actions.undo_run(run=run, by=None)
    after = Booking.objects.values().get()
    assert {**after, "version": 0} == {**before, "version": 0}
    assert (Booking.objects.get().history.count(), Series.objects.count(), wrong_tallies(office.pk)) == (2, 0, [])
    assert bring_in(office, changed).facts["changed"] == 1


def test_rooms_groups_and_people_that_only_rows_written_again_use_go_with_it(office: Office) -> None:
    bring_in(office, usual(booking("7"), booking("8", first=ahead())))
    before = everything()
    elsewhere = {"room": "9", "group": "44", "booker": "3101200345676", "account": "3101200345676"}
    again = usual(
        plans.group("44", "กลุ่มใหม่"),
        room("9", "ห้องใหม่"),
        person("3101200345676", groups={"44": "clerk"}),
        booking("7", cells={"id": "7", "changed": "1"}, **elsewhere),
        booking("8", cells={"id": "8", "changed": "1"}, first=ahead(), **elsewhere),
    )
    run = bring_in(office, again)
    assert (run.facts["changed"], Booking.objects.filter(room__name="ห้องใหม่").count()) == (2, 2)
    assert actions.in_the_way(run) == []
    actions.undo_run(run=run, by=None)
    after = everything()
    differ = {name for name in before if after[name] != before[name]}
    assert differ == {"bookings.Booking", "moving.Kept"}  # versions, and signs that say: look again
    assert {name: len(after[name]) for name in differ} == {name: len(before[name]) for name in differ}
    assert {(one.room.name, one.organizer.name) for one in Booking.objects.all()} == {("ห้องประชุมใหญ่", "นางสาวดาว เดือน")}


def test_what_it_let_out_of_quarantine_goes_back(office: Office) -> None:
    bring_in(office, usual(judged("meeting_main", "7", reason=Code.NO_DATE)))
    run = bring_in(office, usual(booking("7")))
    actions.undo_run(run=run, by=None)
    kept = Kept.objects.get(key="7", table="meeting_main")
    assert (kept.outcome, kept.reason, kept.act, Booking.objects.count()) == ("quarantined", "D01", None, 0)
    assert bring_in(office, usual(booking("7"))).facts["rows_written"] == [[kept.pk, "quarantined", "D01", "", None]]


def test_conflicts_that_it_told_are_told_no_more(office: Office, by: Rights) -> None:
    bring_in(office, usual(booking("7", first=ahead())))
    bookings.cancel(booking=Booking.objects.get(), by=by)
    run = bring_in(office, usual(booking("7", first=ahead(3))))
    assert queries.tasks(office).count() == 1
    actions.undo_run(run=run, by=None)
    assert queries.tasks(office).count() == 0


def cancelled(office: Office, by: Rights) -> None:
    bookings.cancel(booking=Booking.objects.filter(date=ahead()).get(), by=by)


def booked(office: Office, by: Rights) -> None:
    start = clock.now() + timedelta(days=90)
    group = Group.objects.get(office=office, name="กลุ่มนิเทศ")
    facts = {
        "room": Room.objects.get(),
        "group": group,
        "organizer": Person.objects.get(name="นางสาวดาว เดือน"),
        "state": "confirmed",
    }
    times = {
        "date": start.date(),
        "half": "exact",
        "starts_at": start,
        "ends_at": start + timedelta(hours=1),
        "created_at": start,
    }
    bookings.load(office=office, bookings=[Booking(office=office, title="ใหม่", **facts, **times)])


def joined(office: Office, by: Rights) -> None:
    group = Group.objects.get(office=office, name="กลุ่มนิเทศ")
    Membership.objects.create(office=office, person=Person.objects.get(pk=by.person_id or 0), group=group)


def activated(office: Office, by: Rights) -> None:
    Person.objects.filter(name="นางสาวดาว เดือน").update(activated_at=clock.now())


def closed(office: Office, by: Rights) -> None:
    room, start = Room.objects.get(), clock.now() + timedelta(days=200)
    bookings.close(
        office=office, by=by, room=room, starts_at=start, ends_at=start + timedelta(days=1), reason="ซ่อม", decisions={}
    )


def brought_in_again(office: Office, by: Rights) -> None:
    bring_in(office, usual(booking("7", title="แก้")))


def test_what_officers_mended_goes_along(office: Office, by: Rights) -> None:
    before = everything()
    run = bring_in(office, usual(judged("meeting_main", "10", reason=Code.NO_DATE)), by=by)
    room, group = Room.objects.get(), Group.objects.get(office=office, name="กลุ่มนิเทศ")
    facts: BookingDraft = plans.draft(room=f"={room.pk}", group=f"={group.pk}", booker="", decision=None, created_at=None)
    actions.mend(kept=queries.quarantined(office).get(), by=by, facts=facts)
    actions.undo_run(run=run, by=by)
    assert everything() == before


BUILT: dict[Callable[[Office, Rights], None], list[str]] = {
    cancelled: ["1 booking was changed here since."],
    booked: ["Room ห้องประชุมใหญ่ is in use by now.", "The group กลุ่มนิเทศ is in use by now.", "1 person uses the system by now."],
    joined: ["The group กลุ่มนิเทศ is in use by now."],
    activated: ["1 person uses the system by now."],
    closed: ["Room ห้องประชุมใหญ่ is in use by now."],
    brought_in_again: ["The same source was brought in again later. Take that import back first."],
}


@pytest.mark.parametrize(("build", "told"), BUILT.items(), ids=[build.__name__ for build in BUILT])
def test_it_stays_where_something_was_built_on_it(
    office: Office, by: Rights, build: Callable[[Office, Rights], None], told: list[str]
) -> None:
    from django.utils.translation import override

    unreadable = judged("meeting_main", "10", reason=Code.NO_DATE)
    run = bring_in(office, usual(booking("7"), booking("8", first=ahead()), unreadable))
    build(office, by)
    before = everything()
    with override("en"), pytest.raises(actions.BuiltOn) as caught:
        actions.undo_run(run=run, by=by)
    assert caught.value.what == told
    assert everything() == before
    assert Run.objects.filter(undone_at__isnull=False).count() == 0


def test_an_import_that_found_nothing_to_do_is_in_nobodys_way(office: Office) -> None:
    plan = usual(booking("7"))
    run = bring_in(office, plan)
    bring_in(office, plan)
    actions.undo_run(run=run, by=None)
    assert (Booking.objects.count(), preview(office, plan).does_anything) == (0, True)


def test_sums_of_months_go_back_to_what_they_were(office: Office) -> None:
    bring_in(office, plan_of(judged("sheet", "1"), name="totals", carried={(2020, 5): 7}), kind="totals")
    run = bring_in(office, plan_of(judged("sheet", "2"), name="totals2", carried={(2020, 5): 9, (2020, 6): 3}), kind="totals")
    actions.undo_run(run=run, by=None)
    assert carried_by_month(office.pk) == {(2020, 5): 7}


def test_sums_that_were_changed_since_stay(office: Office) -> None:
    run = bring_in(office, plan_of(judged("sheet", "1"), name="totals", carried={(2020, 5): 7}), kind="totals")
    bring_in(office, plan_of(judged("sheet", "2"), name="totals2", carried={(2020, 5): 9}), kind="totals")
    with pytest.raises(actions.BuiltOn) as caught:
        actions.undo_run(run=run, by=None)
    assert ("2020-05" in str(caught.value), carried_by_month(office.pk)) == (True, {(2020, 5): 9})


def test_whoever_did_anything_else_since_stays(office: Office, by: Rights) -> None:
    run = bring_in(office, usual(booking("7")), by=by)
    bring_in(office, plan_of(plans.group(), plans.room(), plans.person(), booking("7"), name="table"), by=by)
    elsewhere = {"organizer": None, "room": make.room(office), "group": office.groups.get(name="อำนวยการ")}
    Booking.objects.exclude(history__act__in=run.rows.exclude(act=None).values("act")).update(**elsewhere)
    before = everything()
    with pytest.raises(actions.BuiltOn) as caught:
        actions.undo_run(run=run, by=by)
    assert (len(caught.value.what), everything()) == (1, before)


def test_only_administrators_of_the_office_may(office: Office) -> None:
    run = bring_in(office, usual())
    for rights in (Rights(1, office.pk, frozenset({"officer"})), Rights(1, make.office().pk, frozenset({"administrator"}))):
        with pytest.raises(MayNotMoveIn):
            actions.undo_run(run=run, by=rights)
