"""Refusals are recorded in one place, and looking at data of others is, or there is nothing to see."""

from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from jonghong.activation import actions as activation
from jonghong.audit import middleware
from jonghong.audit.models import Record
from jonghong.audit.queries import records_of
from jonghong.bookings import actions as bookings
from jonghong.bookings.models import Booking
from jonghong.bookings.snapshots import Details
from jonghong.bookings.timeslots import slot_of
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.people import actions as people
from jonghong.people.models import Person, Role
from jonghong.people.permissions import rights_of
from jonghong.rooms.hours import Half
from jonghong.rooms.queries import halves_of
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make.office()


@pytest.fixture
def clerk(office: Office) -> Person:
    return make.person(office)


@pytest.fixture
def officer(office: Office) -> Person:
    return make.person(office, group=0, role=Role.OFFICER)


def signed_in(person: Person, **facts: Any) -> Client:
    client = Client(**facts)
    client.force_login(person)
    client.cookies["language"] = "en"
    return client


def told(office: Office) -> list[tuple[Any, ...]]:
    return [(each.act, each.actor_id, each.subject, each.facts) for each in records_of(office)]


def denied(route: str, method: str = "GET", why: str = "rights") -> dict[str, str]:
    return {"route": route, "method": method, "why": why}


def test_a_page_that_is_not_for_somebody_is_recorded_once(office: Office, clerk: Person) -> None:
    signed_in(clerk).get("/office/rooms/")
    record = Record.objects.get(act="entry.denied")
    assert told(office)[-1] == ("entry.denied", clerk.pk, "", denied("manage-rooms"))
    assert (record.network, len(record.request)) == ("127.0.0.1", 12)


def test_who_is_led_to_signing_in_is_not_denied(office: Office) -> None:
    assert Client().get("/office/rooms/").status_code == 302
    assert told(office) == []


def test_a_form_that_is_not_from_here_is_recorded(office: Office, clerk: Person) -> None:
    client = signed_in(clerk, enforce_csrf_checks=True)
    assert client.post("/book/", {"title": "x"}).status_code == 403
    assert told(office)[-1] == ("entry.denied", clerk.pk, "", denied("book", "POST", "token"))


def test_nobody_fills_the_audit_with_forms_that_do_not_fit(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "MOST_OF_NOBODY", 3)
    client = Client(enforce_csrf_checks=True)
    for _time in range(5):
        assert client.post("/sign-in/", {"username": "x"}).status_code == 403
    assert told(office) == [("entry.denied", None, "", denied("sign-in", "POST", "token"))] * 3


def test_a_verb_that_refuses_for_want_of_rights_is_recorded_whatever_the_page_says(office: Office, clerk: Person) -> None:
    room = make.room(office)
    owner = make.person(office, group=2)
    by = rights_of(owner)
    slot = slot_of(clock.today(office.zone).replace(year=2031), Half.MORNING, halves_of(office))
    details = Details(title="ประชุม", group_id=by.group_ids[0])
    act = bookings.book(office=office, by=by, room_id=room.pk, slots=[slot], details=details)
    booking = Booking.objects.get()
    answer = signed_in(clerk).post(f"/undo/{act}/")
    assert (answer.status_code, booking.state) == (409, "confirmed")
    assert told(office)[-1] == ("entry.denied", clerk.pk, "", denied("undo", "POST"))


def test_a_row_of_another_office_is_not_there_and_no_denial(office: Office, officer: Person) -> None:
    stranger = make.person(make.office())
    assert signed_in(officer).get(f"/office/people/{stranger.pk}/").status_code == 404
    assert told(office) == []


def test_a_refusal_stands_where_it_cannot_be_recorded(clerk: Person, monkeypatch: pytest.MonkeyPatch, caplog) -> None:
    def fail(**_facts: Any) -> None:
        raise DatabaseError("full")

    monkeypatch.setattr(middleware, "record", fail)
    assert signed_in(clerk).get("/office/rooms/").status_code == 403
    assert "A refusal could not be recorded." in caplog.messages


DONE_BY_FORM = {
    "/office/rooms/add/": ("office.room-changed", {"name": "ห้องใหม่", "hue": "22", "is_open": "on"}),
    "/office/groups/": ("office.changed", {"name": "กลุ่มใหม่", "short_name": "ใหม่"}),
    "/office/holidays/": ("office.changed", {"date": "1/6/2574", "name": "วันหยุด"}),
}


