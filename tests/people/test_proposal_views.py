"""The pages on which administrators decide what takes two of them."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from jonghong.audit.models import Record
from jonghong.offices.models import Office
from jonghong.people import actions
from jonghong.people.models import Deputy, Person, Proposal, Role, Stage
from jonghong.people.permissions import rights_of
from jonghong.people.signin import BY_FACTOR_AT
from tests import make
from tests.people.test_proposals import MAY, House, role_of
from tests.trust.world import SURE_AT, client_of

PAGE, SETTING = "/office/proposals/", "/office/two-people/"


@pytest.fixture
def house(db: None) -> House:
    return House()


def opened(person: Person, address: str = PAGE) -> str:
    answer = client_of(person).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def address_of(proposal: Proposal, act: str) -> str:
    return f"{PAGE}{proposal.pk}/{act}/"


def unsure(person: Person) -> Client:
    client = client_of(person)
    session = client.session
    session[SURE_AT] = 0
    session.save()
    return client


def test_each_sees_what_is_theirs_to_do(house: House) -> None:
    made = house.proposed()
    own, other = opened(house.first), opened(house.second)
    for act, is_for_other in (("approve", True), ("decline", True), ("withdraw", False)):
        assert [address_of(made, act) in page for page in (own, other)] == [not is_for_other, is_for_other]
    for page in (own, other):
        assert all(text in page for text in (house.clerk.name, house.first.name, "Give a role", "Room officer"))
    assert client_of(house.officer).get(PAGE).status_code == 403
    assert Record.objects.filter(act="view.people", facts__page="proposals", facts__people=[house.clerk.pk]).count() == 2


def test_who_decides_sees_whose_account_it_is(house: House) -> None:
    new = make.person(house.office)
    Person.objects.filter(pk=new.pk).update(activated_at=None)
    for person, by in ((house.clerk, rights_of(house.officer)), (house.clerk, rights_of(house.third)), (new, None)):
        actions.issue_code(person=person, issued_by=by)
    house.proposed()
    house.proposed(new)
    page = opened(house.second)
    words = (house.clerk.masked_id, new.masked_id, "not registered yet", "in use since", "last code given on")
    assert [text for text in words if text not in page] == []
    assert f"last code given by {house.third.name} on" in page
    assert f"last code given by {house.officer.name} on" not in page


def test_menu_counts_what_waits_where_the_office_has_set_so(house: House) -> None:
    house.proposed()
    link = f'<a href="{PAGE}">Proposals'
    counted = f'{link} <span class="count">1</span>'
    pages = [opened(person, "/office/groups/") for person in (house.first, house.second, house.officer)]
    assert [(link in page, counted in page) for page in pages] == [(True, False), (True, True), (False, False)]
    Office.objects.update(power_takes_two=False)
    assert link not in opened(house.second, "/office/groups/")


def test_approved_and_declined_on_the_page(house: House) -> None:
    made = house.proposed()
    answer = client_of(house.second).post(address_of(made, "approve"))
    assert (answer["Location"], role_of(house.clerk)) == (f"{PAGE}?approved=1", [Role.OFFICER])
    again = client_of(house.third).post(address_of(made, "decline"))
    assert again.status_code == 422
    assert "This proposal no longer waits." in again.content.decode()
    another = house.proposed(house.officer, Role.ADMINISTRATOR)
    assert client_of(house.third).post(address_of(another, "decline"))["Location"] == f"{PAGE}?declined=1"
    page = opened(house.first)
    assert ("approved and done by" in page, "not approved by" in page) == (True, True)


def test_nobody_approves_their_own_or_what_is_about_them(house: House) -> None:
    made = house.proposed()
    for person in (house.first, house.officer, house.clerk):
        assert client_of(person).post(address_of(made, "approve")).status_code in {403, 422}
    assert Proposal.objects.get().stage == Stage.OPEN


def test_who_decides_is_sure(house: House) -> None:
    made = house.proposed()
    for act in ("approve", "decline"):
        assert unsure(house.second).post(address_of(made, act))["Location"].startswith("/confirm/")
    assert Proposal.objects.get().stage == Stage.OPEN


def test_who_approves_proves_it_by_the_second_step_where_there_is_one(house: House) -> None:
    made, address = house.proposed(), "/confirm/?next="
    Person.objects.filter(pk=house.second.pk).update(has_factor=True)
    client = client_of(house.second)
    answer = client.post(address_of(made, "approve"))
    assert (answer["Location"].startswith(address), answer["Location"].endswith("&by=factor")) == (True, True)
    made.refresh_from_db()
    assert made.stage == Stage.OPEN
    session = client.session
    session[BY_FACTOR_AT] = session[SURE_AT]
    session.save()
    assert client.post(address_of(made, "approve"))["Location"] == f"{PAGE}?approved=1"


def test_who_notes_that_an_officer_has_left_is_sure(house: House) -> None:
    for person in (house.officer, house.second):
        assert unsure(house.first).post(f"/office/people/{person.pk}/left/")["Location"].startswith("/confirm/")
    assert not Proposal.objects.exists()
    address = f"/office/people/{house.second.pk}/"
    assert client_of(house.first).post(f"{address}left/")["Location"] == f"{address}?proposed=1"
    page = opened(house.third)
    assert ("End the role of an administrator" in page, "<p>Has left</p>" in page) == (True, True)
    address = f"/office/people/{house.officer.pk}/"
    assert client_of(house.first).post(f"{address}left/")["Location"] == f"{address}?saved=1"
    assert unsure(house.first).post(f"/office/people/{house.clerk.pk}/left/")["Location"].endswith("?saved=1")


def test_approved_code_is_declined_on_the_page(house: House) -> None:
    actions.issue_codes(office=house.office, people=[house.officer], issued_by=rights_of(house.first))
    made = Proposal.objects.get()
    actions.approve_proposal(proposal=made, by=rights_of(house.second))
    offered = [
        [address_of(made, act) in opened(person) for act in ("approve", "decline", "withdraw")]
        for person in (house.first, house.third)
    ]
    assert offered == [[False, False, True], [False, True, False]]
    assert client_of(house.third).post(address_of(made, "decline"))["Location"] == f"{PAGE}?declined=1"
    made.refresh_from_db()
    assert made.stage == Stage.DECLINED


def test_withdrawn_by_administrator_and_officer(house: House) -> None:
    made = house.proposed()
    assert client_of(house.first).post(address_of(made, "withdraw"))["Location"] == f"{PAGE}?withdrawn=1"
    deputy = actions.name_deputy(
        office=house.office, person=house.clerk, starts_on=MAY, ends_on=MAY, by=rights_of(house.officer)
    )
    assert isinstance(deputy, Proposal)
    another = house.one(Role.OFFICER)
    assert client_of(another).post(address_of(deputy, "withdraw")).status_code == 403
    assert address_of(deputy, "withdraw") in opened(house.officer, "/office/deputies/")
    assert client_of(house.officer).post(address_of(deputy, "withdraw"))["Location"] == "/office/deputies/"
    assert list(Proposal.objects.values_list("stage", flat=True)) == [Stage.WITHDRAWN] * 2


def test_another_office_is_invisible(house: House) -> None:
    other = House()
    made = other.proposed()
    assert other.clerk.name not in opened(house.first)
    for act in ("approve", "decline", "withdraw"):
        assert client_of(house.first).post(address_of(made, act)).status_code == 404
    made.refresh_from_db()
    assert made.stage == Stage.OPEN


def test_page_says_whether_the_others_are_told(house: House, settings: Settings) -> None:
    said = {}
    for sender in ("", "ห้องประชุม <room@office.example>"):
        settings.MAIL_FROM = sender
        said[bool(sender)] = "told by e-mail" in opened(house.first, f"{PAGE}?proposed=1")
    assert said == {False: False, True: True}


def test_setting_is_switched_by_who_is_sure(house: House) -> None:
    Office.objects.update(power_takes_two=False)
    assert unsure(house.first).post(SETTING, {"required": "1"})["Location"].startswith("/confirm/")
    assert SETTING in opened(house.first, "/office/")
    assert client_of(house.first).post(SETTING, {"required": "1"})["Location"] == f"{SETTING}?saved=1"
    assert Office.objects.get(pk=house.office.pk).power_takes_two
    assert client_of(house.first).post(SETTING, {"required": "0"})["Location"] == f"{PAGE}?proposed=1"
    assert "is proposed, and waits" in opened(house.second, SETTING)
    client_of(house.second).post(address_of(Proposal.objects.get(), "approve"))
    assert not Office.objects.get(pk=house.office.pk).power_takes_two


def test_setting_wants_two_administrators(house: House) -> None:
    Office.objects.update(power_takes_two=False)
    for each in (house.second, house.third):
        actions.leave(person=each)
    answer = client_of(house.first).post(SETTING, {"required": "1"})
    assert (answer.status_code, "two administrators who can sign in" in answer.content.decode()) == (422, True)


def test_pages_say_so_when_one_is_enough_again(house: House) -> None:
    for each in (house.second, house.third):
        actions.leave(person=each)
    for address in (PAGE, SETTING):
        assert "There are no longer two administrators" in opened(house.first, address)


def test_pages_of_people_say_what_waits(house: House) -> None:
    address = f"/office/people/{house.clerk.pk}/"
    form: dict[str, Any] = {
        "name": "ชื่ออื่น",
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "1",
        "form-0-group": str(house.groups[1]),
        "form-0-role": Role.OFFICER.value,
    }
    assert client_of(house.first).post(address, form)["Location"] == f"{address}?proposed=1"
    assert "Waits for a second administrator: Give a role" in opened(house.second, address)
    assert (Person.objects.get(pk=house.clerk.pk).name, role_of(house.clerk)) == ("ชื่ออื่น", [Role.CLERK])


def test_deputy_is_proposed_on_its_page(house: House) -> None:
    typed = {"person": house.clerk.pk, "starts_on": "1/5/2574", "ends_on": "1/5/2574"}
    assert client_of(house.officer).post("/office/deputies/", typed)["Location"] == "/office/deputies/"
    assert not Deputy.objects.exists()
    assert f"Name a deputy · {house.clerk.name}" in opened(house.officer, "/office/deputies/")
    client_of(house.first).post(address_of(Proposal.objects.get(), "approve"))
    assert Deputy.objects.get().person == house.clerk
