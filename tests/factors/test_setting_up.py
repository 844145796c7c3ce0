"""Setting up a second step: on the way in, and from the page about security."""

import re
import time
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from fido2.cose import RS1, RS256, UnsupportedKey
from fido2.webauthn import AuthenticatorData
from hypothesis import HealthCheck, example, given, settings as how, strategies as st

from jonghong.audit.models import Record
from jonghong.commands.setup import open_with_administrator
from jonghong.core import vault
from jonghong.core.clock import machine_now
from jonghong.factors import actions, passkeys, queries, totp
from jonghong.factors.models import BackupCode, Passkey, Totp
from jonghong.offices.models import Office
from jonghong.people.models import Person, Role
from tests import make
from tests.factors.authenticator import ATTESTED, Device
from tests.factors.conftest import (
    SECRET,
    acts_of,
    answer_by_passkey,
    browser,
    code_now,
    enrol_passkey,
    is_in,
    sign_in,
    sign_in_by_app,
    with_app,
)


def codes_on(page: str) -> list[str]:
    return re.findall(r"<li><code>([2-9A-Z]{4}-[2-9A-Z]{4})</code></li>", page)


def secret_on(page: str) -> tuple[str, str]:
    """Return the sealed secret that the form carries, and the one to be typed."""
    sealed = re.search(r'name="secret" value="([^"]+)"', page)[1]
    return sealed, re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")


def test_first_administrator_comes_in_by_two_steps_from_the_first_day(db, client: Client) -> None:
    number = "1234567890121"
    person, code = open_with_administrator(office="สำนักงาน", short="สนง.", name="นายผู้ดูแล", citizen_id=number)
    assert person.office.officers_need_factor
    registered = client.post(
        "/register/",
        {"username": number, "code": code, "password": make.PASSWORD, "repeat": make.PASSWORD},
    )
    assert registered["Location"].startswith("/sign-in/?registered=1")
    step = client.post("/sign-in/", {"username": number, "password": make.PASSWORD, "next": "/office/people/"})
    assert step["Location"] == "/second-step/choose/?next=%2Foffice%2Fpeople%2F"
    page = client.get(step["Location"]).content.decode()
    assert 'href="/my/security/passkey/?next=/office/people/"' in page
    assert 'href="/my/security/app/?next=/office/people/"' in page
    assert client.get("/office/people/")["Location"].startswith("/sign-in/")

    sealed, secret = secret_on(client.get("/my/security/app/?next=/office/people/").content.decode())
    typed = {"secret": sealed, "code": totp.code_at(secret, totp.step_of(time.time())), "next": "/office/people/"}
    shown = client.post("/my/security/app/", typed)
    assert shown.status_code == 200
    assert "no-store" in shown["Cache-Control"]
    assert len(codes_on(shown.content.decode())) == 10
    assert client.get("/office/people/").status_code == 200
    saved = client.post("/my/security/codes/saved/", {"saved": "1", "next": "/office/people/"})
    assert saved["Location"] == "/office/people/"
    acts = list(Record.objects.filter(act__startswith="factor.").values_list("act", flat=True))
    assert acts == ["factor.added", "factor.backup-codes"]

    client.logout()
    again = client.post("/sign-in/", {"username": number, "password": make.PASSWORD})
    assert again["Location"] == "/second-step/?next=%2F"
    code = codes_on(shown.content.decode())[0]
    assert client.post("/second-step/", {"way": "backup", "backup": code})["Location"] == "/"
    assert client.get("/office/people/").status_code == 200


def test_officer_sets_up_a_passkey_on_the_way_in(office: Office, client: Client) -> None:
    person, device = make.person(office, role=Role.OFFICER), Device()
    sign_in(client, person)
    key = client.session.session_key
    shown = enrol_passkey(client, device, next="/mine/")
    assert len(codes_on(shown.content.decode())) == 10
    assert '<input type="hidden" name="next" value="/mine/">' in shown.content.decode()
    assert is_in(client)
    assert client.session.session_key != key
    passkey = Passkey.objects.get()
    assert (passkey.person_id, passkey.name, passkey.sign_count) == (person.pk, "มือถือ", 1)
    other = browser()
    sign_in(other, person)
    assert answer_by_passkey(other, device).status_code == 303
    assert is_in(other)


