"""Numbers of people under more than one key, as while a new one is being taken into use."""

from typing import Any

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from jonghong.audit.models import Record
from jonghong.offices.models import Office
from jonghong.people import actions, devices, numbers, queries, signin
from jonghong.people.guessing import TooManyGuesses
from jonghong.people.models import GuessCounter, Person
from jonghong.people.passwords import weakness
from jonghong.people.refusals import AlreadyListed, WrongPassword
from tests import make
from tests.people.conftest import number_of

DIGITS = make.citizen_id(4711)


def add_key(settings: Settings) -> None:
    settings.CITIZEN_KEYS = {
        **settings.CITIZEN_KEYS,
        str(len(settings.CITIZEN_KEYS) + 1): "a new key of 32 letters at the least",
    }


def sign_in(client: Client, digits: str, password: str = make.PASSWORD) -> int:
    return client.post("/sign-in/", {"username": digits, "password": password}).status_code


def test_a_new_key_is_first_among_all_and_the_oldest_counts_tries(settings: Settings) -> None:
    before = numbers.every_key(DIGITS)
    add_key(settings)
    newest, *older = numbers.every_key(DIGITS)
    assert (older, numbers.newest_key(DIGITS), numbers.steady_key(DIGITS)) == (before, newest, before[-1])
    assert newest not in before


def test_a_person_is_found_under_every_key_in_the_own_office_alone(office: Office, settings: Settings) -> None:
    old = make.person(office)
    add_key(settings)
    new = actions.enrol(office=office, name="นาย ข", citizen_id=DIGITS, group=office.groups.all()[0])
    assert new.citizen_key == numbers.newest_key(DIGITS)
    assert queries.with_number(office, number_of(old)).get() == old
    assert queries.with_number(office, DIGITS).get() == new
    assert not queries.with_number(make.office(), DIGITS).exists()


def test_nobody_is_listed_twice_under_two_keys(office: Office, settings: Settings) -> None:
    old = make.person(office)
    add_key(settings)
    with pytest.raises(AlreadyListed):
        actions.enrol(office=office, name="นาย ก", citizen_id=number_of(old), group=office.groups.all()[0])


def test_who_signs_in_is_hashed_under_the_newest_key_and_the_old_one_can_go(
    office: Office, client: Client, settings: Settings
) -> None:
    person = make.person(office)
    add_key(settings)
    assert sign_in(client, number_of(person), "not the password") == 422
    assert Person.objects.get().citizen_key == person.citizen_key
    assert sign_in(client, number_of(person)) == 303
    assert Person.objects.get().citizen_key == numbers.newest_key(number_of(person))
    assert client.get("/password/").status_code == 200
    settings.CITIZEN_KEYS = {"2": settings.CITIZEN_KEYS["2"]}
    assert sign_in(Client(), number_of(person)) == 303


def test_a_number_is_not_hashed_for_somebody_else(office: Office, settings: Settings) -> None:
    person = make.person(office)
    add_key(settings)
    actions.hash_anew(person=person, citizen_id=DIGITS)
    assert Person.objects.get().citizen_key == person.citizen_key


def test_registering_with_a_code_from_before_the_new_key(office: Office, client: Client, settings: Settings) -> None:
    person = actions.enrol(office=office, name="นาย ก", citizen_id=DIGITS, group=office.groups.all()[0])
    code = actions.issue_code(person=person)
    add_key(settings)
    words = {"username": DIGITS, "code": code, "password": make.PASSWORD, "repeat": make.PASSWORD}
    assert client.post("/register/", words).status_code == 303
    assert sign_in(client, DIGITS) == 303


def test_tries_go_on_being_counted_under_a_new_key(office: Office, client: Client, settings: Settings) -> None:
    person = make.person(office)
    for _ in range(5):
        sign_in(client, number_of(person), "not the password")
    add_key(settings)
    answers = [sign_in(Client(), number_of(person), "not the password") for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert GuessCounter.objects.filter(failures=10).count() >= 1


def test_a_password_that_is_asked_again_goes_on_being_counted_under_a_new_key(office: Office, settings: Settings) -> None:
    person = make.person(office)
    for _ in range(5):
        with pytest.raises(WrongPassword):
            actions.confirm(person=person, password="not the password")
    add_key(settings)
    actions.hash_anew(person=person, citizen_id=number_of(person))
    with pytest.raises(TooManyGuesses):
        actions.confirm(person=person, password="not the password")


def test_a_device_stays_known_under_a_new_key(office: Office, client: Client, settings: Settings) -> None:
    person = make.person(office)
    sign_in(client, number_of(person))
    add_key(settings)
    request = RequestFactory().get("/")
    request.COOKIES[devices.cookie_name()] = client.cookies[devices.cookie_name()].value
    assert devices.known_device(request, *numbers.every_key(number_of(person)))
    assert not devices.known_device(request, *numbers.every_key(DIGITS))
    sign_in(client, number_of(person))
    request.COOKIES[devices.cookie_name()] = client.cookies[devices.cookie_name()].value
    assert devices.known_device(request, numbers.newest_key(number_of(person)))


@pytest.mark.parametrize("has_step", [False, True])
def test_a_device_is_no_new_one_because_of_a_new_key(
    office: Office, client: Client, settings: Settings, *, has_step: bool
) -> None:
    person = make.person(office)
    sign_in(client, number_of(person))
    client.post("/sign-out/")
    add_key(settings)
    settings.SIGN_IN_STEPS = ["tests.people.stepping.always"] if has_step else []
    assert sign_in(client, number_of(person)) == 303
    if has_step:
        request: Any = RequestFactory().get("/")
        request.session, request.office, request.COOKIES = client.session, office, {"device": client.cookies["device"].value}
        signin.complete(request)
    assert Person.objects.get().citizen_key == numbers.newest_key(number_of(person))
    entries = Record.objects.filter(act="entry.signed-in").order_by("number")
    assert [entry.facts["is_known_device"] for entry in entries] == [False, True]


def test_a_password_holds_no_number_under_any_key(office: Office, settings: Settings) -> None:
    person = make.person(office)
    add_key(settings)
    for key in (person.citizen_key, numbers.newest_key(number_of(person))):
        assert weakness(f"kettle {number_of(person)} kettle", citizen_key=key, words=[]) != ""
    assert weakness(f"kettle {DIGITS} kettle", citizen_key=person.citizen_key, words=[]) == ""
