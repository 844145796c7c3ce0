"""The pages of one's own account."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from jonghong.offices.models import Office
from jonghong.people import actions, guessing, views
from jonghong.people.models import GuessCounter, Person, Session
from jonghong.people.sessions import digest
from tests import make
from tests.office_pages import HOSTILE, mistakes
from tests.people.conftest import number_of

NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)
GOOD = "ทุ่งกุลา ฟ้าใส ไก่ย่าง"
UNKNOWN = make.citizen_id(999_999)
GOAL = "/book/?room=3&date=2023-06-01&half=afternoon"


def sign_in(client: Client, digits: str, password: str = make.PASSWORD, **more: str):
    return client.post("/sign-in/", {"username": digits, "password": password, **more})


def register(client: Client, digits: str, code: str, password: str = GOOD, **more: str):
    return client.post("/register/", {"username": digits, "code": code, "password": password, "repeat": password, **more})


def text(response) -> str:
    return unescape(response.content.decode())


def told(response) -> list[str]:
    """Return what the page says is wrong with the form as a whole."""
    return [unescape(said) for said in re.findall(r'<p class="note bad" role="alert">(.*?)</p>', response.content.decode())]


CHANGING = {"Expires", "Content-Length", "X-Request-Id"}  # from answer to answer, whoever asks


def alike(response, digits: str) -> tuple[int, str, list[tuple[str, str]]]:
    """Return what of an answer could tell, without the token of the form and the number that was typed."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode()).replace(digits, "DIGITS")
    headers = [(name, value) for name, value in response.headers.items() if name not in CHANGING]
    return response.status_code, body, headers


def waiting_person(office: Office, number: int = 5000) -> tuple[str, str]:
    """Return the number and the code of somebody who has not registered yet."""
    digits = make.citizen_id(number)
    person = actions.enrol(office=office, name="นายวิชัย ศรีสุข", citizen_id=digits, group=office.groups.all()[0])
    return digits, actions.issue_code(person=person)


@pytest.mark.usefixtures("office")
def test_sign_in_page_helps_password_managers_and_keyboards(client: Client) -> None:
    response = client.get("/sign-in/?next=/mine/")
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    page = text(response)
    (username,), (password,) = (re.findall(rf"<input[^>]*id_{name}[^>]*>", page) for name in ("username", "password"))
    assert 'autocomplete="username"' in username
    assert 'inputmode="numeric"' in username
    assert 'autocomplete="current-password"' in password
    assert 'name="next" value="/mine/"' in page
    assert "/register/?next=/mine/" in page


@pytest.mark.parametrize("goal", ["/", GOAL, "/mine/", "/month/2566-06/#day-1", "/x?a=%0d%0aSet-Cookie:b"])
def test_sign_in_goes_on_where_the_visitor_wanted_to_be(office: Office, client: Client, goal: str) -> None:
    response = sign_in(client, number_of(make.person(office)), next=goal)
    assert (response.status_code, response["Location"]) == (303, goal)


@pytest.mark.parametrize(
    "goal",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "", "evil", "\x00/", "/" + "x" * 9000],
)
def test_sign_in_never_leaves_the_site(office: Office, client: Client, goal: str) -> None:
    assert sign_in(client, number_of(make.person(office)), next=goal)["Location"] == "/"


def test_sign_in_needs_no_form_when_signed_in(office: Office, client: Client) -> None:
    client.force_login(make.person(office))
    assert client.get("/sign-in/?next=/mine/")["Location"] == "/mine/"


def test_sign_in_remembers_the_device(office: Office, client: Client) -> None:
    cookie = sign_in(client, number_of(make.person(office))).cookies["device"]
    assert (cookie["httponly"], cookie["max-age"]) == (True, 180 * 24 * 60 * 60)


