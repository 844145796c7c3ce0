"""Signing in by ThaID and linking accounts, against a real provider on this machine."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from jonghong.audit.acts import Act
from jonghong.audit.models import Record
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.oidc import flows
from jonghong.oidc.actions import unlink
from jonghong.oidc.models import Identity
from jonghong.oidc.queries import subject_keys
from jonghong.people import actions, numbers
from jonghong.people.models import Person
from jonghong.post.models import Letter
from tests import make
from tests.oidc.conftest import is_in, led_to, set_out, travel, way_back
from tests.oidc.provider import CLIENT, Provider
from tests.people.conftest import number_of

LINKED, VOUCHED = Act.IDENTITY_LINKED, Act.VOUCHED


def facts_of(office: Office, *acts: Act) -> list[tuple[str, int | None, dict[str, object]]]:
    kept = Record.objects.filter(office=office, act__in=acts).order_by("number")
    return [(record.act, record.actor_id, record.facts) for record in kept]


@pytest.fixture
def person(office: Office, provider: Provider) -> Person:
    """Return somebody who signed in before, and is at the provider now."""
    made = make.person(office)
    provider.person = {"sub": number_of(made), "pid": number_of(made)}
    return made


def test_button_stands_only_where_a_provider_is_set(client: Client, office: Office, settings: Settings) -> None:
    assert "Sign in by" not in client.get("/sign-in/").content.decode()


def test_button_leads_to_the_provider_with_everything_that_makes_the_way_back_safe(
    client: Client, office: Office, provider: Provider
) -> None:
    page = client.get("/sign-in/?next=/mine/").content.decode()
    assert 'action="/sign-in/by/thaid/"' in page
    assert "Sign in by ThaID" in page
    address = urlsplit(set_out(client))
    words = {key: values[0] for key, values in parse_qs(address.query).items()}
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{provider.url}/auth"
    assert {"client_id": CLIENT, "response_type": "code", "code_challenge_method": "S256", "scope": "openid pid"}.items() <= (
        words.items()
    )
    assert words["redirect_uri"] == "http://testserver/sign-in/by/thaid/back/"
    assert min(len(words[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    again = parse_qs(urlsplit(set_out(client)).query)
    assert all(again[name][0] != words[name] for name in ("state", "nonce", "code_challenge"))


def test_page_of_departure_leads_on_by_itself_and_by_a_link(client: Client, office: Office, provider: Provider) -> None:
    answer = client.post("/sign-in/by/thaid/", {"next": "/"})
    page = answer.content.decode()
    escaped = led_to(answer).replace("&", "&amp;")
    assert f'<meta http-equiv="refresh" content="0; url={escaped}">' in page
    assert f'href="{escaped}"' in page
    assert "form-action 'self'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_the_first_time_the_citizen_id_links_the_account(
    client: Client, office: Office, person: Person, provider: Provider
) -> None:
    answer = travel(client)
    assert (answer.status_code, answer["Location"]) == (302, "/mine/")
    assert is_in(client)
    identity = Identity.objects.get()
    assert (identity.person, identity.issuer, identity.office) == (person, provider.url, office)
    assert identity.subject == subject_keys(provider.url, number_of(person))[0]
    assert facts_of(office, LINKED, VOUCHED) == [(LINKED, person.pk, {"way": "oidc", "issuer": provider.url})]
    assert [facts["way"] for _act, _actor, facts in facts_of(office, Act.SIGNED_IN)] == ["Outside"]


def test_the_citizen_id_is_kept_nowhere(client: Client, office: Office, person: Person, provider: Provider) -> None:
    travel(client)
    kept = [str(vars(row)) for model in (Identity, Record) for row in model.objects.all()]
    kept += [str(dict(client.session)), str(client.cookies)]
    assert not any(number_of(person) in text for text in kept)


def test_who_comes_by_an_account_is_hashed_under_the_newest_key_on_a_device_that_stays_known(
    client: Client, office: Office, person: Person, provider: Provider, settings: Settings
) -> None:
    travel(client)
    client.post("/sign-out/")
    settings.CITIZEN_KEYS = {**settings.CITIZEN_KEYS, "2": "a new key of 32 letters at the least"}
    travel(client)
    assert is_in(client)
    assert Person.objects.get().citizen_key == numbers.newest_key(number_of(person)) != person.citizen_key
    entries = Record.objects.filter(act=Act.SIGNED_IN).order_by("number")
    assert [entry.facts["is_known_device"] for entry in entries] == [False, True]


def test_the_second_time_the_account_is_known(client: Client, office: Office, person: Person, provider: Provider) -> None:
    travel(client)
    identity = Identity.objects.get()
    again = Client()
    assert travel(again)["Location"] == "/mine/"
    assert Identity.objects.get().used_at > identity.used_at
    assert len(facts_of(office, LINKED)) == 1


def test_who_never_signed_in_has_an_account_by_that_and_no_password(client: Client, office: Office, provider: Provider) -> None:
    digits = make.citizen_id(77)
    waiting = actions.enrol(office=office, name="คนใหม่", citizen_id=digits, group=office.groups.all()[0])
    provider.person = {"sub": "new", "pid": digits}
    assert travel(client)["Location"] == "/mine/"
    waiting.refresh_from_db()
    assert waiting.activated_at is not None
    assert not waiting.has_usable_password()
    assert facts_of(office, LINKED, VOUCHED) == [
        (LINKED, waiting.pk, {"way": "oidc", "issuer": provider.url}),
        (VOUCHED, waiting.pk, {"way": "oidc"}),
    ]


def test_an_officer_goes_on_to_the_second_step(client: Client, office: Office, provider: Provider, settings: Settings) -> None:
    settings.SIGN_IN_STEPS = ["tests.people.stepping.always"]
    chief = make.person(office, role="officer")
    provider.person = {"sub": "chief", "pid": number_of(chief)}
    answer = travel(client)
    assert answer["Location"] != "/mine/"
    assert not is_in(client)


def test_rsa_is_as_good(client: Client, office: Office, person: Person, provider: Provider) -> None:
    provider.header = {"alg": "RS256", "kid": "rsa-1"}
    assert travel(client)["Location"] == "/mine/"


def test_claims_may_stand_in_userinfo(client: Client, office: Office, person: Person, provider: Provider) -> None:
    provider.told_apart = ("pid",)
    assert travel(client)["Location"] == "/mine/"
    assert provider.asked[-1] == "/userinfo"


def test_a_provider_that_names_itself_is_taken_at_its_word(
    client: Client, office: Office, person: Person, provider: Provider
) -> None:
    provider.description = {"authorization_response_iss_parameter_supported": True}
    provider.back = {"iss": provider.url}
    assert travel(client)["Location"] == "/mine/"


def test_an_account_without_a_citizen_id_is_linked_by_who_is_signed_in(
    client: Client, office: Office, provider: Provider
) -> None:
    person = make.person(office)
    provider.person = {"sub": "someone", "email": "someone@example.org"}
    assert travel(Client(), "other").status_code == 403, "nobody's account yet"
    client.force_login(person)
    address = led_to(client.post("/my/accounts/link/other/"))
    assert client.get(way_back(address))["Location"] == "/my/accounts/?linked=1"
    assert "Linked." in client.get("/my/accounts/?linked=1").content.decode()
    assert travel(Client(), "other")["Location"] == "/mine/"
    assert facts_of(office, LINKED) == [(LINKED, person.pk, {"way": "oidc", "issuer": provider.url})]


def test_linking_again_changes_nothing(client: Client, office: Office, provider: Provider) -> None:
    client.force_login(make.person(office))
    for _ in range(2):
        address = led_to(client.post("/my/accounts/link/other/"))
        assert client.get(way_back(address))["Location"] == "/my/accounts/?linked=1"
    assert Identity.objects.count() == 1


def test_an_account_can_be_unlinked(client: Client, office: Office, person: Person, provider: Provider) -> None:
    travel(client)
    identity = Identity.objects.get()
    assert "ThaID" in client.get("/my/accounts/").content.decode()
    assert client.post(f"/my/accounts/{identity.pk}/unlink/")["Location"] == "/my/accounts/?unlinked=1"
    assert not Identity.objects.exists()
    assert facts_of(office, Act.IDENTITY_UNLINKED) == [
        (Act.IDENTITY_UNLINKED, person.pk, {"way": "oidc", "issuer": provider.url})
    ]


def test_the_only_way_in_stays(client: Client, office: Office, provider: Provider) -> None:
    digits = make.citizen_id(78)
    actions.enrol(office=office, name="คนใหม่", citizen_id=digits, group=office.groups.all()[0])
    provider.person = {"sub": "new", "pid": digits}
    travel(client)
    identity = Identity.objects.get()
    assert client.post(f"/my/accounts/{identity.pk}/unlink/")["Location"] == "/my/accounts/?last=1"
    assert "your only way in" in client.get("/my/accounts/?last=1").content.decode()
    assert Identity.objects.exists()


def test_nobody_unlinks_anothers_account(client: Client, office: Office, person: Person, provider: Provider) -> None:
    travel(Client())
    client.force_login(make.person(office))
    assert client.post(f"/my/accounts/{Identity.objects.get().pk}/unlink/").status_code == 404
    assert Identity.objects.exists()


def test_what_matters_is_asked_for_again(client: Client, office: Office, person: Person, provider: Provider) -> None:
    travel(client)
    identity = Identity.objects.get()
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        for address in (f"/my/accounts/{identity.pk}/unlink/", "/my/accounts/link/other/"):
            assert client.post(address)["Location"].startswith("/confirm/")
    assert Identity.objects.exists()


def test_pages_of_accounts_are_for_who_is_signed_in(client: Client, office: Office, provider: Provider) -> None:
    assert client.get("/my/accounts/").status_code == 302
    assert client.post("/my/accounts/link/other/").status_code == 303
    assert client.post("/my/accounts/1/unlink/").status_code == 303


def test_an_unknown_provider_is_no_page(client: Client, office: Office, provider: Provider) -> None:
    client.force_login(make.person(office))
    assert client.post("/sign-in/by/nobody/").status_code == 404
    assert client.get("/sign-in/by/nobody/back/?state=x&code=y").status_code == 404
    assert client.post("/my/accounts/link/nobody/").status_code == 404


def test_a_visit_begins_nothing(client: Client, office: Office, provider: Provider) -> None:
    assert client.get("/sign-in/by/thaid/").status_code == 405
    assert client.head("/sign-in/by/thaid/back/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/sign-in/by/thaid/").status_code == 403
    assert provider.asked == []


def test_only_the_last_few_journeys_are_remembered(client: Client, office: Office, person: Person, provider: Provider) -> None:
    first = set_out(client)
    others = [set_out(client) for _ in range(flows.MOST)]
    assert client.get(way_back(first)).status_code == 403
    assert client.get(way_back(others[0]))["Location"] == "/mine/"


def test_goals_elsewhere_are_not_followed(client: Client, office: Office, person: Person, provider: Provider) -> None:
    for goal in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        assert travel(Client(), goal=goal)["Location"] == "/"


def test_the_address_to_come_back_to_is_the_public_one(
    client: Client, office: Office, provider: Provider, settings: Settings
) -> None:
    settings.PUBLIC_URL = urlsplit("https://rooms.example.go.th/")
    words = parse_qs(urlsplit(set_out(client)).query)
    assert words["redirect_uri"] == ["https://rooms.example.go.th/sign-in/by/thaid/back/"]


def test_keys_and_description_are_asked_for_once(client: Client, office: Office, person: Person, provider: Provider) -> None:
    travel(Client())
    travel(Client())
    assert provider.asked.count("/jwks") == 1
    assert provider.asked.count("/.well-known/openid-configuration") == 1


def test_who_has_no_password_confirms_by_the_account(client: Client, office: Office, provider: Provider) -> None:
    digits = make.citizen_id(79)
    waiting = actions.enrol(office=office, name="คนใหม่", citizen_id=digits, group=office.groups.all()[0])
    provider.person = {"sub": "new", "pid": digits}
    travel(client)
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        page = client.get(client.post("/my/accounts/link/other/")["Location"]).content.decode()
        assert "Confirm by a linked account" in page
        offer = client.get("/confirm/account/?next=/my/accounts/").content.decode()
        assert 'action="/confirm/account/thaid/"' in offer
        address = led_to(client.post("/confirm/account/thaid/", {"next": "/my/accounts/"}))
        asked = parse_qs(urlsplit(address).query)
        assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
        assert client.get(way_back(address))["Location"] == "/my/accounts/"
        assert client.post("/my/accounts/link/other/").status_code == 200
    assert facts_of(office, Act.CONFIRMED) == [(Act.CONFIRMED, waiting.pk, {"way": "oidc"})]


@pytest.mark.parametrize("seconds", [None, -61, True])
def test_an_open_session_at_the_provider_confirms_nothing(
    client: Client, office: Office, person: Person, provider: Provider, seconds: int | None
) -> None:
    """Whoever sits at a screen left open takes what asks for a new proof out of the address."""
    travel(client)
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        now = int(clock.machine_now().timestamp())
        address = led_to(client.post("/confirm/account/thaid/", {"next": "/"}))
        edited = address.replace("&prompt=login", "").replace("&max_age=0", "")
        assert edited != address
        provider.claims = {"auth_time": seconds if seconds in (None, True) else now + seconds}
        provider.userinfo = {"auth_time": now}
        provider.told_apart = ("pid",)
        assert client.get(way_back(edited)).status_code == 403
        assert client.post("/my/accounts/link/other/")["Location"].startswith("/confirm/")
        provider.claims = {"auth_time": now - 60}
        address = led_to(client.post("/confirm/account/thaid/", {"next": "/"}))
        assert client.get(way_back(address))["Location"] == "/"
    assert len(facts_of(office, Act.CONFIRMED)) == 1


def test_another_account_confirms_nothing(client: Client, office: Office, person: Person, provider: Provider) -> None:
    travel(client)
    provider.person = {"sub": "another", "pid": number_of(make.person(office))}
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        address = led_to(client.post("/confirm/account/thaid/", {"next": "/"}))
        assert client.get(way_back(address)).status_code == 403
        travel(Client())
        address = led_to(client.post("/confirm/account/thaid/", {"next": "/"}))
        assert client.get(way_back(address)).status_code == 403
        assert client.post("/my/accounts/link/other/")["Location"].startswith("/confirm/")


def test_who_has_no_account_is_not_offered_to_confirm_by_one(client: Client, office: Office, provider: Provider) -> None:
    client.force_login(make.person(office))
    assert "linked account" not in client.get("/confirm/").content.decode()
    assert "No account is linked yet." in client.get("/confirm/account/").content.decode()


def test_a_letter_tells_of_each_link_made_and_taken_away(
    office: Office, person: Person, provider: Provider, settings: Settings
) -> None:
    settings.MAIL_FROM = "rooms@example.go.th"
    Person.objects.filter(pk=person.pk).update(email="a@example.go.th")
    before = Letter.objects.count()
    travel(Client())
    linked = Letter.objects.count()
    unlink(identity=Identity.objects.get())
    after = Letter.objects.count()
    unlinked = after - linked
    assert linked - before == 2, "of the link, and of the new device"
    assert unlinked == 1


def test_a_code_ends_all_links(office: Office, person: Person, provider: Provider) -> None:
    travel(Client())
    code = actions.issue_code(person=person)
    actions.activate(office=office, citizen_id=number_of(person), code=code, password="สะพานไม้ริมคลอง-ยามเช้า")
    assert not Identity.objects.exists()
    assert len(facts_of(office, Act.IDENTITY_UNLINKED)) == 1


def test_unlinking_twice_is_once(office: Office, person: Person, provider: Provider) -> None:
    travel(Client())
    identity = Identity.objects.get()
    for _ in range(2):
        unlink(identity=identity)
    assert len(facts_of(office, Act.IDENTITY_UNLINKED)) == 1


def test_an_account_is_shown_without_its_number(office: Office, person: Person, provider: Provider) -> None:
    travel(Client())
    assert str(Identity.objects.get()) == f"{person.pk} · {provider.url}"
