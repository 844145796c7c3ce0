"""Rows that officers see to: mended into the history, moved to a free place, set aside, settled."""

from datetime import datetime, time, timedelta

import pytest

from jonghong.audit.acts import Act
from jonghong.audit.queries import records_of
from jonghong.bookings.actions import close
from jonghong.bookings.models import Booking, History
from jonghong.bookings.refusals import AgainstRule, NoSuchRoom, RoomTaken
from jonghong.bookings.tallies import wrong_tallies
from jonghong.bookings.timeslots import Place, TimeSlot
from jonghong.moving import actions, queries
from jonghong.moving.facts import BookingDraft, Code
from jonghong.moving.models import Kept
from jonghong.moving.refusals import Forgotten, NoLongerOpen, NotEnoughSaid, NotForOfficers
from jonghong.offices.models import Group, Office
from jonghong.people.models import Person
from jonghong.people.permissions import Rights
from jonghong.rooms.hours import Half, Hours
from jonghong.rooms.models import Room
from tests import make
from tests.moving import plans
from tests.moving.plans import PAST, ahead, booking, bring_in, judged, preview, usual

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make.office()


@pytest.fixture
def officer(office: Office) -> Rights:
    made = make.person(office, role="officer")
    return Rights(made.pk, office.pk, frozenset({"officer"}), (made.memberships.get().group_id,))


def mended(office: Office, **facts: object) -> BookingDraft:
    """Return what an officer sends: ids of what is here, nothing of who booked."""
    room, group = Room.objects.filter(office=office).first(), Group.objects.get(office=office, name="กลุ่มนิเทศ")
    said = {"room": f"={room.pk}", "group": f"={group.pk}", "booker": "", "decision": None, "created_at": None}
    return plans.draft(**{**said, **facts})


def place(office: Office, day: object, hour: int = 13) -> Place:
    room = Room.objects.filter(office=office).first()
    return Place(room.pk, TimeSlot(day, Half.EXACT, Hours(time(hour), time(hour + 2))))  # type: ignore[arg-type]


def test_a_mended_row_joins_the_history_with_who_booked_and_who_decided(office: Office, officer: Rights) -> None:
    bring_in(office, usual(booking("7", reason=Code.HOURS_IMPOSSIBLE)))
    kept = actions.mend(
        kept=queries.quarantined(office).get(), by=officer, facts=mended(office, first=PAST + timedelta(days=1))
    )
    made, clerk = Booking.objects.get(), Person.objects.get(name="นางสาวดาว เดือน")
    assert (made.date, made.organizer, made.is_legacy) == (PAST + timedelta(days=1), clerk, True)
    assert made.created_at == datetime(2024, 6, 1, 10, 15, tzinfo=office.zone)
    assert list(History.objects.values_list("verb", "actor")) == [("book", clerk.pk), ("approve", clerk.pk)]
    assert (kept.outcome, kept.settled_by_id, kept.settled_at is None) == ("mended", officer.person_id, False)
    assert (kept.room, kept.group, kept.person) == (made.room, made.group, clerk)
    assert (list(queries.quarantined(office)), wrong_tallies(office.pk)) == ([], [])
    (record,) = [each for each in records_of(office) if each.act == Act.MOVED_ROW]
    assert (record.actor_id, record.subject, record.facts) == (officer.person_id, f"row:{kept.pk}", {"verb": "mend"})


def test_a_decision_over_there_counts_only_for_what_was_decided(office: Office, officer: Rights) -> None:
    bring_in(office, usual(booking("7", reason=Code.UNKNOWN_DECISION)))
    actions.mend(kept=queries.quarantined(office).get(), by=officer, facts=mended(office, state="declined"))
    assert list(History.objects.values_list("verb", flat=True)) == ["book"]


def test_a_row_that_names_nobody_can_be_mended(office: Office, officer: Rights) -> None:
    bring_in(office, usual(judged("meeting_main", "7", reason=Code.NO_DATE)))
    actions.mend(kept=queries.quarantined(office).get(), by=officer, facts=mended(office))
    assert (Booking.objects.get().organizer, Booking.objects.get().state) == (None, "confirmed")