@pytest.mark.parametrize("typed", ["1-0000-00050-00-1", "๑๐๐๐๐๐๐๐๕๐๐๐๑", "", "no number", *HOSTILE])
@pytest.mark.usefixtures("office")
def test_empty_password_looks_nobody_up_and_leads_everybody_to_register(
    client: Client,
    hash_runs: list[str],
    typed: str,
) -> None:
    response = sign_in(client, typed, "", next=GOAL)
    assert response.status_code == 422
    assert "No password yet? Press Register." in text(response)
    assert "/register/?next=/book/%3Froom%3D3%26date%3D2023-06-01%26half%3Dafternoon" in text(response)
    assert (hash_runs, GuessCounter.objects.count()) == ([], 0)


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.usefixtures("office")
def test_sign_in_takes_no_offence_at_bad_input(client: Client, typed: str) -> None:
    assert mistakes(sign_in(client, typed, "x"))["username"] == "Type the 13 digits of the citizen ID."
    assert sign_in(client, UNKNOWN, typed, next=typed).status_code == 422
    twice = client.post("/sign-in/", {"username": [typed, UNKNOWN], "password": ["x", "wrong password here"]})
    assert told(twice) == ["The user name or the password is not right."]


@pytest.mark.usefixtures("office")
def test_wrong_password_keeps_the_number_and_not_the_password(client: Client) -> None:
    page = text(sign_in(client, "1-2345-67890-12-1", "wrong password here"))
    assert 'value="1-2345-67890-12-1"' in page
    assert "wrong password here" not in page


def test_sign_in_answers_alike_whoever_is_asked_for(office: Office, client: Client) -> None:
    waiting, _code = waiting_person(office)
    numbers = [number_of(make.person(office)), number_of(make.person(office, active=False)), waiting, UNKNOWN]
    answers = [alike(sign_in(client, digits, "wrong password here"), digits) for digits in numbers]
    assert answers[0][0] == 422
    assert answers == [answers[0]] * 4


def test_wrong_password_costs_the_same_whoever_is_asked_for(office: Office, hash_runs: list[str]) -> None:
    waiting, _code = waiting_person(office)
    numbers = [UNKNOWN, number_of(make.person(office)), number_of(make.person(office, active=False)), waiting]
    sign_in(Client(), make.citizen_id(999_998), "wrong password here")  # makes the counter of the network and of the hour
    costs = []
    for digits in numbers:
        hash_runs.clear()
        with CaptureQueriesContext(connection) as asked:
            sign_in(Client(), digits, "wrong password here")
        costs.append(([query["sql"].split()[0] for query in asked.captured_queries], list(hash_runs)))
    assert costs == [costs[0]] * 4
    assert costs[0][1] == ["checked"]


def test_throttle_answers_alike_whoever_is_asked_for(office: Office) -> None:
    answers = []
    with time_machine.travel(NOW, tick=False):
        for number, digits in enumerate([number_of(make.person(office)), UNKNOWN]):
            client = Client(REMOTE_ADDR=f"203.0.113.{number}")
            statuses = [sign_in(client, digits, "wrong password here").status_code for _ in range(10)]
            assert statuses == [422] * 10
            answers.append(alike(sign_in(client, digits, "wrong password here"), digits))
    assert answers[0][0] == 429
    assert answers[0] == answers[1]


def test_throttle_names_the_wait_and_holds_for_the_right_password_too(office: Office, client: Client) -> None:
    person = make.person(office)
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(10):
            sign_in(client, number_of(person), "wrong password here")
        response = sign_in(client, number_of(person))
        assert (response.status_code, response["Retry-After"]) == (429, "30")
        assert told(response) == ["Too many wrong tries. Wait 30 seconds, then try again."]
        clock.shift(30)
        assert sign_in(client, number_of(person)).status_code == 303


def test_owner_gets_in_on_a_known_device_while_others_guess(office: Office, client: Client) -> None:
    person = make.person(office)
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, number_of(person))
        client.post("/sign-out/")
        for _ in range(12):
            sign_in(Client(), number_of(person), "wrong password here")
        assert sign_in(Client(), number_of(person)).status_code == 429
        assert sign_in(client, number_of(person), "wrong password here").status_code == 422
        assert sign_in(client, number_of(person)).status_code == 303
        clock.shift(1)
        assert sign_in(Client(), number_of(person)).status_code == 429


