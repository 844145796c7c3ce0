"""Coming in and going out: what is written down, who is told, and the page on which people end their sessions."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from jonghong.audit.models import Record
from jonghong.offices.models import Office
from jonghong.people import actions, guessing
from jonghong.people.models import Deputy, GuessCounter, GuessHour, Person, Role, Session
from jonghong.people.permissions import rights_of
from jonghong.people.refusals import MayNotManage
from jonghong.post.models import Letter
from tests import make
from tests.people.conftest import number_of

NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"
GOOD = "ทุ่งกุลา ฟ้าใส ไก่ย่าง"
UNKNOWN = make.citizen_id(999_999)


@pytest.fixture
def mail(settings: Settings) -> None:
    """Let letters be written."""
    settings.MAIL_FROM = "jonghong@example.go.th"


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    """Return a clock that stands at ten in the morning."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def browser(agent: str = CHROME) -> Client:
    client = Client(HTTP_USER_AGENT=agent)
    client.cookies["language"] = "en"
    return client


def sign_in(client: Client, person: Person, password: str = make.PASSWORD):
    return client.post("/sign-in/", {"username": number_of(person), "password": password})


def is_in(client: Client) -> bool:
    return client.get("/password/").status_code == 200


def told() -> list[tuple[str, int | None, str, dict[str, object]]]:
    return [(record.act, record.actor_id, record.subject, record.facts) for record in Record.objects.order_by("number")]


def test_each_step_at_the_door_is_recorded_once(office: Office) -> None:
    person, client = make.person(office), browser()
    of_person = f"person:{person.pk}"
    sign_in(client, person, "wrong password here")
    sign_in(client, person)
    client.post("/confirm/", {"password": "wrong password here"})
    client.post("/confirm/", {"password": make.PASSWORD})
    client.post("/password/", {"current": make.PASSWORD, "password": GOOD, "repeat": GOOD})
    client.post("/sign-out/")
    client.post("/sign-out/")
    assert told() == [
        ("entry.refused", None, "", {"why": "wrong number or password"}),
        ("entry.signed-in", person.pk, of_person, {"way": "OwnPassword", "is_known_device": False}),
        ("entry.not-confirmed", person.pk, of_person, {"way": "password"}),
        ("entry.confirmed", person.pk, of_person, {"way": "password"}),
        ("entry.password-changed", person.pk, of_person, {}),
        ("entry.signed-out", person.pk, of_person, {}),
    ]


def test_refusal_is_recorded_alike_whoever_is_asked_for(office: Office) -> None:
    for digits in (number_of(make.person(office)), number_of(make.person(office, active=False)), UNKNOWN):
        browser().post("/sign-in/", {"username": digits, "password": "wrong password here"})
    assert told() == [("entry.refused", None, "", {"why": "wrong number or password"})] * 3


def test_waiting_is_recorded_once_in_ten_minutes(office: Office, now: time_machine.Traveller) -> None:
    person, client = make.person(office), browser()
    client.force_login(person)
    acts = []
    for _ in range(4):
        client.post("/confirm/", {"password": "wrong password here"})
    for minutes in (0, 0, 0, 0.25, 10, 0):
        now.shift(timedelta(minutes=minutes))
        client.post("/confirm/", {"password": "wrong password here"})
        acts.append(Record.objects.filter(act="entry.slowed").count())
    assert acts == [0, 1, 1, 1, 1, 2]
    record = Record.objects.filter(act="entry.slowed").earliest("number")
    assert (record.actor_id, record.subject, record.facts) == (person.pk, "", {"is_closed": False})


def test_closed_account_is_recorded_once_a_day(office: Office, now: time_machine.Traveller) -> None:
    person = make.person(office)
    guess = guessing.Guess(office.pk, account=person.citizen_key)
    for _ in range(100):
        guessing.take(guess)
        now.shift(timedelta(minutes=31))
    for hours in (0, 1, 22.9, 0.2):
        now.shift(timedelta(hours=hours))
        assert sign_in(browser(), person).status_code == 429
    records = Record.objects.filter(act="entry.slowed")
    assert [record.facts for record in records] == [{"is_closed": True}] * 2


