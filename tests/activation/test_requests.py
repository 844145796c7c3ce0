"""Accounts for people without a code: asked for by a browser, approved by a number read out, used once by that browser."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from jonghong.activation import actions, browsers
from jonghong.activation.actions import requests
from jonghong.activation.models import AccountRequest, Outcome, Reason
from jonghong.activation.queries import asked_by
from jonghong.activation.refusals import NoSuchCompareNumber, NotApproved, NothingWaits
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.people import actions as people
from jonghong.people.models import Person, Role
from jonghong.people.permissions import rights_of
from jonghong.people.refusals import MayNotManage, WeakPassword
from tests import make
from tests.activation.conftest import acts, asked_of, headers_of, known, text, told
from tests.office_pages import HOSTILE, mistakes
from tests.people.conftest import at_once, number_of

NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)
NEW = "ทุ่งกุลา ฟ้าใส ไก่ย่าง"
ASK, APPROVED, LIST = "/register/ask/", "/register/approved/", "/office/account-requests/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(office: Office) -> Person:
    return known(office)


@pytest.fixture
def browser() -> Client:
    """Return the browser of somebody who is not in."""
    browser = Client()
    browser.cookies["language"] = "en"
    return browser


def facts(office: Office, number: str, **more: Any) -> dict[str, Any]:
    return {"username": number, "name": "นายวิชัย ศรีสุข", "group": office.groups.all()[1].pk, **more}


def ask(browser: Client, office: Office, number: str, **more: Any) -> str:
    """Ask for an account and return the compare number."""
    response = browser.post(ASK, facts(office, number, **more))
    assert response.status_code == 200, told(response)
    (shown,) = re.findall(r"<strong>(\d{4})</strong>", text(response))
    return str(shown)


def approve(client: Client, person: Person, number: str):
    return client.post(f"{LIST}{person.pk}/approve/", {"number": number})


def set_password(browser: Client):
    return browser.post(APPROVED, {"password": NEW, "repeat": NEW})


def has_password(person: Person) -> bool:
    return Person.objects.get(pk=person.pk).check_password(NEW)


def test_journey_from_asking_to_the_password(
    office: Office, client: Client, officer: Person, person: Person, browser: Client
) -> None:
    number = ask(browser, office, number_of(person))
    assert "Your request is not approved." in text(browser.get(APPROVED))
    response = approve(client, person, f" {number[:2]} {number[2:]} ")
    assert (response.status_code, response["Location"]) == (303, f"{LIST}?approved=1")
    assert "Approved for นายวิชัย ศรีสุข." in text(browser.get(APPROVED))
    response = set_password(browser)
    assert (response.status_code, response["Location"]) == (303, "/sign-in/?registered=1")
    assert has_password(person)
    assert Person.objects.get(pk=person.pk).activated_at
    assert acts(office) == [
        ("activation.asked", f"person:{person.pk}", None),
        ("activation.approved", f"person:{person.pk}", officer.pk),
    ]
    assert browser.cookies["asked"].value == ""
    assert browser.cookies["device"].value


@time_machine.travel(NOW, tick=False)
def test_answer_is_the_same_for_every_number(office: Office, person: Person) -> None:
    ask(Client(), office, make.citizen_id(76))  # the audit of the office begins
    others = [number_of(make.person(office)), number_of(make.person(office, active=False)), make.citizen_id(77)]
    answers, queries = [], []
    for number in (number_of(person), *others):
        with CaptureQueriesContext(connection) as asked:
            response = Client().post(ASK, facts(office, number))
        page = re.sub(r"<strong>\d{4}</strong>", "", text(response))
        cookie = response.cookies["asked"]
        answers.append((response.status_code, headers_of(response), page, len(cookie.value), cookie["max-age"]))
        queries.append(asked_of(asked))
    assert answers == [answers[0]] * 4
    assert queries == [queries[0]] * 4
    assert AccountRequest.objects.filter(person=None).count() == 3


def test_waiting_page_is_the_same_for_who_is_declined_and_who_is_on_no_list(
    office: Office, client: Client, officer: Person, person: Person
) -> None:
    pages = []
    for number, act in ((number_of(person), "decline"), (number_of(known(office, "อื่น")), ""), (make.citizen_id(77), "")):
        browser = Client()
        ask(browser, office, number)
        if act:
            assert client.post(f"{LIST}{person.pk}/decline/", {"reason": Reason.NOT_MET}).status_code == 303
        pages.append(browser.get(APPROVED).content)
        assert set_password(browser).status_code == 403
    assert len(set(pages)) == 1


def test_steps_cannot_be_skipped(office: Office, client: Client, officer: Person, person: Person, browser: Client) -> None:
    assert set_password(browser).status_code == 403  # nothing asked
    assert approve(client, person, "1234").status_code == 422  # nothing to approve
    number = ask(browser, office, number_of(person))
    assert set_password(browser).status_code == 403  # not approved
    assert set_password(Client()).status_code == 403
    approve(client, person, number)
    assert set_password(Client()).status_code == 403  # another browser
    assert not has_password(person)
    assert set_password(browser).status_code == 303
    assert approve(client, person, number).status_code == 422  # once


def test_cookie_of_another_request_or_made_up_opens_nothing(
    office: Office, client: Client, officer: Person, person: Person, browser: Client
) -> None:
    number = ask(browser, office, number_of(person))
    other = Client()
    ask(other, office, number_of(person))
    approve(client, person, number)
    assert set_password(other).status_code == 403
    for made_up in ("x", "", "[1,2]", browser.cookies["asked"].value + "x", "\0"):
        other.cookies["asked"] = made_up
        assert set_password(other).status_code == 403
    assert asked_by(browsers.Ticket(AccountRequest.objects.earliest("pk").pk, "x"), office) is None


def test_cookie_is_the_browsers_alone(office: Office, settings: Settings) -> None:
    settings.COOKIE_PREFIX, settings.IS_HTTPS = "__Host-", True
    response = Client().post(ASK, facts(office, make.citizen_id(1)))
    cookie = response.cookies["__Host-asked"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (
        True,
        True,
        "Lax",
        "/",
        "",
    )


def test_secrets_of_a_request_stand_nowhere_in_clear(office: Office, person: Person) -> None:
    asked = actions.ask(office=office, citizen_id=number_of(person), name="ชื่อที่พิมพ์", group=office.groups.all()[0], network="x")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM activation_accountrequest")
        rows = repr(cursor.fetchall())
    for secret in (asked.ticket.token, number_of(person), "ชื่อที่พิมพ์", f"'{asked.number}'"):
        assert secret not in rows
    assert asked.ticket.token not in repr(asked)
    assert asked.number not in repr(asked)


def test_only_the_matching_request_is_approved_and_the_rest_die(
    office: Office, client: Client, officer: Person, person: Person
) -> None:
    stranger, owner = Client(), Client()
    theirs = ask(stranger, office, number_of(person), name="คนแอบอ้าง")
    own = ask(owner, office, number_of(person))
    assert theirs != own
    page = text(client.get(LIST))
    assert "2 requests" in page
    assert "Wrote another name: คนแอบอ้าง" in page
    assert own not in re.findall(r"\b\d{4}\b", re.sub(r"<[^>]+>|25\d\d", " ", page.partition("<main")[2]))
    approve(client, person, own)
    assert (set_password(stranger).status_code, set_password(owner).status_code) == (403, 303)
    assert sorted(AccountRequest.objects.values_list("outcome", flat=True)) == [Outcome.APPROVED, Outcome.PASSED_OVER]


def test_compare_numbers_of_one_person_differ(office: Office, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([7, 7, 8])
    monkeypatch.setattr(requests.secrets, "randbelow", lambda _most: next(drawn))  # type: ignore[attr-defined]
    numbers = [
        actions.ask(office=office, citizen_id=number_of(person), name="x", group=office.groups.all()[0], network=str(n)).number
        for n in range(2)
    ]
    assert numbers == ["0007", "0008"]


def test_two_requests_with_one_number_approve_neither(office: Office, officer: Person, person: Person) -> None:
    group = office.groups.all()[0]
    first = actions.ask(office=office, citizen_id=number_of(person), name="x", group=group, network="x")
    row = AccountRequest.objects.get()
    row.pk = None
    row.save()
    with pytest.raises(NoSuchCompareNumber):
        actions.approve(person=person, number=first.number, actor=rights_of(officer))


@pytest.mark.parametrize("typed", ["", "1", "12345", "abcd", "๑๒๓", "x" * 50, "\0", "😀😀😀😀", "١٢٣٤"])
@pytest.mark.usefixtures("officer")
def test_compare_number_that_is_none_is_refused_in_a_sentence(
    office: Office, client: Client, person: Person, browser: Client, typed: str
) -> None:
    ask(browser, office, number_of(person))
    assert mistakes(approve(client, person, typed)) == {
        f"{person.pk}_number": "Type the four digits that the person reads out."
    }


@pytest.mark.usefixtures("officer")
def test_wrong_compare_number_approves_nothing(office: Office, client: Client, person: Person, browser: Client) -> None:
    number = ask(browser, office, number_of(person))
    wrong = f"{(int(number) + 1) % 10_000:04}"
    assert mistakes(approve(client, person, wrong)) == {
        f"{person.pk}_number": "None of the requests of this person has this number. Ask for it again, digit by digit."
    }
    assert AccountRequest.objects.get().outcome == Outcome.OPEN


@pytest.mark.usefixtures("officer")
def test_thai_digits_are_read(office: Office, client: Client, person: Person, browser: Client) -> None:
    number = ask(browser, office, number_of(person))
    assert approve(client, person, number.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))).status_code == 303


@time_machine.travel(NOW, tick=False)
def test_request_and_approval_are_good_for_a_day_each(office: Office, officer: Person, person: Person) -> None:
    group, rights = office.groups.all()[0], rights_of(officer)

    def made() -> actions.Asked:
        return actions.ask(office=office, citizen_id=number_of(person), name="x", group=group, network="x")

    late, good = made(), made()
    with time_machine.travel(NOW + timedelta(hours=24), tick=False), pytest.raises(NothingWaits):
        actions.approve(person=person, number=late.number, actor=rights)
    with time_machine.travel(NOW + timedelta(hours=23), tick=False):
        actions.approve(person=person, number=good.number, actor=rights)
    request = asked_by(good.ticket, office)
    assert request
    with time_machine.travel(NOW + timedelta(hours=47), tick=False), pytest.raises(NotApproved):
        actions.set_password(request=request, password=NEW)
    with time_machine.travel(NOW + timedelta(hours=46), tick=False):
        assert actions.set_password(request=request, password=NEW) == person


def test_page_of_a_browser_says_where_nothing_waits(
    office: Office, client: Client, officer: Person, person: Person, browser: Client
) -> None:
    nothing = "No request of this browser waits."
    assert nothing in text(browser.get(APPROVED))
    with time_machine.travel(NOW, tick=False):
        number = ask(browser, office, number_of(person))
        approve(client, person, number)
        ticket = browser.cookies["asked"].value
        set_password(browser)
        browser.cookies["asked"] = ticket
        assert nothing in text(browser.get(APPROVED))
    with time_machine.travel(NOW + timedelta(hours=49), tick=False):
        browser.cookies["asked"] = ticket
        assert nothing in text(browser.get(APPROVED))


def test_new_approval_takes_the_one_before_away(office: Office, client: Client, officer: Person, person: Person) -> None:
    first, second = Client(), Client()
    approve(client, person, ask(first, office, number_of(person)))
    approve(client, person, ask(second, office, number_of(person)))
    assert (set_password(first).status_code, set_password(second).status_code) == (403, 303)


def test_database_itself_holds_one_approval_for_a_person(office: Office, person: Person) -> None:
    for network in ("x", "y"):
        actions.ask(office=office, citizen_id=number_of(person), name="x", group=office.groups.all()[0], network=network)
    with pytest.raises(IntegrityError):
        AccountRequest.objects.update(outcome=Outcome.APPROVED)


def test_who_has_left_since_sets_no_password(
    office: Office, client: Client, officer: Person, person: Person, browser: Client
) -> None:
    approve(client, person, ask(browser, office, number_of(person)))
    people.leave(person=person)
    assert "Your request is not approved." in text(browser.get(APPROVED))
    assert set_password(browser).status_code == 403
    assert not has_password(person)


def test_account_that_was_in_use_gets_a_new_password_and_its_sessions_end(
    office: Office, client: Client, officer: Person, browser: Client
) -> None:
    person = make.person(office)
    inside = Client()
    inside.force_login(person)
    number = ask(browser, office, number_of(person))
    assert "Has a password already" in text(client.get(LIST))
    approve(client, person, number)
    assert inside.get("/password/").status_code == 200  # until it is used
    set_password(browser)
    assert inside.get("/password/").status_code == 302
    assert has_password(person)


def test_open_code_is_void_once_the_password_is_set(
    office: Office, client: Client, officer: Person, person: Person, browser: Client
) -> None:
    people.issue_code(person=person)
    approve(client, person, ask(browser, office, number_of(person)))
    set_password(browser)
    assert person.activation_codes.filter(used_at=None, revoked_at=None).count() == 0


def test_declining_says_why_in_a_word_of_ours(
    office: Office, client: Client, officer: Person, person: Person, browser: Client
) -> None:
    number = ask(browser, office, number_of(person))
    response = client.post(f"{LIST}{person.pk}/decline/", {"reason": Reason.WRONG_NUMBER})
    assert response["Location"] == f"{LIST}?declined=1"
    assert "Declined." in text(client.get(response["Location"]))
    assert acts(office)[-1] == ("activation.declined", f"person:{person.pk}", officer.pk)
    assert AccountRequest.objects.get().reason == Reason.WRONG_NUMBER
    assert approve(client, person, number).status_code == 422
    again = client.post(f"{LIST}{person.pk}/decline/", {"reason": Reason.OTHER})
    assert told(again) == ["No request of this person waits any more. Perhaps somebody else has just decided."]


def test_approval_that_was_not_used_is_taken_back_on_the_page(
    office: Office, client: Client, officer: Person, person: Person, browser: Client
) -> None:
    assert approve(client, person, ask(browser, office, number_of(person))).status_code == 303
    page = text(client.get(LIST))
    assert all(words in page for words in ("Approved and not used yet", person.name, "Take the approval back"))
    wrong = client.post(f"{LIST}{person.pk}/decline/", {"reason": "x"})
    assert (wrong.status_code, wrong.content.decode().count('aria-invalid="true"')) == (422, 1)
    response = client.post(f"{LIST}{person.pk}/decline/", {"reason": "other"})
    assert (response.status_code, response["Location"]) == (303, f"{LIST}?declined=1")
    assert "Approved and not used yet" not in text(client.get(LIST))
    set_password(browser)
    assert not has_password(person)


def test_approvals_that_are_used_over_or_anothers_to_keep_are_not_on_the_page(
    office: Office, client: Client, officer: Person, person: Person, browser: Client
) -> None:
    foreign = make.office()
    boss, above = make.person(office, role=Role.ADMINISTRATOR), make.person(office, role=Role.OFFICER)
    at: dict[str, Any] = {"asked_at": NOW, "group": office.groups.all()[1], "outcome": Outcome.APPROVED}
    later = clock.now() + timedelta(hours=1)
    AccountRequest.objects.create(office=office, person=above, token="1", expires_at=later, decided_by=boss, **at)
    AccountRequest.objects.create(office=office, person=person, token="2", expires_at=later, used_at=NOW, **at)
    AccountRequest.objects.create(office=office, person=known(office), token="3", expires_at=NOW, **at)
    AccountRequest.objects.create(office=foreign, person=known(foreign), token="4", expires_at=later, **at)
    assert "Approved and not used yet" not in text(client.get(LIST))
    client.force_login(boss)
    page = client.get(LIST).content.decode()
    assert re.findall(r'id="approved-(\d+)"', page) == [str(above.pk)]


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize("typed", HOSTILE)
def test_declining_takes_no_offence_at_bad_input(
    office: Office, client: Client, person: Person, browser: Client, typed: str
) -> None:
    ask(browser, office, number_of(person))
    response = client.post(f"{LIST}{person.pk}/decline/", {"reason": typed})
    assert mistakes(response) == {f"{person.pk}_reason": "Choose one that is offered."}
    assert AccountRequest.objects.get().outcome == Outcome.OPEN


@pytest.mark.parametrize("field", ["username", "name", "group"])
@pytest.mark.parametrize("typed", ["", *HOSTILE])
def test_asking_takes_no_offence_at_bad_input(office: Office, browser: Client, field: str, typed: str) -> None:
    response = browser.post(ASK, facts(office, make.citizen_id(1), **{field: typed}))
    taken = field == "name" and response.status_code == 200
    assert taken or list(mistakes(response)) == [field]
    assert AccountRequest.objects.count() == int(taken)
    assert b"<script>alert" not in response.content


def test_asking_takes_no_group_of_another_office_and_no_number_for_a_name(office: Office, browser: Client) -> None:
    foreign = make.office().groups.all()[0]
    assert list(mistakes(browser.post(ASK, facts(office, make.citizen_id(1), group=foreign.pk)))) == ["group"]
    assert list(mistakes(browser.post(ASK, facts(office, make.citizen_id(1), name="1234567890121")))) == ["name"]


def test_asking_often_from_one_network_has_to_wait_and_keeps_nobody_else_from_it(office: Office, person: Person) -> None:
    for _time in range(5):
        ask(Client(REMOTE_ADDR="10.0.0.1"), office, number_of(person))
    response = Client(REMOTE_ADDR="10.0.0.1").post(ASK, facts(office, number_of(person)))
    assert (response.status_code, "Retry-After" in response) == (429, True)
    ask(Client(REMOTE_ADDR="10.0.0.2"), office, number_of(person))
    assert AccountRequest.objects.count() == 6


def test_list_counts_who_is_on_no_list_and_who_waits_for_an_administrator(
    office: Office, client: Client, officer: Person, person: Person
) -> None:
    boss = known(office, "นางสาวสมศรี ใจงาม", role=Role.ADMINISTRATOR)
    for network, number in enumerate((number_of(boss), make.citizen_id(1), make.citizen_id(2))):
        ask(Client(REMOTE_ADDR=f"10.0.0.{network}"), office, number, name="ชื่อปลอม")
    page = text(client.get(LIST))
    assert "1 person waits for an administrator." in page
    assert "Not on the list: 2 requests. Add whoever belongs here" in page
    assert "ชื่อปลอม" not in page
    assert "สมศรี" not in page
    client.force_login(make.person(office, role=Role.ADMINISTRATOR))
    assert "สมศรี" in text(client.get(LIST))


def test_request_of_before_the_list_is_to_be_sent_again(office: Office, client: Client, officer: Person) -> None:
    number = make.citizen_id(1)
    ask(Client(REMOTE_ADDR="10.0.0.1"), office, number)
    facts = {"name": "นางรัตนา สายทอง", "citizen_id": number, "group": office.groups.all()[1].pk, "role": Role.CLERK.value}
    added = client.post("/office/people/add/", facts, follow=True)
    assert "that was sent before is not found: ask this person to send it again." in text(added)
    assert "Not on the list: 1 request." in text(client.get(LIST))
    ask(Client(REMOTE_ADDR="10.0.0.1"), office, number)
    assert "นางรัตนา สายทอง" in text(client.get(LIST))


def test_officer_lets_in_nobody_above_a_clerk(office: Office, client: Client, officer: Person, browser: Client) -> None:
    boss = known(office, role=Role.OFFICER)
    number = ask(browser, office, number_of(boss))
    assert approve(client, boss, number).status_code == 404
    with pytest.raises(MayNotManage):
        actions.approve(person=boss, number=number, actor=rights_of(officer))
    with pytest.raises(MayNotManage):
        actions.decline(person=boss, reason=Reason.OTHER, actor=rights_of(officer))
    assert AccountRequest.objects.get().outcome == Outcome.OPEN


@pytest.mark.usefixtures("officer", "office")
def test_people_of_another_office_are_not_there(client: Client) -> None:
    other = make.office()
    stranger = known(other, "คนอื่น")
    asked = actions.ask(office=other, citizen_id=number_of(stranger), name="คนอื่น", group=other.groups.all()[0], network="x")
    assert "คนอื่น" not in text(client.get(LIST))
    assert approve(client, stranger, asked.number).status_code == 404
    assert client.post(f"{LIST}{stranger.pk}/decline/", {"reason": Reason.OTHER}).status_code == 404


def test_clerks_and_deputies_have_no_say(office: Office, client: Client, person: Person, browser: Client) -> None:
    number = ask(browser, office, number_of(person))
    client.force_login(make.person(office))
    assert client.get(LIST).status_code == 403
    assert approve(client, person, number).status_code == 403


def test_slips_page_tells_how_many_wait(
    office: Office, client: Client, officer: Person, person: Person, browser: Client
) -> None:
    assert 'class="count"' not in text(client.get("/office/slips/")).partition("<main")[2]
    ask(browser, office, number_of(person))
    assert '<span class="count">1</span>' in text(client.get("/office/slips/")).partition("<main")[2]


def test_list_of_many_asks_the_same_few_questions(
    office: Office, client: Client, officer: Person, django_assert_max_num_queries: Any
) -> None:
    for number in range(7):
        someone = known(office, f"คนที่ {number}")
        for network in range(number):
            ask(Client(REMOTE_ADDR=f"10.0.{number}.{network}"), office, number_of(someone))
    with django_assert_max_num_queries(16):
        assert "6 requests" in text(client.get(LIST))


@pytest.mark.parametrize(("password", "repeat"), [("", ""), ("สั้น", "สั้น"), (NEW, "อย่างอื่นที่ยาวพอ"), ("x" * 5_000, "x" * 5_000)])
def test_password_that_is_none_keeps_the_approval(
    office: Office, client: Client, officer: Person, person: Person, browser: Client, password: str, repeat: str
) -> None:
    approve(client, person, ask(browser, office, number_of(person)))
    assert browser.post(APPROVED, {"password": password, "repeat": repeat}).status_code == 422
    assert set_password(browser).status_code == 303


def test_verb_itself_minds_weak_passwords_and_nobodys_requests(office: Office, person: Person) -> None:
    group = office.groups.all()[0]
    listed = actions.ask(office=office, citizen_id=number_of(person), name="x", group=group, network="x")
    unlisted = actions.ask(office=office, citizen_id=make.citizen_id(3), name="x", group=group, network="x")
    first, second = asked_by(listed.ticket, office), asked_by(unlisted.ticket, office)
    assert first
    assert second
    with pytest.raises(WeakPassword):
        actions.set_password(request=first, password="x")
    with pytest.raises(NotApproved):
        actions.set_password(request=second, password=NEW)


def test_approval_used_between_the_look_and_the_password(
    office: Office, client: Client, officer: Person, person: Person, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(client, person, ask(browser, office, number_of(person)))

    def used_meanwhile(**_facts: Any) -> None:
        AccountRequest.objects.update(used_at=NOW)
        raise NotApproved

    monkeypatch.setattr(actions, "set_password", used_meanwhile)
    response = set_password(browser)
    assert response.status_code == 403
    assert "No request of this browser waits." in text(response)


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_approve_once(office: Office) -> None:
    person, officers = known(office), [make.person(office, role=Role.OFFICER) for _number in range(2)]
    asked = actions.ask(office=office, citizen_id=number_of(person), name="x", group=office.groups.all()[0], network="x")

    def decide(number: int) -> str:
        try:
            actions.approve(person=person, number=asked.number, actor=rights_of(officers[number]))
        except NothingWaits:
            return "late"
        return "approved"

    assert sorted(at_once(decide, 2)) == ["approved", "late"]
    assert [act for act, _subject, _actor in acts(office)] == ["activation.asked", "activation.approved"]


@pytest.mark.django_db(transaction=True)
def test_two_browsers_with_one_approval_set_one_password(office: Office) -> None:
    person, officer = known(office), make.person(office, role=Role.OFFICER)
    asked = actions.ask(office=office, citizen_id=number_of(person), name="x", group=office.groups.all()[0], network="x")
    actions.approve(person=person, number=asked.number, actor=rights_of(officer))
    request = asked_by(asked.ticket, office)
    assert request

    def use(number: int) -> str:
        try:
            actions.set_password(request=request, password=f"{NEW} {number}")
        except NotApproved:
            return "late"
        return f"{NEW} {number}"

    first, second = sorted(at_once(use, 2))
    assert first == "late"
    assert Person.objects.get(pk=person.pk).check_password(second)