@pytest.mark.parametrize("address", DONE_BY_FORM)
def test_what_is_done_to_the_office_tells_who_was_at_the_browser(office: Office, officer: Person, address: str) -> None:
    act, typed = DONE_BY_FORM[address]
    assert signed_in(officer).post(address, typed).status_code == 303
    record = Record.objects.get(act=act)
    assert (record.actor_id, record.network, len(record.request)) == (officer.pk, "127.0.0.1", 12)


# Address -> the act, what is told of the page, and whom a list shows.
VIEWS: dict[str, tuple[str, dict[str, Any], tuple[str, ...]]] = {
    "/office/people/": ("view.people", {"page": "people", "is_search": False}, ("administrator", "clerk", "leaver")),
    "/office/people/?q=ทดสอบ": ("view.people", {"page": "people", "is_search": True}, ("administrator", "clerk", "leaver")),
    "/office/people/{clerk}/": ("view.person", {}, ()),
    "/office/people/{clerk}/code/": ("view.person", {"page": "code"}, ()),
    "/office/people/{clerk}/second-step/": ("view.person", {"page": "second step"}, ()),
    "/office/people/{clerk}/data/": ("view.person", {"page": "data"}, ()),
    "/office/slips/": ("view.people", {"page": "slips"}, ("clerk",)),
    "/office/account-requests/": ("view.people", {"page": "account requests"}, ("clerk",)),
    "/office/second-step/": ("view.people", {"page": "second step"}, ("administrator",)),
    "/office/privacy/": ("view.people", {"page": "privacy"}, ("leaver",)),
    "/office/deputies/": ("view.people", {"page": "deputies"}, ("clerk",)),
    "/search/?person={clerk}": ("view.person", {"page": "search"}, ()),
}


@pytest.fixture
def staff(office: Office) -> dict[str, Person]:
    """Return an administrator, and a clerk without a password who asked for an account, and somebody who left."""
    digits = make.citizen_id(70)
    clerk = people.enrol(office=office, name="นายทดสอบ", citizen_id=digits, group=office.groups.all()[1])
    leaver = make.person(office, active=False)
    administrator = make.person(office, group=0, role=Role.ADMINISTRATOR)
    activation.ask(office=office, citizen_id=digits, name="นายทดสอบ", group=office.groups.all()[1], network="x")
    return {"administrator": administrator, "clerk": clerk, "leaver": leaver}


@pytest.mark.parametrize("address", VIEWS)
def test_each_look_at_data_of_others_is_one_record(office: Office, staff: dict[str, Person], address: str) -> None:
    act, facts, shown = VIEWS[address]
    before, clerk = len(told(office)), staff["clerk"]
    assert signed_in(staff["administrator"]).get(address.format(clerk=clerk.pk)).status_code == 200
    ((made, actor, subject, said),) = told(office)[before:]
    assert (made, actor) == (act, staff["administrator"].pk)
    assert {name: said[name] for name in facts} == facts
    assert subject == (f"person:{clerk.pk}" if "{clerk}" in address else "")
    assert sorted(said.get("people", [])) == sorted(staff[name].pk for name in shown)


@pytest.mark.parametrize("address", ["/office/slips/", "/office/account-requests/", "/office/privacy/"])
def test_a_page_that_shows_nobody_is_no_look(office: Office, address: str) -> None:
    assert signed_in(make.person(office, group=0, role=Role.ADMINISTRATOR)).get(address).status_code == 200
    assert told(office) == []


def test_searching_for_oneself_is_no_look_at_others(office: Office, clerk: Person) -> None:
    assert signed_in(clerk).get("/search/", {"person": clerk.pk}).status_code == 200
    assert told(office) == []


@pytest.mark.django_db(transaction=True)
def test_nothing_is_shown_where_the_look_cannot_be_recorded(office: Office, staff: dict[str, Person]) -> None:
    client, clerk, before = signed_in(staff["administrator"]), staff["clerk"], told(office)
    client.get("/")
    with connection.execute_wrapper(only_read):
        for address in VIEWS:
            answer = client.get(address.format(clerk=clerk.pk))
            assert (answer.status_code, clerk.name in answer.content.decode()) == (503, False)
            assert "Looking at data of others is recorded" in answer.content.decode()
    assert told(office) == before


def only_read(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Be a database that is full, or a copy that can only be read."""
    if sql.split(maxsplit=1)[0] in {"INSERT", "UPDATE", "DELETE"} and "audit_" in sql:
        raise DatabaseError("read-only")
    return execute(sql, params, many, context)
