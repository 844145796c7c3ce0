"""The journey of somebody who has only the password of AMSS++."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import md5
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from jonghong.audit.acts import Act
from jonghong.audit.models import Record
from jonghong.core import clock
from jonghong.legacy import beliefs, signin
from jonghong.legacy.actions import bring_over, replace_password
from jonghong.legacy.asking import Account, ask
from jonghong.legacy.bridge import Bridge
from jonghong.legacy.models import Bridged
from jonghong.offices.models import Office
from jonghong.people import actions
from jonghong.people.models import Deputy, Person
from jonghong.people.permissions import rights_of
from jonghong.people.refusals import WeakPassword
from tests import make
from tests.legacy import amss
from tests.mariadb import MariaDB
from tests.people.conftest import number_of

WRONG = "The user name or the password is not right."
CANNOT_TELL = "Passwords cannot be checked with AMSS++ right now."
NEW = "สะพานไม้ริมคลอง-ยามเช้า"
ENGLISH = {"Cookie": "language=en"}
Waiting = Callable[..., Person]


def sign_in(client: Client, number: str, password: str):
    return client.post("/sign-in/?next=/mine/", {"username": number, "password": password, "next": "/mine/"})


def is_in(client: Client) -> bool:
    return client.get("/password/").status_code == 200


def refused(answer: HttpResponse, sentence: str = WRONG) -> bool:
    return answer.status_code == 422 and sentence in answer.content.decode()


def test_the_first_time_the_password_of_amss_lets_in_and_becomes_ours(
    bridged: MariaDB, waiting: Waiting, client: Client
) -> None:
    person = waiting(10)
    code = actions.issue_code(person=person)
    answer = sign_in(client, amss.digits_of(10), amss.password_of(10))
    assert (answer.status_code, answer["Location"]) == (303, "/mine/")
    assert is_in(client)
    person.refresh_from_db()
    assert person.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert person.check_password(amss.password_of(10))
    assert person.activated_at is not None
    assert not person.activation_codes.filter(revoked_at=None).exists(), code
    acts = Record.objects.filter(office=person.office, act=Act.VOUCHED).values_list("actor_id", "subject", "facts")
    assert list(acts) == [(person.pk, f"person:{person.pk}", {"way": "amss"})]


def test_the_second_time_amss_is_not_asked(bridged: MariaDB, waiting: Waiting, client: Client) -> None:
    waiting(11)
    sign_in(client, amss.digits_of(11), amss.password_of(11))
    bridged.freeze()
    try:
        again = Client()
        assert sign_in(again, amss.digits_of(11), amss.password_of(11)).status_code == 303
        assert is_in(again)
        assert bridged.is_frozen
    finally:
        bridged.thaw()


def test_a_password_changed_in_amss_later_means_nothing_here(bridged: MariaDB, waiting: Waiting, client: Client) -> None:
    waiting(12)
    sign_in(client, amss.digits_of(12), amss.password_of(12))
    digest = md5(b"another one").hexdigest()
    bridged.run(f"UPDATE system_user SET userpass = '{digest}' WHERE username = 'user12'", database=amss.DATABASE)
    assert refused(sign_in(Client(headers=ENGLISH), amss.digits_of(12), "another one"))


def test_blanks_around_are_dropped_as_amss_does(bridged: MariaDB, waiting: Waiting, client: Client) -> None:
    waiting(13)
    assert sign_in(client, amss.digits_of(13), f" {amss.password_of(13)}\t").status_code == 303


def test_the_number_counts_and_not_the_user_name(bridged: MariaDB, waiting: Waiting, client: Client) -> None:
    """Whoever takes another's number as user name signs in as nobody."""
    waiting(14)
    amss.add_users(bridged, [amss.user(2_100, username=amss.digits_of(14), password="ของคนอื่น-แท้ๆ")])
    assert refused(sign_in(client, amss.digits_of(14), "ของคนอื่น-แท้ๆ"))


