"""S8: coming in with 13 digits, the first time and later, and no trace of the number anywhere."""

import logging
import re
from html import unescape

import pytest
from django.db import OperationalError, ProgrammingError, connection
from django.test import Client
from django.views.debug import ExceptionReporter
from pytest_django import Settings

from jonghong.offices.models import Office
from jonghong.people import actions
from jonghong.people.models import Person, Role
from tests import make
from tests.people.conftest import number_of

DIGITS = "1234567890121"
FORMS = (DIGITS, "1-2345-67890-12-1", "๑๒๓๔๕๖๗๘๙๐๑๒๑", "1 2345 67890 12 1")
GOOD = "ทุ่งกุลา ฟ้าใส ไก่ย่าง"
CELL = "/book/?room=4&date=2023-06-01&half=afternoon"


def enrol(office: Office) -> str:
    person = actions.enrol(office=office, name="นางสาวสมศรี ใจงาม", citizen_id=DIGITS, group=office.groups.all()[1])
    return actions.issue_code(person=person)


def link_to_register(page: str) -> str:
    return found(r'href="(/register/[^"]*)"', page)


def next_of(page: str) -> str:
    return found(r'name="next" value="([^"]*)"', page)


def found(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    assert match
    return unescape(match[1])


@pytest.mark.parametrize("typed", FORMS)
def test_s8_signs_in_however_the_digits_are_typed(office: Office, client: Client, typed: str) -> None:
    actions.activate(office=office, citizen_id=DIGITS, code=enrol(office), password=GOOD)
    response = client.post("/sign-in/", {"username": typed, "password": GOOD, "next": CELL})
    assert (response.status_code, response["Location"]) == (303, CELL)
    assert client.get("/password/").status_code == 200


def test_s8_somebody_new_is_led_through_registering_back_to_the_free_cell(office: Office, client: Client) -> None:
    code = enrol(office)
    page = client.get("/sign-in/", {"next": CELL}).content.decode()
    page = client.post("/sign-in/", {"username": FORMS[1], "password": "", "next": next_of(page)}).content.decode()
    page = client.get(link_to_register(page)).content.decode()
    facts = {"username": FORMS[2], "code": code.lower(), "password": GOOD, "repeat": GOOD, "next": next_of(page)}
    response = client.post("/register/", facts)
    assert "sessionid" not in response.cookies
    page = client.get(response["Location"]).content.decode()
    response = client.post("/sign-in/", {"username": FORMS[3], "password": GOOD, "next": next_of(page)})
    assert (response.status_code, response["Location"]) == (303, CELL)


def test_s8_number_alone_opens_nothing(office: Office, client: Client) -> None:
    enrol(office)
    for password in ("", DIGITS, "1234", GOOD):
        client.post("/sign-in/", {"username": DIGITS, "password": password})
        facts = {"username": DIGITS, "code": "AAAA-AAAA", "password": GOOD, "repeat": GOOD}
        client.post("/register/", facts)
    assert client.get("/password/").status_code == 302


def test_s8_number_stands_nowhere_in_clear(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client, addresses = Client(), []
    officer = make.person(office, role=Role.ADMINISTRATOR)
    client.post("/sign-in/", {"username": number_of(officer), "password": make.PASSWORD})
    facts = {"name": "นางสาวสมศรี ใจงาม", "citizen_id": DIGITS, "group": office.groups.all()[0].pk, "role": Role.CLERK}
    addresses.append(client.post("/office/people/add/", facts)["Location"])
    again = client.post("/office/people/add/", {**facts, "citizen_id": FORMS[1]})
    assert again.status_code == 422
    slip = client.post("/office/slips/", {"people": Person.objects.latest("pk").pk}).content.decode()
    code = found(r"<strong>(\w{4}-\w{4})</strong>", slip)
    listed = client.get("/office/people/").content.decode()
    client.post("/sign-out/")

    client.post("/sign-in/", {"username": FORMS[2], "password": ""})
    for wrong in ("AAAA-AAAA", code):
        facts = {"username": FORMS[1], "code": wrong, "password": GOOD, "repeat": GOOD}
        addresses.append(client.post("/register/", facts).get("Location", ""))
    tried = [client.post("/sign-in/", {"username": DIGITS, "password": word}) for word in ("wrong password here", GOOD)]
    addresses += [response.get("Location", "") for response in tried]
    facts = {"current": GOOD, "password": make.PASSWORD, "repeat": make.PASSWORD}
    client.post("/password/", facts)
    inside = client.get("/").content.decode() + client.get("/mine/").content.decode()
    sessions = str(dict(client.session))
    cookies = str(client.cookies)

    kept = "\n".join([*addresses, slip, listed, inside, sessions, cookies, caplog.text, dump()])
    for digits in (DIGITS, number_of(officer)):
        assert digits not in kept
        assert f"{digits[0]}-{digits[1:5]}-{digits[5:10]}-{digits[10:12]}-{digits[12]}" not in kept
    assert FORMS[2] not in kept
    assert [secret for secret in (GOOD, make.PASSWORD, code.replace("-", "")) if secret in dump() + caplog.text] == []


def dump() -> str:
    """Return everything that the database holds."""
    rows: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows.extend(map(str, cursor.fetchall()))
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("address", "facts"),
    [
        ("/sign-in/", {"username": DIGITS, "password": GOOD}),
        ("/register/", {"username": DIGITS, "code": "AAAA-AAAA", "password": GOOD, "repeat": GOOD}),
        ("/office/people/add/", {"name": "ก", "citizen_id": DIGITS, "role": "clerk"}),
        ("/password/", {"current": GOOD, "password": GOOD + "!", "repeat": GOOD + "!"}),
    ],
)
@pytest.mark.parametrize("is_debugging", [False, True])
def test_s8_report_of_an_error_holds_neither_number_nor_password(
    office: Office,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    address: str,
    facts: dict[str, str],
    is_debugging: bool,
) -> None:
    settings.DEBUG = is_debugging
    client = Client(raise_request_exception=False)
    client.force_login(make.person(office, role=Role.ADMINISTRATOR))
    facts |= {"group": str(office.groups.all()[0].pk)}
    with connection.cursor() as cursor:
        for table in ("people_guesscounter", "offices_group"):
            cursor.execute(f"ALTER TABLE {table} RENAME TO {table}_gone")
    page = client.post(address, facts)
    assert page.status_code == 500
    (record,) = [record for record in caplog.records if record.exc_info]
    assert record.exc_info
    kind, fact, trace = record.exc_info
    assert isinstance(fact, OperationalError | ProgrammingError)
    report = ExceptionReporter(vars(record)["request"], kind, fact, trace)
    said = page.content.decode() + caplog.text + report.get_traceback_html() + report.get_traceback_text()
    assert any(f"in {place}" in said for place in ("authenticate", "take", "add_person", "names_to_avoid"))
    assert "'********************'" in said
    assert DIGITS not in said
    assert GOOD not in said
