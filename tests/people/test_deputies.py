"""Who acts for the room officers: named, acting on the office's own days, ended; and what stays with the officers."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jonghong.offices.models import Office
from jonghong.offices.versions import office_version
from jonghong.people import actions
from jonghong.people.models import Deputy, Membership, Person, Role
from jonghong.people.permissions import Rights, managed_people, may_manage_person, rights_of, roles_to_give, with_places
from jonghong.people.refusals import (
    ActsAlready,
    EndsBeforeItStarts,
    HasLeft,
    IsOfficerAlready,
    MayNotManage,
    MayNotManagePeople,
    NotYourself,
    OverAlready,
    Refused,
    TooLong,
)
from tests import make
from tests.office_pages import HOSTILE, mistakes, value_of
from tests.people.conftest import at_once

NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)
TODAY = date(2023, 5, 25)
DAY = timedelta(days=1)
PAGES_OF_PEOPLE = ["/office/people/", "/office/people/add/", "/office/slips/", "/office/deputies/"]


@pytest.fixture(autouse=True)
def _on_the_25th() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def officer(office: Office) -> Person:
    return make.person(office, group=0, role=Role.OFFICER, name="นายประเสริฐ วงศ์ใหญ่")


@pytest.fixture
def clerk(office: Office) -> Person:
    return make.person(office, name="สมศรี ใจดี")


@pytest.fixture
def name(office: Office, officer: Person, clerk: Person) -> Callable[..., Deputy]:
    """Return a function that names the clerk, for today unless other facts are given."""

    def named(**facts: Any) -> Deputy:
        usual = {"person": clerk, "starts_on": TODAY, "ends_on": TODAY, "by": rights_of(officer)}
        made = actions.name_deputy(office=office, **{**usual, **facts})
        assert isinstance(made, Deputy)
        return made

    return named


def text(response: Any) -> str:
    return unescape(response.content.decode())


# Rights


def test_deputy_holds_the_role_of_an_officer(office: Office, clerk: Person, name: Callable[..., Deputy]) -> None:
    before = rights_of(clerk)
    name()
    rights = rights_of(clerk)
    assert rights == Rights(clerk.pk, office.pk, before.roles | {Role.OFFICER}, before.group_ids, is_deputy=True)
    assert (rights.is_officer, rights.may_manage_office) == (True, True)
    assert (rights.is_administrator, rights.may_manage_people) == (False, False)
    assert roles_to_give(rights) == []
    assert not may_manage_person(rights, frozenset({Role.CLERK}))
    assert set(managed_people(rights, office)) == set()


@pytest.mark.parametrize("zone", ["Asia/Bangkok", "Pacific/Kiritimati", "Etc/GMT+12"])
def test_deputy_acts_from_the_first_midnight_to_the_last_of_the_office(zone: str, clerk: Person, name: Any) -> None:
    office = clerk.office
    Office.objects.filter(pk=office.pk).update(time_zone=zone)
    office.refresh_from_db()
    first, last = TODAY + 3 * DAY, TODAY + 4 * DAY
    name(starts_on=first, ends_on=last)
    starts = datetime(first.year, first.month, first.day, tzinfo=office.zone)
    second = timedelta(seconds=1)
    for instant, acts in (
        (starts - second, False),
        (starts, True),
        (starts + 2 * DAY - second, True),
        (starts + 2 * DAY, False),
    ):
        with time_machine.travel(instant, tick=False):
            assert rights_of(clerk).is_deputy is acts, instant


def test_deputy_named_for_several_spans_acts_in_each(clerk: Person, name: Callable[..., Deputy]) -> None:
    for days in (0, 1, 7):
        name(starts_on=TODAY + days * DAY, ends_on=TODAY + days * DAY)
    acting = []
    for days in range(9):
        with time_machine.travel(NOW + days * DAY, tick=False):
            acting += [days] * rights_of(clerk).is_deputy
    assert acting == [0, 1, 7]


def test_roles_and_acting_are_read_by_one_query(office: Office, clerk: Person, name: Any, django_assert_num_queries) -> None:
    Membership.objects.create(office=office, person=clerk, group=office.groups.all()[2], role=Role.CLERK)
    name()
    name(starts_on=TODAY + DAY, ends_on=TODAY + DAY)
    with django_assert_num_queries(1):
        found = with_places(clerk.pk)
        assert found is not None
        rights = rights_of(found)
    groups = tuple(office.groups.values_list("pk", flat=True)[1:])
    assert rights == Rights(clerk.pk, office.pk, frozenset({Role.CLERK, Role.OFFICER}), groups, is_deputy=True)


def test_signed_in_month_asks_for_rights_once_of_a_deputy_too(clerk: Person, name: Callable[..., Deputy]) -> None:
    client = Client()
    client.force_login(clerk)
    before = asked_of_people(client)
    name()
    assert before == asked_of_people(client) == 1


def asked_of_people(client: Client) -> int:
    """Return how many questions about people a month page asks that is made afresh."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/2566/6/").status_code == 200
    return sum("people_" in sql and "people_session" not in sql for sql in (query["sql"] for query in asked.captured_queries))


