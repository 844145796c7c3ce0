"""What a database could not do, as somebody reads it: every mistake has its answer, and none is a fault of ours."""

import sqlite3
from html import unescape
from typing import Any

import psycopg
import psycopg_pool
import pytest
from django import db
from django.test import Client, RequestFactory
from psycopg import errors

from jonghong.core import trouble
from jonghong.core.postgresql.connections import Connection
from jonghong.core.trouble import Trouble, trouble_of
from tests import make
from tests.racers import Forms

pytestmark = pytest.mark.django_db


def behind(kind: type[Exception], cause: Exception) -> Exception:
    """Return a mistake as Django raises it: its own, with that of the driver behind it."""
    fault = kind(str(cause))
    fault.__cause__ = cause
    return fault


def of_sqlite(code: int) -> Exception:
    cause = sqlite3.OperationalError("a mistake of SQLite")
    cause.sqlite_errorcode = code
    return behind(db.OperationalError, cause)


KNOWN = [
    (behind(db.OperationalError, psycopg.OperationalError("the connection is lost")), Trouble.GONE),
    (behind(db.OperationalError, errors.AdminShutdown()), Trouble.GONE),
    (behind(db.OperationalError, errors.CrashShutdown()), Trouble.GONE),
    (behind(db.OperationalError, errors.CannotConnectNow()), Trouble.GONE),
    (behind(db.OperationalError, errors.TooManyConnections()), Trouble.GONE),
    (behind(db.OperationalError, errors.InvalidPassword()), Trouble.GONE),
    (behind(db.OperationalError, errors.IdleInTransactionSessionTimeout()), Trouble.GONE),
    (behind(db.InterfaceError, psycopg.InterfaceError("the connection is closed")), Trouble.GONE),
    (behind(db.OperationalError, psycopg_pool.PoolTimeout("all are in use")), Trouble.BUSY),
    (behind(db.InternalError, errors.ReadOnlySqlTransaction()), Trouble.GONE),
    (behind(db.OperationalError, errors.QueryCanceled()), Trouble.BUSY),
    (behind(db.OperationalError, errors.LockNotAvailable()), Trouble.BUSY),
    (behind(db.OperationalError, errors.SerializationFailure()), Trouble.BUSY),
    (behind(db.OperationalError, errors.DeadlockDetected()), Trouble.BUSY),
    (behind(db.OperationalError, errors.OutOfMemory()), Trouble.BUSY),
    (behind(db.OperationalError, errors.DiskFull()), Trouble.FULL),
    (of_sqlite(sqlite3.SQLITE_BUSY), Trouble.BUSY),
    (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), Trouble.BUSY),
    (of_sqlite(sqlite3.SQLITE_FULL), Trouble.FULL),
    (of_sqlite(sqlite3.SQLITE_IOERR_WRITE), Trouble.GONE),
    (of_sqlite(sqlite3.SQLITE_CANTOPEN), Trouble.GONE),
    (of_sqlite(sqlite3.SQLITE_READONLY), Trouble.GONE),
    (of_sqlite(sqlite3.SQLITE_CORRUPT), Trouble.GONE),
]
OURS = [
    None,
    KeyError("name"),
    behind(db.IntegrityError, errors.UniqueViolation()),
    behind(db.ProgrammingError, errors.UndefinedTable()),
    of_sqlite(sqlite3.SQLITE_ERROR),
]


@pytest.mark.parametrize(("fault", "expected"), [*KNOWN, *((fault, None) for fault in OURS)])
def test_every_mistake_of_a_database_is_known(fault: Exception | None, expected: Trouble | None) -> None:
    assert trouble_of(fault) is expected


def test_trouble_is_seen_behind_a_mistake_that_it_led_to() -> None:
    assert trouble_of(behind(db.transaction.TransactionManagementError, KNOWN[0][0])) is Trouble.GONE


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    make.office()
    client = Client(raise_request_exception=False)
    client.cookies["language"] = "en"
    return client


