"""Leaving a password of AMSS++ behind, beside a second step and after a promotion. No AMSS++ is asked for that."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from pytest_django import Settings

from jonghong.audit.acts import Act
from jonghong.audit.models import Record
from jonghong.core import clock
from jonghong.factors import actions as factors
from jonghong.legacy.actions import replace_password
from jonghong.legacy.models import Bridged
from jonghong.legacy.queries import mark_of
from jonghong.offices.models import Office
from jonghong.people import actions
from jonghong.people.forms import NewPasswordForm
from jonghong.people.models import Deputy, Person
from jonghong.people.permissions import rights_of
from jonghong.post.models import Letter
from tests import make
from tests.factors.conftest import code_now, with_app
from tests.legacy.test_signin import NEW, is_in, sign_in
from tests.people.conftest import number_of

PAGE = "/sign-in/new-password/"
SHORT = "กาน้ำใบใหม่"


def came_over(person: Person, *, days: int | None) -> Person:
    """Let the password of somebody be one of AMSS++, which must be changed by so many days from now."""
    now = clock.now()
    last = None if days is None else (now + timedelta(days=days)).date()
    Bridged.objects.create(office=person.office, person=person, at=now, must_change_by=last, mark=mark_of(person.password))
    return person


@pytest.fixture
def person(office: Office) -> Person:
    """Return a clerk whose days of grace are over."""
    return came_over(make.person(office), days=-3)


def with_short_password(person: Person) -> Person:
    """Let somebody have a second step, and a password that is enough beside it."""
    person.set_password(SHORT)
    person.save()
    return with_app(person)


@pytest.mark.parametrize("by_whom", ["themselves", "an administrator"])
def test_who_has_no_second_step_any_more_sets_a_longer_password_on_the_way_in(
    office: Office, client: Client, by_whom: str
) -> None:
    person, boss = with_short_password(make.person(office)), make.person(office, role="administrator")
    if by_whom == "themselves":
        factors.remove_app(person=person)
    else:
        factors.take_off(person=person, by=rights_of(boss))
    answer = sign_in(client, number_of(person), SHORT)
    assert answer["Location"] == f"{PAGE}?next=%2Fmine%2F"
    assert "Without a second step this password is too short." in client.get(PAGE).content.decode()
    assert not is_in(client)
    answer = client.post(PAGE, {"password": SHORT * 2 + "ไป", "repeat": SHORT * 2 + "ไป", "next": "/mine/"})
    assert (answer.status_code, answer["Location"], is_in(client)) == (303, "/mine/", True)
    assert Record.objects.get(act=Act.PASSWORD_CHANGED).facts == {"way": "short"}
    assert sign_in(Client(), number_of(person), SHORT * 2 + "ไป")["Location"] == "/mine/"


def test_a_new_password_on_the_way_in_is_no_short_one(office: Office, client: Client) -> None:
    person = with_short_password(make.person(office))
    factors.remove_app(person=person)
    sign_in(client, number_of(person), SHORT)
    assert client.post(PAGE, {"password": "กาน้ำใบใหญ่", "repeat": "กาน้ำใบใหญ่"}).status_code == 422


def test_a_short_password_is_enough_beside_a_second_step_or_before_one_is_set_up(office: Office, client: Client) -> None:
    person = with_short_password(make.person(office))
    assert sign_in(client, number_of(person), SHORT)["Location"] == "/second-step/?next=%2Fmine%2F"
    answer = client.post("/second-step/", {"way": "app", "code": code_now(), "next": "/mine/"})
    assert (answer["Location"], is_in(client)) == ("/mine/", True)
    officer = with_short_password(make.person(make_wanting(office), role="officer"))
    factors.take_off(person=officer, by=rights_of(make.person(office, role="administrator")))
    assert sign_in(Client(), number_of(officer), SHORT)["Location"].startswith("/second-step/choose/")


def test_a_short_password_of_amss_has_its_days_of_grace(office: Office, client: Client) -> None:
    person = make.person(office)
    person.set_password(SHORT)
    person.save()
    came_over(person, days=3)
    assert sign_in(client, number_of(person), SHORT)["Location"] == "/mine/"


def make_wanting(office: Office) -> Office:
    """Let officers of the office need a second step."""
    Office.objects.filter(pk=office.pk).update(officers_need_factor=True)
    office.officers_need_factor = True
    return office


def test_who_has_a_second_step_passes_it_before_the_password_is_changed(client: Client, person: Person) -> None:
    with_app(person)
    assert sign_in(client, number_of(person), make.PASSWORD)["Location"] == "/second-step/?next=%2Fmine%2F"
    for answer in (client.get(PAGE), client.post(PAGE, {"password": NEW, "repeat": NEW})):
        assert answer["Location"].startswith("/sign-in/?next=")
    person.refresh_from_db()
    assert person.check_password(make.PASSWORD)
    answer = client.post("/second-step/", {"way": "app", "code": code_now(), "next": "/mine/"})
    assert answer["Location"] == f"{PAGE}?next=%2Fmine%2F"
    assert not is_in(client)
    assert client.get("/second-step/")["Location"].startswith(PAGE)
    answer = client.post(PAGE, {"password": NEW, "repeat": NEW, "next": "/mine/"})
    assert (answer.status_code, answer["Location"]) == (303, "/mine/")
    assert is_in(client)
    person.refresh_from_db()
    assert person.check_password(NEW)


def test_a_new_sign_in_counts_no_step_of_before(client: Client, person: Person) -> None:
    with_app(person)
    sign_in(client, number_of(person), make.PASSWORD)
    client.post("/second-step/", {"way": "app", "code": code_now(), "next": "/mine/"})
    assert sign_in(client, number_of(person), make.PASSWORD)["Location"].startswith("/second-step/")
    assert client.post(PAGE, {"password": NEW, "repeat": NEW})["Location"].startswith("/sign-in/")


def test_beside_a_second_step_eight_characters_are_enough(client: Client, person: Person) -> None:
    with_app(person)
    sign_in(client, number_of(person), make.PASSWORD)
    client.post("/second-step/", {"way": "app", "code": code_now(), "next": "/mine/"})
    short = "ระนาด-ทุ้ม"
    assert client.post(PAGE, {"password": short, "repeat": short, "next": "/mine/"})["Location"] == "/mine/"


def test_another_password_ends_sessions_and_codes_and_is_told(client: Client, person: Person, settings: Settings) -> None:
    settings.MAIL_FROM = "rooms@example.go.th"
    Person.objects.filter(pk=person.pk).update(email="a@example.go.th")
    person.refresh_from_db()
    other = Client()
    other.force_login(person)
    code = actions.issue_code(person=person)
    sign_in(client, number_of(person), make.PASSWORD)
    assert client.post(PAGE, {"password": NEW, "repeat": NEW, "next": "/mine/"})["Location"] == "/mine/"
    assert not is_in(other)
    assert not person.activation_codes.filter(revoked_at=None).exists(), code
    assert any(subject.startswith("ความปลอดภัย") for subject in Letter.objects.values_list("subject", flat=True))
    changed = Record.objects.filter(office=person.office, act=Act.PASSWORD_CHANGED).values_list("actor_id", "facts")
    assert list(changed) == [(person.pk, {"way": "amss"})]


def test_a_password_that_was_changed_meanwhile_stays(client: Client, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_late(*, person: Person, new: str) -> None:
        Person.objects.filter(pk=person.pk).update(password=make_password("ตั้งจากอีกเครื่องหนึ่ง"))
        replace_password(person=person, new=new)

    monkeypatch.setattr("jonghong.legacy.views.replace", too_late)
    sign_in(client, number_of(person), make.PASSWORD)
    answer = client.post(PAGE, {"password": NEW, "repeat": NEW, "next": "/mine/"})
    assert answer["Location"].startswith("/sign-in/")
    person.refresh_from_db()
    assert person.check_password("ตั้งจากอีกเครื่องหนึ่ง")


def test_a_group_of_the_office_is_no_password(client: Client, person: Person) -> None:
    name = person.office.groups.all()[0].name
    weak = name * 2
    sign_in(client, number_of(person), make.PASSWORD)
    assert client.post(PAGE, {"password": weak, "repeat": weak}).status_code == 422


def test_what_only_the_verb_refuses_stands_beside_the_field(
    client: Client, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NewPasswordForm, "weakness", lambda _form, _password: "")
    sign_in(client, number_of(person), make.PASSWORD)
    assert client.post(PAGE, {"password": "short", "repeat": "short"}).status_code == 422
    assert not is_in(client)


@pytest.mark.parametrize("days", [None, -3])
@pytest.mark.parametrize("is_deputy", [False, True])
def test_who_became_more_than_a_clerk_needs_a_password_of_his_own(
    client: Client, office: Office, days: int | None, is_deputy: bool
) -> None:
    person = came_over(make.person(office, role="clerk" if is_deputy else "officer"), days=days)
    if is_deputy:
        day = clock.today(office.zone) + timedelta(days=20)
        Deputy.objects.create(office=office, person=person, starts_on=day, ends_on=day, created_at=clock.now())
    answer = sign_in(client, number_of(person), make.PASSWORD)
    assert answer["Location"] == "/sign-in/own-password/?next=%2Fmine%2F"
    assert "new activation code" in client.get(answer["Location"]).content.decode()
    assert not is_in(client)
    client.get("/second-step/choose/")
    stopped = Record.objects.get(act="entry.refused")
    assert (stopped.actor_id, stopped.subject) == (None, f"person:{person.pk}")
    assert stopped.facts == {"way": "amss", "why": "role"}
    assert client.post(PAGE, {"password": NEW, "repeat": NEW})["Location"].startswith("/sign-in/?next=")
    code = actions.issue_code(person=person)
    typed = {"username": number_of(person), "code": code, "password": NEW, "repeat": NEW}
    assert client.post("/register/", typed).status_code == 303
    assert sign_in(client, number_of(person), NEW)["Location"].partition("?")[0] != "/sign-in/own-password/"
    assert client.get("/sign-in/own-password/").status_code == 302
