"""A disk without room: nothing is saved, nothing is half saved, reading goes on, and all is well as soon as there is room."""

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import psycopg
import pytest
from django import db
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from jonghong.audit.models import Record
from jonghong.bookings.models import Booking, History
from jonghong.commands import Stop, ground
from jonghong.core import disk
from jonghong.core.trouble import FORM, Trouble, trouble_of
from tests import make
from tests.bookings.conftest import Place

GIGABYTE = 1_000_000_000
MINE = "/mine/"
PRETEND_FULL = """
CREATE FUNCTION pretend_full() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER pretend_full BEFORE INSERT ON audit_record FOR EACH ROW EXECUTE FUNCTION pretend_full();"""


@pytest.fixture(autouse=True)
def _look_anew() -> Iterator[None]:
    disk.gauge.forget()
    yield
    disk.gauge = disk.Gauge()


@pytest.fixture
def short(settings: Any) -> Callable[[bool], None]:
    """Give a function that lets the disk have too little room, or enough again."""

    def pretend(is_short: bool) -> None:
        settings.ROOM = 10**18 if is_short else 0
        disk.gauge.forget()

    pretend(True)
    return pretend


def typed(place: Place) -> dict[str, Any]:
    facts = {"room": place.small.pk, "on": "2023-06-01", "half": "morning", "group": place.groups[1].pk}
    return {**facts, "title": "ประชุม", "attendees": 5, "key": str(uuid4())}


def book(client: Client, place: Place) -> HttpResponse:
    return client.post("/book/", urlencode(typed(place)), FORM)  # type: ignore[return-value]


def rows() -> tuple[int, int, int]:
    return Booking.objects.count(), History.objects.count(), Record.objects.count()


@pytest.mark.django_db
def test_nothing_is_saved_and_reading_goes_on_until_there_is_room(short: Callable[[bool], None]) -> None:
    place, clerk = place_with_clerk()
    before = rows()
    refused = book(clerk, place)
    page = refused.content.decode()
    assert (refused.status_code, refused["Retry-After"]) == (507, "300")
    assert "ไม่ได้บันทึก" in page
    assert 'value="ประชุม"' in page  # it can be sent again
    assert rows() == before
    assert [clerk.get(path).status_code for path in ("/", "/2566/6/", MINE)] == [200] * 3
    clerk.cookies["language"] = "en"
    assert "nothing of yours was saved" in book(clerk, place).content.decode()
    short(False)
    assert book(clerk, place).status_code == 303


@pytest.mark.django_db
@pytest.mark.usefixtures("short")
def test_people_still_come_in_and_go() -> None:
    place = Place()
    client = Client()
    person = place.people["clerk"]
    signed_in = client.post("/sign-in/", {"username": make.citizen_id(1), "password": "x"})
    assert signed_in.status_code != 507
    client.force_login(person)
    assert client.get(MINE).status_code == 200
    assert client.post("/password/", {}).status_code == 507
    assert client.post("/sign-out/").status_code == 303


def place_with_clerk() -> tuple[Place, Client]:
    place = Place()
    client = place.client("clerk")
    client.raise_request_exception = False
    return place, client


