"""Nothing personal is kept longer than the office says."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jonghong.audit.models import Record
from jonghong.bookings.models import Booking, Closure, History
from jonghong.core import clock
from jonghong.people import actions as people
from jonghong.people.actions.erasing import FORMER
from jonghong.people.models import GuessCounter, Person
from jonghong.people.permissions import Rights
from jonghong.privacy import actions, erased_list, keeping, queries
from jonghong.privacy.actions import retaining
from jonghong.privacy.models import Departure, Erased, Notice, Retention, Told
from jonghong.privacy.refusals import OnlyAdministrators
from jonghong.privacy.tables import TABLES
from tests import make
from tests.privacy.seeds import MARKERS, NOW, Seeded, found

pytestmark = pytest.mark.django_db
# The bookings are of 1 June 2566, in fiscal year 2566; five years more are kept: until 30 September 2571.
LAST_DAY = datetime(2028, 9, 30, 16, 59, tzinfo=UTC)
NEXT_DAY = datetime(2028, 9, 30, 17, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erased_list, "NAME", str(tmp_path / "erased.txt"))


@pytest.fixture
def place() -> Seeded:
    with time_machine.travel(NOW, tick=False):
        return Seeded()


def kept_at(moment: datetime, place: Seeded, **facts: Any) -> dict[str, int]:
    """Let the rules of retention be kept at that moment; return what that did, without what it did not."""
    with time_machine.travel(moment, tick=False):
        return {name: number for name, number in actions.keep_to_retention(office=place.office, **facts).items() if number}


def due_at(moment: datetime, place: Seeded) -> dict[str, int]:
    with time_machine.travel(moment, tick=False):
        return {each.name: each.number for each in queries.due(place.office) if each.number}


def test_bookings_name_people_until_the_last_day_of_the_fifth_year_after(place: Seeded) -> None:
    assert "bookings" not in kept_at(LAST_DAY, place)
    place.own.refresh_from_db()
    assert place.own.organizer == place.someone


def test_after_that_they_forget_them_and_stay(place: Seeded) -> None:
    before, times = place.everything(), place.times()
    assert kept_at(NEXT_DAY, place)["bookings"] == 2
    assert (place.everything(), place.times()) == (before, times)
    nobody = Retention.objects.get(office=place.office).nobody
    assert (nobody.name, nobody.citizen_last4, nobody.is_active) == (FORMER, "", False)
    assert set(Booking.objects.values_list("organizer", "chair", "coordinator", "phone")) == {(nobody.pk, "", "", "")}
    assert set(History.objects.values_list("actor", "concerns", "remark")) == {(nobody.pk, None, "")}
    assert {row.after["phone"] for row in History.objects.all()} == {""}
    assert set(Closure.objects.values_list("closed_by", flat=True)) == {nobody.pk}
    assert place.client("clerk").get(f"/booking/{place.own.pk}/").status_code == 200


def test_the_dry_run_says_what_is_done(place: Seeded) -> None:
    said = due_at(NEXT_DAY, place)
    assert kept_at(NEXT_DAY, place) == said
    # The others have a rule of their own, or nothing in them is seeded.
    assert set(said) - {"audit"} == {
        "bookings",
        "closures",
        "rows",
        *(label for label, table in TABLES.items() if table.age),
    } - {"people.guesscounter"}


def test_a_second_time_nothing_is_left_to_do(place: Seeded) -> None:
    kept_at(NEXT_DAY, place)
    assert {name: number for name, number in kept_at(NEXT_DAY, place).items() if name != "audit"} == {}
    assert Person.objects.filter(name=FORMER).count() == 1


def test_it_is_done_in_small_steps(place: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retaining, "AT_ONCE", 1)
    monkeypatch.setattr(retaining, "MOST_STEPS", 1)
    assert kept_at(NEXT_DAY, place)["bookings"] == 1
    assert kept_at(NEXT_DAY, place)["bookings"] == 1
    assert "bookings" not in kept_at(NEXT_DAY, place)


def test_the_years_are_the_office_s_own(place: Seeded) -> None:
    kept_at(NOW, place)
    with time_machine.travel(NOW, tick=False):
        actions.change_retention(office=place.office, booking_years=6, account_days=90, security_days=365, by=place.admin)
    assert Record.objects.filter(subject="retention").count() == 1
    assert "bookings" not in kept_at(NEXT_DAY, place)


def test_another_office_keeps_its_own(place: Seeded) -> None:
    other = make.office()
    with time_machine.travel(NEXT_DAY, tick=False):
        assert sum(actions.keep_to_retention(office=other).values()) == 0
    assert place.own.organizer == place.someone


def keep(place: Seeded, by: Rights) -> None:
    actions.keep_to_retention(office=place.office, by=by)


def change(place: Seeded, by: Rights) -> None:
    actions.change_retention(office=place.office, booking_years=1, account_days=1, security_days=365, by=by)


@pytest.mark.parametrize("act", [keep, change])
@pytest.mark.parametrize("who", ["officer", "elsewhere"])
def test_only_its_administrators_do_it(place: Seeded, act: Any, who: str) -> None:
    elsewhere = place.of(make.person(make.office(), role="administrator"))
    with pytest.raises(OnlyAdministrators):
        act(place, elsewhere if who == "elsewhere" else place.officer)


def test_it_is_recorded_who_asked_for_it_and_how_much_that_was(place: Seeded) -> None:
    done = kept_at(NEXT_DAY, place, by=place.admin)
    record = Record.objects.get(act="privacy.anonymised")
    assert (record.actor_id, record.facts) == (place.admin.person_id, {"steps": done})
    kept_at(NEXT_DAY, place)
    assert Record.objects.filter(act="privacy.anonymised").count() <= 2


def test_the_office_is_held_before_the_chain_of_the_audit(place: Seeded) -> None:
    with CaptureQueriesContext(connection) as asked:
        retaining._record(place.office, {"accounts": 1}, None)
    tables = [table for query in asked for table in ("offices_office", "audit_chain") if table in query["sql"]]
    assert (tables[0], "audit_chain" in tables) == ("offices_office", True)


def test_who_left_is_erased_after_ninety_days_and_not_before(place: Seeded) -> None:
    with time_machine.travel(NOW, tick=False):
        place.leave()
    kept_at(NOW, place)
    assert "accounts" not in kept_at(NOW + timedelta(days=90), place)
    later = NOW + timedelta(days=90, minutes=1)
    assert due_at(later, place)["accounts"] == 1
    assert kept_at(later, place)["accounts"] == 1
    assert found(*MARKERS) == []
    assert not Departure.objects.exists()


def test_who_came_back_starts_anew(place: Seeded) -> None:
    with time_machine.travel(NOW, tick=False):
        place.leave()
    kept_at(NOW, place)
    people.come_back(person=place.someone)
    kept_at(NOW + timedelta(days=89), place)
    people.leave(person=place.someone)
    assert "accounts" not in kept_at(NOW + timedelta(days=95), place)
    assert Departure.objects.get().noted_at == NOW + timedelta(days=95)


def test_who_came_back_meanwhile_is_let_be(place: Seeded) -> None:
    with time_machine.travel(NOW, tick=False):
        place.leave()
        retaining.note_departures(office=place.office)
    limits = queries.limits_of(place.office, queries.retention_of(place.office))
    people.come_back(person=place.someone)
    assert retaining._erase_one(place.office, limits) == 0


def test_old_counters_of_wrong_passwords_go(place: Seeded) -> None:
    for days in (0, 366):
        GuessCounter.objects.create(office=place.office, key=str(days), counted_at=NOW - timedelta(days=days))
    assert kept_at(NOW, place) == {"people.guesscounter": 1}
    assert list(GuessCounter.objects.values_list("key", flat=True)) == ["0"]


def test_it_is_looked_once_a_day_by_one_of_all_processes(place: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[tuple[int, date]] = []
    monkeypatch.setattr(keeping, "keep_to_retention", lambda *, office: looked.append((office.pk, clock.today(office.zone))))
    sample = make.office(is_sample=True)
    for moment in (NOW, NOW + timedelta(hours=1), NOW + timedelta(days=1)):
        with time_machine.travel(moment, tick=False):
            keeping.look_once()
    assert looked == [(place.office.pk, date(2023, 5, 25)), (place.office.pk, date(2023, 5, 26))]
    assert not Retention.objects.filter(office=sample).exists()


def test_who_was_erased_meanwhile_is_passed_over(place: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    with time_machine.travel(NOW, tick=False):
        place.leave()
        retaining.note_departures(office=place.office)
    with time_machine.travel(NOW + timedelta(days=91), tick=False):
        limits = queries.limits_of(place.office, queries.retention_of(place.office))
        monkeypatch.setattr(queries, "departed", lambda *_facts: Person.objects.filter(pk=place.someone.pk))
        assert [retaining._erase_one(place.office, limits) for _time in range(2)] == [1, 0]


def test_rows_are_named_by_numbers_and_days(place: Seeded) -> None:
    with time_machine.travel(NOW, tick=False):
        place.leave()
        actions.keep_to_retention(office=place.office)
        actions.erase(person=place.someone)
        actions.write_notice(office=place.office, controller="ก", officer="", addition="", by=place.admin)
    rows = [model.objects.latest("pk") for model in (Notice, Retention, Erased)]
    told = Told(person=place.someone, version="1.1")
    departure = Departure(person=place.someone, noted_at=NOW)
    assert [str(row) for row in [*rows, told, departure]] == [
        f"{place.office.pk} · 2",
        f"{place.office.pk} · 5",
        f"{place.someone.pk} · 2023-05-25",
        f"{place.someone.pk} · 1.1",
        f"{place.someone.pk} · 2023-05-25",
    ]


def test_the_notice_is_written_by_administrators_alone(place: Seeded) -> None:
    with pytest.raises(OnlyAdministrators):
        actions.write_notice(office=place.office, controller="ก", officer="", addition="", by=place.officer)