@pytest.mark.parametrize(
    ("why", "facts"),
    [
        ("easy", {"password": amss.digits_of(2_200)}),
        ("easy", {"username": "somsri", "password": "somsri"}),
        ("easy", {"password": "1234"}),
        ("easy", {"password": "password1"}),
        ("easy", {"password": "Password1"}),
        ("self-registered", {"officer": amss.digits_of(2_200)}),
    ],
)
def test_a_right_password_that_proves_nothing_is_refused(
    bridged: MariaDB, waiting: Waiting, client: Client, why: str, facts: dict[str, Any]
) -> None:
    person = waiting(2_200)
    bridged.run(f"DELETE FROM system_user WHERE person_id = '{amss.digits_of(2_200)}'", database=amss.DATABASE)
    row = {"password": "ดอกไม้-ริมทาง", **facts}
    amss.add_users(bridged, [amss.user(2_200, **row)])
    assert refused(sign_in(client, amss.digits_of(2_200), row["password"]))
    person.refresh_from_db()
    assert person.activated_at is None
    assert not Bridged.objects.exists()
    assert why_not(person.office) == [{"way": "amss", "why": why}]


def why_not(office: Office) -> list[dict[str, Any]]:
    return list(Record.objects.filter(office=office, act=Act.NOT_SIGNED_IN).values_list("facts", flat=True))


def test_two_accounts_of_one_number_prove_nothing(bridged: MariaDB, waiting: Waiting, client: Client) -> None:
    waiting(15)
    amss.add_users(bridged, [amss.user(15, username="again", password="ของคนอื่น-แท้ๆ")])
    assert refused(sign_in(client, amss.digits_of(15), amss.password_of(15)))
    assert refused(sign_in(client, amss.digits_of(15), "ของคนอื่น-แท้ๆ"))


def test_who_registered_for_himself_is_believed_until_the_cut_over(
    bridged: MariaDB, waiting: Waiting, client: Client, settings: Settings
) -> None:
    waiting(2_201)
    amss.add_users(bridged, [amss.user(2_201, officer=amss.digits_of(2_201), password="ดอกไม้-ริมทาง")])
    waiting(2_203)
    amss.add_users(bridged, [amss.user(2_203, officer=amss.digits_of(2_203), password="ดอกไม้-ริมทาง")])
    settings.AMSS_CUTOVER = "2026-10-01"
    with time_machine.travel(datetime(2026, 9, 30, 16, 59, tzinfo=UTC), tick=False):
        assert sign_in(client, amss.digits_of(2_203), "ดอกไม้-ริมทาง").status_code == 303
    with time_machine.travel(datetime(2026, 9, 30, 17, 0, tzinfo=UTC), tick=False):
        late = sign_in(Client(headers=ENGLISH), amss.digits_of(2_201), "ดอกไม้-ริมทาง")
        assert refused(late), "it is October in Bangkok"


def test_after_the_last_day_there_is_no_bridge(bridged: MariaDB, waiting: Waiting, client: Client, settings: Settings) -> None:
    waiting(16)
    waiting(30)
    settings.AMSS_UNTIL = "2026-09-30"
    with time_machine.travel(datetime(2026, 9, 30, 16, 59, tzinfo=UTC), tick=False):
        assert sign_in(client, amss.digits_of(30), amss.password_of(30)).status_code == 303
    with time_machine.travel(datetime(2026, 9, 30, 17, 0, tzinfo=UTC), tick=False):
        assert refused(sign_in(Client(headers=ENGLISH), amss.digits_of(16), amss.password_of(16)))


@pytest.mark.parametrize("role", ["officer", "administrator"])
def test_nobody_with_more_than_a_clerks_role_comes_over(bridged: MariaDB, waiting: Waiting, client: Client, role: str) -> None:
    person = waiting(17, role=role)
    assert refused(sign_in(client, amss.digits_of(17), amss.password_of(17)))
    person.refresh_from_db()
    assert person.activated_at is None


def test_no_deputy_comes_over_now_or_later(bridged: MariaDB, waiting: Waiting, client: Client, office: Office) -> None:
    person = waiting(18)
    day = clock.now().date()
    named = Deputy.objects.create(
        office=office,
        person=person,
        starts_on=day + timedelta(days=20),
        ends_on=day + timedelta(days=21),
        created_at=clock.now(),
    )
    assert refused(sign_in(client, amss.digits_of(18), amss.password_of(18)))
    named.ended_at = clock.now()
    named.save()
    assert sign_in(client, amss.digits_of(18), amss.password_of(18)).status_code == 303


def test_who_has_left_or_works_elsewhere_does_not_come_over(
    bridged: MariaDB, waiting: Waiting, client: Client, office: Office
) -> None:
    actions.leave(person=waiting(19))
    assert refused(sign_in(client, amss.digits_of(19), amss.password_of(19)))
    other = make.office()
    group = other.groups.all()[0]
    actions.enrol(office=other, name="คนอื่น", citizen_id=amss.digits_of(20), group=group)
    assert refused(sign_in(client, amss.digits_of(20), amss.password_of(20)))
    assert refused(sign_in(client, amss.digits_of(21), amss.password_of(21))), "on no list at all"