def test_two_browsers_half_in_set_up_one_second_step(office: Office, client: Client) -> None:
    person, other = make.person(office, role=Role.OFFICER), browser()
    sign_in(client, person)
    sign_in(other, person)
    options = other.post("/my/security/passkey/ask/").json()
    enrol_passkey(client, Device())
    response = other.post("/my/security/passkey/", {"name": "โจร", "answer": Device().make(options)})
    assert response["Location"].startswith("/second-step/?next=")
    assert Passkey.objects.count() == 1


def test_offer_tells_the_device_nothing_of_who_it_is_but_the_name(office: Office, client: Client) -> None:
    person = make.person(office)
    client.force_login(person)
    offered = client.post("/my/security/passkey/ask/").json()["publicKey"]
    assert offered["rp"] == {"id": "localhost", "name": office.short_name}
    assert offered["user"]["name"] == person.name
    assert len(offered["user"]["id"]) == 43
    assert offered["attestation"] == "none"
    assert offered["authenticatorSelection"]["userVerification"] == "preferred"
    assert offered["excludeCredentials"] == []
    enrol_passkey(client, Device())
    assert len(client.post("/my/security/passkey/ask/").json()["publicKey"]["excludeCredentials"]) == 1


WRONG = {
    "another site's page": {"origin": "https://evil.example"},
    "another site's name": {"rp_id": "evil.example"},
    "in a frame": {"cross_origin": True},
    "another question": {"challenge": b"0" * 32},
    "the answer to a question": {"kind": "webauthn.get"},
    "nobody there": {"flags": ATTESTED},
    "a key that nobody can check": {"public_key": UnsupportedKey({1: 2, 3: -999})},
    "a key by SHA-1": {"public_key": RS1({1: 3, 3: -65535, -1: b"1", -2: b"3"})},
    "no key": {"flags": AuthenticatorData.FLAG.UP, "public_key": None},
}


@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG)
def test_new_passkey_is_not_taken_from(office: Office, client: Client, changed: dict[str, Any]) -> None:
    client.force_login(make.person(office))
    options = client.post("/my/security/passkey/ask/").json()
    response = client.post("/my/security/passkey/", {"name": "มือถือ", "answer": Device().make(options, **changed)})
    assert response.status_code == 422
    assert "No passkey arrived." in response.content.decode()
    assert not Passkey.objects.exists()


def test_offer_is_good_once_and_for_five_minutes(office: Office, client: Client, clock) -> None:
    client.force_login(make.person(office))
    options = client.post("/my/security/passkey/ask/").json()
    clock.shift(timedelta(minutes=5))
    late = {"name": "มือถือ", "answer": Device().make(options)}
    client.force_login(Person.objects.get())
    assert client.post("/my/security/passkey/", late).status_code == 422
    device = Device()
    answer = {"name": "มือถือ", "answer": device.make(client.post("/my/security/passkey/ask/").json())}
    assert client.post("/my/security/passkey/", answer).status_code == 200
    assert client.post("/my/security/passkey/", answer).status_code == 422


def test_same_device_is_not_added_twice(office: Office, client: Client) -> None:
    client.force_login(make.person(office))
    device = Device()
    enrol_passkey(client, device)
    again = enrol_passkey(client, device)
    assert again.status_code == 422
    assert "This passkey is on the list already." in again.content.decode()


@pytest.mark.parametrize("name", ["", "  ", "ก" * 61, "\0", "\u202e"])
def test_wrong_name_keeps_the_answer_of_the_device(office: Office, client: Client, name: str) -> None:
    client.force_login(make.person(office))
    answer = Device().make(client.post("/my/security/passkey/ask/").json())
    response = client.post("/my/security/passkey/", {"name": name, "answer": answer})
    assert response.status_code == 422
    kept = unescape(re.search(r'name="answer" value="([^"]*)"', response.content.decode())[1])
    assert kept == answer
    assert client.post("/my/security/passkey/", {"name": "มือถือ", "answer": kept}).status_code == 200


ANSWERS = ["{}", "[]", "null", "1", '"x"', "{", "\x00", "[" * 9000, '{"id": 1}', '{"rawId": "", "response": {}}', "ก" * 30000]