def test_what_is_mended_is_the_same_when_the_source_comes_again(office: Office, officer: Rights) -> None:
    plan = usual(booking("7", reason=Code.HOURS_IMPOSSIBLE))
    bring_in(office, plan)
    actions.mend(kept=queries.quarantined(office).get(), by=officer, facts=mended(office))
    assert preview(office, plan).does_anything is False
    bring_in(office, usual(booking("7", title="แก้ที่โน่น")))
    assert (Booking.objects.get().title, queries.tasks(office).get().task) == ("ประชุมผู้บริหาร", "D38")


def test_a_room_that_is_held_ahead_refuses_and_keeps_the_row(office: Office, officer: Rights) -> None:
    loser = booking("8", first=ahead(), title="อีกเรื่อง", reason=Code.CLASH_AHEAD, task=Code.CLASH_AHEAD)
    bring_in(office, usual(booking("7", first=ahead()), loser))
    kept = queries.tasks(office).get()
    with pytest.raises(RoomTaken) as caught:
        actions.mend(kept=kept, by=officer, facts=mended(office, first=ahead()))
    assert [holder.group for holder in caught.value.holders] == ["นิเทศ"]
    assert (queries.tasks(office).get().outcome, Booking.objects.count()) == ("quarantined", 1)
    actions.mend(kept=kept, by=officer, facts=mended(office, first=ahead(), start=time(13), end=time(16)))
    assert (Booking.objects.count(), queries.tasks(office).count()) == (2, 0)


def test_a_time_that_is_closed_by_now_refuses_and_keeps_the_row(office: Office, officer: Rights) -> None:
    loser = booking("8", first=ahead(), title="อีกเรื่อง", reason=Code.CLASH_AHEAD, task=Code.CLASH_AHEAD)
    bring_in(office, usual(booking("7", first=ahead(5)), loser))
    noon = datetime.combine(ahead(), time(12), office.zone)
    close(office=office, by=officer, room=None, starts_at=noon, ends_at=noon + timedelta(hours=12), reason="ไฟดับ", decisions={})
    kept = queries.tasks(office).get()
    with pytest.raises(AgainstRule, match="ไฟดับ"):
        actions.mend(kept=kept, by=officer, facts=mended(office, first=ahead(), start=time(13), end=time(16)))
    assert queries.tasks(office).get().outcome == "quarantined"
    actions.mend(kept=kept, by=officer, facts=mended(office, first=ahead()))
    assert queries.tasks(office).count() == 0


def test_the_loser_of_a_clash_moves_to_a_free_place(office: Office, officer: Rights) -> None:
    loser = booking("8", first=ahead(), last=ahead(12), title="อีกเรื่อง", reason=Code.CLASH_AHEAD, task=Code.CLASH_AHEAD)
    bring_in(office, usual(booking("7", first=ahead()), loser))
    actions.move(kept=queries.tasks(office).get(), by=officer, place=place(office, ahead(20)))
    made = Booking.objects.filter(title="อีกเรื่อง").order_by("date")
    assert [each.date for each in made] == [ahead(20), ahead(21), ahead(22)]
    assert {(each.state, each.attendees, each.half) for each in made} == {("confirmed", 30, "afternoon")}
    assert queries.tasks(office).count() == 0


def test_bookings_of_a_closed_room_move_to_another_day(office: Office, officer: Rights) -> None:
    bring_in(office, usual(booking("7", first=ahead(), last=ahead(11), task=Code.CLOSED_ROOM_AHEAD)))
    kept = queries.tasks(office).get()
    assert queries.suggestion_of(kept)["room_id"] == str(Room.objects.get().pk)
    actions.move(kept=kept, by=officer, place=place(office, ahead(30)))
    assert [each.date for each in Booking.objects.order_by("date")] == [ahead(30), ahead(31)]
    assert queries.tasks(office).count() == 0
    # Another officer, whose page shows the task still.
    with pytest.raises(NoLongerOpen):
        actions.move(kept=kept, by=officer, place=place(office, ahead(33)))
    with pytest.raises(NoLongerOpen):
        actions.settle(kept=kept, by=officer)


def test_what_says_no_day_cannot_be_moved(office: Office, officer: Rights) -> None:
    bring_in(office, usual(judged("meeting_main", "7", reason=Code.NO_DATE)))
    with pytest.raises(NotEnoughSaid):
        actions.move(kept=queries.quarantined(office).get(), by=officer, place=place(office, ahead()))


