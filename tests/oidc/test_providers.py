"""What the settings of a provider may say, and to what addresses anything is sent at all."""

from pathlib import Path

import pytest
from django.apps import apps
from pytest_django import Settings

from jonghong.core.breaker import Breaker
from jonghong.oidc import providers
from jonghong.oidc.fetching import Unanswered, fetch, is_safe

pytestmark = pytest.mark.pure
GOOD = {"CLIENT_ID": "us", "CLIENT_SECRET": "s3cret-word"}


@pytest.fixture(autouse=True)
def _forget() -> None:
    providers._read_once.cache_clear()


def said(name: str, **facts: str) -> dict[str, str]:
    return {f"{name}_{key}": value for key, value in (GOOD | facts).items()}


def test_thaid_needs_a_name_and_a_word() -> None:
    thaid = providers.read("thaid", said("THAID"))
    assert (thaid.label, thaid.issuer, thaid.scope) == ("ThaID", "https://imauth.bora.dopa.go.th", "openid pid")
    assert thaid.is_whole
    assert all(is_safe(url) for url in (thaid.auth_url, thaid.token_url, thaid.userinfo_url, thaid.jwks_url))
    assert thaid.word == "s3cret-word"
    assert "s3cret-word" not in repr(thaid)


def test_dga_describes_itself_and_wants_its_word_hashed() -> None:
    dga = providers.read("dga", said("DGA", CLIENT_SECRET="secret"))
    assert (dga.issuer, dga.citizen_claim, dga.verified_claim) == (
        "https://connect.egov.go.th",
        "citizen_id",
        "citizen_id_verified",
    )
    assert not dga.is_whole
    assert dga.word == "cb6bd8a24c3dd4d1ba2d4b7d4a4d7a8c" or len(dga.word) == 32
    assert dga.word != providers.read("dga", said("DGA", CLIENT_SECRET="secret2")).word


def test_another_issuer_of_a_kind_has_addresses_of_its_own() -> None:
    sandbox = providers.read("thaid", said("THAID", ISSUER="https://imauthsbx.bora.dopa.go.th"))
    assert not sandbox.is_whole
    assert (sandbox.auth_url, sandbox.citizen_claim) == ("", "pid")


def test_a_provider_of_any_name_may_have_a_preset() -> None:
    own = providers.read("office-2", said("OFFICE_2", PRESET="thaid", LABEL="ของเรา", CITIZEN_CLAIM=""))
    assert (own.name, own.label, own.citizen_claim, own.is_whole) == ("office-2", "ของเรา", "", True)


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "word"
    file.write_text("s3cret-word\n", encoding="utf-8")
    facts = said("THAID", CLIENT_SECRET="", CLIENT_SECRET_FILE=str(file))
    assert providers.read("thaid", facts).client_secret == "s3cret-word"


@pytest.mark.parametrize(
    ("name", "facts", "named"),
    [
        ("ThaID", {}, "OIDC_PROVIDERS"),
        ("x y", {}, "OIDC_PROVIDERS"),
        ("../x", {}, "OIDC_PROVIDERS"),
        ("thaid", {"CLIENT_ID": ""}, "OIDC_THAID_CLIENT_ID"),
        ("thaid", {"CLIENT_SECRET": ""}, "OIDC_THAID_CLIENT_SECRET"),
        ("thaid", {"CLIENT_SECRET_FILE": "/no/such/file"}, "OIDC_THAID_CLIENT_SECRET_FILE"),
        ("other", {}, "OIDC_OTHER_ISSUER"),
        ("other", {"ISSUER": "http://other.example"}, "OIDC_OTHER_ISSUER"),
        ("other", {"ISSUER": "https://[other"}, "OIDC_OTHER_ISSUER"),
        ("thaid", {"TOKEN_URL": "http://other.example/"}, "OIDC_THAID_TOKEN_URL"),
        ("thaid", {"TOKEN_URL": "https://user:word@other.example/"}, "OIDC_THAID_TOKEN_URL"),
        ("thaid", {"VERIFY": "off"}, "OIDC_THAID_VERIFY"),
        ("thaid", {"KEYS": "x"}, "OIDC_THAID_KEYS"),
        ("thaid", {"AUTH": "none"}, "OIDC_THAID_AUTH"),
        ("thaid", {"SCOPE": "pid"}, "OIDC_THAID_SCOPE"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named_and_not_shown(name: str, facts: dict[str, str], named: str) -> None:
    with pytest.raises(providers.Unusable) as fact:
        providers.read(name, said(name.upper().replace("-", "_"), **facts))
    assert str(fact.value).startswith(f"{named} ")
    assert "s3cret-word" not in str(fact.value)


def test_a_provider_that_cannot_work_is_left_out_and_said_at_the_start(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.OIDC = {"PROVIDERS": "thaid, other,", **said("THAID"), **said("OTHER")}
    apps.get_app_config("oidc").ready()
    assert list(providers.providers()) == ["thaid"]
    assert [record.message.split()[0] for record in caplog.records] == ["OIDC_OTHER_ISSUER"]


def test_there_is_none_unless_named(settings: Settings) -> None:
    settings.OIDC = said("THAID")
    assert providers.providers() == {}


def test_a_missing_extra_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "find_spec", lambda _name: None)
    with pytest.raises(providers.Unusable, match=r"jonghong\[oidc\]"):
        providers.read("thaid", said("THAID"))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "http://10.0.0.1/",
        "http://127.0.0.1.example/",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "https://user@example.org/",
        "https://example.org/#a",
        "https:///x",
        "//example.org",
        "https://[::1",
        "",
    ],
)
def test_nothing_is_sent_to_an_unsafe_address(url: str) -> None:
    assert not is_safe(url)
    with pytest.raises(Unanswered, match="address"):
        fetch(url, breaker=Breaker())


@pytest.mark.parametrize("url", ["https://example.org/x?y=z", "http://127.0.0.1:8000/", "http://[::1]/", "http://localhost/"])
def test_https_and_this_machine_are_safe(url: str) -> None:
    assert is_safe(url)