def test_officer_in_his_own_right_is_no_deputy(office: Office, clerk: Person, name: Callable[..., Deputy]) -> None:
    name()
    Membership.objects.filter(person=clerk).update(role=Role.OFFICER)
    rights = rights_of(clerk)
    assert (rights.is_officer, rights.is_deputy, rights.may_manage_people) == (True, False, True)


def test_deputy_keeps_rooms_but_no_people(office: Office, clerk: Person, name: Callable[..., Deputy], client: Client) -> None:
    client.force_login(clerk)
    assert client.get("/office/rooms/").status_code == 403
    name()
    page = text(client.get("/office/rooms/"))
    assert "You act for a room officer today." in page
    tabs = set(re.findall(r'href="(/office/[a-z]*/?)"', page.partition('<nav class="tabs"')[2].partition("</nav>")[0]))
    assert tabs & set(PAGES_OF_PEOPLE) == set()
    assert {"/office/rooms/", "/office/groups/", "/office/holidays/", "/office/"} <= tabs
    other = make.person(office)
    addresses = [*PAGES_OF_PEOPLE, f"/office/people/{other.pk}/", f"/office/people/{other.pk}/left/"]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 403, address
        assert "Only a room officer or an administrator looks after people and deputies. Ask one of them." in text(response)
        assert client.post(address).status_code == 403
    with pytest.raises(MayNotManage):
        actions.leave(person=other, actor=rights_of(clerk))
    with pytest.raises(MayNotManage):
        actions.issue_code(person=other, issued_by=rights_of(clerk))


def test_officer_sees_every_tab_and_no_note(officer: Person, client: Client) -> None:
    client.force_login(officer)
    page = text(client.get("/office/rooms/"))
    assert all(f'href="{address}"' in page for address in ("/office/people/", "/office/slips/", "/office/deputies/"))
    assert "You act for a room officer today." not in page


# Naming and ending


def test_naming_keeps_every_fact_and_makes_pages_stale(office: Office, officer: Person, clerk: Person, name: Any) -> None:
    version = office_version(office.pk)
    deputy = name(ends_on=TODAY + 9 * DAY, remark="คำสั่งที่ 12/2566")
    kept = Deputy.objects.get()
    assert kept == deputy
    assert (kept.office, kept.person, kept.named_by) == (office, clerk, officer)
    assert (kept.starts_on, kept.ends_on, kept.remark) == (TODAY, TODAY + 9 * DAY, "คำสั่งที่ 12/2566")
    assert (kept.created_at, kept.ended_at) == (NOW, None)
    assert str(kept) == "สมศรี ใจดี · 2023-05-25 - 2023-06-03"
    assert office_version(office.pk) == version + 1


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        (0, -1, EndsBeforeItStarts),
        (-9, -1, OverAlready),
        (0, 366, TooLong),
        (-1, 365, TooLong),
        (0, 365, None),
        (-9, 0, None),
        (900, 901, None),
    ],
)
def test_span_has_to_make_sense(name: Callable[..., Deputy], first: int, last: int, refusal: type[Refused] | None) -> None:
    facts = {"starts_on": TODAY + first * DAY, "ends_on": TODAY + last * DAY}
    if refusal:
        with pytest.raises(refusal):
            name(**facts)
    else:
        name(**facts)
    assert Deputy.objects.count() == (refusal is None)


def test_spans_of_one_person_do_not_overlap(office: Office, clerk: Person, name: Callable[..., Deputy]) -> None:
    standing = name(starts_on=TODAY + 5 * DAY, ends_on=TODAY + 9 * DAY)
    for first, last in ((5, 9), (0, 5), (9, 20), (6, 7), (0, 30)):
        with pytest.raises(ActsAlready) as refusal:
            name(starts_on=TODAY + first * DAY, ends_on=TODAY + last * DAY)
        assert str(refusal.value).startswith("สมศรี ใจดี ")
    for first, last in ((0, 4), (10, 20)):
        name(starts_on=TODAY + first * DAY, ends_on=TODAY + last * DAY)
    name(person=make.person(office), starts_on=TODAY + 5 * DAY, ends_on=TODAY + 9 * DAY)
    actions.end_deputy(deputy=standing, by=Rights(person_id=1, office_id=office.pk, roles=frozenset({Role.ADMINISTRATOR})))
    name(starts_on=TODAY + 5 * DAY, ends_on=TODAY + 9 * DAY)


