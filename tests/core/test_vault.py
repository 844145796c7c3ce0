"""Texts that the database alone does not give away."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pytest_django import Settings

from jonghong.core import vault
from jonghong.core.vault import Unreadable
from jonghong.people.models import Person
from tests import make

OLD, NEW = "o" * 43, "n" * 43


@pytest.fixture
def keys(settings: Settings) -> dict[str, str]:
    settings.FIELD_KEYS = {"1": OLD}
    return settings.FIELD_KEYS


@pytest.mark.parametrize("text", ["somsri@example.go.th", "ก", "", "🙂" * 1000])
def test_a_sealed_text_is_read_again(keys: dict[str, str], text: str) -> None:
    sealed = vault.seal(text, context="here")
    assert vault.unseal(sealed, context="here") == text
    assert text == "" or text not in sealed


def test_it_is_sealed_otherwise_each_time(keys: dict[str, str]) -> None:
    assert vault.seal("same", context="here") != vault.seal("same", context="here")


def test_it_is_aes_gcm_as_the_standard_writes_it(keys: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.urandom", lambda size: b"\0" * size)
    key_id, body = vault.seal("text", context="here").split(".")
    expected = AESGCM(sha256(OLD.encode()).digest()).encrypt(b"\0" * 12, b"text", b"here")
    assert (key_id, urlsafe_b64decode(body)) == ("1", b"\0" * 12 + expected)


def test_the_cipher_passes_a_vector_of_the_standard() -> None:
    # NIST SP 800-38D test case 14: AES-256, a block of zeros
    closed = AESGCM(bytes(32)).encrypt(bytes(12), bytes(16), None)
    assert closed.hex() == "cea7403d4d606b6e074ec5d3baf39d18" + "d0d1c8a799996bf0265b98b5d48ab919"


def test_a_new_key_seals_and_the_old_one_still_reads(keys: dict[str, str]) -> None:
    before = vault.seal("text", context="here")
    keys["2"] = NEW
    after = vault.seal("text", context="here")
    assert [sealed.split(".")[0] for sealed in (before, after)] == ["1", "2"]
    assert {vault.unseal(sealed, context="here") for sealed in (before, after)} == {"text"}


def tampered(sealed: str) -> str:
    raw = bytearray(urlsafe_b64decode(sealed[2:]))
    raw[20] ^= 1
    return f"1.{urlsafe_b64encode(raw).decode()}"


@pytest.mark.parametrize(
    "changed", [tampered, lambda sealed: "7" + sealed[1:], lambda sealed: sealed[:20], lambda _s: "", lambda _s: "1.ก"]
)
def test_what_was_changed_is_not_read(keys: dict[str, str], changed) -> None:
    with pytest.raises(Unreadable, match="here"):
        vault.unseal(changed(vault.seal("text", context="here")), context="here")


def test_what_was_moved_to_another_place_is_not_read(keys: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        vault.unseal(vault.seal("text", context="here"), context="there")


@pytest.mark.django_db
def test_a_sealed_column_holds_no_text_and_gives_it_back() -> None:
    person = make.person(make.office(), email="somsri@example.go.th")
    other = make.person(person.office)
    kept = dict(Person.objects.values_list("pk", "email"))
    assert kept == {person.pk: "somsri@example.go.th", other.pk: ""}
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM people_person WHERE id = %s", [person.pk])
        assert "somsri" not in cursor.fetchone()[0]