def test_closed_account_says_what_helps(office: Office, client: Client) -> None:
    digits, code = waiting_person(office)
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(100):
            guessing.take(guessing.Guess(office.pk, account=Person.objects.get().citizen_key))
            clock.shift(1800)
        response = sign_in(client, digits, "x" * 20)
        assert (response.status_code, response["Retry-After"]) == (429, "86400")
        assert "ask for a new activation code" in told(response)[0]
    register(client, digits, code)
    assert sign_in(Client(), digits, GOOD).status_code == 303


@pytest.mark.pure
@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "1 second"), (30, "30 seconds"), (59.1, "60 seconds"), (61, "2 minutes"), (900, "15 minutes"), (901, "16 minutes")],
)
def test_wait_is_said_in_seconds_or_minutes(seconds: float, said: str) -> None:
    with translation.override("en"):
        assert views.waiting(timedelta(seconds=seconds)) == f"Too many wrong tries. Wait {said}, then try again."


def test_register_sets_the_password_and_leads_to_sign_in(office: Office, client: Client) -> None:
    digits, code = waiting_person(office)
    client.force_login(make.person(office))
    response = register(client, digits, code, next=GOAL)
    assert (response.status_code, response["Location"]) == (
        303,
        "/sign-in/?registered=1&next=%2Fbook%2F%3Froom%3D3%26date%3D2023-06-01%26half%3Dafternoon",
    )
    page = client.get(response["Location"])
    assert "You are registered." in text(page)
    assert sign_in(client, digits, GOOD, next=GOAL)["Location"] == GOAL


def test_register_makes_the_device_known(office: Office, client: Client) -> None:
    digits, code = waiting_person(office)
    assert "device" in register(client, digits, code).cookies


def test_register_answers_alike_whatever_is_stored(office: Office, client: Client) -> None:
    waiting, _code = waiting_person(office)
    no_code = make.citizen_id(5001)
    actions.enrol(office=office, name="ก", citizen_id=no_code, group=office.groups.all()[0])
    numbers = [waiting, no_code, number_of(make.person(office)), number_of(make.person(office, active=False)), UNKNOWN]
    answers = [alike(register(client, digits, "AAAA-AAAA"), digits) for digits in numbers]
    assert answers[0][0] == 422
    assert answers == [answers[0]] * 5
    assert told(register(client, UNKNOWN, "AAAA-AAAA")) == ["The 13 digits or the activation code are not right."]


@pytest.mark.usefixtures("office")
def test_register_says_openly_what_depends_on_nothing_stored(client: Client, hash_runs: list[str]) -> None:
    response = client.post("/register/", {"username": "12", "code": "0000", "password": "สั้น", "repeat": "สั้น"})
    assert mistakes(response) == {
        "username": "Type the 13 digits of the citizen ID.",
        "code": "The code has 8 letters and digits, such as ABCD-2345. Type it as it stands on the slip.",
        "password": "Use at least 15 characters; this has 4. A few words in a row are easy to keep.",
    }
    assert hash_runs == []


@pytest.mark.usefixtures("office")
def test_register_wants_the_password_twice_alike(client: Client) -> None:
    facts = {"username": UNKNOWN, "code": "AAAA-AAAA", "password": GOOD, "repeat": GOOD + " "}
    assert mistakes(client.post("/register/", facts)) == {"repeat": "The two passwords are not the same. Type both again."}
    assert set(mistakes(client.post("/register/"))) == {"username", "code", "password", "repeat"}


