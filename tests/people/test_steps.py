"""Half in, altogether in, and sure again."""

from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from jonghong.offices.models import Office
from jonghong.people import actions, signin
from jonghong.people.access import for_sure
from jonghong.people.models import GuessCounter, Person, Role
from tests import make
from tests.people import stepping
from tests.people.conftest import number_of

NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)


@pytest.fixture
def two_steps(settings: Settings) -> None:
    """Let every way of signing in be followed by a step."""
    settings.SIGN_IN_STEPS = ["tests.people.stepping.never", "tests.people.stepping.always"]


def sign_in(client: Client, person: Person):
    return client.post("/sign-in/", {"username": number_of(person), "password": make.PASSWORD, "next": "/mine/"})


def asked(client: Client, office: Office):
    """Return a request in the browser's session, as a view of a step gets it."""
    request = RequestFactory().get("/")
    request.session, request.office = client.session, office  # type: ignore[attr-defined]
    return request


def is_in(client: Client) -> bool:
    return client.get("/password/").status_code == 200


@pytest.mark.usefixtures("two_steps")
def test_right_password_leads_to_the_step_and_the_request_stays_nobodys(office: Office, client: Client) -> None:
    person = make.person(office, role=Role.ADMINISTRATOR)
    response = sign_in(client, person)
    assert (response.status_code, response["Location"]) == (303, "/year-of-steps/?next=/mine/")
    assert signin.half_person(asked(client, office)) == person
    assert not is_in(client)
    assert client.get("/office/people/").status_code == 302
    assert person.name not in client.get("/").content.decode()
    assert "device" not in client.cookies


@pytest.mark.usefixtures("two_steps")
def test_half_session_replaces_a_full_one(office: Office, client: Client, settings: Settings) -> None:
    settings.SIGN_IN_STEPS, steps = [], settings.SIGN_IN_STEPS
    person = make.person(office)
    sign_in(client, person)
    before = str(client.session.session_key)
    settings.SIGN_IN_STEPS = steps
    sign_in(client, person)
    assert client.session.session_key != before
    assert not is_in(client)
    client.cookies["session"] = before
    assert not is_in(client)


@pytest.mark.usefixtures("two_steps")
def test_completing_lets_in_under_a_new_key(office: Office, client: Client) -> None:
    person = make.person(office)
    sign_in(client, person)
    request, before = asked(client, office), client.session.session_key
    assert signin.complete(request) == person
    request.session.save()
    client.cookies["session"] = request.session.session_key
    assert request.session.session_key != before
    assert signin.HALF not in client.session
    assert is_in(client)
    with pytest.raises(signin.NotHalfIn):
        signin.complete(request)


@pytest.mark.usefixtures("two_steps")
def test_half_session_lives_ten_minutes(office: Office, client: Client) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, make.person(office))
        request = asked(client, office)
        clock.shift(timedelta(minutes=9, seconds=59))
        assert signin.half_person(request) is not None
        clock.shift(timedelta(seconds=1))
        assert signin.half_person(request) is None
        assert signin.HALF not in client.session


@pytest.mark.usefixtures("two_steps")
def test_half_session_is_void_after_leaving_or_another_password(office: Office, client: Client) -> None:
    person, other = make.person(office), make.person(office)
    sign_in(client, person)
    actions.leave(person=person)
    assert signin.half_person(asked(client, office)) is None
    sign_in(client, other)
    actions.change_password(person=other, current=make.PASSWORD, new="four green kettles")
    assert signin.half_person(asked(client, office)) is None


@pytest.mark.usefixtures("two_steps")
def test_half_session_is_void_in_another_office(office: Office, client: Client) -> None:
    sign_in(client, make.person(office))
    assert signin.half_person(asked(client, make.office())) is None


def test_nobody_is_half_in_without_a_step(office: Office, client: Client) -> None:
    assert sign_in(client, make.person(office))["Location"] == "/mine/"
    assert signin.half_person(asked(client, office)) is None
    assert is_in(client)


def test_device_is_known_after_signing_in(office: Office, client: Client) -> None:
    sign_in(client, make.person(office))
    assert "device" in client.cookies


@for_sure
def important(request) -> HttpResponse:
    return HttpResponse("done")


def act(client: Client, method: str, address: str, **headers: str) -> HttpResponse:
    request = RequestFactory().generic(method, address, headers=headers)
    request.session = client.session
    return important(request)


def test_what_matters_is_asked_again_after_five_minutes(office: Office, client: Client) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client.force_login(make.person(office))
        clock.shift(timedelta(minutes=4, seconds=59))
        assert act(client, "GET", "/office/?page=2").content == b"done"
        clock.shift(timedelta(seconds=1))
        assert act(client, "GET", "/office/?page=2")["Location"] == "/confirm/?next=%2Foffice%2F%3Fpage%3D2"
        clock.shift(timedelta(minutes=-10))
        assert act(client, "GET", "/")["Location"] == "/confirm/?next=%2F"