def test_who_signed_in_here_before_needs_the_password_of_here(bridged: MariaDB, client: Client, office: Office) -> None:
    person = make.person(office)
    amss.add_users(bridged, [amss.user(0, person_id=number_of(person), username="theirs", password="ของเก่า-ใน-amss")])
    assert refused(sign_in(client, number_of(person), "ของเก่า-ใน-amss"))
    assert sign_in(client, number_of(person), make.PASSWORD).status_code == 303


def test_while_amss_is_down_everybody_without_a_right_password_gets_one_sentence(
    bridged: MariaDB, waiting: Waiting, client: Client, office: Office
) -> None:
    waiting(22)
    here, left = make.person(office), make.person(office, active=False)
    numbers = [amss.digits_of(22), amss.digits_of(999), number_of(here), number_of(left), make.citizen_id(999_999)]
    bridged.stop()
    try:
        answers = [sign_in(client, number, amss.password_of(22)) for number in numbers]
        assert sign_in(Client(), number_of(here), make.PASSWORD).status_code == 303, "who has a password of ours comes in"
    finally:
        bridged.start()
    assert all(refused(answer, CANNOT_TELL) for answer in answers)
    assert why_not(office) == [{"way": "amss", "why": "unreachable"}] * len(numbers)
    assert not is_in(client)


def test_a_frozen_amss_is_given_up(bridged: MariaDB, waiting: Waiting, client: Client) -> None:
    waiting(23)
    bridged.freeze()
    try:
        assert refused(sign_in(client, amss.digits_of(23), amss.password_of(23)), CANNOT_TELL)
        assert bridged.is_frozen
    finally:
        bridged.thaw()