@pytest.mark.usefixtures("office")
def test_register_refuses_the_own_number_as_password(client: Client) -> None:
    response = register(client, UNKNOWN, "AAAA-AAAA", f"เลข {UNKNOWN} ของฉัน")
    assert mistakes(response) == {"password": "Leave your 13 digits out of the password: others know them."}


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("field", ["username", "code", "password", "repeat", "next"])
@pytest.mark.usefixtures("office")
def test_register_takes_no_offence_at_bad_input(client: Client, field: str, typed: str) -> None:
    facts = {"username": UNKNOWN, "code": "AAAA-AAAA", "password": GOOD, "repeat": GOOD, "next": "/", field: typed}
    assert client.post("/register/", facts).status_code == 422
    assert client.post("/register/", {**facts, field: [typed, typed]}).status_code == 422


@pytest.mark.usefixtures("office")
def test_register_from_one_network_is_slowed(client: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        for _ in range(30):
            assert register(client, UNKNOWN, "AAAA-AAAA").status_code == 422
        response = register(client, UNKNOWN, "AAAA-AAAA")
        assert (response.status_code, response["Retry-After"]) == (429, "20")


@pytest.mark.usefixtures("office")
def test_password_page_asks_strangers_to_sign_in(client: Client) -> None:
    assert client.get("/password/")["Location"] == "/sign-in/?next=%2Fpassword%2F"


def test_password_change_ends_every_other_session(office: Office, client: Client) -> None:
    person, elsewhere = make.person(office), Client()
    sign_in(client, number_of(person))
    sign_in(elsewhere, number_of(person))
    assert person.name in elsewhere.get("/").content.decode()
    before = str(client.session.session_key)
    response = client.post("/password/", {"current": make.PASSWORD, "password": GOOD, "repeat": GOOD})
    assert (response.status_code, response["Location"]) == (303, "/password/?done=1")
    assert "Your password is changed." in text(client.get("/password/?done=1"))
    assert client.session.session_key != before
    assert not Session.objects.filter(key_hash=digest(before)).exists()
    assert elsewhere.get("/password/").status_code == 302
    assert person.name not in elsewhere.get("/").content.decode()
    assert Person.objects.get(pk=person.pk).check_password(GOOD)


def test_password_change_needs_the_present_password(office: Office, client: Client) -> None:
    client.force_login(make.person(office))
    facts = {"current": "wrong password here", "password": GOOD, "repeat": GOOD}
    with time_machine.travel(NOW, tick=False):
        assert mistakes(client.post("/password/", facts)) == {"current": "This is not your present password."}
        for _ in range(4):
            client.post("/password/", facts)
        response = client.post("/password/", facts)
    assert (response.status_code, response["Retry-After"]) == (429, "30")


def test_password_change_refuses_name_and_number(office: Office, client: Client) -> None:
    person = make.person(office, name="นางสาวกาญจนา บุญมา")
    client.force_login(person)
    for weak in ("นางสาวกาญจนา บุญมา", f"{number_of(person)} abc", office.name + " 2566"):
        facts = {"current": make.PASSWORD, "password": weak, "repeat": weak}
        assert set(mistakes(client.post("/password/", facts))) == {"password"}


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("field", ["current", "password", "repeat"])
def test_password_change_takes_no_offence_at_bad_input(office: Office, client: Client, field: str, typed: str) -> None:
    client.force_login(make.person(office))
    facts = {"current": "wrong password here", "password": GOOD, "repeat": GOOD, field: typed}
    assert client.post("/password/", facts).status_code == 422


def test_sign_out_ends_the_session_by_post_alone(office: Office, client: Client) -> None:
    person = make.person(office)
    client.force_login(person)
    key = str(client.session.session_key)
    assert person.name in text(client.get("/sign-out/"))
    assert Session.objects.filter(key_hash=digest(key)).exists()
    response = client.post("/sign-out/")
    assert (response.status_code, response["Location"], response["Clear-Site-Data"]) == (303, "/", '"cache", "storage"')
    assert not Session.objects.filter(key_hash=digest(key)).exists()
    assert "You are signed out" in text(client.get("/sign-out/"))