def test_only_who_is_no_officer_and_works_here_can_act(office: Office, officer: Person, clerk: Person, name: Any) -> None:
    with pytest.raises(NotYourself):
        name(person=officer)
    for role in (Role.OFFICER, Role.ADMINISTRATOR):
        with pytest.raises(IsOfficerAlready):
            name(person=make.person(office, role=role))
    actions.leave(person=clerk)
    clerk.is_active = True  # as it stood when it was read
    with pytest.raises(HasLeft):
        name()
    assert Deputy.objects.count() == 0


def test_only_officers_in_their_own_right_name_and_end(office: Office, clerk: Person, name: Callable[..., Deputy]) -> None:
    deputy = name()
    other = make.person(office)
    for person in (clerk, other):
        with pytest.raises(MayNotManagePeople):
            name(person=other, by=rights_of(person))
        with pytest.raises(MayNotManagePeople):
            actions.end_deputy(deputy=deputy, by=rights_of(person))
    with pytest.raises(MayNotManagePeople):
        name(person=other, by=Rights())
    assert rights_of(clerk).is_deputy


def test_ending_takes_the_role_at_once_and_is_noted_once(office: Office, officer: Person, clerk: Person, name: Any) -> None:
    deputy = name(ends_on=TODAY + 9 * DAY)
    version = office_version(office.pk)
    actions.end_deputy(deputy=deputy, by=rights_of(officer))
    assert not rights_of(clerk).is_officer
    assert office_version(office.pk) == version + 1
    with time_machine.travel(NOW + DAY, tick=False):
        actions.end_deputy(deputy=deputy, by=rights_of(officer))
    assert Deputy.objects.get().ended_at == NOW


def test_what_is_over_by_itself_is_not_ended(officer: Person, name: Callable[..., Deputy]) -> None:
    deputy = name()
    with time_machine.travel(NOW + DAY, tick=False):
        actions.end_deputy(deputy=deputy, by=rights_of(officer))
    assert Deputy.objects.get().ended_at is None


def test_who_leaves_acts_no_longer_even_after_coming_back(clerk: Person, name: Callable[..., Deputy], client: Client) -> None:
    name(ends_on=TODAY + 9 * DAY)
    name(starts_on=TODAY + 20 * DAY, ends_on=TODAY + 20 * DAY)
    client.force_login(clerk)
    assert client.get("/office/rooms/").status_code == 200
    actions.leave(person=clerk)
    assert client.get("/office/rooms/").status_code == 302
    assert rights_of(clerk) == Rights()
    actions.come_back(person=clerk)
    assert not rights_of(clerk).is_officer
    assert set(Deputy.objects.values_list("ended_at", flat=True)) == {NOW}


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_names(name: Callable[..., Deputy]) -> None:
    done = at_once(lambda _number: name(), 4)
    assert sorted(type(each).__name__ for each in done) == ["ActsAlready"] * 3 + ["Deputy"]
    assert Deputy.objects.count() == 1


def test_database_refuses_a_span_that_ends_before_it_starts(name: Callable[..., Deputy]) -> None:
    deputy = name()
    with pytest.raises(IntegrityError), transaction.atomic():
        Deputy.objects.filter(pk=deputy.pk).update(starts_on=TODAY + DAY)


# The page


def typed(person: Person, /, **words: Any) -> dict[str, Any]:
    return {"person": person.pk, "starts_on": "25/5/66", "ends_on": "๓๑ พ.ค. ๒๕๖๖", "remark": " คำสั่งที่  12/2566 ", **words}


def sections(page: str) -> dict[str, list[str]]:
    """Return what is listed under each heading."""
    found = re.findall(r'<h2 id="(\w+)">.*?</h2>(.*?)</section>', page, re.DOTALL)
    return {heading: re.findall(r"<h3>(.*?)</h3>", entries) for heading, entries in found}