@pytest.mark.django_db(transaction=True)
def test_amss_is_never_asked_inside_a_transaction(
    bridged: MariaDB, waiting: Waiting, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[bool]()

    def watched(there: Bridge, number: str) -> list[Account]:
        asked.append(connection.in_atomic_block)
        return ask(there, number)

    monkeypatch.setattr(signin, "ask", watched)
    waiting(24)
    assert sign_in(client, amss.digits_of(24), amss.password_of(24)).status_code == 303
    assert asked == [False]


def test_every_claim_that_is_not_settled_here_asks_once_and_hashes_once(
    bridged: MariaDB, waiting: Waiting, client: Client, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[str]()

    def watched(there: Bridge, number: str) -> list[Account]:
        asked.append(number)
        return ask(there, number)

    monkeypatch.setattr(signin, "ask", watched)
    waiting(25)
    here, left, unknown = make.person(office), make.person(office, active=False), make.citizen_id(999_999)
    for number in (amss.digits_of(25), number_of(here), number_of(left), unknown):
        sign_in(client, number, "none of theirs")
    assert asked == [amss.digits_of(25), signin.NOBODY, signin.NOBODY, unknown]


def test_a_weak_password_is_good_for_the_days_of_grace(
    bridged: MariaDB, waiting: Waiting, client: Client, settings: Settings
) -> None:
    settings.AMSS_GRACE_DAYS = "30"
    person = waiting(26)
    with time_machine.travel(datetime(2026, 11, 1, 2, 0, tzinfo=UTC), tick=False):
        assert sign_in(client, amss.digits_of(26), amss.password_of(26))["Location"] == "/mine/"
    assert Bridged.objects.get().must_change_by == date(2026, 12, 1)
    with time_machine.travel(datetime(2026, 12, 1, 16, 0, tzinfo=UTC), tick=False):
        assert sign_in(Client(), amss.digits_of(26), amss.password_of(26))["Location"] == "/mine/"
    with time_machine.travel(datetime(2026, 12, 1, 17, 0, tzinfo=UTC), tick=False):
        late = Client()
        answer = sign_in(late, amss.digits_of(26), amss.password_of(26))
        assert answer["Location"] == "/sign-in/new-password/?next=%2Fmine%2F"
        assert not is_in(late)
        page = late.get(answer["Location"])
        assert page.status_code == 200
        assert late.post("/sign-in/new-password/", {"password": "short", "repeat": "short"}).status_code == 422
        assert not is_in(late)
        done = late.post("/sign-in/new-password/", {"password": NEW, "repeat": NEW, "next": "/mine/"})
        assert (done.status_code, done["Location"]) == (303, "/mine/")
        assert is_in(late)
        assert sign_in(Client(), amss.digits_of(26), NEW)["Location"] == "/mine/"
    assert not Bridged.objects.exists()
    changed = Record.objects.filter(office=person.office, act=Act.PASSWORD_CHANGED).values_list("actor_id", "facts")
    assert list(changed) == [(person.pk, {"way": "amss"})]


def test_a_strong_password_of_amss_stays(bridged: MariaDB, waiting: Waiting, client: Client) -> None:
    waiting(2_202)
    amss.add_users(bridged, [amss.user(2_202, password=NEW)])
    sign_in(client, amss.digits_of(2_202), NEW)
    assert Bridged.objects.get().must_change_by is None


def test_who_changed_the_password_in_time_is_asked_for_nothing(bridged: MariaDB, waiting: Waiting, client: Client) -> None:
    person = waiting(27)
    sign_in(client, amss.digits_of(27), amss.password_of(27))
    person.refresh_from_db()
    actions.change_password(person=person, current=amss.password_of(27), new=NEW)
    with time_machine.travel(clock.now() + timedelta(days=200), tick=False):
        assert sign_in(Client(), amss.digits_of(27), NEW)["Location"] == "/mine/"


def test_the_page_for_a_new_password_is_for_who_is_half_in_alone(client: Client, office: Office) -> None:
    assert client.get("/sign-in/new-password/?next=/mine/")["Location"] == "/sign-in/?next=%2Fmine%2F"
    client.force_login(make.person(office))
    assert client.post("/sign-in/new-password/", {"password": NEW, "repeat": NEW}).status_code == 303
    assert not Record.objects.filter(act=Act.PASSWORD_CHANGED).exists()


def test_who_is_half_in_for_another_reason_changes_no_password(client: Client, office: Office, settings: Settings) -> None:
    """A right password alone, without the second step, must not be enough to set another."""
    settings.SIGN_IN_STEPS = ["tests.people.stepping.always"]
    person = make.person(office, role="officer")
    sign_in(client, number_of(person), make.PASSWORD)
    answer = client.post("/sign-in/new-password/", {"password": NEW, "repeat": NEW})
    assert answer["Location"].startswith("/sign-in/?next=%2F")
    person.refresh_from_db()
    assert person.check_password(make.PASSWORD)


def test_nobody_comes_over_twice_or_after_a_change_of_role(bridged: MariaDB, waiting: Waiting) -> None:
    person = waiting(28)
    bring_over(person=person, password=amss.password_of(28), grace=timedelta(days=1))
    Bridged.objects.all().delete()
    with pytest.raises(actions.NotToVouchFor):
        bring_over(person=person, password="another", grace=timedelta(days=1))
    chief = waiting(29, role="officer")
    with pytest.raises(actions.NotToVouchFor):
        bring_over(person=chief, password="another", grace=timedelta(days=1))
    assert not Bridged.objects.exists()
    assert not rights_of(chief).is_administrator


def test_who_comes_in_by_a_code_meanwhile_is_not_brought_over(
    bridged: MariaDB, waiting: Waiting, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = waiting(40)

    def watched(there: Bridge, number: str) -> list[Account]:
        actions.vouch_for(person=person, way="code")
        return ask(there, number)

    monkeypatch.setattr(signin, "ask", watched)
    assert refused(sign_in(client, amss.digits_of(40), amss.password_of(40)))
    assert why_not(person.office) == [{"way": "amss", "why": "meanwhile"}]
    assert not Bridged.objects.exists()


def test_the_new_password_is_held_to_the_rules_by_the_verb_too(bridged: MariaDB, waiting: Waiting) -> None:
    person = waiting(41)
    bring_over(person=person, password=amss.password_of(41), grace=timedelta(days=1))
    with pytest.raises(WeakPassword):
        replace_password(person=person, new="short")
    assert str(Bridged.objects.get()).startswith(f"{person.pk} · ")


@pytest.mark.parametrize("facts", [{"person_id": "1000000000001"}, {"status": "0"}, {"status": "1 or so"}])
def test_a_row_that_was_not_asked_for_is_not_believed(facts: dict[str, str]) -> None:
    number = amss.digits_of(1)
    row = {"person_id": number, "username": "a", "word": "b", "status": "1", "officer": "c", **facts}
    assert beliefs.doubt("x", Account(**row), number=number, today=date(2026, 1, 1), cutover=None) == "row"