@pytest.mark.parametrize("answer", ANSWERS)
def test_senseless_answers_are_asked_for_again(office: Office, client: Client, answer: str) -> None:
    client.force_login(make.person(office))
    client.post("/my/security/passkey/ask/")
    assert client.post("/my/security/passkey/", {"name": "ก", "answer": answer}).status_code == 422
    enrol_passkey(client, Device())
    client.post("/second-step/passkey/")
    response = client.post("/confirm/second-step/", {"way": "passkey", "answer": answer})
    assert response.status_code == 422


class Asked:
    """A request, as far as passkeys look at one."""

    scheme, office = "http", Office(short_name="สนง.")

    def get_host(self) -> str:
        return "localhost"


@pytest.mark.pure
@example(b"\xa3", b"", b"")
@example(b"\x81" * 5000, b"", b"")
@example(b"\x9b\x7f" + b"\xff" * 7, b"", b"")
@given(st.binary(max_size=300), st.binary(max_size=300), st.binary(max_size=80))
@how(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_bytes_of_a_device_make_it_fail(first: bytes, second: bytes, third: bytes) -> None:
    person = Person(pk=1, office_id=1, name="ก")
    request: object = Asked()
    device = Device()
    options, state = passkeys.offer(request, person, [])  # type: ignore[arg-type]
    said = device.said("webauthn.create", options["publicKey"], {})
    for data in (first, said):
        answer = device.answer(clientDataJSON=data, attestationObject=second)
        assert passkeys.made(request, state, answer) is None  # type: ignore[arg-type]
    question, asked = passkeys.question(request, [])  # type: ignore[arg-type]
    said = device.said("webauthn.get", question["publicKey"], {})
    for data in (first, said):
        answer = device.answer(clientDataJSON=data, authenticatorData=second, signature=third)
        assert passkeys.proof(request, asked, [], answer) is None  # type: ignore[arg-type]


@pytest.mark.pure
def test_key_with_nonsense_in_it_fails_nothing() -> None:
    request: object = Asked()
    for key in (RS256({1: 3, 3: -257, -1: b"", -2: b""}), RS256({1: 3, 3: -257}), RS256({1: 3, 3: -257, -1: 5, -2: []})):
        device = Device()
        options, state = passkeys.offer(request, Person(pk=1, office_id=1, name="ก"), [])  # type: ignore[arg-type]
        new = passkeys.made(request, state, device.make(options, public_key=key))  # type: ignore[arg-type]
        kept = [Passkey(credential_id=new.credential_id, public=new.public)]
        question, asked = passkeys.question(request, kept)  # type: ignore[arg-type]
        assert passkeys.proof(request, asked, kept, device.use(question)) is None  # type: ignore[arg-type]


def test_app_is_shown_as_a_picture_and_in_letters(office: Office, client: Client) -> None:
    person = make.person(office, name="นางสาวทดสอบ ระบบ")
    client.force_login(person)
    page = client.get("/my/security/app/").content.decode()
    sealed, secret = secret_on(page)
    assert vault.unseal(sealed, context=f"factors.new-app.{person.pk}").partition(" ")[0] == secret
    picture = unquote(unescape(re.search(r'<img class="picture" src="([^"]+)"', page)[1]))
    assert picture.startswith("data:image/svg+xml;charset=utf-8,<svg")
    assert "fill" in picture
    assert person.typed_id not in page  # type: ignore[attr-defined]
    assert secret_on(client.get("/my/security/app/").content.decode())[1] != secret
    assert not Totp.objects.exists()


def test_wrong_code_keeps_the_secret(office: Office, client: Client) -> None:
    client.force_login(make.person(office))
    sealed, secret = secret_on(client.get("/my/security/app/").content.decode())
    for code in ("000000", "x"):
        response = client.post("/my/security/app/", {"secret": sealed, "code": code})
        assert response.status_code == 422
        assert secret_on(response.content.decode())[1] == secret
    assert not Totp.objects.exists()


@pytest.mark.parametrize("secret", ["", "x", "1.AAAA", "2." + "A" * 80, "\0", "😀", "1." + "é" * 40])
def test_secret_that_we_did_not_seal_is_not_taken(office: Office, client: Client, secret: str) -> None:
    client.force_login(make.person(office))
    response = client.post("/my/security/app/", {"secret": secret, "code": code_now()})
    assert response.status_code == 422
    assert "This page was open for too long." in response.content.decode()


def test_secret_that_was_sealed_for_another_is_not_taken(office: Office, client: Client) -> None:
    other = make.person(office)
    client.force_login(make.person(office))
    sealed = vault.seal(f"{SECRET} {int(machine_now().timestamp())}", context=f"factors.new-app.{other.pk}")
    assert client.post("/my/security/app/", {"secret": sealed, "code": code_now()}).status_code == 422
    assert not Totp.objects.exists()


def test_secret_on_offer_ends_after_ten_minutes_whatever_was_typed_meanwhile(office: Office, client: Client, clock) -> None:
    person = make.person(office)
    client.force_login(person)
    sealed, secret = secret_on(client.get("/my/security/app/").content.decode())
    clock.shift(timedelta(minutes=4))
    client.post("/confirm/", {"password": make.PASSWORD})
    sealed, again = secret_on(client.post("/my/security/app/", {"secret": sealed, "code": "000000"}).content.decode())
    assert again == secret
    clock.shift(timedelta(minutes=4))
    client.post("/confirm/", {"password": make.PASSWORD})
    clock.shift(timedelta(minutes=2))
    response = client.post("/my/security/app/", {"secret": sealed, "code": code_now(secret)})
    assert (response.status_code, "This page was open for too long." in response.content.decode()) == (422, True)
    assert secret_on(response.content.decode())[1] != secret
    sealed, secret = secret_on(response.content.decode())
    assert client.post("/my/security/app/", {"secret": sealed, "code": code_now(secret)}).status_code == 200
    assert Totp.objects.get().person == person


def test_secret_without_a_time_is_not_taken(office: Office, client: Client) -> None:
    person = make.person(office)
    client.force_login(person)
    sealed = vault.seal(SECRET, context=f"factors.new-app.{person.pk}")
    assert client.post("/my/security/app/", {"secret": sealed, "code": code_now()}).status_code == 422


def test_setting_up_anew_says_so_and_shows_no_codes_again(office: Office, client: Client) -> None:
    person = with_app(make.person(office))
    actions.make_backup_codes(person=person)
    sign_in_by_app(client, person)
    page = client.get("/my/security/app/").content.decode()
    assert "The app of before is good until you have finished here." in page
    sealed, secret = secret_on(page)
    response = client.post("/my/security/app/", {"secret": sealed, "code": code_now(secret)})
    assert response["Location"] == "/my/security/?added=1"
    assert Totp.objects.get().secret == secret


def test_who_is_not_sure_confirms_first(office: Office, client: Client, clock) -> None:
    client.force_login(make.person(office))
    clock.shift(timedelta(minutes=6))
    for path in ("passkey/", "app/", "app/remove/", "codes/"):
        there = f"%2Fmy%2Fsecurity%2F{path.replace('/', '%2F')}"
        assert client.get(f"/my/security/{path}")["Location"] == f"/confirm/?next={there}&by=factor"
    assert client.post("/my/security/passkey/ask/").status_code == 303
    assert client.post("/my/security/codes/").status_code == 303
    assert not BackupCode.objects.exists()


def test_at_a_number_no_passkey_is_offered(office: Office, client: Client) -> None:
    client.defaults["HTTP_HOST"] = "127.0.0.1"
    person = make.person(office, role=Role.OFFICER)
    sign_in(client, person)
    page = client.get("/second-step/choose/").content.decode()
    assert "At this address no passkey can be used" in page
    assert "At this address no passkey can be used" in client.get("/my/security/passkey/").content.decode()
    assert client.post("/my/security/passkey/ask/").status_code == 403


def test_codes_are_ticked_as_put_away(office: Office, client: Client) -> None:
    client.force_login(make.person(office))
    assert client.post("/my/security/codes/saved/", {"next": "/mine/"})["Location"] == "/my/security/?unsaved=1"
    assert client.post("/my/security/codes/saved/", {"saved": "1", "next": "//evil.example"})["Location"] == "/"
    assert client.get("/my/security/codes/saved/").status_code == 405
    assert acts_of(office) == []
    assert queries.factors_left(Person.objects.get()) == 0