def test_officer_names_and_ends_and_is_offered_to_name_again(office: Office, officer: Person, clerk: Person, client) -> None:
    client.force_login(officer)
    assert "Nobody acts for the room officers today." in text(client.get("/office/deputies/"))
    response = client.post("/office/deputies/", typed(clerk))
    deputy = Deputy.objects.get()
    assert (deputy.starts_on, deputy.ends_on, deputy.remark) == (TODAY, date(2023, 5, 31), "คำสั่งที่ 12/2566")
    assert response.url == f"/office/deputies/?named={deputy.pk}#deputy-{deputy.pk}"
    page = text(client.get(response.url))
    assert sections(page) == {"present": ["สมศรี ใจดี"]}
    assert "25-31 May 2566 · คำสั่งที่ 12/2566" in page
    assert "named by นายประเสริฐ วงศ์ใหญ่ on 25 May 2566" in page
    assert '<strong role="status">Saved</strong>' in page

    response = client.post(f"/office/deputies/{deputy.pk}/end/")
    assert response.url == f"/office/deputies/?ended={deputy.pk}"
    page = text(client.get(response.url))
    assert sections(page) == {"past": ["สมศรี ใจดี"]}
    assert "สมศรี ใจดี acts for the room officers no longer." in page
    assert "· ended on 25 May 2566" in page
    with time_machine.travel(NOW + DAY, tick=False):
        client.force_login(officer)  # sessions end after twelve hours
        form = client.get(f"/office/deputies/?again={deputy.pk}")
    assert (value_of(form, "starts_on"), value_of(form, "ends_on")) == ("26 May 2566", "31 May 2566")
    assert value_of(form, "remark") == "คำสั่งที่ 12/2566"
    assert f'<option value="{clerk.pk}" selected>' in text(form)


def test_page_tells_those_of_today_from_coming_and_past(office: Office, officer: Person, client: Client, name: Any) -> None:
    people = [make.person(office, name=each) for each in ("ก", "ข", "ค", "ง")]
    with time_machine.travel(NOW - 9 * DAY, tick=False):
        name(person=people[3], starts_on=TODAY - 9 * DAY, ends_on=TODAY - DAY)
    name(person=people[2], starts_on=TODAY + DAY, ends_on=TODAY + DAY)
    name(person=people[1], starts_on=TODAY - DAY)
    withdrawn = name(person=people[0], starts_on=TODAY + 3 * DAY, ends_on=TODAY + 3 * DAY)
    actions.end_deputy(deputy=withdrawn, by=rights_of(officer))
    client.force_login(officer)
    assert sections(text(client.get("/office/deputies/"))) == {"present": ["ข"], "coming": ["ค"], "past": ["ก", "ง"]}


def test_page_offers_who_works_here_and_is_no_officer(office: Office, officer: Person, clerk: Person, client: Client) -> None:
    make.person(office, role=Role.ADMINISTRATOR)
    make.person(office, active=False)
    make.person(make.office())
    client.force_login(officer)
    page = text(client.get("/office/deputies/"))
    assert re.findall(r'<option value="(\w*)"', page) == ["", str(clerk.pk)]


def test_naming_again_chooses_nobody_in_place_of_who_may_not_act_any_more(clerk: Person, officer: Person, client, name) -> None:
    deputy = name()
    actions.leave(person=clerk)
    make.person(clerk.office)
    client.force_login(officer)
    page = text(client.get(f"/office/deputies/?again={deputy.pk}"))
    assert re.findall(r'<option value="(\w*)" selected>', page) == [""]


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ({"person": ""}, {"person": "Fill this in."}),
        ({"person": "999999"}, {"person": "Choose one that is offered."}),
        ({"starts_on": "31/2/66"}, {"starts_on": "There is no day 31 in February 2566. Write a day from 1 to 28."}),
        ({"starts_on": "", "ends_on": ""}, {"starts_on": "Fill this in.", "ends_on": "Fill this in."}),
        ({"ends_on": "24/5/66"}, {"ends_on": "The last day comes before the first."}),
        (
            {"starts_on": "1/5/66", "ends_on": "24/5/66"},
            {"ends_on": "These days are over. Choose a last day from today on."},
        ),
        ({"ends_on": "1/6/67"}, {"ends_on": "At most one year at a time. Choose an earlier last day."}),
        ({"remark": "ก" * 201}, {"remark": "Write at most 200 characters; these are 201."}),
    ],
)
def test_page_says_what_is_wrong(officer: Person, clerk: Person, client: Client, words: Any, wrong: dict[str, str]) -> None:
    client.force_login(officer)
    response = client.post("/office/deputies/", typed(clerk, **words))
    assert mistakes(response) == wrong
    assert value_of(response, "ends_on") == typed(clerk, **words)["ends_on"]
    assert Deputy.objects.count() == 0


