"""The page about the codes of one person."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from jonghong.offices.models import Office
from jonghong.people import actions
from jonghong.people.models import ActivationCode, Person, Role
from jonghong.people.permissions import rights_of
from jonghong.people.refusals import WrongPair
from tests import make
from tests.activation.conftest import acts, known, text
from tests.people.conftest import number_of

NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)
NEW = "ทุ่งกุลา ฟ้าใส ไก่ย่าง"

pytestmark = pytest.mark.django_db


def page_of(person: Person) -> str:
    return f"/office/people/{person.pk}/code/"


def rows(client: Client, person: Person) -> list[str]:
    """Return what the page tells of each code, the latest first."""
    page = text(client.get(page_of(person)))
    return [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)[1:]
    ]


@time_machine.travel(NOW, tick=False)
def test_page_tells_what_became_of_each_code(office: Office, client: Client, officer: Person) -> None:
    person = known(office)
    assert "No code was made so far." in text(client.get(page_of(person)))
    actions.issue_code(person=person, issued_by=rights_of(officer))
    code = actions.issue_code(person=person)
    wrong = "2222-2222" if code != "2222-2222" else "3333-3333"
    with pytest.raises(WrongPair):
        actions.activate(office=office, citizen_id=number_of(person), code=wrong, password=NEW)
    latest, first = rows(client, person)
    assert latest == "25 May 2566 09.00 console slip 7 Jun 2566 23.59 not used yet 4 tries left Revoke"
    assert first == "25 May 2566 09.00 นายประเสริฐ วงศ์ใหญ่ slip 7 Jun 2566 23.59 void 25 May 2566 09.00"
    assert code not in text(client.get(page_of(person)))
    ActivationCode.objects.filter(revoked_at=None).update(tries_left=0)
    assert "no tries left Revoke" in rows(client, person)[0]
    ActivationCode.objects.filter(revoked_at=None).update(tries_left=5)
    actions.activate(office=office, citizen_id=number_of(person), code=code, password=NEW)
    assert rows(client, person)[0].endswith("used 25 May 2566 09.00")


def test_code_that_is_out_of_time_says_so(office: Office, client: Client, officer: Person) -> None:
    person = known(office)
    with time_machine.travel(NOW, tick=False):
        actions.issue_code(person=person)
    with time_machine.travel(NOW + timedelta(days=20), tick=False):
        client.force_login(officer)
        assert rows(client, person)[0].endswith("out of time")


def test_revoked_code_opens_nothing(office: Office, client: Client, officer: Person) -> None:
    person = known(office)
    code = actions.issue_code(person=person)
    for _time in range(2):  # a second press changes nothing
        response = client.post(f"{page_of(person)}revoke/")
        assert (response.status_code, response["Location"]) == (303, f"{page_of(person)}?revoked=1")
    assert "The code is void." in text(client.get(response["Location"]))
    with pytest.raises(WrongPair):
        actions.activate(office=office, citizen_id=number_of(person), code=code, password=NEW)
    assert acts(office) == [
        ("activation.issued", f"person:{person.pk}", None),
        ("activation.revoked", f"person:{person.pk}", officer.pk),
    ]


def test_console_revokes_too(office: Office) -> None:
    person = known(office)
    actions.issue_code(person=person)
    actions.revoke_code(person=person)
    assert acts(office)[-1] == ("activation.revoked", f"person:{person.pk}", None)


@pytest.mark.usefixtures("officer")
def test_page_is_about_those_whom_the_officer_looks_after(office: Office, client: Client) -> None:
    others = [
        known(office, role=Role.OFFICER),
        known(office, active=False),
        known(make.office()),
    ]
    for person in others:
        assert client.get(page_of(person)).status_code == 404
        assert client.post(f"{page_of(person)}revoke/").status_code == 404


@pytest.mark.usefixtures("officer")
def test_role_that_was_raised_meanwhile_keeps_the_code(office: Office, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    person, revoke = known(office), actions.revoke_code
    actions.issue_code(person=person)

    def after_the_role_was_raised(**facts: object) -> None:
        person.memberships.update(role=Role.OFFICER)
        revoke(**facts)  # type: ignore[arg-type]

    monkeypatch.setattr(actions, "revoke_code", after_the_role_was_raised)
    assert client.post(f"{page_of(person)}revoke/").status_code == 403
    assert ActivationCode.objects.get().revoked_at is None


@pytest.mark.usefixtures("officer")
def test_person_page_leads_to_it(office: Office, client: Client) -> None:
    person = known(office)
    assert f'href="{page_of(person)}"' in text(client.get(f"/office/people/{person.pk}/"))