def test_slowing_that_another_request_told_is_told_once(office: Office) -> None:
    counter = GuessCounter.objects.create(
        office=office,
        key="0" * 64,
        blocked_until=datetime(9998, 1, 1, tzinfo=UTC),
        counted_at=NOW,
    )
    fact = guessing.TooManyGuesses(NOW, NOW, [counter.pk])
    for _ in range(2):
        actions.note_slowed(office=office, fact=fact)
    actions.note_slowed(office=office, fact=guessing.TooManyGuesses(NOW, NOW))
    assert Record.objects.count() == 1


@pytest.mark.usefixtures("mail")
def test_new_device_is_told_by_letter_and_a_known_one_is_not(office: Office, now: time_machine.Traveller) -> None:
    person, client = make.person(office, email="somchai@example.go.th"), browser()
    sign_in(client, person)
    letter = Letter.objects.get()
    assert (letter.address, letter.office) == ("somchai@example.go.th", office)
    assert "Chrome · Windows" in letter.body
    assert "25 พฤษภาคม 2566" in letter.body
    assert person.name not in letter.body + letter.subject
    sign_in(client, person)
    assert Letter.objects.count() == 1
    sign_in(browser(""), person)
    assert Letter.objects.count() == 2


@pytest.mark.usefixtures("mail")
def test_nobody_without_an_address_gets_a_letter(office: Office) -> None:
    sign_in(browser(), make.person(office))
    assert Letter.objects.count() == 0


@pytest.mark.usefixtures("mail")
def test_another_password_is_told_by_letter(office: Office) -> None:
    person, client = make.person(office, email="somchai@example.go.th"), browser()
    client.force_login(person)
    client.post("/password/", {"current": make.PASSWORD, "password": GOOD, "repeat": GOOD})
    code = actions.issue_code(person=person)
    actions.activate(office=office, citizen_id=number_of(person), code=code, password=make.PASSWORD)
    assert Letter.objects.count() == 2


def test_page_after_signing_in_says_when_and_where_that_was_last(office: Office, now: time_machine.Traveller) -> None:
    person, client = make.person(office), browser("Mozilla/5.0 (iPhone) Safari/604.1")
    sign_in(client, person)
    assert "You signed in last" not in client.get("/").content.decode()
    now.shift(timedelta(days=1))
    client = browser("Gecko Firefox/115.0 Linux")
    sign_in(client, person)
    for address in ("/", "/2566/6/", "/mine/"):
        assert "You signed in last on 25 May 2566 at 09.00, Safari · iPhone." in client.get(address).content.decode()
    now.shift(timedelta(seconds=20))
    for address in ("/", "/2566/6/", "/mine/"):
        assert "You signed in last" not in client.get(address).content.decode()
    page = client.get("/my/sessions/").content.decode()
    assert "The time before you signed in on 25 May 2566 09.00, Safari · iPhone." in page


def wrong_tries(office: Office, count: int) -> None:
    for _ in range(count):
        actions.note_refusal(office=office)


def test_wave_of_wrong_passwords_is_noted_once_an_hour(office: Office, now: time_machine.Traveller) -> None:
    waves = Record.objects.filter(act="entry.guessed-much")
    wrong_tries(office, 49)
    assert waves.count() == 0
    wrong_tries(office, 30)
    assert waves.get().facts == {"failures": 50, "usual": 0}
    now.shift(timedelta(hours=1))
    wrong_tries(office, 50)
    assert waves.count() == 2