def test_page_says_why_somebody_cannot_act(officer: Person, clerk: Person, client: Client, name: Any) -> None:
    name(ends_on=TODAY + 2 * DAY)
    client.force_login(officer)
    said = "สมศรี ใจดี acts for a room officer already: 25-27 May 2566. Choose other days, or end that first."
    assert mistakes(client.post("/office/deputies/", typed(clerk))) == {"starts_on": said}


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("field", ["person", "starts_on", "ends_on", "remark"])
def test_page_takes_or_refuses_anything_in_a_sentence(officer, clerk, client: Client, field: str, hostile: str) -> None:
    client.force_login(officer)
    response = client.post("/office/deputies/", typed(clerk, **{field: hostile}))
    assert response.status_code in {302, 303, 422}
    assert "<script>alert" not in client.get("/office/deputies/").content.decode()


@pytest.mark.parametrize("number", ["", "x", "-1", "0", "9" * 17, "9" * 40, "๑", "\0"])
@pytest.mark.parametrize("word", ["named", "ended", "again"])
def test_page_minds_no_entry_that_is_not_there(officer: Person, client: Client, word: str, number: str) -> None:
    client.force_login(officer)
    response = client.get("/office/deputies/", {word: number})
    assert response.status_code == 200
    assert "no longer" not in text(response)


def test_page_does_not_say_that_what_stands_is_ended(officer: Person, client: Client, name: Any) -> None:
    deputy = name()
    client.force_login(officer)
    assert "no longer" not in text(client.get(f"/office/deputies/?ended={deputy.pk}"))


def test_another_office_is_not_seen_named_or_ended(officer: Person, clerk: Person, client: Client) -> None:
    there = make.office()
    boss, theirs = make.person(there, role=Role.OFFICER), make.person(there, name="คนของเขา")
    deputy = actions.name_deputy(
        office=there, person=theirs, starts_on=TODAY, ends_on=TODAY + DAY, remark="ลับ", by=rights_of(boss)
    )
    client.force_login(officer)
    for query in ("", f"?ended={deputy.pk}", f"?again={deputy.pk}"):
        page = text(client.get(f"/office/deputies/{query}"))
        assert "คนของเขา" not in page
        assert "ลับ" not in page
    assert mistakes(client.post("/office/deputies/", typed(theirs))) == {"person": "Choose one that is offered."}
    assert client.post(f"/office/deputies/{deputy.pk}/end/").status_code == 404
    assert rights_of(theirs).is_deputy
    assert rights_of(clerk).is_officer is False


@pytest.mark.parametrize(("role", "status"), [("", 302), (Role.CLERK, 403), (Role.OFFICER, 200), (Role.ADMINISTRATOR, 200)])
def test_pages_are_for_officers(office: Office, client: Client, name: Any, role: str, status: int) -> None:
    deputy = name()
    if role:
        client.force_login(make.person(office, role=role))
    assert client.get("/office/deputies/").status_code == status
    assert client.get(f"/office/deputies/{deputy.pk}/end/").status_code == (405 if status == 200 else status)
    client.post(f"/office/deputies/{deputy.pk}/end/")
    assert (Deputy.objects.get().ended_at is None) is (status != 200)


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_few_questions(office: Office, officer: Person, client, name, count: int, django_assert_num_queries):
    for _ in range(count):
        name(person=make.person(office))
    client.force_login(officer)
    with django_assert_num_queries(6 + 3):  # session, person, office, whom to name, not over, over; and the record of it
        assert len(sections(text(client.get("/office/deputies/")))["present"]) == count


def test_an_officer_of_another_office_names_and_ends_nobody_here(
    office: Office, officer: Person, clerk: Person, name: Callable[..., Deputy]
) -> None:
    stranger = make.person(make.office(), group=0, role=Role.OFFICER)
    deputy = name()
    facts: dict[str, Any] = {"office": office, "starts_on": TODAY, "ends_on": TODAY}
    with pytest.raises(MayNotManagePeople):
        actions.name_deputy(**facts, person=clerk, by=rights_of(stranger))
    with pytest.raises(MayNotManagePeople):
        actions.end_deputy(deputy=deputy, by=rights_of(stranger))
    with pytest.raises(HasLeft):
        actions.name_deputy(**facts, person=make.person(make.office()), by=rights_of(officer))
    assert Deputy.objects.filter(ended_at=None).count() == 1
