"""E-mail addresses: which are kept, and the forms through which they come."""

from typing import Any

import pytest
from django.test import Client

from jonghong.offices.models import Office
from jonghong.people import emails
from jonghong.people.models import Person, Role
from tests import make
from tests.office_pages import HOSTILE, mistakes, value_of

BAD = [
    "",
    "x",
    "@",
    "@example.go.th",
    "somsri@",
    "somsri@example",
    "somsri@example.go.th.",
    "somsri@.example.go.th",
    "somsri@example..th",
    "somsri@-example.go.th",
    "somsri@example-.go.th",
    "somsri@127.0.0.1",
    "somsri@[127.0.0.1]",
    "som sri@example.go.th",
    "somsri@exam ple.go.th",
    "somsri@example.go.th, wichai@example.go.th",
    "somsri@example.go.th;wichai@example.go.th",
    "Somsri <somsri@example.go.th>",
    '"som sri"@example.go.th',
    "สมศรี@example.go.th",
    ".somsri@example.go.th",
    "som..sri@example.go.th",
    "somsri@example.go.th\r\nBcc: wichai@example.go.th",
    "somsri\r\nBcc: x@example.go.th",
    "somsri\0@example.go.th",
    "somsri@exam\0ple.go.th",
    "somsri@example.go.th\u202e",
    "a" * 65 + "@example.go.th",
    "somsri@" + "a" * 64 + ".go.th",
    "somsri@" + "a.go." * 60 + "th",
    "somsri@" + "ก" * 80 + ".th",
    "mailto:somsri@example.go.th",
    *(text for text in HOSTILE),
]


@pytest.mark.pure
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("somsri@example.go.th", "somsri@example.go.th"),
        (" Somsri.J+room@Example.GO.TH ", "Somsri.J+room@example.go.th"),
        ("o'hara_1@a-b.co", "o'hara_1@a-b.co"),
        ("somsri@ตัวอย่าง.ไทย", "somsri@xn--72c1a1bt4awk9o.xn--o3cw4h"),
    ],
)
def test_an_address_is_kept_in_one_way(typed: str, kept: str) -> None:
    assert emails.normalised(typed) == kept


@pytest.mark.pure
@pytest.mark.parametrize("typed", BAD)
def test_what_is_not_one_address_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(emails.BadAddress) as raised:
        emails.normalised(typed)
    assert str(raised.value) == ""


@pytest.fixture
def someone(db: None, client: Client) -> Person:
    """Return a clerk; an administrator is signed in."""
    office = make.office()
    client.force_login(make.person(office, role=Role.ADMINISTRATOR))
    client.cookies["language"] = "en"
    return make.person(office)


def of_adding(office: Office, **typed: Any) -> dict[str, Any]:
    group = office.groups.all()[1].pk
    return {"name": "นาย ก", "citizen_id": make.citizen_id(77), "group": group, "role": "clerk", **typed}


def of_changing(person: Person, **typed: Any) -> dict[str, Any]:
    place = person.memberships.get()
    lines = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "form-0-group": place.group_id, "form-0-role": place.role}
    return {"name": person.name, **lines, **typed}


def test_an_address_is_added_changed_and_taken_away_by_form(client: Client, someone: Person) -> None:
    added = client.post("/office/people/add/", of_adding(someone.office, email="A@Example.go.th"))
    assert added.status_code == 303
    person = Person.objects.latest("pk")
    assert person.email == "A@example.go.th"
    address = f"/office/people/{person.pk}/"
    assert value_of(client.get(address), "email") == "A@example.go.th"
    for email in ("b@example.go.th", ""):
        assert client.post(address, of_changing(person, email=email)).status_code == 303
        assert Person.objects.get(pk=person.pk).email == email


@pytest.mark.parametrize("typed", [bad for bad in BAD if bad.strip()])
def test_a_form_says_what_is_wrong_with_an_address_and_keeps_it(client: Client, someone: Person, typed: str) -> None:
    for address, words in (
        ("/office/people/add/", of_adding(someone.office, email=typed)),
        (f"/office/people/{someone.pk}/", of_changing(someone, email=typed)),
    ):
        response = client.post(address, words)
        assert list(mistakes(response)) == ["email"]
    assert Person.objects.get(pk=someone.pk).email == ""
