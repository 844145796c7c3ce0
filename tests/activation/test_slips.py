"""The page on which officers print slips with activation codes."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from jonghong.offices.models import Office
from jonghong.people import actions
from jonghong.people.models import ActivationCode, Membership, Person, Role
from tests import make
from tests.activation.conftest import latest, slips, text, told, waiting
from tests.office_pages import HOSTILE
from tests.people.conftest import number_of

NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)


@pytest.mark.usefixtures("officer")
def test_slips_of_a_group_are_printed_at_once(office: Office, client: Client) -> None:
    group = office.groups.all()[1]
    expected = {waiting(office, name).name for name in ("นายวิชัย ศรีสุข", "นางรัตนา สายทอง")}
    waiting(office, "อยู่กลุ่มอื่น", group=2)
    make.person(office, group=1, name="ลงทะเบียนแล้ว")
    with time_machine.travel(NOW, tick=False):
        response = client.post("/office/slips/", {"group": group.pk})
    assert set(slips(response)) == expected
    page = text(response)
    assert response["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert "Open http://testserver/register/" in page
    assert "Good until 7 June 2566." in page
    assert page.count("นโยบายและแผน") >= 2


def test_slip_of_an_officer_is_made_only_by_who_is_sure(office: Office, client: Client) -> None:
    officer, clerk = waiting(office, role=Role.OFFICER), waiting(office)
    with time_machine.travel(NOW, tick=False) as clock:
        client.force_login(make.person(office, role=Role.ADMINISTRATOR))
        clock.shift(timedelta(minutes=6))
        assert len(slips(client.post("/office/slips/", {"people": [clerk.pk]}))) == 1
        asked = client.post("/office/slips/", {"people": [officer.pk]})
        assert asked["Location"].startswith("/confirm/?next=")
        assert client.post(f"/office/account-requests/{officer.pk}/approve/", {"number": "1234"})["Location"].startswith(
            "/confirm/?"
        )
        assert not ActivationCode.objects.filter(person=officer).exists()
        client.post("/confirm/", {"password": make.PASSWORD})
        assert len(slips(client.post("/office/slips/", {"people": [officer.pk]}))) == 1


@pytest.mark.usefixtures("officer")
def test_slips_open_the_accounts_of_their_people(office: Office, client: Client) -> None:
    digits = make.citizen_id(4000)
    person = actions.enrol(office=office, name="นายวิชัย ศรีสุข", citizen_id=digits, group=office.groups.all()[1])
    (code,) = slips(client.post("/office/slips/", {"people": [person.pk]})).values()
    assert actions.activate(office=office, citizen_id=digits, code=code, password="ทุ่งกุลา ฟ้าใส ไก่ย่าง") == person


@pytest.mark.usefixtures("officer")
def test_slip_for_a_lost_password_keeps_the_old_one_until_it_is_used(office: Office, client: Client) -> None:
    person = make.person(office, name="นายวิชัย ศรีสุข")
    assert "The old password works until the code is used." in text(client.get(f"/office/people/{person.pk}/"))
    (code,) = slips(client.post("/office/slips/", {"people": [person.pk]})).values()
    assert Person.objects.get(pk=person.pk).check_password(make.PASSWORD)
    actions.activate(office=office, citizen_id=number_of(person), code=code, password="ทุ่งกุลา ฟ้าใส ไก่ย่าง")
    assert not Person.objects.get(pk=person.pk).check_password(make.PASSWORD)


@pytest.mark.usefixtures("officer")
def test_slips_page_ticks_who_has_no_code_yet(office: Office, client: Client) -> None:
    first, second = waiting(office, "นายวิชัย ศรีสุข"), waiting(office, "นางรัตนา สายทอง")
    actions.issue_code(person=first)
    page = text(client.get("/office/slips/"))
    ticked = re.findall(r'name="people" value="(\d+)" checked', page)
    assert ticked == [str(second.pk)]
    assert len(re.findall(r'type="checkbox" name="people"', page)) == 2
    assert "Print the slips of all 2 people" in page


@pytest.mark.usefixtures("officer")
def test_links_of_a_group_tick_all_of_it_or_nobody(office: Office, client: Client) -> None:
    first, second = waiting(office, "นายวิชัย ศรีสุข"), waiting(office, "นางรัตนา สายทอง")
    other = waiting(office, "นายสมชาย ใจดี", group=2)
    actions.issue_code(person=first)

    def ticked(address: str) -> tuple[set[str], dict[str, str]]:
        page = unescape(text(client.get(address)))
        group = page.partition(f'id="waiting-{first.memberships.get().group_id}"')[2].partition("</fieldset>")[0]
        links = dict(zip(("all", "none"), re.findall(r'href="(\?[^"#]+)#waiting-\d+" data-tick', group), strict=True))
        return set(re.findall(r'name="people" value="(\d+)" checked', page)), links

    assert ticked("/office/slips/")[0] == {str(second.pk), str(other.pk)}
    every, links = ticked("/office/slips/" + ticked("/office/slips/")[1]["all"])
    assert every == {str(first.pk), str(second.pk), str(other.pk)}
    assert ticked("/office/slips/" + links["none"])[0] == {str(other.pk)}
    elsewhere = f"?none={other.memberships.get().group_id}&none=0&all=%00"
    nobody = ticked("/office/slips/" + ticked(f"/office/slips/{elsewhere}")[1]["none"])
    assert nobody[0] == set()


@pytest.mark.usefixtures("officer")
def test_ticks_stay_as_they_were_sent_beside_a_mistake(office: Office, client: Client) -> None:
    first, second = waiting(office, "นายวิชัย ศรีสุข"), waiting(office, "นางรัตนา สายทอง")
    actions.issue_code(person=first)
    page = text(client.post("/office/slips/", {"people": [first.pk], "latest": "x"}))
    assert re.findall(r'name="people" value="(\d+)"( checked)?', page) == [(str(second.pk), ""), (str(first.pk), " checked")]


@pytest.mark.usefixtures("officer")
def test_slips_page_of_an_office_where_all_have_registered(office: Office, client: Client) -> None:
    waiting(office, role=Role.ADMINISTRATOR)
    assert "Everybody whom you look after has a password." in text(client.get("/office/slips/"))


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"people": ""},
        {"group": "0"},
        {"group": "", "people": "0"},
        *({"people": typed} for typed in HOSTILE),
        *({"group": typed} for typed in HOSTILE),
    ],
)
def test_slips_take_no_offence_at_bad_input(office: Office, client: Client, facts: dict[str, str]) -> None:
    waiting(office)
    response = client.post("/office/slips/", facts)
    assert response.status_code == 422
    assert len(told(response)) == 1
    assert ActivationCode.objects.count() == 0


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize("address", ["/office/slips/", "/office/people/{}/"])
def test_slips_asked_for_anew_are_new(office: Office, client: Client, address: str) -> None:
    person = waiting(office)
    twice = []
    for _ in range(2):
        facts = {"people": [person.pk, person.pk], "latest": latest(client.get(address.format(person.pk)))}
        twice.append(slips(client.post("/office/slips/", facts)))
    assert twice[0] != twice[1]
    assert ActivationCode.objects.filter(revoked_at=None).count() == 1


@pytest.mark.usefixtures("officer")
def test_slips_form_sent_again_leaves_what_was_printed_good(office: Office, client: Client) -> None:
    first, second = waiting(office, "นายวิชัย ศรีสุข"), waiting(office, "นางรัตนา สายทอง")
    facts: dict[str, Any] = {"group": office.groups.all()[1].pk, "latest": latest(client.get("/office/slips/"))}
    printed = slips(client.post("/office/slips/", facts))
    again = client.post("/office/slips/", facts)
    assert (again.status_code, slips(again)) == (422, {})
    (sentence,) = told(again)
    assert sentence.startswith("A slip was printed already for นางรัตนา สายทอง, นายวิชัย ศรีสุข. Hand it over;")
    assert {name: len(code) for name, code in printed.items()} == {first.name: 9, second.name: 9}
    assert ActivationCode.objects.filter(revoked_at=None).count() == 2
    assert int(latest(again)) > int(facts["latest"])


@pytest.mark.usefixtures("officer")
def test_slips_form_of_one_person_minds_no_code_of_another(office: Office, client: Client) -> None:
    person = waiting(office)
    facts = {"people": person.pk, "latest": latest(client.get(f"/office/people/{person.pk}/"))}
    actions.issue_code(person=waiting(office, "นางรัตนา สายทอง"))
    assert list(slips(client.post("/office/slips/", facts))) == [person.name]


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize("typed", ["-1", "x", "9" * 50, "\0"])
def test_slips_form_that_was_tampered_with_makes_no_code(office: Office, client: Client, typed: str) -> None:
    assert client.post("/office/slips/", {"people": waiting(office).pk, "latest": typed}).status_code == 422
    assert ActivationCode.objects.count() == 0


@pytest.mark.usefixtures("officer")
def test_slips_for_somebody_whose_role_was_raised_meanwhile_are_refused_in_a_sentence(
    office: Office, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, issue_codes = waiting(office), actions.issue_codes

    def after_the_role_was_raised(**facts: Any) -> list[actions.Slip]:
        Membership.objects.filter(person=person).update(role=Role.OFFICER)
        return issue_codes(**facts)

    monkeypatch.setattr(actions, "issue_codes", after_the_role_was_raised)
    response = client.post("/office/slips/", {"people": person.pk})
    assert response.status_code == 422
    assert told(response) == ["Only an administrator looks after room officers and administrators. Ask one of them."]


@pytest.mark.usefixtures("officer")
def test_slips_name_the_address_that_the_office_has_said(office: Office, client: Client, settings: Settings) -> None:
    settings.PUBLIC_URL = urlsplit("https://room.example.go.th/")
    assert "Open https://room.example.go.th/register/" in text(client.post("/office/slips/", {"people": waiting(office).pk}))