def test_a_row_may_stay_out_for_good(office: Office, officer: Rights) -> None:
    plan = usual(booking("7", reason=Code.NO_DATE))
    bring_in(office, plan)
    kept = actions.set_aside(kept=queries.quarantined(office).get(), by=officer, remark="แถวทดสอบ")
    assert (kept.outcome, queries.suggestion_of(kept)["set_aside"]) == ("set_aside", "แถวทดสอบ")
    assert (queries.quarantined(office).count(), preview(office, plan).does_anything) == (0, False)
    with pytest.raises(NoLongerOpen):
        actions.set_aside(kept=kept, by=officer, remark="")
    with pytest.raises(NoLongerOpen):
        actions.mend(kept=kept, by=officer, facts=mended(office))


def test_a_row_that_was_set_aside_may_be_put_back(office: Office, officer: Rights) -> None:
    bring_in(office, usual(booking("7", reason=Code.NO_DATE)))
    kept = queries.quarantined(office).get()
    before = queries.suggestion_of(kept)
    with pytest.raises(NoLongerOpen):
        actions.put_back(kept=kept, by=officer)
    actions.set_aside(kept=kept, by=officer, remark="พลาด")
    actions.put_back(kept=kept, by=officer)
    kept = queries.quarantined(office).get()
    assert (queries.suggestion_of(kept), kept.settled_at, kept.settled_by) == (before, None, None)
    verbs = [each.facts["verb"] for each in records_of(office) if each.act == Act.MOVED_ROW]
    assert sorted(verbs) == ["put-back", "set-aside"]
    with pytest.raises(NoLongerOpen):
        actions.put_back(kept=kept, by=officer)
    assert actions.mend(kept=kept, by=officer, facts=mended(office)).outcome == "mended"


def test_a_row_of_which_nothing_is_kept_stays_set_aside(office: Office, officer: Rights) -> None:
    bring_in(office, usual(booking("7", reason=Code.NO_DATE)))
    kept = queries.quarantined(office).get()
    actions.set_aside(kept=kept, by=officer, remark="พลาด")
    Kept.objects.update(cells="", suggestion="")
    with pytest.raises(Forgotten):
        actions.put_back(kept=kept, by=officer)
    assert (list(queries.set_aside(office)), list(queries.set_aside(make.office()))) == ([kept], [])


def test_a_row_whose_import_was_taken_back_meanwhile_is_no_longer_open(office: Office, officer: Rights) -> None:
    bring_in(office, usual(booking("7", reason=Code.NO_DATE)))
    kept = queries.quarantined(office).get()
    Kept.objects.all().delete()
    with pytest.raises(NoLongerOpen):
        actions.set_aside(kept=kept, by=officer, remark="")
    with pytest.raises(NoLongerOpen):
        actions.mend(kept=kept, by=officer, facts=mended(office))


def test_nothing_of_another_office_can_be_given(office: Office, officer: Rights) -> None:
    bring_in(office, usual(booking("7", reason=Code.NO_DATE)))
    kept, other = queries.quarantined(office).get(), make.office()
    with pytest.raises(NoSuchRoom):
        actions.mend(kept=kept, by=officer, facts=mended(office, room=f"={make.room(other).pk}"))
    with pytest.raises(NotEnoughSaid):
        actions.mend(kept=kept, by=officer, facts=mended(office, group=f"={other.groups.first().pk}"))
    with pytest.raises(NoSuchRoom):
        actions.mend(kept=kept, by=officer, facts=mended(office, room="=x"))


def test_only_officers_of_the_office_may(office: Office) -> None:
    bring_in(office, usual(booking("7", reason=Code.NO_DATE)))
    kept = queries.quarantined(office).get()
    for rights in (Rights(1, office.pk, frozenset({"clerk"})), Rights(1, make.office().pk, frozenset({"officer"}))):
        for verb, facts in (
            (actions.mend, {"facts": mended(office)}),
            (actions.set_aside, {"remark": ""}),
            (actions.put_back, {}),
            (actions.settle, {}),
        ):
            with pytest.raises(NotForOfficers):
                verb(kept=kept, by=rights, **facts)