def test_many_wrong_tries_are_no_wave_where_they_are_usual(office: Office, now: time_machine.Traveller) -> None:
    hour = int(NOW.timestamp() // 3600)
    GuessHour.objects.bulk_create(GuessHour(office=office, hour=hour - n, failures=20) for n in range(1, 200))
    wrong_tries(office, 99)
    assert Record.objects.filter(act="entry.guessed-much").count() == 0
    wrong_tries(office, 1)
    assert Record.objects.get(act="entry.guessed-much").facts == {"failures": 100, "usual": 20}
    assert GuessHour.objects.count() == 7 * 24 + 1
    assert str(GuessHour.objects.get(hour=hour)) == f"{hour} · 100"


def test_own_sessions_are_listed_and_one_is_ended(office: Office, now: time_machine.Traveller) -> None:
    person, here, there = make.person(office), browser(), browser("Gecko Firefox/115.0 Linux")
    sign_in(there, person)
    now.shift(timedelta(minutes=5))
    sign_in(here, person)
    sign_in(browser(), make.person(office))
    now.shift(timedelta(seconds=30))
    page = here.get("/my/sessions/").content.decode()
    rows = page[page.index("visits") :]
    assert rows.index("Chrome · Windows") < rows.index("Firefox · Linux")
    assert page.count('<button class="btn small">') == 1
    assert "Signed in 25 May 2566 09.00, last seen 25 May 2566 09.00, from 127.0.0.1" in page
    other = Session.objects.get(device="Firefox · Linux")
    response = here.post(f"/my/sessions/{other.pk}/end/")
    assert (response.status_code, response["Location"]) == (303, "/my/sessions/?ended=1")
    assert "1 session is ended." in here.get(response["Location"]).content.decode()
    assert (is_in(there), is_in(here)) == (False, True)
    assert told()[-1] == ("entry.session-ended", person.pk, f"person:{person.pk}", {"sessions": 1})


def test_session_of_another_is_left_alone(office: Office) -> None:
    client, other = browser(), browser()
    client.force_login(make.person(office))
    other.force_login(make.person(office))
    foreign = Session.objects.latest("pk")
    assert client.post(f"/my/sessions/{foreign.pk}/end/")["Location"] == "/my/sessions/?ended=0"
    assert client.post(f"/my/sessions/{10**18}/end/")["Location"] == "/my/sessions/?ended=0"
    assert is_in(other)
    assert Record.objects.count() == 0


def test_all_other_sessions_are_ended_at_once(office: Office) -> None:
    person, stranger = make.person(office), browser()
    stranger.force_login(make.person(office))
    clients = [browser() for _ in range(3)]
    for client in clients:
        client.force_login(person)
    assert clients[0].post("/my/sessions/end-others/")["Location"] == "/my/sessions/?ended=2"
    assert clients[0].post("/my/sessions/end-others/")["Location"] == "/my/sessions/?ended=0"
    assert [is_in(client) for client in [*clients, stranger]] == [True, False, False, True]
    assert told() == [("entry.session-ended", person.pk, f"person:{person.pk}", {"sessions": 2})]


def test_administrator_who_is_sure_ends_all_sessions_of_somebody(office: Office, now: time_machine.Traveller) -> None:
    boss, person = make.person(office, role=Role.ADMINISTRATOR), make.person(office)
    admin, client = browser(), browser()
    admin.force_login(boss)
    client.force_login(person)
    address = f"/office/people/{person.pk}/sessions/end/"
    now.shift(timedelta(minutes=6))
    assert admin.post(address)["Location"].startswith("/confirm/")
    assert is_in(client)
    admin.post("/confirm/", {"password": make.PASSWORD})
    response = admin.post(address)
    assert response["Location"] == f"/office/people/{person.pk}/?ended=1"
    assert "This person is signed out everywhere." in admin.get(response["Location"]).content.decode()
    assert (is_in(client), is_in(admin)) == (False, True)
    assert told()[-2] == ("entry.session-ended", boss.pk, f"person:{person.pk}", {"sessions": 1})


def test_only_an_administrator_of_the_office_or_the_console_ends_sessions_of_others(office: Office) -> None:
    person, officer = make.person(office), make.person(office, role=Role.OFFICER)
    foreigner = make.person(make.office(), role=Role.ADMINISTRATOR)
    client = browser()
    client.force_login(officer)
    assert client.post(f"/office/people/{person.pk}/sessions/end/").status_code == 403
    assert "Sign out everywhere" not in client.get(f"/office/people/{person.pk}/").content.decode()
    for actor in (officer, foreigner, person):
        with pytest.raises(MayNotManage):
            actions.end_all_sessions(person=person, by=rights_of(actor))
    assert actions.end_all_sessions(person=person) == 0
    assert actions.end_all_sessions(person=officer) == 1
    assert not is_in(client)


def test_role_above_clerk_is_given_and_taken_only_by_who_is_sure(office: Office, now: time_machine.Traveller) -> None:
    boss, person = make.person(office, role=Role.ADMINISTRATOR), make.person(office)
    client, group = browser(), person.memberships.get().group_id
    client.force_login(boss)
    now.shift(timedelta(minutes=6))
    lines = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-group": str(group)}
    renamed = {"name": "นางสาวชื่อใหม่", **lines, "form-0-role": Role.CLERK}
    address = f"/office/people/{person.pk}/"
    assert client.post(address, renamed)["Location"] == f"{address}?saved=1"
    raised = {**renamed, "form-0-role": Role.OFFICER}
    assert client.post(address, raised)["Location"].startswith("/confirm/?next=")
    assert person.memberships.get().role == Role.CLERK
    added = {"name": "ก ข", "citizen_id": UNKNOWN, "group": str(group), "role": Role.OFFICER}
    assert client.post("/office/people/add/", added)["Location"].startswith("/confirm/?next=")
    assert Person.objects.filter(office=office).count() == 2
    client.post("/confirm/", {"password": make.PASSWORD})
    assert client.post(address, raised)["Location"] == f"{address}?saved=1"
    assert client.post("/office/people/add/", added)["Location"].endswith("?added=1")


def test_account_of_an_officer_is_given_away_only_by_who_is_sure(office: Office, now: time_machine.Traveller) -> None:
    boss, client = make.person(office, role=Role.ADMINISTRATOR), browser()
    officer, clerk = make.person(office, role=Role.OFFICER), make.person(office)
    client.force_login(boss)
    now.shift(timedelta(minutes=6))
    for person in (officer, clerk):
        actions.leave(person=person)
    assert client.post(f"/office/people/{clerk.pk}/back/")["Location"].endswith("?saved=1")
    back = f"/office/people/{officer.pk}/back/"
    assert client.post(back)["Location"].startswith("/confirm/?next=")
    assert client.get(back)["Location"] == f"/office/people/{officer.pk}/"
    naming = {"person": clerk.pk, "starts_on": "1/6/2574", "ends_on": "2/6/2574"}
    assert client.post("/office/deputies/", naming)["Location"].startswith("/confirm/?next=")
    assert (Person.objects.get(pk=officer.pk).is_active, Deputy.objects.exists()) == (False, False)
    client.post("/confirm/", {"password": make.PASSWORD})
    assert client.post(back)["Location"].endswith("?saved=1")
    assert "?named=" in client.post("/office/deputies/", naming)["Location"]


@pytest.mark.usefixtures("mail")
def test_another_address_is_told_to_the_one_of_before(office: Office) -> None:
    person = make.person(office, email="before@example.go.th")
    roles = {person.memberships.get().group_id: Role.CLERK}
    actions.change_person(person=person, name=person.name, roles=roles, email="before@example.go.th")
    assert not Letter.objects.exists()
    actions.change_person(person=person, name=person.name, roles=roles, email="after@example.go.th")
    letter = Letter.objects.get()
    assert letter.address == "before@example.go.th"


def test_form_sent_after_the_session_is_over_leads_through_signing_in(office: Office, now: time_machine.Traveller) -> None:
    person, client = make.person(office), browser()
    sign_in(client, person)
    now.shift(timedelta(hours=9))
    response = client.post("/password/", {"current": "x"}, headers={"referer": "http://testserver/password/"})
    assert (response.status_code, response["Location"]) == (303, "/sign-in/?next=/password/&pressed=1")
    assert "Your session is over, so nothing was changed yet." in client.get(response["Location"]).content.decode()


def test_page_opened_after_the_session_is_over_says_so(office: Office, now: time_machine.Traveller) -> None:
    client = browser()
    sign_in(client, make.person(office))
    now.shift(timedelta(hours=9))
    response = client.get("/password/")
    assert response["Location"] == "/sign-in/?next=%2Fpassword%2F&over=1"
    page = client.get(response["Location"]).content.decode()
    assert "Your session is over. Sign in again; you go on where you were." in page
    assert client.get("/password/")["Location"] == "/sign-in/?next=%2Fpassword%2F"


def test_signing_out_clears_what_browsers_keep_but_language_and_device(office: Office) -> None:
    client = browser()
    sign_in(client, make.person(office))
    device = client.cookies["device"].value
    response = client.post("/sign-out/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    left = {name: morsel.value for name, morsel in client.cookies.items() if morsel.value and name != "csrf"}
    assert left == {"language": "en", "device": device}
    assert Session.objects.count() == 0
