"""Nothing that leads to somebody is left, and every booking is."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection

from jonghong.activation.models import AccountRequest, MailedCode
from jonghong.audit import queries as audit
from jonghong.audit.models import Record
from jonghong.bookings.models import Booking, History
from jonghong.people import actions as people, guessing
from jonghong.people.actions.erasing import FORMER
from jonghong.people.models import ActivationCode, GuessCounter, Membership, Person
from jonghong.people.refusals import LastAdministrator
from jonghong.post.models import Letter
from jonghong.privacy import actions, erased_list
from jonghong.privacy.models import Erased
from jonghong.privacy.refusals import ErasedAlready, OnlyAdministrators, StillHere
from jonghong.roster.models import Intake, Upload
from tests import make
from tests.privacy.seeds import MARKERS, NOW, Seeded, found, unreadable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _own_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erased_list, "NAME", str(tmp_path / "erased.txt"))


@pytest.fixture
def place() -> Seeded:
    return Seeded()


def erase(place: Seeded, **facts: Any) -> None:
    place.leave()
    actions.erase(person=place.someone, **facts)


def test_the_markers_are_everywhere_before(place: Seeded) -> None:
    assert {column.split(".")[0] for column in found(*MARKERS)} == {
        "activation",
        "legacy",
        "moving",
        "oidc",
        "roster",
        "bookings",
        "factors",
        "notices",
        "people",
        "post",
        "swaps",
        "waiting",
    }


def test_after_erasing_no_column_holds_anything_of_the_person(place: Seeded) -> None:
    before, key = place.someone.citizen_key, place.someone.citizen_last4
    erase(place, reason=f"{MARKERS[0]} ขอให้ลบ")
    assert found(*MARKERS, before) == []
    place.someone.refresh_from_db()
    someone = place.someone
    assert (someone.name, someone.citizen_last4, someone.email, someone.masked_id) == (FORMER, "", "", "")
    assert (len(someone.citizen_key), someone.citizen_key == before, key == "") == (64, False, False)
    assert (someone.has_usable_password(), someone.activated_at, someone.is_active) == (False, None, False)
    assert not Membership.objects.filter(person=someone).exists()


def letter(place: Seeded, address: str, **facts: Any) -> int:
    at: dict[str, Any] = {"created_at": NOW, "good_until": NOW, "next_try_at": NOW}
    return Letter.objects.create(office=place.office, address=address, subject="x", **at, **facts).pk


def test_working_papers_of_others_go_and_those_of_another_office_stay(place: Seeded) -> None:
    facts: dict[str, Any] = {"content": "marker", "choices": "{}", "made_at": NOW, "expires_at": NOW}
    elsewhere = make.person(make.office(), role="officer")
    for by in (place.people["officer"], elsewhere):
        Upload.objects.create(office=by.office, by=by, **facts)
        Intake.objects.create(office=by.office, by=by, made_at=NOW, counts={}, people={}, forgets_at=NOW, rejected="[marker]")
    erase(place)
    assert list(Upload.objects.values_list("by", flat=True)) == [elsewhere.pk]
    assert list(Intake.objects.exclude(rejected="").values_list("by", flat=True)) == [elsewhere.pk]


def test_requests_from_before_somebody_was_listed_go_and_tries_start_anew(place: Seeded) -> None:
    facts: dict[str, Any] = {"group": place.groups[1], "compare": "1", "token": "2", "asked_at": NOW, "expires_at": NOW}
    # Her own request stands under "marker", as it would under an older key.
    for account in (place.someone.citizen_key, "marker", "other"):
        AccountRequest.objects.create(office=place.office, account=account, typed_name="x", **facts)
        guessing.take(guessing.Guess(place.office.pk, account=account))
    erase(place)
    assert list(AccountRequest.objects.values_list("account", flat=True)) == ["other"]
    assert list(GuessCounter.objects.values_list("key", flat=True)) == [guessing.counter_key("strangers", "other")]


def test_letters_to_an_earlier_address_go_and_those_of_others_stay(place: Seeded) -> None:
    clerk = place.people["clerk"]
    Person.objects.filter(pk=clerk.pk).update(email="clerk@example.go.th")
    code = ActivationCode.objects.create(
        office=place.office, person=clerk, code_hash="h", issued_at=NOW, expires_at=NOW, issued_by=clerk
    )
    stay = [
        letter(place, "clerk@example.go.th", sent_at=NOW),
        letter(place, "waits@example.go.th"),
        letter(place, "clerk-before@example.go.th", sent_at=NOW),
    ]
    MailedCode.objects.create(office=place.office, code=code, letter_id=stay[-1])
    go = [letter(place, "before@example.go.th", sent_at=NOW), letter(place, "before@example.go.th", given_up_at=NOW)]
    erase(place)
    assert list(Letter.objects.filter(pk__in=stay + go).order_by("pk").values_list("pk", flat=True)) == stay


def test_what_no_key_opens_stops_no_erasing(place: Seeded) -> None:
    unreadable("post_letter", "address")
    erase(place)
    assert place.someone.name == FORMER


def test_bookings_and_counts_stay(place: Seeded) -> None:
    before, times = place.everything(), place.times()
    erase(place)
    assert (place.everything(), place.times()) == (before, times)
    place.own.refresh_from_db()
    assert (place.own.organizer, place.own.chair, place.own.phone) == (place.someone, "", "")
    place.other.refresh_from_db()
    assert (place.other.title, place.other.coordinator) == ("งานอื่น", FORMER)


def test_history_still_tells_what_was_done(place: Seeded) -> None:
    rows = list(History.objects.order_by("pk").values_list("pk", "verb", "booking", "act"))
    erase(place)
    assert list(History.objects.order_by("pk").values_list("pk", "verb", "booking", "act")) == rows
    first = History.objects.filter(booking=place.own).earliest("pk")
    assert (first.after["title"], first.after["coordinator"]) == (f"ประชุมกับ {FORMER}", "")


def test_a_short_name_is_not_taken_out_of_other_words(place: Seeded) -> None:
    place.someone.name = "งาน"
    place.someone.save()
    erase(place)
    assert Booking.objects.get(pk=place.other.pk).title == "งานอื่น"


def test_it_is_recorded_by_number_alone_and_put_on_the_list(place: Seeded, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        erase(place, by=place.admin, reason="ขอเอง")
    record = Record.objects.filter(act="privacy.erased").latest("number")
    assert (record.subject, record.actor_id, record.facts) == (f"person:{place.someone.pk}", place.admin.person_id, {})
    assert list(audit.faults(place.office)) == []
    (row,) = Erased.objects.values_list("person_number", "at", "reason")
    assert row == (place.someone.pk, NOW, "ขอเอง")
    assert erased_list.in_file(settings.DATA, place.office.pk) == [(place.someone.pk, NOW)]
    assert erased_list.in_file(settings.DATA, place.office.pk + 1) == []


def test_who_works_here_is_not_erased_nor_anybody_twice(place: Seeded) -> None:
    with pytest.raises(StillHere):
        actions.erase(person=place.someone)
    erase(place)
    with pytest.raises(ErasedAlready):
        actions.erase(person=place.someone)


@pytest.mark.parametrize("name", ["clerk", "officer"])
def test_only_an_administrator_erases(place: Seeded, name: str) -> None:
    place.leave()
    with pytest.raises(OnlyAdministrators):
        actions.erase(person=place.someone, by=getattr(place, name))


def test_an_administrator_of_elsewhere_does_not(place: Seeded) -> None:
    place.leave()
    elsewhere = make.person(make.office(), role="administrator")
    with pytest.raises(OnlyAdministrators):
        actions.erase(person=place.someone, by=place.of(elsewhere))


def test_the_last_administrator_cannot_be_erased(place: Seeded) -> None:
    admin = place.people["admin"]
    with pytest.raises(LastAdministrator):
        people.leave(person=admin)
    with pytest.raises(StillHere):
        actions.erase(person=admin)


def test_the_same_number_can_be_put_on_the_list_anew(place: Seeded) -> None:
    digits = place.someone.typed_id  # type: ignore[attr-defined]
    erase(place)
    again = people.enrol(office=place.office, name="คนใหม่", citizen_id=digits, group=place.groups[1])
    assert again.pk != place.someone.pk


def test_the_erased_stand_on_no_list(place: Seeded) -> None:
    erase(place)
    page = place.client("admin").get("/office/people/").content.decode()
    assert FORMER not in page
    assert place.client("admin").get(f"/office/people/{place.someone.pk}/").status_code == 404


def test_after_a_restore_the_erased_are_erased_again_and_nobody_else(
    place: Seeded, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        erase(place)
    # What a backup of before brings back.
    Erased.objects.all().delete()
    Person.objects.filter(pk=place.someone.pk).update(name=MARKERS[0], citizen_last4="1234", is_active=True)
    assert actions.erase_again(office=place.office) == 1
    assert found(*MARKERS) == []
    assert actions.erase_again(office=place.office) == 0


def test_somebody_who_came_after_the_restore_and_got_that_number_stays(place: Seeded, tmp_path: Path) -> None:
    number = place.someone.pk
    later = Person.objects.get(pk=number).created_at
    (tmp_path / "erased.txt").write_text(
        f"half a li\n{place.office.pk} {number} 2001-01-01T00:00:00+00:00\n\n", encoding="ascii"
    )
    assert actions.erase_again(office=place.office) == 0
    assert later.year > 2001


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_fresh_backup_of_the_file_holds_nothing_of_the_person(place: Seeded, tmp_path: Path) -> None:
    def bytes_of_backup() -> bytes:
        with sqlite3.connect(tmp_path / "backup.sqlite3") as target:
            connection.ensure_connection()
            connection.connection.backup(target)
        target.close()
        return (tmp_path / "backup.sqlite3").read_bytes()

    key = place.someone.citizen_key.encode()
    markers = [marker.encode() for marker in MARKERS if marker != MARKERS[1]]  # an address is sealed from the first
    before = bytes_of_backup()
    assert [marker in before for marker in [*markers, key]] == [True] * 4
    erase(place)
    after = bytes_of_backup()
    assert [marker in after for marker in [*markers, key]] == [False] * 4
