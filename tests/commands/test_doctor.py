"""What the doctor finds, one thing at a time."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import OperationalError, connection
from pytest_django import Settings

from jonghong.__main__ import main
from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.audit.models import Chain
from jonghong.backups import sealing
from jonghong.bookings.models import Booking, MonthTally
from jonghong.commands import doctor
from jonghong.core import clock, disk, schema
from jonghong.core.machine import TICK
from jonghong.health.checks import CHECKS, database, machine, offices
from jonghong.health.checks.findings import Finding, Level, findings
from jonghong.people.actions import issue_code
from jonghong.people.models import Membership, Person
from jonghong.post.models import Letter
from jonghong.privacy.models import Erased, Retention
from tests import make
from tests.bookings.conftest import Place

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """Give a data folder of its own in which everything is as it should be."""
    settings.DATA = tmp_path / "data"
    (settings.DATA / "secrets").mkdir(parents=True)
    settings.DATA.chmod(0o700)
    (settings.DATA / "secrets").chmod(0o700)
    for name in machine.SECRETS:
        file = settings.DATA / "secrets" / name
        file.write_text("k" * 43, encoding="ascii")
        file.chmod(0o600)
    return Path(settings.DATA)


@pytest.fixture
def place() -> Place:
    return Place()


def level(check: Callable[[], Finding]) -> str:
    return check().level.value


def found(check: Callable[[], Finding]) -> tuple[str, str]:
    """Return how a thing stands, and the English sentence."""
    finding = check()
    return finding.level.value, finding.english


def by_hand(statement: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while it waits for some
        cursor.execute(statement)


def test_every_check_speaks_both_languages_and_has_a_name_of_its_own(folder: Path) -> None:
    said = findings(CHECKS)
    assert len({name for name, _finding in said}) == len(CHECKS)
    assert all(finding.thai and finding.english for _name, finding in said)


def test_a_check_that_cannot_look_is_bad() -> None:
    def broken() -> Finding:
        raise OperationalError("the disk\nis gone")

    assert findings([broken]) == [
        ("broken", Finding(Level.BAD, "ตรวจไม่ได้: the disk is gone", findings([broken])[0][1].english))
    ]


def test_migrations_that_are_missing_are_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    assert level(machine.migrations) == "ok"
    monkeypatch.setattr(schema, "missing_migrations", lambda: ["bookings 0009_more"])
    assert found(machine.migrations) == ("bad", "The database lacks 1 steps; run jonghong migrate (bookings 0009_more).")


def test_keys_that_are_whole_are_well(folder: Path) -> None:
    assert level(machine.keys) == "ok"


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("missing", lambda file: file.unlink()),
        ("chmod 600", lambda file: file.chmod(0o640)),
        ("short", lambda file: file.write_text("short", encoding="ascii")),
        ("short", lambda file: file.write_text("", encoding="ascii")),
        ("chmod 700", lambda file: file.parent.chmod(0o755)),
    ],
)
def test_a_key_that_is_spoilt_is_bad(folder: Path, name: str, spoil: Callable[[Path], None]) -> None:
    spoil(folder / "secrets" / "citizen.key")
    assert level(machine.keys) == "bad"
    assert name in machine.keys().english


def test_a_key_of_somebody_else_is_bad(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    assert "chown" in machine.keys().english


def test_the_key_of_backups_is_looked_at_where_there_is_one(folder: Path) -> None:
    file = folder / "secrets" / "backup.key"
    file.write_text("words that somebody keeps on paper", encoding="ascii")
    file.chmod(0o600)
    assert level(machine.keys) == "ok"
    file.chmod(0o644)
    assert f"{file} (chmod 600)" in machine.keys().english
    file.chmod(0o600)
    file.write_text("12 short", encoding="ascii")
    assert f"{file} (short)" in machine.keys().english


def test_a_key_from_the_environment_needs_no_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "secrets" / "session.key").unlink()
    monkeypatch.setenv("JONGHONG_SESSION_KEY", "k" * 43)
    assert level(machine.keys) == "ok"


def test_data_within_the_program_or_open_to_all_are_bad(folder: Path, settings: Settings) -> None:
    assert level(machine.data_folder) == "ok"
    (folder / "jonghong.sqlite3").touch(mode=0o644)
    (folder / "jonghong.sqlite3").chmod(0o644)
    assert "go=" in machine.data_folder().english
    (folder / "jonghong.sqlite3").chmod(0o600)
    folder.chmod(0o755)
    assert level(machine.data_folder) == "bad"
    settings.DATA = settings.PACKAGE / "data"
    assert "within the program" in machine.data_folder().english


def test_backups_that_all_can_read_are_bad_unless_they_are_sealed(folder: Path, settings: Settings, tmp_path: Path) -> None:
    settings.BACKUP_COPY = str(tmp_path / "second")
    for place in (folder / "backups", tmp_path / "second"):
        place.mkdir()
        file = place / "jonghong-20261122-000000Z.backup"
        for content, mode, expected in ((b"PK", 0o644, "bad"), (b"PK", 0o600, "ok"), (sealing.MAGIC, 0o644, "ok")):
            file.write_bytes(content)
            file.chmod(mode)
            assert level(machine.data_folder) == expected
        file.write_bytes(b"PK")
        assert str(file) in machine.data_folder().english
        file.unlink()
        file.symlink_to("gone")  # taken away while it is looked at
        assert level(machine.data_folder) == "ok"


def test_a_disk_that_is_nearly_full_is_warned_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, total, expected in ((50, 100, "ok"), (9, 100, "warn"), (0.5, 1, "warn")):
        usage = SimpleNamespace(free=free * 1e9, total=total * 1e9)
        monkeypatch.setattr(shutil, "disk_usage", lambda _path, usage=usage: usage)
        assert level(machine.disk) == expected


def test_a_disk_on_which_nothing_is_saved_any_more_is_bad(folder: Path, settings: Settings) -> None:
    settings.ROOM = 10**18
    disk.gauge.forget()
    assert level(machine.disk) == "bad"
    settings.ROOM = 0
    disk.gauge.forget()
    assert "nothing is saved" not in machine.disk().english


def test_a_clock_that_cannot_be_right_is_bad(settings: Settings) -> None:
    audit.record(office_id=make.office().pk, act=Act.EXPORTED, actor_id=None)
    assert level(machine.clock_of_the_machine) == "ok"
    with time_machine.travel(clock.machine_now() - timedelta(hours=1), tick=False):
        assert level(machine.clock_of_the_machine) == "bad"
    with time_machine.travel(datetime(1970, 1, 1, tzinfo=UTC), tick=False):
        assert found(machine.clock_of_the_machine) == ("bad", "The machine's clock says 1970; set it.")
    settings.CLOCK_STARTS_AT = "2023-05-25T09:00:00+07:00"
    assert level(machine.clock_of_the_machine) == "warn"


def test_debug_is_bad(settings: Settings) -> None:
    assert level(machine.debug) == "ok"
    settings.DEBUG = True
    assert level(machine.debug) == "bad"


@pytest.mark.parametrize(
    ("url", "proxies", "expected"),
    [("", 0, "warn"), ("http://room.go.th", 0, "bad"), ("https://room.go.th", 0, "bad"), ("https://room.go.th", 1, "ok")],
)
def test_an_address_without_https_is_bad(settings: Settings, url: str, proxies: int, expected: str) -> None:
    settings.PUBLIC_URL, settings.IS_HTTPS, settings.TRUSTED_PROXIES = urlsplit(url), url.startswith("https"), proxies
    assert level(machine.https) == expected


def test_an_extra_that_is_asked_for_and_missing_is_bad(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "find_spec", lambda name: None if name == "pymysql" else object())
    settings.AMSS_URL = ""
    assert found(machine.extras) == ("ok", "Extras that are not installed: amss.")
    settings.AMSS_URL = "mysql://reader@host/amss"
    assert found(machine.extras) == ("bad", "Set up but not installed: amss.")
    monkeypatch.setattr(machine, "find_spec", lambda _name: object())
    assert found(machine.extras) == ("ok", "Every extra is installed.")


def test_amss_without_tls_is_bad(settings: Settings) -> None:
    for url, expected in (("", "ok"), ("mysql://reader@host/amss", "bad"), ("mysql://r@host/amss?ssl_ca=/ca.pem", "ok")):
        settings.AMSS_URL = url
        assert level(machine.amss) == expected


def test_no_backup_or_an_old_one_is_warned_of(folder: Path) -> None:
    assert level(machine.backup) == "warn"
    assert "let a timer run jonghong tick" in machine.backup().english
    (folder / "backups").mkdir()
    file = folder / "backups" / "today.sqlite3"
    file.touch()
    assert level(machine.backup) == "ok"
    week_ago = clock.machine_now().timestamp() - 7 * 86_400
    os.utime(file, (week_ago, week_ago))
    assert found(machine.backup) == ("warn", "The newest backup is 7 days old; see that a timer runs jonghong tick.")
    (folder / "backups" / TICK).write_text('{"thai": "", "english": ""}')
    hours_ago = clock.machine_now().timestamp() - 3 * 3_600
    os.utime(file, (hours_ago, hours_ago))
    assert "is 3 hours old; see that a timer runs" in machine.backup().english
    assert "เก่า 3 ชั่วโมง" in machine.backup().thai
    (folder / "backups" / TICK).write_text("?")
    assert dict(findings([machine.backup]))["backup"].english.startswith("This could not be looked at: ")


def test_backups_and_data_that_cannot_be_looked_at_are_bad(folder: Path) -> None:
    backups = folder / "backups"
    backups.mkdir()
    (backups / "today").symlink_to("today")
    (said,) = dict(findings([machine.backup])).values()
    assert (said.level.value, said.english.startswith("This could not be looked at: ")) == ("bad", True)
    shutil.rmtree(folder)
    assert [finding.level.value for _name, finding in findings([machine.backup, machine.disk])] == ["warn", "bad"]


def test_guards_that_are_gone_are_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [level(database.guard_against_double_booking), level(database.guard_of_the_audit)] == ["ok", "ok"]
    if connection.vendor == "sqlite":
        by_hand("DROP TRIGGER booking_no_overlap_insert")
        by_hand("DROP TRIGGER audit_append_only_update")
    else:
        by_hand("ALTER TABLE bookings_booking DROP CONSTRAINT booking_no_overlap")
        by_hand("ALTER TABLE audit_record DISABLE TRIGGER audit_append_only")
    assert [level(database.guard_against_double_booking), level(database.guard_of_the_audit)] == ["bad", "bad"]


def test_bookings_that_overlap_in_fact_are_bad(place: Place) -> None:
    (one,) = place.book()
    (other,) = place.book(room=place.large)
    assert level(database.no_double_booking) == "ok"
    if connection.vendor == "sqlite":
        by_hand("DROP TRIGGER booking_no_overlap_update")
    else:
        by_hand("ALTER TABLE bookings_booking DROP CONSTRAINT booking_no_overlap")
    Booking.objects.filter(pk=other.pk).update(room=place.small)
    assert found(database.no_double_booking) == ("bad", f"Bookings overlap ({one.pk}); move or cancel one.")


def test_records_that_were_changed_are_bad(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "LATEST_RECORDS", 2)
    for _time in range(4):
        audit.record(office_id=place.office.pk, act=Act.EXPORTED, actor_id=None)
    assert level(database.audit) == "ok"
    if connection.vendor == "sqlite":
        by_hand("DROP TRIGGER audit_append_only_update")
    else:
        by_hand("ALTER TABLE audit_record DISABLE TRIGGER audit_append_only")
    last = Chain.objects.get(office=place.office).number
    by_hand("UPDATE audit_record SET actor_id = 99")
    assert "(changed)" in database.audit().english
    by_hand(f"UPDATE audit_chain SET seal = 'x', number = {last}")
    assert f"{last} (end)" in database.audit().english


@pytest.mark.sqlite
def test_sqlite_that_may_lose_what_was_acknowledged_is_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    assert level(database.settings_of_the_database) == "ok"
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")
    monkeypatch.setattr(database, "_answer", lambda _statement: 1)
    assert found(database.settings_of_the_database) == (
        "bad",
        "SQLite is set up wrongly: journal_mode=1, synchronous=1, transaction_mode.",
    )


@pytest.mark.postgresql
def test_postgresql_that_may_lose_what_was_acknowledged_is_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    # The server of the tests is in a hurry.
    assert "fsync=off" in database.settings_of_the_database().english
    monkeypatch.setattr(database, "_facts_of_postgresql", lambda: (160_003, "UTF8", "on", "on", "UTC"))
    assert level(database.settings_of_the_database) == "ok"
    monkeypatch.setattr(database, "_facts_of_postgresql", lambda: (130_003, "LATIN1", "off", "on", "Asia/Bangkok"))
    assert found(database.settings_of_the_database) == (
        "bad",
        "PostgreSQL is set up wrongly: version 130003, LATIN1, TimeZone=Asia/Bangkok, synchronous_commit=off.",
    )


@pytest.mark.postgresql
def test_an_account_that_may_change_tables_is_warned_of() -> None:
    assert level(database.account_of_the_database) == "warn"
    by_hand("CREATE ROLE plain_reader")
    by_hand("SET LOCAL ROLE plain_reader")
    assert level(database.account_of_the_database) == "ok"
    by_hand("RESET ROLE")


@pytest.mark.sqlite
def test_sqlite_has_no_accounts() -> None:
    assert level(database.account_of_the_database) == "ok"


def test_counts_that_are_not_what_there_is_are_bad(place: Place) -> None:
    place.book()
    assert level(database.counts) == "ok"
    MonthTally.objects.update(times=7)
    assert found(database.counts) == ("bad", "These months do not count what there is: 2023-06.")


def test_people_without_a_group_are_warned_of_and_memberships_astray_are_bad(place: Place) -> None:
    assert level(database.memberships) == "ok"
    Membership.objects.filter(person=place.people["clerk"]).delete()
    assert level(database.memberships) == "warn"
    elsewhere = make.office()
    Membership.objects.filter(person=place.people["officer"]).update(group=elsewhere.groups.first())
    assert level(database.memberships) == "bad"


def test_no_administrator_is_bad_and_one_is_few(place: Place) -> None:
    assert found(offices.administrators) == ("bad", "No administrator can sign in; run jonghong administrator.")
    make.person(place.office, role="administrator")
    assert level(offices.administrators) == "warn"
    make.person(place.office, role="administrator")
    assert level(offices.administrators) == "ok"


def test_an_administrator_who_has_a_code_and_never_came_in_is_warned_of(place: Place) -> None:
    person = make.person(place.office, role="administrator")
    Person.objects.filter(pk=person.pk).update(activated_at=None)
    assert level(offices.administrators) == "bad"
    with time_machine.travel(datetime(2023, 6, 1, 18, tzinfo=UTC), tick=False):
        issue_code(person=person)
        said = "An administrator has a code and has not used it yet (good until 15 June 2566)."
        assert found(offices.administrators) == ("warn", said)
    with time_machine.travel(datetime(2023, 7, 20, tzinfo=UTC), tick=False):
        assert level(offices.administrators) == "bad"
    elsewhere = make.office()
    with time_machine.travel(datetime(2023, 6, 2, tzinfo=UTC), tick=False):
        assert level(offices.administrators) == "bad"
        make.person(elsewhere, role="administrator")
        assert level(offices.administrators) == "warn"


def test_no_office_yet_is_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    no_office = ("bad", "There is no office yet; run jonghong setup.")
    assert found(offices.administrators) == no_office
    monkeypatch.setattr(schema, "missing_migrations", lambda: ["bookings 0001_initial"])
    monkeypatch.setattr(connection.introspection, "table_names", list)
    assert found(machine.migrations) == no_office


def test_doctor_of_a_folder_without_an_office_ends_with_one(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "CHECKS", (offices.administrators,))
    assert main(["doctor"]) == 1
    assert "run jonghong setup" in capsys.readouterr().out


def test_officers_with_one_step_are_warned_of(place: Place) -> None:
    office = place.office
    office.officers_need_factor = True
    office.save()
    assert found(offices.second_step) == (
        "warn",
        "1 officers have no second step yet; they are asked for one when they sign in.",
    )
    Person.objects.update(has_factor=True)
    assert level(offices.second_step) == "ok"
    office.officers_need_factor = False
    office.save()
    assert level(offices.second_step) == "warn"


def test_passwords_kept_in_an_older_way_are_warned_of(place: Place) -> None:
    fresh = make.person(place.office)
    fresh.set_unusable_password()
    fresh.save()
    assert level(offices.passwords) == "ok"
    Person.objects.filter(pk=fresh.pk).update(password="argon2_md5$argon2id$v=19$m=19456,t=2,p=1$x$y")
    assert found(offices.passwords) == ("warn", "1 passwords are kept in an older way until their owners sign in.")


def test_people_who_have_not_registered_are_counted(place: Place) -> None:
    assert found(offices.activation) == ("ok", "Everybody has registered.")
    Person.objects.filter(pk=place.people["clerk"].pk).update(activated_at=None)
    assert found(offices.activation) == ("ok", "1 people have not registered yet; print slips for them.")


def test_a_sample_is_warned_of(place: Place) -> None:
    assert level(offices.sample) == "ok"
    make.office(is_sample=True)
    assert level(offices.sample) == "warn"


def test_letters_that_do_not_go_out_are_bad(place: Place, settings: Settings) -> None:
    settings.MAIL_FROM = ""
    assert found(offices.mail) == ("ok", "No mail is sent (EMAIL_URL).")
    settings.MAIL_FROM = "room@example.go.th"
    assert found(offices.mail) == ("ok", "Mail goes out.")
    now = clock.now()
    letter = Letter.objects.create(
        office=place.office, address="x@y.z", subject="x", created_at=now, good_until=now, next_try_at=now, given_up_at=now
    )
    assert level(offices.mail) == "warn"
    Letter.objects.filter(pk=letter.pk).update(given_up_at=None, created_at=now - timedelta(hours=3))
    assert found(offices.mail) == ("bad", "1 letters have waited for two hours and more; check EMAIL_URL.")


def test_retention_that_stands_still_is_warned_of(place: Place) -> None:
    today = clock.today(place.office.zone)
    kept = Retention.objects.create(office=place.office)
    assert level(offices.retention) == "ok"
    for days, expected in ((2, "ok"), (3, "warn")):
        Retention.objects.filter(pk=kept.pk).update(looked_on=today - timedelta(days=days))
        assert level(offices.retention) == expected


def test_a_list_of_the_erased_that_lacks_somebody_is_warned_of(place: Place, folder: Path) -> None:
    Erased.objects.create(office=place.office, person_number=12, at=NOW)
    assert level(offices.list_of_the_erased) == "warn"
    (folder / "erased.txt").write_text(f"{place.office.pk} 12 {NOW.isoformat()}\n", encoding="ascii")
    assert level(offices.list_of_the_erased) == "ok"


def test_what_asks_the_tables_waits_until_they_stand(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(schema, "missing_migrations", lambda: ["bookings 0009_more"])
    assert main(["doctor"]) == 1
    said = capsys.readouterr()
    assert ("guard" in said.out, "✗ bad   migrations" in said.out) == (False, True)
    assert said.err.splitlines()[-1] == "1 of these must be mended."


def test_it_ends_well_where_nothing_is_bad(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "CHECKS", (machine.debug, machine.backup))
    assert main(["doctor", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["checks"]
    assert [(each["name"], each["level"]) for each in told] == [("debug", "ok"), ("backup", "warn")]
    assert set(told[0]) == {"name", "level", "thai", "english"}


def test_it_knows_no_secret_of_any_person(
    folder: Path, place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["doctor"])
    said = capsys.readouterr().out
    assert [each.name in said or each.citizen_key in said for each in Person.objects.all()] == [False] * 4
