"""How long a session lives, what keeps it alive, and what of it a copy of the database shows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from jonghong.core import clock as core_clock
from jonghong.offices.models import Office
from jonghong.people import actions, sessions
from jonghong.people.models import Person, Role, Session
from tests import make
from tests.people.conftest import number_of

NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LOOK = {"X-Look": "1"}


def sign_in(client: Client, person: Person, **facts: str) -> None:
    typed = {"username": number_of(person), "password": make.PASSWORD, **facts}
    assert client.post("/sign-in/", typed).status_code == 303


def is_in(client: Client) -> bool:
    return client.get("/password/").status_code == 200


@pytest.mark.parametrize(
    ("role", "idle"),
    [(Role.CLERK, 8 * HOUR), (Role.OFFICER, 30 * MINUTE), (Role.ADMINISTRATOR, 30 * MINUTE)],
)
def test_session_is_over_when_nothing_was_done(office: Office, client: Client, role: str, idle: timedelta) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, make.person(office, role=role))
        for _ in range(2):
            clock.shift(idle - timedelta(seconds=1))
            assert is_in(client) is (_ == 0 or role != Role.CLERK)
        sign_in(client, make.person(office, role=role))
        clock.shift(idle)
        assert not is_in(client)


@pytest.mark.parametrize(
    ("role", "every"), [(Role.CLERK, HOUR), (Role.OFFICER, 20 * MINUTE), (Role.ADMINISTRATOR, 20 * MINUTE)]
)
def test_session_is_over_after_twelve_hours_of_work(office: Office, client: Client, role: str, every: timedelta) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, make.person(office, role=role))
        while core_clock.machine_now() + every < NOW + 12 * HOUR:
            clock.shift(every)
            assert is_in(client)
        clock.move_to(NOW + 12 * HOUR)
        assert not is_in(client)


def test_clerk_stays_for_thirty_days_on_a_device_known_before(office: Office, client: Client) -> None:
    person = make.person(office)
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, person)
        sign_in(client, person, stay="on")
        assert client.cookies["session"]["max-age"] == 30 * 24 * 60 * 60
        clock.shift(29 * DAY)
        assert is_in(client)
        clock.shift(DAY)
        assert not is_in(client)


def test_wish_to_stay_is_not_granted_on_a_new_device_nor_to_officers(office: Office, client: Client) -> None:
    officer = make.person(office, role=Role.OFFICER)
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, make.person(office), stay="on")
        clock.shift(8 * HOUR)
        assert not is_in(client)
        sign_in(client, officer)
        sign_in(client, officer, stay="on")
        clock.shift(30 * MINUTE)
        assert not is_in(client)


def test_tick_to_stay_is_offered_where_somebody_signed_in_before(office: Office, client: Client) -> None:
    assert 'name="stay"' not in client.get("/sign-in/").content.decode()
    sign_in(client, make.person(office))
    client.post("/sign-out/")
    assert 'name="stay"' in client.get("/sign-in/").content.decode()


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("address", ["/", "/2566/6/", "/password/", "/count-of-notices/"])
def test_what_an_open_page_asks_by_itself_keeps_no_session_alive(office: Office, client: Client, address: str) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, make.person(office, role=Role.OFFICER))
        for _ in range(29):
            clock.shift(MINUTE)
            client.get(address, headers=LOOK)
        assert Session.objects.get().last_seen_at == NOW
        clock.shift(MINUTE)
        assert not is_in(client)


def test_stored_page_keeps_the_session_alive_of_who_opens_it(office: Office, client: Client) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, make.person(office, role=Role.OFFICER))
        for _ in range(3):
            clock.shift(25 * MINUTE)
            assert client.get("/2566/6/").status_code == 200
        assert is_in(client)


def asked(act: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        act()
    return [query["sql"] for query in queries.captured_queries if "people_session" in query["sql"]]


def test_visit_reads_the_session_once_and_writes_at_most_once_a_minute(office: Office, client: Client) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, make.person(office))
        assert [sql.split()[0] for sql in asked(lambda: is_in(client))] == ["SELECT"]
        clock.shift(MINUTE)
        # SQLite says BEGIN in between; only what names the table is counted.
        assert [sql.split()[0] for sql in asked(lambda: is_in(client))] == ["SELECT", "UPDATE"]
        assert [sql.split()[0] for sql in asked(lambda: is_in(client))] == ["SELECT"]
        assert len(asked(lambda: client.get("/2566/6/"))) == 1
        assert len(asked(lambda: client.get("/2566/6/"))) == 1


def test_stranger_asks_for_no_session(office: Office, client: Client) -> None:
    assert asked(lambda: client.get("/")) == []
    assert asked(lambda: client.get("/sign-in/")) == []


def test_full_disk_ends_no_session(office: Office, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, make.person(office))
        clock.shift(MINUTE)
        with connection.execute_wrapper(refusing_updates):
            assert is_in(client)
        assert Session.objects.get().last_seen_at == NOW


def refusing_updates(execute, sql, params, many, context):
    return execute("SELECT no_such_column" if sql.startswith('UPDATE "people_session"') else sql, params, many, context)


def test_database_holds_no_key_of_a_session(office: Office, client: Client) -> None:
    sign_in(client, make.person(office))
    key = str(client.session.session_key)
    row = Session.objects.get()
    assert row.key_hash == sessions.digest(key) != key
    assert key not in str(vars(row))
    client.cookies["session"] = row.key_hash
    assert not is_in(client)
    assert str(row).startswith(row.person.name)


def test_session_says_whose_it_is_and_where(office: Office) -> None:
    client = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36")
    person = make.person(office)
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, person)
        clock.shift(MINUTE)
        is_in(client)
        client.post("/confirm/", {"password": make.PASSWORD})
        row = Session.objects.get()
        assert (row.office, row.person, row.device, row.network) == (office, person, "Chrome · Windows", "127.0.0.1")
        assert (row.opened_at, row.last_seen_at, row.ends_at) == (NOW, NOW + MINUTE, NOW + 12 * HOUR)


def test_session_ended_by_another_is_not_written_again(office: Office) -> None:
    store = sessions.SessionStore()
    store["x"] = 1
    store.save()
    assert store.exists(str(store.session_key))
    Session.objects.all().delete()
    assert not store.exists(str(store.session_key))
    with pytest.raises(UpdateError):
        store.save()


@pytest.mark.django_db
def test_session_of_nobody_is_kept_for_twelve_hours() -> None:
    with time_machine.travel(NOW, tick=False):
        store = sessions.SessionStore()
        store["x"] = 1
        store.save()
        row = Session.objects.get()
        assert (row.person, row.office, row.idle, row.expires_at) == (None, None, None, NOW + 12 * HOUR)
    again = sessions.SessionStore(store.session_key)
    assert dict(again.items()) == {}
    assert again.session_key is None


@pytest.mark.django_db
def test_all_expired_sessions_are_cleared() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(2):
            store = sessions.SessionStore()
            store.create()
            clock.shift(13 * HOUR)
        fresh = sessions.SessionStore()
        fresh.create()
        sessions.SessionStore.clear_expired()
        assert [row.key_hash for row in Session.objects.all()] == [sessions.digest(str(fresh.session_key))]


def opened_by_hand(person: Person) -> Client:
    """Return a browser in a session that says nothing of who opened it when."""
    store = sessions.SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = "jonghong.people.signin.OwnPassword"
    store.save()
    client = Client()
    client.cookies["session"] = str(store.session_key)
    return client


def promote(person: Person) -> None:
    roles = {place.group_id: Role.OFFICER for place in person.memberships.all()}
    actions.change_person(person=person, name=person.name, roles=roles)


def test_who_is_made_an_officer_lives_by_the_limits_of_officers_from_then_on(office: Office, client: Client) -> None:
    person = make.person(office)
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, person)
        clock.shift(20 * MINUTE)
        promote(person)
        assert client.get("/office/people/").status_code == 200
        assert Session.objects.get().idle == 30 * MINUTE
        clock.shift(30 * MINUTE)
        assert not is_in(client)


def test_long_idle_session_of_who_was_made_an_officer_is_over(office: Office, client: Client) -> None:
    person = make.person(office)
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, person)
        clock.shift(HOUR)
        promote(person)
        assert client.get("/office/people/")["Location"].startswith("/sign-in/")
        assert Session.objects.count() == 0


def test_who_is_made_an_officer_and_lacks_the_step_signs_in_anew(office: Office, client: Client, settings: Settings) -> None:
    person = make.person(office)
    sign_in(client, person)
    promote(person)
    settings.SIGN_IN_STEPS = ["tests.people.stepping.always"]
    assert client.get("/office/people/")["Location"].startswith("/sign-in/")
    assert Session.objects.count() == 0


def test_session_without_a_beginning_gets_the_limits_of_officers(office: Office) -> None:
    client = opened_by_hand(make.person(office, role=Role.OFFICER))
    assert client.get("/office/people/").status_code == 200
    assert Session.objects.get().idle == 30 * MINUTE
