"""Everything that a provider, or somebody between, may get wrong: refused in one sentence, written down, and nobody is in."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.test import Client
from joserfc.jwk import ECKey
from pytest_django import Settings

from jonghong.audit.acts import Act
from jonghong.audit.models import Record
from jonghong.core import clock
from jonghong.core.breaker import FAILURES, OPEN_FOR, Breaker
from jonghong.offices.models import Office
from jonghong.oidc import fetching, keys, providers
from jonghong.oidc.models import Identity
from jonghong.people import actions
from jonghong.people.models import Person
from tests import make
from tests.oidc.conftest import english, is_in, led_to, set_out, travel, way_back
from tests.oidc.provider import Provider
from tests.people.conftest import number_of

SENTENCE = "Signing in by ThaID did not work."
Twist = Callable[[Provider], None]


@pytest.fixture
def person(office: Office, provider: Provider) -> Person:
    """Return somebody who could sign in if everything were right."""
    made = make.person(office)
    provider.person = {"sub": "person-1", "pid": number_of(made)}
    return made


def refused(client: Client, answer: Any, office: Office, why: str, *, status: int = 403) -> None:
    """Fail unless the answer is the sentence for everybody, the reason is written down, and nobody is in."""
    assert answer.status_code == status
    assert SENTENCE in answer.content.decode()
    assert not is_in(client)
    last = Record.objects.filter(office=office).exclude(act=Act.DENIED).order_by("-number")[0]
    assert (last.act, last.actor_id, last.facts) == (
        Act.NOT_SIGNED_IN,
        None,
        {"way": "oidc", "provider": "thaid", "why": why},
    )


def says(**claims: Any) -> Twist:
    return lambda provider: provider.claims.update(claims)


def later(seconds: int, *names: str) -> Twist:
    """Move instants of the token."""
    return lambda provider: provider.claims.update({name: int(clock.machine_now().timestamp()) + seconds for name in names})


def heads(**header: Any) -> Twist:
    return lambda provider: provider.header.update(header)


def sets(**facts: Any) -> Twist:
    def twist(provider: Provider) -> None:
        for name, value in facts.items():
            setattr(provider, name, value)

    return twist


def answers(change: Callable[[dict[str, Any]], Any]) -> Twist:
    return lambda provider: setattr(provider, "answer", change)


def by_public_key(provider: Provider) -> None:
    provider.header, provider.secret = {"alg": "HS256", "kid": "rsa-1"}, provider.public_text


def by_stranger(provider: Provider) -> None:
    provider.signer = ECKey.generate_key("P-256", {"kid": "ec-1"})


def by_stranger_with_another_name(provider: Provider) -> None:
    by_stranger(provider)
    provider.header["kid"] = "ec-2"


BAD_TOKENS: list[tuple[str, Twist, str]] = [
    ("another issuer", says(iss="https://evil.example"), "iss"),
    ("no issuer", says(iss=None), "iss"),
    ("an issuer with a slash more", lambda provider: provider.claims.update(iss=provider.url + "/"), "iss"),
    ("another audience", says(aud="another"), "aud"),
    ("no audience", says(aud=None), "aud"),
    ("an audience among others without azp", says(aud=["jonghong=test", "another"]), "azp"),
    ("another authorized party", says(azp="another"), "azp"),
    ("an ended token", later(-61, "exp"), "exp"),
    ("no end", says(exp=None), "exp"),
    ("an end that is a text", says(exp="tomorrow"), "exp"),
    ("a token of the future", later(120, "iat"), "iat"),
    ("an old token", later(-700, "iat"), "iat"),
    ("no time of making", says(iat=None), "iat"),
    ("a time of making that is a text", says(iat="now"), "iat"),
    ("a token that is not good yet", later(120, "nbf"), "nbf"),
    ("another nonce", says(nonce="another"), "nonce"),
    ("no nonce", says(nonce=None), "nonce"),
    ("a nonce that is a list", says(nonce=["a"]), "nonce"),
    ("another access token", says(at_hash="AAAAAAAAAAAAAAAAAAAAAA"), "at_hash"),
    ("a hash that is a number", says(at_hash=1), "at_hash"),
    ("a hash that is an object", says(at_hash={"a": 1}), "claims"),
    ("a hash that is a list", says(at_hash=[1_000]), "claims"),
    ("methods that are no list", says(amr="face"), "amr"),
    ("a time of proof that is a text", says(auth_time="now"), "auth_time"),
    ("no signature at all", sets(secret=b"", header={"alg": "none"}), "alg"),
    ("no signature in other letters", sets(secret=b"", header={"alg": "None"}), "alg"),
    ("signed with our secret", sets(secret="คำลับ:ของลูกข่าย".encode(), header={"alg": "HS256"}), "alg"),
    ("signed with the public key as a secret", by_public_key, "alg"),
    ("an algorithm that is a list", sets(secret=b"", header={"alg": ["ES256"]}), "alg"),
    ("a curve's algorithm with a key of another kind", heads(kid="rsa-1"), "signature"),
    ("signed by somebody else", by_stranger, "signature"),
    ("an unknown key", by_stranger_with_another_name, "kid"),
    ("a key of a shared secret", heads(kid="oct-1"), "kid"),
    ("a key that is a number", sets(secret=b"x", header={"alg": "ES256", "kid": 1}), "kid"),
    ("no key named among two", lambda provider: provider.header.update(kid=None), "kid"),
    ("no subject", says(sub=None), "sub"),
    ("an empty subject", says(sub=""), "sub"),
    ("a blank subject", says(sub="  "), "sub"),
    ("a subject that is a number", says(sub=1), "sub"),
    ("a long subject", says(sub="x" * 256), "sub"),
]
BAD_ANSWERS: list[tuple[str, Twist, str]] = [
    ("no token", answers(lambda said: {**said, "id_token": None}), "token"),
    ("a token that is none", answers(lambda said: {**said, "id_token": "a.b.c"}), "token"),
    ("a token of Thai letters", answers(lambda said: {**said, "id_token": "ก.ข.ค"}), "token"),
    ("a token of two parts", answers(lambda said: {**said, "id_token": said["id_token"].rpartition(".")[0]}), "token"),
    ("a long token", answers(lambda said: {**said, "id_token": said["id_token"] + "A" * 20_000}), "token"),
    ("a changed token", answers(lambda said: {**said, "id_token": said["id_token"][:-9] + "AAAAAAAAA"}), "signature"),
    ("an access token that is none", answers(lambda said: {**said, "access_token": 1}), "access token"),
    ("an access token of Thai letters", answers(lambda said: {**said, "access_token": "ก"}), "access token"),
    ("no answer but an error", answers(lambda _said: {"error": "invalid_grant"}), "access token"),
    ("a list", answers(lambda said: [said]), "not json"),
    ("no json", answers(lambda _said: b"<html>"), "not json"),
    ("nothing", answers(lambda _said: b""), "not json"),
    ("json without a bottom", answers(lambda _said: b"[" * 100_000), "not json"),
    ("a huge answer", answers(lambda _said: b" " * 300_000), "too large"),
    ("an answer of 500", sets(status=500), "status 500"),
    ("an answer of 201", sets(status=201), "status 201"),
    ("a redirect of tokens", sets(redirects="/token"), "status 302"),
    ("a redirect of keys", sets(redirects="/jwks"), "kid"),
    ("no keys", sets(is_without_keys=True), "kid"),
    ("a code of nobody", sets(back={"code": "made-up"}), "status 400"),
    ("no code", sets(back={"code": None}), "code"),
    ("two codes", sets(back={"code": ["a", "b"]}), "code"),
    ("a long code", sets(back={"code": "x" * 4_001}), "code"),
    ("an error", sets(back={"error": "server_error"}), "error answer"),
    ("an error with markup", sets(back={"error": "<script>", "error_description": "<b>"}), "error answer"),
    ("a refusal", sets(back={"error": "access_denied", "code": None}), "declined"),
    ("a refusal as ThaID says it", sets(back={"error": "user_denied", "code": None}), "declined"),
    ("another provider's name", sets(back={"iss": "https://evil.example"}), "iss parameter"),
    ("two names", lambda provider: provider.back.update(iss=[provider.url, provider.url]), "iss parameter"),
    ("no state", sets(back={"state": None}), "state"),
    ("another state", sets(back={"state": "made-up"}), "state"),
    ("an odd state", sets(back={"state": "\x00\u202e😀'"}), "state"),
    ("no citizen id", lambda provider: provider.person.pop("pid"), "citizen id"),
    ("a citizen id of twelve digits", says(pid="123456789012"), "citizen id"),
    ("a citizen id of letters", says(pid="x" * 13), "citizen id"),
    ("a citizen id that is a number", says(pid=1234567890121), "citizen id"),
    ("an empty citizen id", says(pid=""), "citizen id"),
    ("somebody who does not work here", says(pid=make.citizen_id(999_999)), "not on the list"),
]


@pytest.mark.parametrize(("twist", "why"), [case[1:] for case in BAD_TOKENS], ids=[case[0] for case in BAD_TOKENS])
def test_a_bad_token_lets_nobody_in(
    client: Client, office: Office, person: Person, provider: Provider, twist: Twist, why: str
) -> None:
    twist(provider)
    refused(client, travel(client), office, why)
    assert not Identity.objects.exists()


@pytest.mark.parametrize(("twist", "why"), [case[1:] for case in BAD_ANSWERS], ids=[case[0] for case in BAD_ANSWERS])
def test_a_bad_answer_lets_nobody_in(
    client: Client, office: Office, person: Person, provider: Provider, twist: Twist, why: str
) -> None:
    twist(provider)
    refused(client, travel(client), office, why)
    assert not Identity.objects.exists()


def test_a_state_is_good_once(client: Client, office: Office, person: Person, provider: Provider) -> None:
    back = way_back(set_out(client))
    assert client.get(back)["Location"] == "/mine/"
    client.post("/sign-out/")
    refused(client, client.get(back), office, "state")


def test_a_state_is_used_up_by_a_bad_answer(client: Client, office: Office, person: Person, provider: Provider) -> None:
    back = way_back(set_out(client))
    refused(client, client.get(back.replace("code=", "kode=")), office, "code")
    refused(client, client.get(back), office, "state")


def test_a_state_ends_after_ten_minutes(client: Client, office: Office, person: Person, provider: Provider) -> None:
    back = way_back(set_out(client))
    with time_machine.travel(clock.machine_now() + timedelta(minutes=10), tick=False):
        refused(client, client.get(back), office, "state")


def test_a_state_belongs_to_the_session_that_began_it(
    client: Client, office: Office, person: Person, provider: Provider
) -> None:
    """Who sends his own way back to somebody else signs nobody in."""
    back = way_back(set_out(client))
    other = english()
    refused(other, other.get(back), office, "state")


def test_a_state_belongs_to_one_provider(client: Client, office: Office, person: Person, provider: Provider) -> None:
    back = way_back(set_out(client, "other")).replace("/other/", "/thaid/")
    refused(client, client.get(back), office, "state")


def test_two_states_are_none(client: Client, office: Office, person: Person, provider: Provider) -> None:
    back = way_back(set_out(client))
    refused(client, client.get(f"{back}&state=another"), office, "state")


def test_a_code_is_good_once(client: Client, office: Office, person: Person, provider: Provider) -> None:
    first, second = (way_back(set_out(client)) for _ in range(2))
    code = first.partition("code=")[2].partition("&")[0]
    Client().get(first)
    provider.grants.pop(code)
    spent = second.replace(second.partition("code=")[2].partition("&")[0], code)
    refused(client, client.get(spent), office, "status 400")


def test_a_code_of_another_session_does_not_fit_its_verifier(
    client: Client, office: Office, person: Person, provider: Provider
) -> None:
    """A code that was stolen on its way is of no use in the thief's own journey."""
    stolen = way_back(set_out(client)).partition("code=")[2].partition("&")[0]
    thief = english()
    own = way_back(set_out(thief))
    mixed = own.replace(own.partition("code=")[2].partition("&")[0], stolen)
    refused(thief, thief.get(mixed), office, "status 400")


