"""Codes by mail: sent by an officer, or asked for by whoever says to have a number."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from jonghong.activation import actions, errands
from jonghong.activation.actions.mailing import AnsweredMeanwhile
from jonghong.activation.models import MailedCode, MailWish
from jonghong.activation.queries import reached_by_mail
from jonghong.activation.refusals import NotByMail
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.people import actions as people
from jonghong.people.guessing import TooManyGuesses
from jonghong.people.models import ActivationCode, Deputy, Membership, Person, Role
from jonghong.people.permissions import rights_of
from jonghong.people.refusals import IssuedMeanwhile, MayNotManage, WrongPair
from jonghong.post.models import Letter, Why
from tests import make
from tests.activation.conftest import acts, asked_of, headers_of, known, latest, letters, text, told
from tests.office_pages import HOSTILE, mistakes
from tests.people.conftest import at_once, number_of

NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)
ADDRESS = "wichai@example.go.th"
NEW = "ทุ่งกุลา ฟ้าใส ไก่ย่าง"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_on")]


def code_in(letter: str) -> str:
    """Return the code that a letter holds, the only one."""
    (code,) = re.findall(r"^(\w{4}-\w{4})$", letter, re.MULTILINE)
    return str(code)


def wish(office: Office, number: str, network: str = "10.0.0.1") -> None:
    actions.wish(office=office, citizen_id=number, network=network)


@pytest.fixture
def person(office: Office) -> Person:
    return known(office, email=ADDRESS)


@time_machine.travel(NOW, tick=False)
def test_officer_sends_a_code_that_opens_the_account(office: Office, client: Client, officer: Person, person: Person) -> None:
    response = client.post("/office/slips/", {"people": person.pk, "way": "mail"})
    assert (response.status_code, response["Location"]) == (303, "/office/slips/?mailed=1")
    assert "The codes are on their way by e-mail." in text(client.get(response["Location"]))
    (letter,) = letters(office)
    assert Letter.objects.get().address == ADDRESS
    assert person.name not in letter
    assert number_of(person)[-4:] not in letter
    issued = ActivationCode.objects.get()
    assert (issued.expires_at, issued.tries_left) == (NOW + timedelta(hours=24), 5)
    assert acts(office) == [
        ("activation.mailed", f"person:{person.pk}", officer.pk),
        ("activation.issued", f"person:{person.pk}", officer.pk),
    ]
    assert people.activate(office=office, citizen_id=number_of(person), code=code_in(letter), password=NEW) == person


@time_machine.travel(NOW, tick=False)
def test_mailed_code_is_good_for_a_day(office: Office, officer: Person, person: Person) -> None:
    actions.mail_codes(office=office, people=[person], issued_by=rights_of(officer))
    code = code_in(letters(office)[0])
    with time_machine.travel(NOW + timedelta(hours=24), tick=False), pytest.raises(WrongPair):
        people.activate(office=office, citizen_id=number_of(person), code=code, password=NEW)


def test_code_stands_nowhere_in_clear_but_sealed(office: Office, officer: Person, person: Person) -> None:
    actions.mail_codes(office=office, people=[person], issued_by=rights_of(officer))
    code = code_in(letters(office)[0])
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = repr(cursor.fetchall())
            assert code not in rows
            assert code.replace("-", "") not in rows


@pytest.mark.parametrize(
    ("role", "facts"),
    [(Role.CLERK, {"email": ""}), (Role.OFFICER, {"email": ADDRESS}), (Role.ADMINISTRATOR, {"email": ADDRESS})],
)
def test_who_has_no_address_or_more_than_a_clerks_role_gets_none_by_mail(
    office: Office, role: str, facts: dict[str, str]
) -> None:
    boss, someone = make.person(office, role=Role.ADMINISTRATOR), known(office, role=role, **facts)
    with pytest.raises(NotByMail):
        actions.mail_codes(office=office, people=[someone], issued_by=rights_of(boss))
    assert (letters(office), ActivationCode.objects.count()) == ([], 0)


def test_role_that_was_raised_meanwhile_is_minded(office: Office, officer: Person, person: Person) -> None:
    rights = rights_of(officer)
    Membership.objects.filter(person=person).update(role=Role.OFFICER)
    with pytest.raises(NotByMail):
        actions.mail_codes(office=office, people=[person], issued_by=rights)
    with pytest.raises(MayNotManage):
        people.revoke_code(person=person, actor=rights)


def test_sending_twice_sends_once(office: Office, officer: Person, person: Person) -> None:
    rights = rights_of(officer)
    actions.mail_codes(office=office, people=[person], issued_by=rights, latest=0)
    with pytest.raises(IssuedMeanwhile):
        actions.mail_codes(office=office, people=[person], issued_by=rights, latest=0)
    assert len(letters(office)) == 1


@pytest.mark.usefixtures("officer")
def test_page_of_slips_offers_mail_to_those_who_can_get_it(
    office: Office, client: Client, person: Person, settings: Settings
) -> None:
    known(office, "นางรัตนา สายทอง")
    page = text(client.get("/office/slips/"))
    assert page.count("has e-mail") == 1
    assert 'name="way" value="mail"' in page
    response = client.post("/office/slips/", {"group": office.groups.all()[1].pk, "way": "mail"})
    assert (response.status_code, told(response)) == (422, ["นางรัตนา สายทอง gets no code by e-mail. Print a slip instead."])
    settings.MAIL_FROM = ""
    page = text(client.get("/office/slips/"))
    assert "This office sends no e-mail, so that codes go out on paper alone." in page
    assert 'value="mail"' not in page
    assert told(client.post("/office/slips/", {"people": person.pk, "way": "mail"})) != []


def test_letter_names_the_address_of_the_office_where_that_is_known(
    office: Office, officer: Person, person: Person, settings: Settings
) -> None:
    actions.mail_codes(office=office, people=[person], issued_by=rights_of(officer))
    settings.PUBLIC_URL = urlsplit("https://room.example.go.th")
    actions.mail_codes(office=office, people=[person], issued_by=rights_of(officer))
    without, within = letters(office)
    assert "://" not in without
    assert "https://room.example.go.th/register/" in within


@time_machine.travel(NOW, tick=False)
def test_wish_is_answered_away_from_the_page(office: Office, client: Client, person: Person) -> None:
    response = client.post("/register/mail/", {"username": number_of(person)})
    assert response.status_code == 200
    assert letters(office) == []
    errands.look_once()
    (letter,) = letters(office)
    assert people.activate(office=office, citizen_id=number_of(person), code=code_in(letter), password=NEW) == person
    assert acts(office) == [
        ("activation.asked", f"person:{person.pk}", None),
        ("activation.mailed", f"person:{person.pk}", None),
        ("activation.issued", f"person:{person.pk}", None),
    ]
    errands.look_once()
    assert ActivationCode.objects.count() == 1


@time_machine.travel(NOW, tick=False)
def test_answer_is_the_same_for_every_number(office: Office, client: Client, person: Person) -> None:
    wish(office, make.citizen_id(76), network="10.0.0.9")  # the audit of the office begins
    others = [number_of(known(office)), number_of(make.person(office, active=False)), make.citizen_id(77)]
    answers, queries = [], []
    for number in (number_of(person), *others):
        with CaptureQueriesContext(connection) as asked:
            response = client.post("/register/mail/", {"username": number}, REMOTE_ADDR="10.0.0.9")
        answers.append((response.status_code, headers_of(response), response.content))
        queries.append(asked_of(asked))
    assert all(answer[0] == 200 for answer in answers)
    assert len({answer[2] for answer in answers}) == 1
    assert [answer[1] for answer in answers] == [answers[0][1]] * 4
    assert queries == [queries[0]] * 4


def test_wish_for_a_number_without_address_or_on_no_list_comes_to_nothing(office: Office) -> None:
    for number in (number_of(known(office)), number_of(make.person(office, active=False, email=ADDRESS)), make.citizen_id(77)):
        wish(office, number)
    actions.answer_wishes(office)
    assert (letters(office), ActivationCode.objects.count()) == ([], 0)
    assert MailWish.objects.filter(answered_at=None).count() == 0


def test_stranger_makes_no_slip_void(office: Office, person: Person) -> None:
    code = people.issue_code(person=person)
    wish(office, number_of(person))
    actions.answer_wishes(office)
    (letter,) = letters(office)
    assert re.findall(r"\w{4}-\w{4}", letter) == []
    assert people.activate(office=office, citizen_id=number_of(person), code=code, password=NEW) == person


def test_who_holds_more_than_a_clerks_role_is_told_to_come(office: Office) -> None:
    someone = known(office, role=Role.OFFICER, email=ADDRESS)
    wish(office, number_of(someone))
    actions.answer_wishes(office)
    assert len(letters(office)) == 1
    assert ActivationCode.objects.count() == 0


def test_new_letter_makes_the_code_of_the_one_before_void(office: Office, person: Person) -> None:
    for _time in range(2):
        wish(office, number_of(person))
        actions.answer_wishes(office)
    first, second = map(code_in, letters(office))
    with pytest.raises(WrongPair):
        people.activate(office=office, citizen_id=number_of(person), code=first, password=NEW)
    assert people.activate(office=office, citizen_id=number_of(person), code=second, password=NEW)


@time_machine.travel(NOW, tick=False)
def test_nobody_fills_a_mailbox(office: Office, person: Person) -> None:
    for number in range(6):
        wish(office, number_of(person), network=f"10.0.0.{number}")
        actions.answer_wishes(office)
    assert len(letters(office)) == 3
    with time_machine.travel(NOW + timedelta(days=1, seconds=1), tick=False):
        wish(office, number_of(person))
        actions.answer_wishes(office)
        assert len(letters(office)) == 4


def test_asking_often_from_one_network_has_to_wait_and_keeps_nobody_else_from_it(office: Office, person: Person) -> None:
    for _time in range(5):
        wish(office, number_of(person))
    with pytest.raises(TooManyGuesses):
        wish(office, number_of(person))
    wish(office, number_of(person), network="10.0.0.2")
    wish(office, make.citizen_id(78))


def test_asking_for_many_numbers_from_one_network_has_to_wait(office: Office, client: Client) -> None:
    for number in range(30):
        wish(office, make.citizen_id(100 + number), network="127.0.0.1")
    response = client.post("/register/mail/", {"username": make.citizen_id(99)})
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert told(response)[0].startswith("That was asked for often. Wait ")
    assert MailWish.objects.count() == 30


@pytest.mark.parametrize("typed", ["", *HOSTILE])
def test_page_takes_no_offence_at_bad_input(office: Office, client: Client, typed: str) -> None:
    response = client.post("/register/mail/", {"username": typed})
    assert mistakes(response) == {"username": "Type the 13 digits of the citizen ID."}
    assert MailWish.objects.count() == 0


def test_page_says_where_there_is_no_mail(office: Office, client: Client, settings: Settings) -> None:
    assert 'href="/register/mail/"' in text(client.get("/register/"))
    settings.MAIL_FROM = ""
    assert 'href="/register/mail/"' not in text(client.get("/register/"))
    assert "This office sends no e-mail. Ask a room officer for a code." in text(client.get("/register/mail/"))
    assert client.post("/register/mail/", {"username": make.citizen_id(1)}).status_code == 403
    assert MailWish.objects.count() == 0


def test_person_who_leaves_while_the_wish_is_answered_gets_none(
    office: Office, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leaves(people: list[Person]) -> set[int]:
        Person.objects.filter(pk=person.pk).update(is_active=False)
        return {one.pk for one in people}

    wish(office, number_of(person))
    monkeypatch.setattr("jonghong.activation.actions.mailing.reached_by_mail", leaves)
    actions.answer_wishes(office)
    assert letters(office) == []
    assert MailWish.objects.get().answered_at


def test_wish_that_was_answered_meanwhile_is_left_alone(office: Office, person: Person) -> None:
    from jonghong.activation.actions import mailing

    wish(office, number_of(person))
    made = MailWish.objects.get()
    actions.answer_wishes(office)
    with pytest.raises(AnsweredMeanwhile):
        mailing._answer(made)
    assert len(letters(office)) == 1
    assert ActivationCode.objects.filter(revoked_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_processes_that_answer_at_once_send_one_letter(office: Office) -> None:
    someone = known(office, email=ADDRESS)
    wish(office, number_of(someone))
    assert at_once(lambda _number: actions.answer_wishes(office), 3) == [None] * 3
    assert len(letters(office)) == 1
    assert MailedCode.objects.count() == 1


def test_given_up_letter_is_told_on_the_page_of_the_person(
    office: Office, client: Client, officer: Person, person: Person
) -> None:
    actions.mail_codes(office=office, people=[person], issued_by=rights_of(officer))
    address = f"/office/people/{person.pk}/code/"
    assert "is being sent" in text(client.get(address))
    Letter.objects.update(given_up_at=NOW, why=Why.REFUSED)
    assert "the mail server refuses this address" in text(client.get(address))
    Letter.objects.all().delete()
    page = text(client.get(address))
    assert "e-mail" in page
    assert "is being sent" not in page


def test_form_knows_the_last_code(office: Office, client: Client, officer: Person, person: Person) -> None:
    facts = {"people": person.pk, "way": "mail", "latest": latest(client.get("/office/slips/"))}
    assert client.post("/office/slips/", facts).status_code == 303
    assert client.post("/office/slips/", facts).status_code == 422
    assert len(letters(office)) == 1


def acting(office: Office, person: Person, starts_in: int, ends_in: int) -> Deputy:
    """Put somebody down as a deputy, without any verb."""
    today = clock.today(office.zone)
    days: dict[str, Any] = {"starts_on": today + timedelta(days=starts_in), "ends_on": today + timedelta(days=ends_in)}
    return Deputy.objects.create(office=office, person=person, created_at=NOW, **days)


@pytest.mark.parametrize(("starts_in", "ends_in", "may"), [(0, 0, False), (3, 9, False), (-9, -1, True)])
def test_deputy_of_now_or_later_is_reached_by_no_mail(
    office: Office, person: Person, starts_in: int, ends_in: int, may: bool
) -> None:
    acting(office, person, starts_in, ends_in)
    assert reached_by_mail([person]) == ({person.pk} if may else set())
    wish(office, number_of(person))
    actions.answer_wishes(office)
    assert ActivationCode.objects.filter(person=person).count() == int(may)


@pytest.mark.parametrize("more", ["officer", "deputy", ""])
def test_mailed_code_opens_nothing_once_its_person_is_more_than_a_clerk(office: Office, person: Person, more: str) -> None:
    wish(office, number_of(person))
    actions.answer_wishes(office)
    code = code_in(letters(office)[0])
    if more == "officer":
        Membership.objects.filter(person=person).update(role=Role.OFFICER)
    elif more == "deputy":
        acting(office, person, 3, 9)
    facts: dict[str, Any] = {"office": office, "citizen_id": number_of(person), "code": code, "password": NEW}
    if more:
        with pytest.raises(WrongPair):
            people.activate(**facts)
    else:
        people.activate(**facts)
    assert Person.objects.get(pk=person.pk).check_password(NEW) == (not more)
