"""What stands in the rows of a former system is forgotten with whom it names, and when its time is over."""

from datetime import time, timedelta

import pytest

from jonghong.bookings.models import Booking
from jonghong.moving import actions, queries
from jonghong.moving.facts import BookingDraft, Code
from jonghong.moving.models import Kept, Upload
from jonghong.offices.models import Office
from jonghong.people.models import Person
from jonghong.people.permissions import Rights
from jonghong.privacy.actions import erase, keep_to_retention
from tests import make
from tests.moving import plans
from tests.moving.plans import ahead, booking, bring_in, judged, person, preview, usual

pytestmark = pytest.mark.django_db
OTHER = make.citizen_id(73)


@pytest.fixture
def office() -> Office:
    return make.office()


def said(office: Office) -> set[str]:
    """Return the keys of the rows that still say what they said."""
    return {f"{row.table} {row.key}" for row in Kept.objects.filter(office=office) if queries.cells_of(row)}


def test_rows_that_name_who_is_erased_say_nothing_any_more(office: Office) -> None:
    other = person(OTHER, name="นายอื่น คนเดิม")
    plan = usual(
        other,
        booking("7"),
        booking("8", booker=OTHER, decision=None, start=time(13), end=time(16)),
        judged("system_user", "1", cells={"person_id": plans.CLERK_ID}),
        judged("meeting_main", "9", reason=Code.NO_DATE, cells={"title": "พบ นางสาวดาว เดือน ด่วน"}),
    )
    bring_in(office, plan)
    upload = actions.take(office=office, by=Rights(Person.objects.first().pk), kind="amss", file="a", source=plan.source)
    somebody = Person.objects.get(name="นางสาวดาว เดือน")
    Person.objects.filter(pk=somebody.pk).update(is_active=False)
    erase(person=Person.objects.get(pk=somebody.pk))
    assert said(office) == {"system_workgroup 1", "meeting_room 1", f"person_main {OTHER[-4:]}", "meeting_main 8"}
    assert Kept.objects.filter(person=somebody).count() == Upload.objects.filter(pk=upload.pk).count() == 0
    assert (preview(office, plan).does_anything, Booking.objects.count()) == (False, 2)


def test_who_is_known_by_a_name_of_another_system_is_forgotten_too(office: Office) -> None:
    plan = usual(person("ABC-12", is_active=False, groups={}), judged("system_user", "1", cells={"person_id": " ABC-12 "}))
    bring_in(office, plan)
    erase(person=Person.objects.get(citizen_last4="xxxx"))
    assert {row for row in said(office) if row.startswith("system_user")} == set()
    assert preview(office, plan).does_anything is False


def test_what_changed_over_there_does_not_bring_back_what_was_forgotten(office: Office) -> None:
    bring_in(office, usual(booking("7")))
    Kept.objects.update(cells="", suggestion="")
    assert preview(office, usual(booking("7", title="แก้"))).does_anything is False


def test_old_rows_are_forgotten_with_the_bookings_they_became(office: Office) -> None:
    first: BookingDraft = plans.draft(first=plans.PAST - timedelta(days=365 * 40))
    old = judged("meeting_main", "6", first)
    bring_in(office, usual(old, booking("7", first=ahead(-1)), judged("meeting_main", "9", reason=Code.NO_DATE)))
    done = keep_to_retention(office=office)
    assert done["rows"] == 1
    assert said(office) == {
        "system_workgroup 1",
        "meeting_room 1",
        f"person_main {plans.CLERK_ID[-4:]}",
        "meeting_main 7",
        "meeting_main 9",
    }