def test_a_provider_that_promised_to_name_itself_has_to(
    client: Client, office: Office, person: Person, provider: Provider
) -> None:
    provider.description = {"authorization_response_iss_parameter_supported": True}
    refused(client, travel(client), office, "iss parameter")


def test_a_wrong_secret_is_no_answer(
    client: Client, office: Office, person: Person, provider: Provider, settings: Settings
) -> None:
    settings.OIDC = {**settings.OIDC, "THAID_CLIENT_SECRET": "another"}
    refused(client, travel(client), office, "status 401")


def test_a_slow_provider_is_given_up(
    client: Client, office: Office, person: Person, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LIMIT", 0.2)
    back = way_back(set_out(client))
    provider.pause = threading.Event()
    refused(client, client.get(back), office, "no answer")
    assert not provider.pause.is_set()


def test_a_provider_that_is_gone_is_no_answer(
    client: Client, office: Office, person: Person, provider: Provider, settings: Settings
) -> None:
    settings.OIDC = {**settings.OIDC, "THAID_TOKEN_URL": "http://127.0.0.1:9/token"}
    refused(client, travel(client), office, "no answer")


def test_a_provider_that_is_down_is_left_alone_and_asked_once_after_a_while(
    client: Client, office: Office, person: Person, provider: Provider
) -> None:
    at = [0.0]
    known = providers.providers()
    known["thaid"] = replace(known["thaid"], breaker=Breaker(lambda: at[0]))
    provider.is_down = True
    for why in ["status 503"] * FAILURES + ["left alone"] * 2:
        refused(client, client.post("/sign-in/by/thaid/"), office, why)
    assert len(provider.asked) == FAILURES
    # Another provider's state is its own.
    assert client.post("/sign-in/by/other/").status_code == 403
    assert len(provider.asked) == FAILURES + 1
    at[0] = OPEN_FOR
    refused(client, client.post("/sign-in/by/thaid/"), office, "status 503")
    refused(client, client.post("/sign-in/by/thaid/"), office, "left alone")
    at[0], provider.is_down = 2 * OPEN_FOR, False
    assert travel(client).status_code == 302
    assert is_in(client)


def test_what_visitors_bring_about_does_not_keep_others_out(
    client: Client, office: Office, person: Person, provider: Provider
) -> None:
    for _try in range(FAILURES + 1):
        another = english()
        back = way_back(set_out(another))
        refused(another, another.get(back.replace("code=", "code=x")), office, "status 400")
    assert travel(client).status_code == 302
    assert is_in(client)


@pytest.mark.parametrize(
    ("description", "why"),
    [
        ({"issuer": "https://evil.example"}, "issuer"),
        ({"token_endpoint": "http://evil.example/token"}, "description"),
        ({"jwks_uri": None}, "description"),
        ({"authorization_endpoint": ["https://a.example"]}, "description"),
    ],
)
def test_a_bad_description_is_not_believed(
    client: Client, office: Office, provider: Provider, description: dict[str, Any], why: str
) -> None:
    provider.description = description
    refused(client, client.post("/sign-in/by/thaid/"), office, why)


def test_userinfo_of_somebody_else_is_not_believed(client: Client, office: Office, person: Person, provider: Provider) -> None:
    provider.told_apart, provider.userinfo = ("pid",), {"sub": "person-2"}
    refused(client, travel(client), office, "sub of userinfo")


def test_a_number_that_the_provider_did_not_verify_is_none(
    client: Client, office: Office, person: Person, provider: Provider, settings: Settings
) -> None:
    settings.OIDC = {
        **settings.OIDC,
        "THAID_PRESET": "dga",
        "THAID_LABEL": "ThaID",
        "THAID_CITIZEN_CLAIM": "pid",
        "THAID_HASHING": "none",
    }
    refused(client, travel(client), office, "citizen id not verified")
    provider.person["citizen_id_verified"] = True
    assert travel(client)["Location"] == "/mine/"


def test_who_has_left_does_not_come_in(client: Client, office: Office, person: Person, provider: Provider) -> None:
    actions.leave(person=person)
    refused(client, travel(client), office, "has left")
    assert not Identity.objects.exists()


def test_who_left_later_does_not_come_in_by_the_account(
    client: Client, office: Office, person: Person, provider: Provider
) -> None:
    travel(Client())
    actions.leave(person=person)
    refused(client, travel(client), office, "has left")


def test_an_account_of_another_office_is_nobodys_here(
    client: Client, office: Office, person: Person, provider: Provider
) -> None:
    other = make.person(make.office())
    provider.person = {"sub": "elsewhere", "pid": number_of(other)}
    refused(client, travel(client), office, "not on the list")
    Identity.objects.create(
        office=other.office, person=other, issuer=provider.url, subject="x" * 64, linked_at=clock.now(), used_at=clock.now()
    )
    refused(client, travel(client), office, "not on the list")


def test_an_account_of_one_person_does_not_let_in_another(
    client: Client, office: Office, person: Person, provider: Provider
) -> None:
    travel(Client())
    provider.person["pid"] = number_of(make.person(office))
    refused(client, travel(client), office, "another person's account")


def test_a_person_with_an_account_gets_no_second_one_of_that_provider(
    client: Client, office: Office, person: Person, provider: Provider
) -> None:
    travel(Client())
    provider.person["sub"] = "person-2"
    refused(client, travel(client), office, "linked with another account")
    assert Identity.objects.count() == 1


def test_an_account_is_linked_with_its_owner_alone(client: Client, office: Office, person: Person, provider: Provider) -> None:
    """Neither one whose citizen id is another's, nor one that lets another in already."""
    client.force_login(make.person(office))
    answer = client.get(way_back(led_to(client.post("/my/accounts/link/thaid/"))))
    assert (answer.status_code, SENTENCE in answer.content.decode()) == (403, True)
    travel(Client())
    answer = client.get(way_back(led_to(client.post("/my/accounts/link/other/"))))
    assert answer.status_code == 403
    assert Identity.objects.get().person == person


def test_an_account_is_linked_only_with_who_began_it(
    client: Client, office: Office, person: Person, provider: Provider
) -> None:
    client.force_login(person)
    back = way_back(led_to(client.post("/my/accounts/link/thaid/")))
    client.force_login(make.person(office))
    assert client.get(back).status_code == 403
    assert not Identity.objects.exists()


def test_tries_from_one_network_are_slowed(client: Client, office: Office, person: Person, provider: Provider) -> None:
    provider.claims = {"nonce": "another"}
    for _ in range(30):
        assert client.get("/sign-in/by/thaid/back/?state=x&code=y").status_code == 403
    answer = client.get(way_back(set_out(client)))
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) >= 1
    assert "Wait" in answer.content.decode()