@pytest.mark.parametrize(
    ("referer", "goal"),
    [
        ("http://testserver/office/people/7/?saved=1", "/office/people/7/?saved=1&again=%2Fend%2F"),
        ("http://testserver/office/?q=&again=%2Fother%2F", "/office/?q=&again=%2Fend%2F"),
        ("http://testserver/office/", "/office/?again=%2Fend%2F"),
        ("https://evil.example/office/", "/end/?again=%2Fend%2F"),
        ("http://testserver", "/end/?again=%2Fend%2F"),
        ("", "/end/?again=%2Fend%2F"),
    ],
)
@pytest.mark.usefixtures("office")
def test_pressed_button_leads_back_to_its_page(client: Client, referer: str, goal: str) -> None:
    response = act(client, "POST", "/end/?x=1", referer=referer)
    assert (response.status_code, response["Location"]) == (303, f"/confirm/?{urlencode({'next': goal, 'pressed': '1'})}")


def pressed_and_confirmed(client: Client, address: str, page: str) -> str:
    """Return the page on which somebody lands who pressed a button after six minutes and confirmed who they are."""
    with time_machine.travel(NOW, tick=False) as clock:
        client.force_login(Person.objects.get(memberships__role=Role.ADMINISTRATOR))
        clock.shift(timedelta(minutes=6))
        asked_first = client.post(address, headers={"referer": f"http://testserver{page}"})["Location"]
        goal = parse_qs(urlsplit(asked_first).query)["next"][0]
        return unescape(client.post("/confirm/", {"password": make.PASSWORD, "next": goal}, follow=True).content.decode())


def test_page_says_which_button_to_press_again_once_that_is_confirmed(office: Office, client: Client) -> None:
    make.person(office, role=Role.ADMINISTRATOR)
    someone = make.person(office)
    day = "24 พ.ค. 2566"
    incident = f"/office/privacy/incident/?{urlencode({'since': day, 'until': '26 พ.ค. 2566'})}"
    copy = f"/office/people/{someone.pk}/data/"
    for address, page, label in (
        ("/office/audit/export/", "/office/audit/", "Take out as a table (CSV)"),
        (f"{copy}copy/", copy, "Take a copy for this person (JSON)"),
        ("/office/privacy/incident/copy/", incident, "Take the list (CSV)"),
    ):
        said = pressed_and_confirmed(client, address, page)
        assert (said.count(f"Now press “{label}” again."), said.count("You confirmed that it is you.")) == (1, 0), address
        assert said.index("Now press") < said.index(f">{label}</button>")
    said = pressed_and_confirmed(client, f"/office/people/{someone.pk}/sessions/end/", f"/office/people/{someone.pk}/")
    assert (said.count("Now press “"), said.count("You confirmed that it is you. Now press the button once more.")) == (0, 1)


def test_confirming_goes_on_under_a_new_key_and_lasts_five_minutes(office: Office, client: Client) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client.force_login(make.person(office))
        clock.shift(timedelta(minutes=6))
        before = client.session.session_key
        assert not signin.is_sure(asked(client, office))
        response = client.post("/confirm/", {"password": make.PASSWORD, "next": "/mine/"})
        assert (response.status_code, response["Location"]) == (303, "/mine/")
        assert client.session.session_key != before
        assert signin.is_sure(asked(client, office))


def test_wrong_password_confirms_nothing_and_is_slowed(office: Office, client: Client) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        person = make.person(office)
        client.force_login(person)
        clock.shift(timedelta(minutes=6))
        for _ in range(5):
            response = client.post("/confirm/", {"password": "wrong password here", "next": "/mine/"})
            assert response.status_code == 422
            assert "This is not your present password." in response.content.decode()
        response = client.post("/confirm/", {"password": make.PASSWORD})
        assert (response.status_code, response["Retry-After"]) == (429, "30")
        assert not signin.is_sure(asked(client, office))
        assert GuessCounter.objects.count() == 1
        assert person.name in client.get("/confirm/").content.decode()


@pytest.mark.usefixtures("office")
def test_confirming_is_for_who_is_signed_in(client: Client) -> None:
    assert client.get("/confirm/?next=/mine/")["Location"] == "/sign-in/?next=%2Fconfirm%2F%3Fnext%3D%2Fmine%2F"


def test_confirming_page_offers_other_ways_and_says_that_nothing_changed(
    office: Office,
    client: Client,
    settings: Settings,
) -> None:
    settings.CONFIRM_WAYS = ["tests.people.stepping.never", "tests.people.stepping.by_knocking"]
    client.force_login(make.person(office))
    page = client.get("/confirm/?next=/mine/&pressed=1").content.decode()
    assert '<a class="btn" href="/knock/?next=/mine/">Knock</a>' in page
    assert "Nothing was changed yet." in page
    assert "Nothing was changed yet." not in client.get("/confirm/?next=/mine/").content.decode()
    assert 'action="/confirm/"' in page
    assert stepping.STEP not in page