def fail(monkeypatch: pytest.MonkeyPatch, fault: Exception | None) -> None:
    def broken(*_args: Any, **_facts: Any) -> None:
        assert fault
        raise fault

    monkeypatch.setattr("jonghong.offices.middleware.find_served_office", broken)


STATUS = {Trouble.GONE: 503, Trouble.BUSY: 503, Trouble.FULL: 507}


@pytest.mark.parametrize(("fault", "expected"), [KNOWN[0], KNOWN[9], KNOWN[10], KNOWN[15]])
def test_it_is_answered_in_a_sentence(
    client: Client, monkeypatch: pytest.MonkeyPatch, fault: Exception, expected: Trouble
) -> None:
    fail(monkeypatch, fault)
    answer = client.get("/rooms/")
    page = unescape(answer.content.decode())
    assert (answer.status_code, answer["Retry-After"]) == (STATUS[expected], str(trouble.SECONDS[expected]))
    assert answer["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" in answer
    assert ("Try again" in page, "Traceback" in page, "psycopg" in page) == (True, False, False)


def test_it_is_said_in_thai_to_who_reads_thai(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    del client.cookies["language"]
    fail(monkeypatch, KNOWN[0][0])
    page = client.get("/").content.decode()
    assert "ลองอีกครั้ง" in page
    assert '<html lang="th">' in page


def test_a_form_is_sent_again_by_one_button_with_all_that_it_held(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(monkeypatch, KNOWN[0][0])
    fields = {"title": 'ประชุม "ก" <b>', "key": "5ba8", "on": "2023-05-25"}
    page = client.post("/book/", "&".join(f"{n}={v}" for n, v in fields.items()), trouble.FORM).content.decode()
    assert Forms(page).found == {"": fields}
    assert "may or may not have been saved" in page
    assert "<b>" not in page.partition("<form")[2]


def test_the_way_back_is_where_one_was_with_all_that_was_asked_and_leads_nowhere_else(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(monkeypatch, KNOWN[0][0])
    page = client.get("//evil.example/?q=1").content.decode()
    assert ('<a class="btn primary" href="">' in page, "evil" in page) == (True, False)


def test_a_database_that_is_busy_is_not_gone_while_it_can_be_reached() -> None:
    waited = behind(db.OperationalError, psycopg_pool.PoolTimeout("no connection"))
    Connection.breaker.failed()
    try:
        assert trouble_of(waited) is Trouble.GONE
    finally:
        Connection.breaker.worked()
    assert trouble_of(waited) is Trouble.BUSY


@pytest.mark.parametrize(("was_asked", "expected"), [(True, "may or may not have been saved"), (False, "Nothing of yours was")])
def test_what_was_sent_is_known_to_be_unsaved_where_nobody_was_asked(was_asked: bool, expected: str) -> None:
    request = RequestFactory(headers={"cookie": "language=en"}).post("/book/", {"title": "x"})
    assert expected in trouble.answer(request, Trouble.GONE, was_asked=was_asked).content.decode()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("username=1&password=hush", trouble.FORM),
        ("&".join(f"n{n}=1" for n in range(trouble.MOST_FIELDS + 1)), trouble.FORM),
        ("not a form", "text/plain"),
        ("--x\r\nnot a form", "multipart/form-data; boundary=x"),
    ],
)
def test_a_secret_and_what_is_too_much_are_not_written_into_the_page(
    client: Client, monkeypatch: pytest.MonkeyPatch, body: str, content_type: str
) -> None:
    fail(monkeypatch, KNOWN[0][0])
    page = unescape(client.post("/sign-in/", body, content_type).content.decode())
    assert "hush" not in page
    assert ("<form" in page, "Go back with the browser's button" in page) == (False, True)


def test_a_mistake_of_ours_stays_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(monkeypatch, OURS[1])
    assert client.get("/").status_code == 500