def test_reasons_and_pages_hold_nothing_that_was_sent(
    client: Client, office: Office, person: Person, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither number nor code, state, token or secret: not in the page, the audit or the log."""
    provider.claims = {"nonce": "another"}
    back = way_back(set_out(client))
    page = client.get(back).content.decode()
    said = page + caplog.text.replace(back, "") + json.dumps(list(Record.objects.values_list("facts", flat=True)))
    words = [part.partition("=")[2] for part in back.partition("?")[2].split("&")]
    assert not any(word in said for word in [number_of(person), "คำลับ", *words])


def test_made_up_names_of_keys_ask_the_provider_once_a_minute(
    office: Office, person: Person, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    find = partial(keys.Keys(lambda: now[0]).find, f"{provider.url}/jwks", breaker=Breaker())
    for key_id in ("a", "b", "c"):
        with pytest.raises(keys.NoKey):
            find(key_id)
    assert provider.asked == ["/jwks"]
    now[0] = keys.NOT_AGAIN_FOR + 1
    with pytest.raises(keys.NoKey):
        find("a")
    assert provider.asked == ["/jwks"] * 2
    assert find("ec-1").kid == "ec-1"
    now[0] += keys.KEPT_FOR + 1
    provider.is_without_keys = True
    assert find("ec-1").kid == "ec-1", "those of before are good while it does not answer"
    assert provider.asked == ["/jwks"] * 3


def test_keys_that_change_are_found(client: Client, office: Office, person: Person, provider: Provider) -> None:
    now = [0.0]
    find = partial(keys.Keys(lambda: now[0]).find, f"{provider.url}/jwks", breaker=Breaker())
    assert find("ec-1").kid == "ec-1"
    provider.keys.keys[0] = ECKey.generate_key("P-256", {"kid": "ec-2"})
    now[0] = keys.NOT_AGAIN_FOR + 1
    assert find("ec-2").kid == "ec-2"
    with pytest.raises(keys.NoKey):
        find("ec-1")


def test_who_is_signed_out_meanwhile_links_nothing(client: Client, office: Office, provider: Provider) -> None:
    person = make.person(office)
    client.force_login(person)
    back = way_back(led_to(client.post("/my/accounts/link/other/")))
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(back).status_code == 403
    assert not Identity.objects.exists()


def test_a_provider_without_userinfo_has_to_tell_the_number_in_its_token(
    client: Client, office: Office, person: Person, provider: Provider
) -> None:
    provider.description, provider.told_apart = {"userinfo_endpoint": None}, ("pid",)
    refused(client, travel(client), office, "citizen id")


@pytest.mark.parametrize("number", [1e400, float("nan"), 10**400])
def test_numbers_without_measure_are_no_instants(
    client: Client, office: Office, person: Person, provider: Provider, number: float
) -> None:
    provider.claims = {"iat": number}
    refused(client, travel(client), office, "iat")
