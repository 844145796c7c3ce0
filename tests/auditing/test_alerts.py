"""Administrators are warned once of what needs them: a fake post, a clock that is told what time it is."""

import os
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from pytest_django import Settings

from jonghong.audit.acts import Act
from jonghong.audit.models import Chain, Record
from jonghong.auditing import alerts, watching
from jonghong.auditing.actions import warn
from jonghong.auditing.alerts import Alert
from jonghong.auditing.watching import Watch
from jonghong.core.meters import meters
from jonghong.people import actions as people
from jonghong.people.actions import deputies
from jonghong.people.models import Role
from jonghong.people.permissions import rights_of
from jonghong.post.delivery import breaker_of_server, deliver_due
from jonghong.post.models import Letter
from tests import make
from tests.audit.test_audit import by_hand
from tests.auditing.conftest import Place, fill_disk
from tests.auditing.test_pages import PAGE, english, text

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def post(settings: Settings, place: Place) -> None:
    """Have a post that writes to the administrator alone."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MAIL_FROM = "jonghong@example.go.th"
    place.administrator.email = "admin@example.go.th"
    place.administrator.save()
    place.officer.email = "officer@example.go.th"
    place.officer.save()


def kinds(place: Place) -> list[str]:
    return [alert.kind for alert in alerts.due(place.office)]


def told(place: Place) -> list[tuple[str, int]]:
    found = Record.objects.filter(office=place.office, act=Act.ALERTED).order_by("number")
    return [(record.facts["kind"], record.facts["times"]) for record in found]


def test_nothing_is_due_where_nothing_happens(place: Place, now: time_machine.Traveller) -> None:
    assert (alerts.due(place.office), Watch().look_once(), place.acts()) == ([], [], [])


@pytest.mark.parametrize("act", alerts.WRONG)
def test_a_wave_of_wrong_tries_is_due_for_ten_minutes(place: Place, now: time_machine.Traveller, act: Act) -> None:
    for _time in range(alerts.WAVE - 1):
        place.recorded(act)
    assert kinds(place) == []
    place.recorded(act)
    assert kinds(place) == ["guessing"]
    now.shift(timedelta(minutes=10))
    assert kinds(place) == []


def test_much_taken_out_is_due_for_who_did_it_alone(place: Place, now: time_machine.Traveller) -> None:
    for _time in range(alerts.EXPORTS):
        place.recorded(Act.EXPORTED, place.administrator)
        place.recorded(Act.PERSON_EXPORTED, place.officer)
    place.recorded(Act.EXPORTED, place.clerk)
    found = {alert.actor_id: alert.times for alert in alerts.due(place.office)}
    assert found == {place.administrator.pk: 5, place.officer.pk: 5}
    now.shift(timedelta(hours=1))
    assert kinds(place) == []


@pytest.mark.parametrize("is_list", [False, True])
def test_many_looked_at_are_due(place: Place, now: time_machine.Traveller, is_list: bool) -> None:
    def look(number: int) -> None:
        if is_list:
            place.recorded(Act.PEOPLE_VIEWED, place.officer, page="people", people=[number, number + 1])
        else:
            place.recorded(Act.PERSON_VIEWED, place.officer, f"person:{number}")

    for number in [1, *range(1, alerts.LOOKS)]:
        look(number)
    place.recorded(Act.PERSON_VIEWED, place.clerk, "person:1")
    assert kinds(place) == []
    look(alerts.LOOKS)
    assert [(alert.kind, alert.times, alert.actor_id) for alert in alerts.due(place.office)] == [
        ("export", alerts.LOOKS, place.officer.pk)
    ]
    now.shift(timedelta(hours=1))
    assert kinds(place) == []


def test_a_day_on_which_all_come_in_is_no_reason_to_warn(place: Place, now: time_machine.Traveller) -> None:
    waiting = list(range(1, 3 * alerts.LOOKS))
    while waiting:  # a decision after another, each of which ends in the list of what waits
        place.recorded(Act.PEOPLE_VIEWED, place.officer, page="account requests", number=len(waiting), people=waiting)
        place.recorded(Act.PEOPLE_VIEWED, place.officer, page="slips", number=len(waiting), people=waiting)
        waiting = waiting[1:]
    place.recorded(Act.PEOPLE_VIEWED, place.officer, page="people", number=0, people=[])
    assert kinds(place) == []


def test_only_roles_above_a_clerks_are_due(place: Place, now: time_machine.Traveller) -> None:
    group, by = place.office.groups.all()[0], rights_of(place.administrator)
    people.change_person(person=place.clerk, name="ใหม่", roles={group.pk: "clerk"}, actor=by)
    digits = make.citizen_id(88)
    people.enrol(office=place.office, name="นายใหม่", citizen_id=digits, group=group, actor=by)
    assert kinds(place) == []
    people.change_person(person=place.clerk, name="ใหม่", roles={group.pk: "officer"}, actor=by)
    assert kinds(place) == ["roles"]
    people.change_person(person=place.clerk, name="ใหม่", roles={group.pk: "clerk"}, actor=by)
    changes = [people.Alteration(place.clerk.pk, "ใหม่", "", {group.pk: "officer"})]
    newcomers = [people.Newcomer(make.citizen_id(89), "นายนำเข้า", "", {group.pk: "administrator"})]
    newcomers.append(people.Newcomer(make.citizen_id(90), "นายธุรการ", "", {group.pk: "clerk"}))
    people.bring_in(office=place.office, newcomers=newcomers, changes=changes, actor=by)
    assert [alert.times for alert in alerts.due(place.office)] == [4]


def test_a_deputy_and_officers_who_leave_or_are_back_are_due(place: Place, now: time_machine.Traveller) -> None:
    by, today = rights_of(place.administrator), NOW.date()
    people.leave(person=place.clerk, actor=by)
    people.come_back(person=place.clerk, actor=by)
    assert kinds(place) == []
    people.leave(person=place.officer, actor=by)
    assert [alert.times for alert in alerts.due(place.office)] == [1]
    people.come_back(person=place.officer, actor=by)
    assert [alert.times for alert in alerts.due(place.office)] == [2]
    deputies.name_deputy(office=place.office, person=place.clerk, starts_on=today, ends_on=today, by=by)
    assert [alert.times for alert in alerts.due(place.office)] == [3]


def test_what_takes_two_and_was_done_alone_is_told_each_time(place: Place, now: time_machine.Traveller) -> None:
    place.office.power_takes_two = True
    place.office.save()
    by = rights_of(place.administrator)
    for times in (1, 2):
        day = NOW.date() + timedelta(days=times)
        deputies.name_deputy(office=place.office, person=place.clerk, starts_on=day, ends_on=day, by=by)
        assert [alert.times for alert in alerts.due(place.office) if alert.kind == "alone"] == [times]
        warn(office=place.office, alerts=alerts.due(place.office))
    assert [each for each in told(place) if each[0] == "alone"] == [("alone", 1), ("alone", 2)]


@pytest.mark.parametrize("is_sample", [True, False])
def test_roles_that_a_sample_came_with_are_no_news(place: Place, now: time_machine.Traveller, is_sample: bool) -> None:
    place.office.is_sample = is_sample
    for role in ("officer", "administrator"):
        place.recorded(Act.ENROLLED, was={}, roles={"1": role})
    place.recorded(Act.BOOKING, verb="load", bookings=3)
    assert [alert.times for alert in alerts.due(place.office)] == ([] if is_sample else [2])
    place.recorded(Act.PERSON_CHANGED, place.officer, was={"1": "clerk"}, roles={"1": "officer"})
    place.recorded(Act.BOOKING, verb="load", bookings=1)
    assert [alert.times for alert in alerts.due(place.office)] == [1 if is_sample else 3]


def test_a_change_of_roles_reaches_administrators_within_a_minute_and_once(
    place: Place, post: None, now: time_machine.Traveller
) -> None:
    place.recorded(Act.PERSON_CHANGED, place.officer, was={"1": "clerk"}, roles={"1": "officer"})
    watch = Watch()
    assert watching.EVERY <= 30
    watch.look_once()
    watch.look_once()
    Watch().look_once()
    assert told(place) == [("roles", 1)]
    deliver_due(breaker_of_server())
    (letter,) = mail.outbox
    assert (letter.to, "25 พ" in letter.body) == (["admin@example.go.th"], True)
    assert place.officer.name not in letter.subject + str(letter.body)
    now.shift(timedelta(hours=23))
    watch.look_once()
    assert told(place) == [("roles", 1)]
    place.recorded(Act.PERSON_CHANGED, place.officer, was={"1": "officer"}, roles={"1": "clerk"})
    watch.look_once()
    assert told(place) == [("roles", 1), ("roles", 2)]


def test_a_wave_is_told_again_only_when_its_time_has_passed(place: Place, now: time_machine.Traveller) -> None:
    for _look in range(3):
        for _time in range(alerts.WAVE):
            place.recorded(Act.NOT_SIGNED_IN)
        Watch().look_once()
        now.shift(timedelta(minutes=6))
    assert [kind for kind, _times in told(place)] == ["guessing", "guessing"]


def test_a_wave_of_wrong_passwords_is_written_to_administrators_by_the_next_look_and_once(
    place: Place, post: None, now: time_machine.Traveller
) -> None:
    make.person(make.office(), role=Role.ADMINISTRATOR, email="elsewhere@example.go.th")
    for _time in range(alerts.WAVE - 1):
        people.note_refusal(office=place.office)
    assert Watch().look_once() == []
    people.note_refusal(office=place.office)
    now.shift(watching.EVERY)
    Watch().look_once()
    Watch().look_once()
    # The same wave: many at once, and far more in this hour than usual.
    now.shift(timedelta(minutes=11))
    Watch().look_once()
    assert [letter.address for letter in Letter.objects.all()] == ["admin@example.go.th"]
    assert told(place) == [("guessing", alerts.WAVE)]


def test_guessing_that_takes_its_time_is_written_to_administrators_too(
    place: Place, post: None, now: time_machine.Traveller
) -> None:
    for _time in range(alerts.WAVE):
        people.note_refusal(office=place.office)
        now.shift(60)
    found = alerts.due(place.office)
    assert [(alert.kind, alert.times) for alert in found] == [("guessing", alerts.WAVE)]
    Watch().look_once()
    now.shift(timedelta(minutes=5))
    Watch().look_once()
    assert Letter.objects.count() == 1
    now.shift(timedelta(hours=1))
    assert kinds(place) == []


def test_the_watch_finds_what_was_tampered_with(place: Place, post: None, now: time_machine.Traveller, caplog) -> None:
    for _time in range(3):
        place.recorded(Act.PERSON_BACK, place.officer)
    watch = Watch()
    assert watch.look_once() == []
    by_hand("UPDATE audit_record SET actor_id = 999 WHERE number = 2")
    assert watch.look_once() == []  # what was judged is not judged again before tomorrow
    now.shift(timedelta(days=1))
    watch.look_once()
    assert told(place) == [("fault", 1)]
    assert f"The audit of office {place.office.pk} does not stand as it was written, from record 2 on." in caplog.messages
    assert "fault" in kinds(place)
    now.shift(timedelta(days=1))
    Watch().look_once()
    assert told(place) == [("fault", 1), ("fault", 1)]
    assert Letter.objects.count() == 2


def test_the_watch_remembers_what_was_cut_off_together_with_its_chain(place: Place, now: time_machine.Traveller) -> None:
    place.recorded(Act.PERSON_BACK)
    chain = Chain.objects.values().get()
    place.recorded(Act.PERSON_BACK)
    watch = Watch()
    watch.look_once()
    by_hand("DELETE FROM audit_record WHERE number > 1")
    Chain.objects.update(**chain)
    (alert,) = watch.look_once()
    assert (alert.kind, alert.number, told(place)) == ("fault", 2, [("fault", 2)])


def test_administrators_read_it_on_the_page(place: Place) -> None:
    place.recorded(Act.PERSON_CHANGED, place.officer, was={}, roles={"1": "administrator"})
    for _time in range(alerts.EXPORTS):
        place.recorded(Act.EXPORTED, place.officer)
    said = text(english(place.signed_in(place.administrator)).get(PAGE))
    assert f"Much data taken out · {place.officer.name} · 5 times" in said
    assert "Roles of officers or administrators changed · 1 time" in said
    assert "Much data" not in text(english(place.signed_in(place.officer)).get(PAGE))


def test_nothing_is_sent_where_there_is_nothing_new(place: Place) -> None:
    alert = Alert("roles", 1, timedelta(hours=1), 5)
    assert warn(office=place.office, alerts=[alert]) == [alert]
    assert warn(office=place.office, alerts=[alert]) == []


@pytest.fixture
def backups(settings: Settings, tmp_path: Path) -> Path:
    """Return a folder of data in which nobody made a backup yet."""
    settings.DATA = tmp_path
    return tmp_path / "backups"


def made_at(path: Path, when: datetime) -> None:
    os.utime(path, (when.timestamp(), when.timestamp()))


def test_a_full_disk_reaches_administrators_at_the_next_look_and_once_a_day(
    backups: Path, place: Place, post: None, now: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch()
    assert watch.look_once() == []
    fill_disk(monkeypatch, free=9.9e9, total=100e9)
    now.shift(watching.EVERY)
    assert [alert.kind for alert in watch.look_once()] == ["disk"]
    deliver_due(breaker_of_server())
    (letter,) = mail.outbox
    assert (letter.to, "./jonghong doctor" in letter.body) == (["admin@example.go.th"], True)
    assert (place.last.act, place.last.facts) == (Act.ALERTED, {"kind": "disk"})
    now.shift(timedelta(hours=23))
    assert [*watch.look_once(), *Watch().look_once()] == []
    now.shift(timedelta(hours=1))
    assert [alert.kind for alert in Watch().look_once()] == ["disk"]
    assert watch.look_once() == []
    assert Letter.objects.count() == 2


@pytest.mark.parametrize(
    ("free", "total", "due"), [(10e9, 100e9, []), (0.9e9, 2e9, ["disk"]), (1e9, 2e9, []), (99e9, 1_000e9, ["disk"])]
)
def test_a_disk_is_full_below_a_tenth_or_a_gigabyte(
    place: Place, backups: Path, monkeypatch: pytest.MonkeyPatch, free: float, total: float, due: list[str]
) -> None:
    fill_disk(monkeypatch, free=free, total=total)
    assert kinds(place) == due


def test_a_late_backup_reaches_administrators_of_an_office_that_makes_any(
    backups: Path, place: Place, post: None, now: time_machine.Traveller
) -> None:
    watch = Watch()
    assert watch.look_once() == []
    backups.mkdir()
    for name, hours in (("monday", 30), ("tuesday", 6)):
        (backups / name).touch()
        made_at(backups / name, NOW - timedelta(hours=hours))
    assert watch.look_once() == []
    now.shift(timedelta(hours=42))
    assert watch.look_once() == []
    now.shift(watching.EVERY)
    assert [alert.kind for alert in watch.look_once()] == ["backup"]
    assert Letter.objects.count() == 1
    said = text(english(place.signed_in(place.administrator)).get(PAGE))
    assert "There is no fresh backup" in said
    (backups / "thursday").touch()
    made_at(backups / "thursday", NOW + timedelta(hours=43))
    assert kinds(place) == []


def test_backups_that_were_all_taken_away_are_late_two_days_later(
    place: Place, now: time_machine.Traveller, backups: Path
) -> None:
    backups.mkdir()
    made_at(backups, NOW)
    assert kinds(place) == []
    now.shift(timedelta(days=2, seconds=1))
    assert kinds(place) == ["backup"]


def test_a_backup_taken_away_while_we_look_stops_no_alert(
    place: Place, now: time_machine.Traveller, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups.mkdir()
    for name in ("monday", "tuesday"):
        (backups / name).touch()
        made_at(backups / name, NOW)
    place.recorded(Act.PERSON_CHANGED, place.officer, was={}, roles={"1": "officer"})
    with os.scandir(backups) as entries:
        seen = list(entries)
    (backups / "monday").unlink()
    monkeypatch.setattr(os, "scandir", lambda _folder: nullcontext(seen))
    assert [alert.kind for alert in Watch().look_once()] == ["roles"]


def test_what_of_the_machine_cannot_be_looked_at_is_due_and_stops_no_other_alert(
    place: Place, settings: Settings, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.recorded(Act.PERSON_CHANGED, place.officer, was={}, roles={"1": "officer"})
    backups.mkdir()
    (backups / "today").symlink_to("today")
    assert kinds(place) == ["roles", "backup"]
    assert english(place.signed_in(place.administrator)).get(PAGE).status_code == 200
    monkeypatch.undo()  # from here on it is asked of the disk itself
    settings.DATA = backups / "nowhere"
    assert [alert.kind for alert in Watch().look_once()] == ["roles", "disk"]
    assert english(place.signed_in(place.administrator)).get(PAGE).status_code == 200


def test_pages_that_fail_reach_administrators_at_the_next_look_and_once_an_hour(
    place: Place, post: None, now: time_machine.Traveller
) -> None:
    meters.clear()  # a test before may have counted in a file, as servers do
    watch = Watch()
    for status in ("2xx", "503", "507", "4xx"):
        for _time in range(alerts.FAILURES):
            meters.answered("month", "GET", status, 0.1)
    for _time in range(alerts.FAILURES - 1):
        meters.answered("month", "GET", "5xx", 0.1)
    assert watch.look_once() == []
    now.shift(watching.EVERY)
    meters.answered("report", "GET", "5xx", 0.1)
    assert watching.EVERY <= 30
    assert [(alert.kind, alert.times) for alert in watch.look_once()] == [("failing", alerts.FAILURES)]
    deliver_due(breaker_of_server())
    (letter,) = mail.outbox
    assert (letter.to, "หน้าสภาพระบบ" in str(letter.body)) == (["admin@example.go.th"], True)
    assert watch.look_once() == []
    now.shift(timedelta(hours=1, minutes=1))
    assert watch.look_once() == []  # nothing failed since
    meters.clear()  # a server that began anew
    for _time in range(alerts.FAILURES):
        meters.answered("month", "GET", "5xx", 0.1)
    assert watch.look_once() == []
    for _time in range(alerts.FAILURES):
        meters.answered("month", "GET", "5xx", 0.1)
    assert [alert.kind for alert in watch.look_once()] == ["failing"]
    assert told(place) == [("failing", alerts.FAILURES)] * 2
