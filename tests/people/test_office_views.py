"""The pages on which officers keep the list of people."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from jonghong.offices.models import Group, Office
from jonghong.people import actions
from jonghong.people.models import ActivationCode, Membership, Person, Role
from tests import make
from tests.office_pages import HOSTILE, mistakes

NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)
DIGITS = "1234567890121"
PAGES = ["/office/people/", "/office/people/add/", "/office/slips/"]


@pytest.fixture
def officer(office: Office, client: Client) -> Person:
    """Return a room officer, signed in."""
    made = make.person(office, group=0, role=Role.OFFICER, name="นายประเสริฐ วงศ์ใหญ่")
    client.force_login(made)
    return made


@pytest.fixture
def administrator(office: Office, client: Client) -> Person:
    """Return an administrator, signed in."""
    made = make.person(office, group=0, role=Role.ADMINISTRATOR, name="นางสาวสมศรี ใจงาม")
    client.force_login(made)
    return made


def waiting(office: Office, name: str = "นายวิชัย ศรีสุข", *, group: int = 1, role: str = Role.CLERK) -> Person:
    """Return somebody who has not registered yet."""
    digits = make.citizen_id(next(make._numbers))
    return actions.enrol(office=office, name=name, citizen_id=digits, group=office.groups.all()[group], role=role)


def text(response) -> str:
    return unescape(response.content.decode())


def told(response) -> list[str]:
    return [unescape(said) for said in re.findall(r'<p class="note bad" role="alert">(.*?)</p>', response.content.decode())]


def names(response) -> list[str]:
    """Return the names on the list, in order."""
    return re.findall(r'<th scope="row">(.*?)</th>', text(response))


def lines(*places: tuple[Any, str], name: str = "นาย ก", **more: Any) -> dict[str, Any]:
    """Return what the form about one person sends for these groups and roles."""
    facts: dict[str, Any] = {"name": name, "form-TOTAL_FORMS": len(places), "form-INITIAL_FORMS": 0}
    for number, (group, role) in enumerate(places):
        facts[f"form-{number}-group"] = group.pk if isinstance(group, Group) else group
        facts[f"form-{number}-role"] = role
    return facts | more


@pytest.mark.parametrize("address", PAGES)
def test_clerks_are_told_who_can_help_and_strangers_sign_in(office: Office, client: Client, address: str) -> None:
    for method in (client.get, client.post):
        assert method(address)["Location"].startswith("/sign-in/?next=/office/")
    client.force_login(make.person(office))
    for method in (client.get, client.post):
        response = method(address)
        assert response.status_code == 403
        assert "Only a room officer or an administrator" in text(response)


def test_clerks_change_nobody(office: Office, client: Client) -> None:
    someone = make.person(office)
    client.force_login(make.person(office))
    for address in (
        f"/office/people/{someone.pk}/",
        f"/office/people/{someone.pk}/left/",
        f"/office/people/{someone.pk}/back/",
    ):
        assert client.post(address, lines((office.groups.all()[0], Role.CLERK))).status_code == 403
    assert Person.objects.get(pk=someone.pk).is_active


@pytest.mark.usefixtures("officer")
def test_list_shows_name_group_role_masked_id_and_standing(office: Office, client: Client) -> None:
    digits = make.citizen_id(4000)
    group = office.groups.all()[1]
    with time_machine.travel(NOW, tick=False):
        person = actions.enrol(office=office, name="นายวิชัย ศรีสุข", citizen_id=digits, group=group)
        actions.issue_code(person=person)
        waiting(office, "นางรัตนา สายทอง")
        make.person(office, name="นายมานพ คำแก้ว", active=False)
        page = text(client.get("/office/people/"))
    rows = [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL)[1:]
    ]
    last4 = digits[-4:]
    assert rows[0].startswith("นางรัตนา สายทอง นโยบายและแผน · Group clerk x-xxxx-xxxx")
    assert rows[0].endswith("not registered yet Change นางรัตนา สายทอง")
    assert rows[1].startswith("นายประเสริฐ วงศ์ใหญ่ อำนวยการ · Room officer")
    assert rows[1].endswith("in use")  # another officer may not change an officer
    assert rows[2] == (
        f"นายวิชัย ศรีสุข นโยบายและแผน · Group clerk x-xxxx-xxxx{last4[0]}-{last4[1:3]}-{last4[3]} "
        "not registered yet has a code until 7 Jun 2566 Change นายวิชัย ศรีสุข"
    )
    assert rows[3].startswith("นายมานพ คำแก้ว")
    assert rows[3].endswith("has left Change นายมานพ คำแก้ว")


@pytest.mark.usefixtures("office")
def test_list_of_another_office_is_invisible(client: Client, officer: Person) -> None:
    make.person(make.office(), name="คนอื่น")
    assert names(client.get("/office/people/")) == [officer.name]


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_few_questions(office: Office, client: Client, count: int, django_assert_num_queries) -> None:
    for _ in range(count):
        waiting(office)
    with django_assert_num_queries(6 + 3):  # three for the record of it
        client.get("/office/people/")


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("วิชัย", ["นายวิชัย ศรีสุข"]),
        ("  ศรีสุข ", ["นายวิชัย ศรีสุข"]),
        ("นโยบาย", ["นายวิชัย ศรีสุข"]),
        ("อำนวย", ["นายประเสริฐ วงศ์ใหญ่"]),
        ("", ["นายประเสริฐ วงศ์ใหญ่", "นายวิชัย ศรีสุข"]),
        ("ไม่มี", []),
        *((hostile, []) for hostile in HOSTILE if hostile.strip("\0\r\n\t\ufeff\u200b\u202e")),
    ],
)
def test_search_finds_by_name_and_group(office: Office, client: Client, search: str, found: list[str]) -> None:
    waiting(office)
    response = client.get("/office/people/", {"q": search})
    assert response.status_code == 200
    assert names(response) == (found if "กลับ" not in search else [])


@pytest.mark.usefixtures("officer")
def test_search_field_takes_no_numbers(client: Client) -> None:
    assert 'pattern="[^0-9๐-๙]*"' in text(client.get("/office/people/"))


@pytest.mark.parametrize(
    ("page", "first"), [("1", "ก000"), ("2", "ก100"), ("99", "ก100"), ("x", "ก000"), ("-1", "ก100"), ("", "ก000")]
)
@pytest.mark.usefixtures("officer")
def test_long_list_has_pages(office: Office, client: Client, page: str, first: str) -> None:
    people = [
        Person(office=office, name=f"ก{number:03}", citizen_key=f"{number:064}", citizen_last4="0000") for number in range(120)
    ]
    Person.objects.bulk_create(people)
    response = client.get("/office/people/", {"page": page, "q": ""})
    assert names(response)[0] == first
    assert ("Page 1 of 2" in text(response)) == (first == "ก000")


def add(client: Client, office: Office, **facts: Any):
    return client.post(
        "/office/people/add/",
        {"name": "นายวิชัย ศรีสุข", "citizen_id": DIGITS, "group": office.groups.all()[1].pk, "role": Role.CLERK, **facts},
    )


@pytest.mark.usefixtures("officer")
def test_add_leads_to_the_page_that_prints_a_slip(office: Office, client: Client) -> None:
    response = add(client, office, citizen_id="๑-2345-67890-12-1")
    person = Person.objects.get(citizen_last4="0121")
    assert (response.status_code, response["Location"]) == (303, f"/office/people/{person.pk}/?added=1")
    page = text(client.get(response["Location"]))
    assert "Added. Now print a slip" in page
    assert f'name="people" value="{person.pk}"' in page
    assert DIGITS not in page


@pytest.mark.usefixtures("officer")
def test_add_refuses_a_number_twice_in_a_sentence(office: Office, client: Client) -> None:
    add(client, office)
    response = add(client, office, name="คนอื่น", citizen_id="1 2345 67890 12 1")
    assert mistakes(response) == {"citizen_id": "This number is already on the list: นายวิชัย ศรีสุข."}
    assert 'value="คนอื่น"' in text(response)


@pytest.mark.usefixtures("officer")
def test_add_asks_again_about_a_check_digit_that_does_not_fit(office: Office, client: Client) -> None:
    assert "is_sure" not in text(client.get("/office/people/add/"))
    response = add(client, office, citizen_id="1234567890122")
    assert set(mistakes(response)) == {"citizen_id"}
    assert 'name="is_sure"' in text(response)
    assert add(client, office, citizen_id="1234567890122", is_sure="on").status_code == 303


@pytest.mark.usefixtures("officer")
def test_add_offers_an_officer_no_role_above_clerk(office: Office, client: Client) -> None:
    assert re.findall(
        r'<option value="(\w+)"[^>]*>(?:Group clerk|Room officer|Administrator)', text(client.get("/office/people/add/"))
    ) == ["clerk"]
    assert set(mistakes(add(client, office, role=Role.OFFICER))) == {"role"}
    assert not Person.objects.filter(citizen_last4="0121").exists()


@pytest.mark.usefixtures("officer")
def test_add_lets_an_administrator_give_every_role(office: Office, client: Client, administrator: Person) -> None:
    for number, role in enumerate(Role):
        assert add(client, office, citizen_id=make.citizen_id(4000 + number), role=role).status_code == 303
    assert set(Membership.objects.exclude(person=administrator).values_list("role", flat=True)) == set(Role)


@pytest.mark.usefixtures("officer")
def test_add_refuses_groups_of_another_office_and_out_of_use(office: Office, client: Client) -> None:
    idle = Group.objects.create(office=office, name="เลิกใช้", short_name="เลิกใช้", is_active=False)
    for group in (idle.pk, make.office().groups.all()[0].pk, "x", ""):
        assert set(mistakes(add(client, office, group=group))) == {"group"}


@pytest.mark.usefixtures("officer")
def test_name_that_holds_a_citizen_id_is_refused(office: Office, client: Client) -> None:
    response = add(client, office, name="นายวิชัย ๑-2345-67890-12-1")
    assert mistakes(response) == {"name": "This holds a citizen ID. Write the name alone."}


@pytest.mark.usefixtures("administrator", "officer")
@pytest.mark.parametrize("typed", ["", *HOSTILE])
@pytest.mark.parametrize("field", ["name", "citizen_id", "group", "role", "is_sure"])
def test_add_takes_no_offence_at_bad_input(office: Office, client: Client, field: str, typed: str) -> None:
    for value in (typed, [typed, typed]):
        response = add(client, office, **{field: value})
        assert response.status_code in ({303, 422} if field in {"name", "is_sure"} else {422})
        assert "<script>alert" not in response.content.decode()


@pytest.mark.usefixtures("officer", "administrator")
def test_change_sets_name_groups_and_roles(office: Office, client: Client) -> None:
    person = waiting(office)
    first, second, third = office.groups.all()
    page = text(client.get(f"/office/people/{person.pk}/"))
    assert page.count('<fieldset class="line">') == 2
    facts = lines((first, Role.OFFICER), ("", Role.CLERK), (third, Role.CLERK), name="นางสาววิชุดา ศรีสุข")
    response = client.post(f"/office/people/{person.pk}/", facts)
    assert (response.status_code, response["Location"]) == (303, f"/office/people/{person.pk}/?saved=1")
    assert "Saved" in text(client.get(response["Location"]))
    assert Person.objects.get(pk=person.pk).name == "นางสาววิชุดา ศรีสุข"
    assert dict(person.memberships.values_list("group", "role")) == {first.pk: Role.OFFICER, third.pk: Role.CLERK}
    assert second.name not in names(client.get("/office/people/"))


@pytest.mark.usefixtures("officer")
def test_change_refuses_a_group_twice_and_none_at_all(office: Office, client: Client) -> None:
    person, group = waiting(office), office.groups.all()[0]
    response = client.post(f"/office/people/{person.pk}/", lines((group, Role.CLERK), (group, Role.CLERK)))
    assert response.status_code == 422
    assert "This group stands there twice." in text(response)
    response = client.post(f"/office/people/{person.pk}/", lines(("", Role.CLERK), name="ชื่อใหม่"))
    assert (response.status_code, told(response)) == (422, ["Choose at least one group of this office."])
    assert 'value="ชื่อใหม่"' in text(response)


@pytest.mark.usefixtures("officer")
def test_change_keeps_a_group_that_went_out_of_use(office: Office, client: Client) -> None:
    person, group = waiting(office), office.groups.all()[1]
    Group.objects.filter(pk=group.pk).update(is_active=False)
    assert f'<option value="{group.pk}" selected>' in text(client.get(f"/office/people/{person.pk}/"))
    assert client.post(f"/office/people/{person.pk}/", lines((group, Role.CLERK))).status_code == 303


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"name": "ก"},
        {"name": "ก", "form-TOTAL_FORMS": "x", "form-INITIAL_FORMS": "\0"},
        {"name": "ก", "form-TOTAL_FORMS": "9" * 50, "form-INITIAL_FORMS": "-1"},
        {"name": "ก", "form-TOTAL_FORMS": "1000", "form-INITIAL_FORMS": "0"},
        *({"name": typed, "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"} for typed in HOSTILE),
        *(lines((typed, Role.CLERK)) for typed in HOSTILE),
        *(lines(("", typed)) for typed in HOSTILE),
    ],
)
def test_change_takes_no_offence_at_bad_input(office: Office, client: Client, facts: dict[str, Any]) -> None:
    assert client.post(f"/office/people/{waiting(office).pk}/", facts).status_code == 422


@pytest.mark.usefixtures("administrator", "officer")
@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR])
def test_officer_opens_nobody_above_a_clerk(office: Office, client: Client, role: str) -> None:
    above = waiting(office, role=role)
    for address in (f"/office/people/{above.pk}/", f"/office/people/{above.pk}/left/", f"/office/people/{above.pk}/back/"):
        response = client.post(address, lines((office.groups.all()[0], Role.CLERK)))
        assert response.status_code == 403
        assert "Only an administrator looks after" in text(response)
    assert client.post("/office/slips/", {"people": above.pk}).status_code == 422
    assert (Person.objects.get(pk=above.pk).is_active, ActivationCode.objects.count()) == (True, 0)


@pytest.mark.usefixtures("administrator")
@pytest.mark.parametrize("number", ["0", "99999999999999999999999999", "foreign"])
def test_people_of_another_office_are_not_found(client: Client, number: str) -> None:
    foreigner = make.person(make.office())
    number = str(foreigner.pk) if number == "foreign" else number
    for address in (f"/office/people/{number}/", f"/office/people/{number}/left/", f"/office/people/{number}/back/"):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    assert client.post("/office/slips/", {"people": number}).status_code == 422
    assert client.post("/office/slips/", {"group": foreigner.office.groups.all()[0].pk}).status_code == 422
    assert Person.objects.get(pk=foreigner.pk).is_active


@pytest.mark.usefixtures("officer")
def test_leaving_and_returning_are_noted_by_post_alone(office: Office, client: Client) -> None:
    person = make.person(office)
    for word, is_active in (("left", False), ("back", True)):
        address = f"/office/people/{person.pk}/{word}/"
        assert client.get(address)["Location"] == f"/office/people/{person.pk}/"
        assert Person.objects.get(pk=person.pk).is_active is not is_active
        assert client.post(address)["Location"] == f"/office/people/{person.pk}/?saved=1"
        assert Person.objects.get(pk=person.pk).is_active is is_active
        assert ("Works here again?" in text(client.get(f"/office/people/{person.pk}/"))) is not is_active


@pytest.mark.usefixtures("officer")
def test_last_administrator_cannot_leave_or_step_down(office: Office, client: Client, administrator: Person) -> None:
    response = client.post(f"/office/people/{administrator.pk}/left/")
    assert response.status_code == 403
    assert "This is the last administrator" in text(response)
    response = client.post(f"/office/people/{administrator.pk}/", lines((office.groups.all()[0], Role.CLERK)))
    assert response.status_code == 422
    assert told(response)[0].startswith("This is the last administrator")


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize("address", [*PAGES, "/sign-in/", "/register/"])
def test_pages_hold_in_thai(client: Client, address: str) -> None:
    with translation.override("th"):
        client.cookies["language"] = "th"
        assert client.get(address, follow=True).status_code == 200