@contextmanager
def really_full() -> Iterator[None]:
    """Let the database itself say that there is no room, as it does where nobody could see that coming."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(PRETEND_FULL)
        else:
            cursor.execute("PRAGMA page_count")
            pages = cursor.fetchone()[0]
            cursor.execute("PRAGMA freelist_count")
            assert cursor.fetchone() == (0,)
            cursor.execute(f"PRAGMA max_page_count = {pages}")
    yield
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION pretend_full() CASCADE")
        else:
            cursor.execute("PRAGMA max_page_count = 1073741823")


@pytest.mark.django_db(transaction=True)
def test_a_database_that_finds_no_room_half_way_leaves_nothing_behind() -> None:
    place, clerk = place_with_clerk()
    if connection.vendor == "sqlite":
        connection.cursor().execute("VACUUM")
    with really_full():
        statuses: list[int] = []
        while 507 not in statuses:  # SQLite fills the pages that it has
            before = rows()
            statuses.append(
                clerk.post("/book/", {**typed(place), "title": "ย" * 250, "on": f"2023-06-{len(statuses) + 1:02}"}).status_code
            )
        assert set(statuses) <= {303, 507}
        assert rows() == before
        assert [clerk.get(path).status_code for path in ("/2566/6/", MINE)] == [200] * 2
    assert clerk.post("/book/", typed(place) | {"on": "2023-06-30"}).status_code == 303


def of_sqlite(code: int) -> Exception:
    cause = sqlite3.OperationalError("disk I/O error")
    cause.sqlite_errorcode = code
    fault = db.OperationalError("disk I/O error")
    fault.__cause__ = cause
    return fault


@pytest.mark.pure
def test_a_share_of_the_disk_that_is_used_up_is_known_though_there_is_free_room(monkeypatch: pytest.MonkeyPatch) -> None:
    assert trouble_of(of_sqlite(sqlite3.SQLITE_IOERR_WRITE)) is Trouble.GONE
    assert trouble_of(OSError(errno.EDQUOT, "Disk quota exceeded")) is Trouble.FULL
    assert trouble_of(OSError(errno.ENOSPC, "No space left on device")) is Trouble.FULL
    assert trouble_of(FileNotFoundError(errno.ENOENT, "no such file")) is None
    assert trouble_of(psycopg.errors.InternalError_("could not extend file: Disk quota exceeded")) is Trouble.FULL
    refuse_writing(monkeypatch, errno.EDQUOT)
    assert trouble_of(of_sqlite(sqlite3.SQLITE_IOERR_WRITE)) is Trouble.FULL
    refuse_writing(monkeypatch, errno.EIO)
    assert trouble_of(of_sqlite(sqlite3.SQLITE_IOERR_WRITE)) is Trouble.GONE


def refuse_writing(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(**_facts: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)


@pytest.mark.pure
def test_the_disk_is_looked_at_once_a_second_and_its_limit_fits_it(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    now, free, total, looks = [100.0], [GIGABYTE], [GIGABYTE], [0]

    def usage(_folder: Path) -> Any:
        looks[0] += 1
        return type("Usage", (), {"free": free[0], "total": total[0]})

    settings.ROOM = None
    monkeypatch.setattr(disk, "monotonic", lambda: now[0])
    monkeypatch.setattr(shutil, "disk_usage", usage)
    gauge = disk.Gauge()
    for total[0], limit in ((100 * GIGABYTE, 200_000_000), (GIGABYTE, 50_000_000)):
        for left, is_short in ((limit, False), (limit - 1, True), (limit, False)):
            free[0] = left
            now[0] += disk.LOOK_EVERY
            assert [gauge.look() for _ in range(3)] == [is_short] * 3
    assert looks[0] == 6 * len(disk.folders()) - 2 * (len(disk.folders()) - 1)


@pytest.mark.pure
def test_a_disk_that_cannot_be_asked_stops_nobody(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.ROOM = None

    def fail(_folder: Path) -> Any:
        raise OSError

    monkeypatch.setattr(shutil, "disk_usage", fail)
    assert not disk.Gauge().look()


@pytest.fixture
def data(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.DATA, settings.ROOM = tmp_path, None
    monkeypatch.setattr(disk, "BALLAST_BYTES", 10_000)
    monkeypatch.setattr(disk, "LEAST", 10_000)
    return tmp_path


@pytest.mark.pure
def test_the_ballast_takes_real_room_and_is_laid_once(data: Path) -> None:
    assert disk.keep_ballast()
    assert disk.keep_ballast()
    assert (data / "ballast").stat().st_blocks * 512 >= 10_000
    assert [disk.drop_ballast(), disk.drop_ballast()] == [True, False]
    assert list(data.iterdir()) == []


@pytest.mark.pure
def test_there_is_no_ballast_where_it_would_take_the_room(data: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ROOM = 0
    assert not disk.keep_ballast()
    settings.ROOM = None
    monkeypatch.setattr(disk, "BALLAST_BYTES", 10**18)
    assert not disk.keep_ballast()
    monkeypatch.setattr(disk, "BALLAST_BYTES", 10_000)
    monkeypatch.setattr(os, "posix_fallocate", lambda *_facts: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    assert not disk.keep_ballast()
    assert list(data.iterdir()) == []


@pytest.mark.pure
def test_a_full_disk_lets_the_ballast_go_before_it_stops_a_start(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    disk.keep_ballast()
    monkeypatch.setattr(ground, "has_room", lambda: not (data / "ballast").exists())
    with pytest.raises(Stop):
        ground.require_room(may_drop=False)
    ground.require_room(may_drop=True)
    assert "ballast was deleted" in capsys.readouterr().out
    monkeypatch.setattr(ground, "has_room", lambda: False)
    with pytest.raises(Stop) as stopped:
        ground.require_room(may_drop=True)
    assert "What was saved is safe" in str(stopped.value)


@pytest.mark.pure
@pytest.mark.usefixtures("data")
def test_a_folder_that_takes_nothing_has_no_room_whatever_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ground.has_room()
    refuse_writing(monkeypatch, errno.EDQUOT)
    assert not ground.has_room()
    refuse_writing(monkeypatch, errno.EACCES)
    with pytest.raises(PermissionError):
        ground.has_room()
