"""Sessions end when they should, and leave nothing behind."""

from datetime import timedelta

import pytest
from django.test import Client

from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.people import actions, sessions
from jonghong.people.models import ActivationCode, Person, Session
from jonghong.people.refusals import HasLeft, WrongPair
from tests import make
from tests.people.conftest import number_of

GOOD = "ทุ่งกุลา ฟ้าใส ไก่ย่าง"


def sign_in(client: Client, person: Person) -> None:
    facts = {"username": number_of(person), "password": make.PASSWORD}
    assert client.post("/sign-in/", facts).status_code == 303


def is_in(client: Client) -> bool:
    return client.get("/password/").status_code == 200


def test_session_from_before_leaving_is_over_after_coming_back(office: Office, client: Client) -> None:
    person = make.person(office)
    sign_in(client, person)
    actions.leave(person=person)
    actions.come_back(person=person)
    assert not is_in(client)
    sign_in(client, person)
    assert is_in(client)


def test_leaving_ends_no_session_of_another(office: Office, client: Client) -> None:
    staying = make.person(office)
    sign_in(client, staying)
    actions.leave(person=make.person(office))
    assert is_in(client)


def test_change_of_the_password_voids_an_open_code(office: Office) -> None:
    person = make.person(office)
    code = actions.issue_code(person=person)
    actions.change_password(person=person, current=make.PASSWORD, new=GOOD)
    assert ActivationCode.objects.get().revoked_at is not None
    with pytest.raises(WrongPair):
        actions.activate(office=office, citizen_id=number_of(person), code=code, password=make.PASSWORD)
    assert Person.objects.get(pk=person.pk).check_password(GOOD)


def test_code_is_refused_for_somebody_who_left_after_the_row_was_read(office: Office) -> None:
    person, stale = make.person(office), make.person(office)
    Person.objects.filter(pk=stale.pk).update(is_active=False)
    with pytest.raises(HasLeft, match=stale.name):
        actions.issue_codes(office=office, people=[person, stale])
    assert ActivationCode.objects.count() == 0


def expire(count: int, hours: int) -> None:
    end = clock.machine_now() + timedelta(hours=hours)
    facts = {"data": "", "opened_at": end, "last_seen_at": end, "ends_at": end, "expires_at": end}
    Session.objects.bulk_create(Session(key_hash=f"{hours}-{number}", **facts) for number in range(count))


def test_signing_in_forgets_some_expired_sessions(office: Office, client: Client) -> None:
    expire(sessions.FORGOTTEN_AT_ONCE + 5, -1)
    expire(2, 1)
    sign_in(client, make.person(office))
    assert Session.objects.filter(expires_at__lt=clock.machine_now()).count() == 5
    assert Session.objects.count() == 5 + 2 + 1


@pytest.mark.usefixtures("office")
def test_page_after_signing_out_leads_to_signing_in_and_not_back_to_it(client: Client) -> None:
    page = client.get("/sign-out/").content.decode()
    assert 'href="/sign-in/"' in page
    assert "next=/sign-out/" not in page.replace('/language/th/?next=/sign-out/"', "")


@pytest.mark.usefixtures("office")
def test_registering_is_slowed_where_the_address_cannot_be_read() -> None:
    client = Client(REMOTE_ADDR="unix:")
    facts = {"username": make.citizen_id(999_999), "code": "AAAA-AAAA", "password": GOOD, "repeat": GOOD}
    statuses = [client.post("/register/", facts).status_code for _ in range(31)]
    assert statuses == [422] * 30 + [429]


@pytest.mark.usefixtures("office")
def test_signing_in_is_slowed_where_the_address_cannot_be_read() -> None:
    client = Client(REMOTE_ADDR="")
    tries = ({"username": make.citizen_id(900_000 + number), "password": "wrong password here"} for number in range(31))
    statuses = [client.post("/sign-in/", facts).status_code for facts in tries]
    assert statuses == [422] * 30 + [429]
