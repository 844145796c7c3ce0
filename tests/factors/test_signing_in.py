"""From the password through the second step into the office, in a browser without scripts."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as product
from django.test import Client, RequestFactory
from pytest_django import Settings

from jonghong.factors import actions, passkeys, steps, views
from jonghong.factors.models import Passkey
from jonghong.factors.refusals import WrongCode
from jonghong.offices.models import Office
from jonghong.people.models import Person, Role
from jonghong.people.sessions import SessionStore
from tests import make
from tests.factors.authenticator import Device
from tests.factors.conftest import (
    acts_of,
    answer_by_passkey,
    browser,
    code_now,
    enrol_passkey,
    is_in,
    sign_in,
    with_app,
)

STEP, CHOOSE = "/second-step/?next=%2Fmine%2F", "/second-step/choose/?next=%2Fmine%2F"


def with_passkey(person: Person) -> Device:
    """Set up a passkey in a browser that is thrown away."""
    device, client = Device(), browser()
    client.force_login(person)
    client.session["sure_at"] = 0
    assert enrol_passkey(client, device).status_code == 200
    return device


def test_steps_stand_in_the_settings() -> None:
    assert "jonghong.factors.steps.second_step" in product.SIGN_IN_STEPS
    assert "jonghong.factors.steps.confirm_way" in product.CONFIRM_WAYS


@pytest.mark.parametrize(
    ("role", "is_needed", "has_factor", "address"),
    [
        (Role.CLERK, True, False, None),
        (Role.CLERK, True, True, STEP),
        (Role.CLERK, False, True, STEP),
        (Role.OFFICER, True, False, CHOOSE),
        (Role.OFFICER, False, False, None),
        (Role.OFFICER, True, True, STEP),
        (Role.ADMINISTRATOR, True, False, CHOOSE),
        (Role.ADMINISTRATOR, False, True, STEP),
    ],
)
@pytest.mark.django_db
def test_who_is_asked_for_a_second_step(role: str, is_needed: bool, has_factor: bool, address: str | None) -> None:
    office = make.office(officers_need_factor=is_needed)
    person = make.person(office, role=role, has_factor=has_factor)
    request = RequestFactory().get("/")
    request.session = SessionStore()
    assert steps.second_step(request, person, "/mine/") == address


def test_who_acts_for_an_officer_needs_a_second_step(office: Office, client: Client) -> None:
    from jonghong.core import clock
    from jonghong.people.actions import name_deputy
    from jonghong.people.permissions import rights_of

    person, officer = make.person(office), make.person(office, role=Role.OFFICER)
    today = clock.today(office.zone)
    name_deputy(office=office, person=person, starts_on=today, ends_on=today, by=rights_of(officer))
    assert sign_in(client, person)["Location"] == CHOOSE
    assert not is_in(client)


def test_code_of_the_app_lets_in(office: Office, client: Client) -> None:
    person = with_app(make.person(office, role=Role.OFFICER))
    assert sign_in(client, person)["Location"] == STEP
    assert not is_in(client)
    page = client.get(STEP).content.decode()
    assert 'name="code"' in page
    assert "data-passkey" not in page
    code = code_now()
    response = client.post("/second-step/", {"way": "app", "code": f" {code[:3]}-{code[3:]}", "next": "/mine/"})
    assert (response.status_code, response["Location"]) == (303, "/mine/")
    assert is_in(client)
    assert acts_of(office)[-1] == ("factor.passed", person.pk, {"way": "app"})


def test_session_gets_a_new_key_at_each_step(office: Office, client: Client) -> None:
    person = with_app(make.person(office))
    client.get("/sign-in/")
    keys = [client.session.session_key]
    sign_in(client, person)
    keys.append(client.session.session_key)
    client.post("/second-step/", {"way": "app", "code": code_now()})
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3


def test_code_in_thai_digits_is_read(office: Office, client: Client) -> None:
    person = with_app(make.person(office))
    sign_in(client, person)
    code = code_now().translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert client.post("/second-step/", {"way": "app", "code": code}).status_code == 303
    assert is_in(client)


def test_backup_code_lets_in_once(office: Office, client: Client) -> None:
    person = with_app(make.person(office))
    code = actions.make_backup_codes(person=person)[0]
    sign_in(client, person)
    assert client.post("/second-step/", {"way": "backup", "backup": code.lower()}).status_code == 303
    assert is_in(client)
    other = browser()
    sign_in(other, person)
    again = other.post("/second-step/", {"way": "backup", "backup": code})
    assert again.status_code == 422
    assert "This backup code is not right, or it was used already." in again.content.decode()
    assert not is_in(other)


def test_passkey_lets_in(office: Office, client: Client) -> None:
    person = make.person(office, role=Role.ADMINISTRATOR)
    device = with_passkey(person)
    assert sign_in(client, person)["Location"] == STEP
    assert 'data-ask="/second-step/passkey/"' in client.get(STEP).content.decode()
    response = answer_by_passkey(client, device)
    assert (response.status_code, response["Location"]) == (303, "/mine/")
    assert is_in(client)
    assert Passkey.objects.get().sign_count == 2


def test_passkey_that_does_not_count_lets_in_again_and_again(office: Office, client: Client) -> None:
    person, device = make.person(office), Device(counts=False)
    client.force_login(person)
    enrol_passkey(client, device)
    for _time in range(2):
        other = browser()
        sign_in(other, person)
        assert answer_by_passkey(other, device).status_code == 303
        assert is_in(other)


WRONG = {
    "another site's page": {"origin": "http://localhost.evil.example"},
    "another port": {"origin": "http://localhost:8001"},
    "another scheme": {"origin": "https://localhost"},
    "no origin": {"origin": "null"},
    "bad port": {"origin": "http://localhost:99999999"},
    "origin that is a list": {"origin": ["http://localhost"]},
    "another site's name": {"rp_id": "example.go.th"},
    "in a frame": {"cross_origin": True},
    "another question": {"challenge": b"0" * 32},
    "the answer to an offer": {"kind": "webauthn.create"},
    "nobody there": {"flags": 0},
    "signed by another key": {"signature": b"0" * 64},
}


@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG)
def test_passkey_is_not_taken_from(office: Office, client: Client, changed: dict[str, Any]) -> None:
    person = make.person(office)
    device = with_passkey(person)
    sign_in(client, person)
    response = answer_by_passkey(client, device, **changed)
    assert response.status_code == 422
    assert "The passkey was not taken." in response.content.decode()
    assert not is_in(client)
    assert acts_of(office)[-1] == ("factor.failed", person.pk, {"way": "passkey"})


def test_question_is_asked_once(office: Office, client: Client) -> None:
    person = make.person(office)
    device = with_passkey(person)
    sign_in(client, person)
    answer = {"way": "passkey", "answer": device.use(client.post("/second-step/passkey/").json())}
    other = browser()
    sign_in(other, person)
    assert other.post("/second-step/", answer).status_code == 422
    assert client.post("/second-step/", answer).status_code == 303
    client.logout()
    sign_in(client, person)
    assert client.post("/second-step/", answer).status_code == 422
    assert not is_in(client)


def test_question_is_good_for_five_minutes(office: Office, client: Client, clock) -> None:
    person = make.person(office)
    device = with_passkey(person)
    sign_in(client, person)
    answer = {"way": "passkey", "answer": device.use(client.post("/second-step/passkey/").json())}
    clock.shift(timedelta(minutes=5))
    assert client.post("/second-step/", answer).status_code == 422


def test_passkey_of_another_person_is_not_taken(office: Office, client: Client) -> None:
    person, thief = make.person(office), make.person(office)
    with_passkey(person)
    device = with_passkey(thief)
    sign_in(client, person)
    assert answer_by_passkey(client, device).status_code == 422
    assert not is_in(client)


def test_nobody_is_asked_for_a_passkey(office: Office, client: Client) -> None:
    assert client.post("/second-step/passkey/").status_code == 403
    person = with_app(make.person(office))
    sign_in(client, person)
    assert client.post("/second-step/passkey/").status_code == 403
    assert client.get("/second-step/passkey/").status_code == 405


@pytest.mark.parametrize(
    ("public", "host", "is_https", "is_possible"),
    [
        ("", "localhost:8000", False, True),
        ("", "rooms.localhost", False, True),
        ("", "127.0.0.1:8000", False, False),
        ("", "[::1]:8000", False, False),
        ("", "rooms.go.th", False, False),
        ("", "rooms.go.th", True, True),
        ("https://rooms.go.th", "rooms.go.th", False, True),
        ("https://rooms.go.th", "rooms", False, False),
        ("https://rooms.go.th", "127.0.0.1", False, False),
        ("http://rooms.go.th", "rooms.go.th", False, False),
    ],
)
@pytest.mark.pure
def test_where_passkeys_are_possible(settings: Settings, public: str, host: str, is_https: bool, is_possible: bool) -> None:
    from urllib.parse import urlsplit

    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = urlsplit(public), ["*"]
    request = RequestFactory().get("/", secure=is_https, headers={"host": host})
    assert passkeys.is_possible(request) == is_possible


def test_at_a_number_the_page_says_why_there_is_no_passkey(office: Office) -> None:
    person = make.person(office)
    device = with_passkey(person)
    client = browser()
    client.defaults["HTTP_HOST"] = "127.0.0.1"
    sign_in(client, person)
    page = client.get("/second-step/").content.decode()
    assert "At this address no passkey can be used" in page
    assert "data-ask" not in page
    assert client.post("/second-step/passkey/").status_code == 403
    assert device.count == 1


BAD_CODES = ["", " ", "12345", "1234567", "abcdef", "๑๒๓", "9" * 41, "<b>1</b>", "😀" * 6, "\u202e123456\0", "²²²²²²"]


@pytest.mark.parametrize("code", BAD_CODES)
def test_text_that_is_no_code_is_asked_for_again(office: Office, client: Client, code: str) -> None:
    sign_in(client, with_app(make.person(office)))
    response = client.post("/second-step/", {"way": "app", "code": code})
    assert response.status_code == 422
    assert "Type the six digits that the app shows now." in response.content.decode()


@pytest.mark.parametrize("backup", ["", "ABCD", "ABCD-EFGH-JKLM", "IIII-OOOO", "\0", "😀" * 50])
def test_text_that_is_no_backup_code_is_asked_for_again(office: Office, client: Client, backup: str) -> None:
    person = with_app(make.person(office))
    actions.make_backup_codes(person=person)
    sign_in(client, person)
    response = client.post("/second-step/", {"way": "backup", "backup": backup})
    assert response.status_code == 422
    assert "A backup code has 8 letters and digits, such as ABCD-2345." in response.content.decode()
    assert '<details class="fold" open>' in response.content.decode()


@pytest.mark.parametrize("way", ["", "none", "app\0", "__class__"])
def test_unknown_way_is_asked_again(office: Office, client: Client, way: str) -> None:
    sign_in(client, with_app(make.person(office)))
    assert client.post("/second-step/", {"way": way, "code": code_now()}).status_code == 422
    assert not is_in(client)


def test_empty_answer_is_asked_for_again(office: Office, client: Client) -> None:
    person = make.person(office)
    with_passkey(person)
    sign_in(client, person)
    response = client.post("/second-step/", {"way": "passkey", "answer": ""})
    assert response.status_code == 422


def test_five_wrong_codes_are_slowed(office: Office, client: Client, clock) -> None:
    person = with_app(make.person(office))
    sign_in(client, person)
    tries = [client.post("/second-step/", {"way": "app", "code": "000000"}) for _time in range(6)]
    assert [response.status_code for response in tries] == [422] * 5 + [429]
    assert tries[-1]["Retry-After"] == "30"
    assert "Too many wrong tries. Wait 30 seconds, then try again." in tries[-1].content.decode()
    clock.shift(timedelta(seconds=30))
    assert client.post("/second-step/", {"way": "app", "code": code_now()}).status_code == 303


def test_device_is_known_at_the_second_step_under_a_new_key(office: Office, client: Client, settings: Settings, clock) -> None:
    person = with_app(make.person(office))
    sign_in(client, person)
    client.post("/second-step/", {"way": "app", "code": code_now()})
    client.post("/sign-out/")
    for _ in range(5):  # others, on devices that nobody knows, wear their counter out
        with pytest.raises(WrongCode):
            actions.pass_by_app(person=person, code="000000")
    settings.CITIZEN_KEYS = {**settings.CITIZEN_KEYS, "2": "a new key of 32 letters at the least"}
    sign_in(client, person)
    clock.shift(timedelta(seconds=20))
    assert Person.objects.get(pk=person.pk).citizen_key != person.citizen_key
    stranger = browser()
    sign_in(stranger, person)
    assert stranger.post("/second-step/", {"way": "app", "code": code_now(later=1)}).status_code == 429
    assert client.post("/second-step/", {"way": "app", "code": code_now(later=1)}).status_code == 303


def test_after_ten_wrong_answers_signing_in_starts_anew(office: Office, client: Client, settings: Settings) -> None:
    from jonghong.post.models import Letter

    settings.MAIL_FROM = "room@example.go.th"
    person = make.person(office, email="kong@example.go.th")
    device = with_passkey(person)
    sign_in(client, person)
    tries = [answer_by_passkey(client, device, flags=0).status_code for _time in range(9)]
    assert tries == [422] * 9
    last = client.post("/second-step/", {"way": "passkey", "answer": "{}"})
    assert last.status_code == 403
    assert "Too many wrong answers" in last.content.decode()
    assert client.get("/second-step/")["Location"] == "/sign-in/?next=%2F"
    assert Letter.objects.count() == 3  # a passkey, backup codes, and this
    sign_in(client, person)
    assert answer_by_passkey(client, device).status_code == 303


def test_half_session_ends_after_ten_minutes(office: Office, client: Client, clock) -> None:
    person = with_app(make.person(office))
    sign_in(client, person)
    clock.shift(timedelta(minutes=10))
    response = client.post("/second-step/", {"way": "app", "code": code_now(), "next": "/mine/"})
    assert response["Location"] == "/sign-in/?next=%2Fmine%2F"
    assert not is_in(client)


def test_who_is_half_in_and_looks_elsewhere_is_told_of_no_session_that_is_over(office: Office, client: Client) -> None:
    sign_in(client, with_app(make.person(office)))
    led = client.get("/mine/")
    assert led["Location"] == "/sign-in/?next=%2Fmine%2F&over=1"
    assert "is over" not in client.get(led["Location"]).content.decode()


def test_who_is_half_in_no_longer_starts_anew(office: Office) -> None:
    request = RequestFactory().get("/")
    request.session, request.office = Client().session, office  # type: ignore[attr-defined]
    assert views.let_in(request, "/mine/")["Location"] == "/sign-in/?next=%2Fmine%2F"  # type: ignore[arg-type]


def test_nobody_and_who_is_in_have_no_business_there(office: Office, client: Client) -> None:
    assert client.get(STEP)["Location"] == "/sign-in/?next=%2Fmine%2F"
    assert client.get(CHOOSE)["Location"] == "/sign-in/?next=%2Fmine%2F"
    client.force_login(make.person(office))
    assert client.get(STEP)["Location"] == "/mine/"
    assert client.get(CHOOSE)["Location"] == "/my/security/"


@pytest.mark.parametrize("goal", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_goal_stays_on_this_site(office: Office, client: Client, goal: str) -> None:
    sign_in(client, with_app(make.person(office)))
    assert '<input type="hidden" name="next" value="/">' in client.get(f"/second-step/?next={quote(goal)}").content.decode()
    assert client.post("/second-step/", {"way": "app", "code": code_now(), "next": goal})["Location"] == "/"


PAGES = ["/my/security/passkey/", "/my/security/app/", "/second-step/choose/"]


@pytest.mark.parametrize("path", PAGES)
def test_who_has_a_factor_sets_up_none_before_passing_it(office: Office, client: Client, path: str) -> None:
    person = with_app(make.person(office, role=Role.OFFICER))
    sign_in(client, person)
    assert client.get(path)["Location"].startswith("/second-step/?next=")
    if "choose" not in path:
        assert client.post(path, {"code": code_now()})["Location"].startswith("/second-step/?next=")
    assert client.post("/my/security/passkey/ask/")["Location"].startswith("/second-step/?next=")
    for other in ("/my/security/", "/my/security/codes/", "/my/security/app/remove/", "/confirm/second-step/"):
        assert client.get(other)["Location"].startswith("/sign-in/"), other


def test_who_has_no_factor_any_more_is_led_to_set_one_up(office: Office, client: Client) -> None:
    person = with_app(make.person(office, role=Role.OFFICER))
    sign_in(client, person)
    Person.objects.filter(pk=person.pk).update(has_factor=False)
    assert client.get(STEP)["Location"] == CHOOSE


def test_person_of_another_office_is_not_asked(office: Office, client: Client) -> None:
    person = with_app(make.person(make.office()))
    assert sign_in(client, person).status_code == 422
    assert client.get(STEP)["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("path", ["/second-step/", *PAGES])
@pytest.mark.parametrize("has_factor", [True, False])
def test_step_of_another_app_is_not_passed_over(
    office: Office, client: Client, settings: Settings, path: str, *, has_factor: bool
) -> None:
    person = make.person(office, role=Role.OFFICER)
    if has_factor:
        with_app(person)
    settings.SIGN_IN_STEPS = ["tests.people.stepping.never", "tests.people.stepping.always", *product.SIGN_IN_STEPS]
    assert sign_in(client, person)["Location"] == "/year-of-steps/?next=/mine/"
    assert client.get(f"{path}?next=/mine/")["Location"] == "/year-of-steps/?next=/mine/"
    if path == "/second-step/":
        response = client.post(path, {"way": "app", "code": code_now(), "next": "/mine/"})
        assert response["Location"] == "/year-of-steps/?next=/mine/"
    assert not is_in(client)
