"""The pages of the office itself, its groups and its holidays."""

from datetime import date, time
from typing import Any

import pytest
from django.test import Client

from jonghong.offices.drafts import holiday_draft
from jonghong.offices.models import Group, Holiday, Office
from tests import make
from tests.office_pages import HOSTILE, address, mistakes, signed_in, value_of

pytestmark = pytest.mark.django_db

OFFICE = {
    "name": "สำนักงานเขต",
    "short_name": "สพป.",
    "morning_starts": "08:00",
    "morning_ends": "12:00",
    "afternoon_starts": "12:00",
    "afternoon_ends": "16:00",
}


def facts_of(office: Office) -> dict[str, Any]:
    office.refresh_from_db()
    return {name: getattr(office, name) for name in OFFICE}


def test_office_is_kept_with_its_hours(client: Client) -> None:
    office = signed_in(client)
    response = client.post(address("manage-office"), OFFICE, follow=True)
    assert "Saved" in response.content.decode()
    hours = {name: time.fromisoformat(text) for name, text in OFFICE.items() if ":" in text}
    assert facts_of(office) == {**OFFICE, **hours}


def test_office_page_shows_what_is_kept(client: Client) -> None:
    office = signed_in(client, morning_starts=time(7, 45))
    page = client.get(address("manage-office"))
    assert value_of(page, "name") == office.name
    assert '<option value="07:45" selected>07.45</option>' in page.content.decode()
    assert "Saved" not in page.content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": ""}, {"name": "Fill this in."}),
        ({"short_name": "ก" * 61}, {"short_name": "Write at most 60 characters; these are 61."}),
        ({"morning_ends": "08:00"}, {"morning_ends": "Choose a time later than 08.00."}),
        ({"morning_ends": "07:00"}, {"morning_ends": "Choose a time later than 08.00."}),
        ({"afternoon_starts": "11:45"}, {"afternoon_starts": "Choose 12.00 or a later time."}),
        ({"afternoon_ends": "12:00"}, {"afternoon_ends": "Choose a time later than 12.00."}),
        ({"morning_starts": "08:10"}, {"morning_starts": "Choose one that is offered."}),
        ({"morning_starts": ""}, {"morning_starts": "Fill this in."}),
        ({"afternoon_ends": "24:00"}, {"afternoon_ends": "Choose one that is offered."}),
    ],
)
def test_office_with_mistakes_is_not_kept(client: Client, sent: dict[str, str], said: dict[str, str]) -> None:
    office = signed_in(client)
    before = facts_of(office)
    assert mistakes(client.post(address("manage-office"), {**OFFICE, **sent})) == said
    assert facts_of(office) == before


def test_empty_form_is_a_form_with_mistakes(client: Client) -> None:
    signed_in(client)
    for name in ("manage-office", "manage-groups", "manage-holidays"):
        assert set(mistakes(client.post(address(name))).values()) == {"Fill this in."}


def test_groups_are_listed_in_order_with_those_out_of_use(client: Client) -> None:
    office = signed_in(client)
    Group.objects.filter(office=office, position=0).update(is_active=False, position=9)
    make.office().groups.filter(position=0).update(name="ของสำนักงานอื่น")
    page = client.get(address("manage-groups")).content.decode()
    assert page.index("นโยบายและแผน</h2>") < page.index("บริหารงานบุคคล</h2>") < page.index("อำนวยการ</h2>")
    assert page.count("Out of use") == 1
    assert "ของสำนักงานอื่น" not in page


def test_page_says_what_to_do_when_there_is_nothing_yet(client: Client) -> None:
    office = signed_in(client)
    person = office.people.get()
    person.memberships.update(group=make.office().groups.all()[0])
    office.groups.all().delete()
    assert "There is no group yet." in client.get(address("manage-groups")).content.decode()
    assert "No holiday is marked in" in client.get(address("manage-holidays")).content.decode()


def test_group_is_added_and_pointed_at(client: Client) -> None:
    office = signed_in(client)
    response = client.post(address("manage-groups"), {"name": " นิเทศ  ติดตาม ", "short_name": ""})
    group = office.groups.get(position=3)
    assert (group.name, group.short_name, group.is_active) == ("นิเทศ ติดตาม", "นิเทศ ติดตาม", True)
    assert (response.status_code, response["Location"]) == (303, f"/office/groups/?saved={group.pk}#group-{group.pk}")
    assert client.get(response["Location"]).content.decode().count("Saved") == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "อำนวยการ"}, {"name": "There is one of this name already. Give it another name."}),
        ({"name": "ก" * 121, "short_name": "ก"}, {"name": "Write at most 120 characters; these are 121."}),
        ({"name": "ก" * 41}, {"short_name": "Give a short name of at most 40 characters."}),
        ({"name": "ก", "short_name": "ก" * 41}, {"short_name": "Write at most 40 characters; these are 41."}),
        ({"name": "\x00"}, {"name": "There is a character in it that cannot be kept. Type it anew."}),
    ],
)
def test_group_with_mistakes_is_not_added_and_stays_typed(client: Client, sent: dict[str, str], said: dict[str, str]) -> None:
    office = signed_in(client)
    response = client.post(address("manage-groups"), sent)
    assert mistakes(response) == said
    assert value_of(response, "name") == sent["name"]
    assert office.groups.count() == 3


def test_group_is_renamed_and_taken_out_of_use(client: Client) -> None:
    office = signed_in(client)
    group = office.groups.all()[1]
    page = address("change-group", group_id=group.pk)
    assert value_of(client.get(page), "name") == "นโยบายและแผน"
    client.post(page, {"name": "แผนงาน", "short_name": "แผน"})
    group.refresh_from_db()
    assert (group.name, group.short_name, group.is_active) == ("แผนงาน", "แผน", False)
    client.post(page, {"name": "แผนงาน", "short_name": "แผน", "is_active": "on"})
    group.refresh_from_db()
    assert group.is_active


def test_group_is_not_given_another_groups_name(client: Client) -> None:
    office = signed_in(client)
    response = client.post(address("change-group", group_id=office.groups.all()[1].pk), {"name": "อำนวยการ"})
    assert list(mistakes(response)) == ["name"]


@pytest.mark.parametrize(
    ("direction", "first"), [("up", "นโยบายและแผน"), ("down", "อำนวยการ"), ("", "อำนวยการ"), ("\x00", "อำนวยการ")]
)
def test_group_moves_by_a_step(client: Client, direction: str, first: str) -> None:
    office = signed_in(client)
    group = office.groups.all()[1]
    response = client.post(address("move-group", group_id=group.pk), {"direction": direction})
    assert (response.status_code, response["Location"]) == (303, f"/office/groups/#group-{group.pk}")
    assert office.groups.all()[0].name == first


def test_holidays_of_a_year_are_listed_with_weekdays(client: Client) -> None:
    office = signed_in(client, language="th")
    Holiday.objects.create(office=office, date=date(2023, 6, 3), name="วันวิสาขบูชา")
    Holiday.objects.create(office=office, date=date(2024, 5, 22), name="ปีอื่น")
    Holiday.objects.create(office=make.office(), date=date(2023, 6, 3), name="ของสำนักงานอื่น")
    page = client.get("/office/holidays/2566/").content.decode()
    assert "เสาร์ 3 มิถุนายน 2566" in page
    assert ("ปีอื่น" in page, "ของสำนักงานอื่น" in page) == (False, False)
    assert ('href="/office/holidays/2565/"' in page, 'href="/office/holidays/2567/"' in page) == (True, True)


@pytest.mark.parametrize(("year", "status"), [(2442, 404), (2443, 200), (2942, 200), (2943, 404), (2023, 404), (10**9, 404)])
def test_holidays_are_kept_for_years_that_dates_may_have(client: Client, year: int, status: int) -> None:
    signed_in(client)
    assert client.get(f"/office/holidays/{year}/").status_code == status
    assert client.get(f"/office/holidays/{year}/draft/").status_code == status


def test_holiday_is_added_and_shown_in_its_own_year(client: Client) -> None:
    office = signed_in(client)
    response = client.post("/office/holidays/2566/", {"date": "๑๒ ส.ค. ๒๕๖๗", "name": "วันแม่แห่งชาติ"}, follow=True)
    assert list(office.holidays.values_list("date", "name")) == [(date(2024, 8, 12), "วันแม่แห่งชาติ")]
    assert response.redirect_chain[-1][0].startswith("/office/holidays/2567/?saved=")
    assert "Saved" in response.content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"date": "29/2/2566"}, {"date": "There is no day 29 in February 2566. Write a day from 1 to 28."}),
        ({"date": "1/6/2023"}, {"date": "Did you mean 1 Jun 2566? Write the year in the Buddhist era."}),
        ({"date": "3/6/2566"}, {"name": "This day has a holiday of this name already."}),
        ({"date": ""}, {"date": "Fill this in."}),
        ({"name": ""}, {"name": "Fill this in."}),
    ],
)
def test_holiday_with_mistakes_is_not_added_and_stays_typed(client: Client, sent: dict[str, str], said: dict[str, str]) -> None:
    office = signed_in(client)
    Holiday.objects.create(office=office, date=date(2023, 6, 3), name="วันวิสาขบูชา")
    typed = {"date": "4/6/2566", "name": "วันวิสาขบูชา", **sent}
    response = client.post("/office/holidays/2566/", typed)
    assert mistakes(response) == said
    assert {field: value_of(response, field) for field in typed} == typed
    assert office.holidays.count() == 1


def test_holiday_is_changed_and_removed(client: Client) -> None:
    office = signed_in(client)
    holiday = Holiday.objects.create(office=office, date=date(2023, 6, 3), name="วันวิสาขบูชา")
    page = address("change-holiday", holiday_id=holiday.pk)
    assert value_of(client.get(page), "date") == "3 Jun 2566"
    assert list(mistakes(client.post(page, {"date": "?", "name": "ก"}))) == ["date"]
    client.post(page, {"date": "4 มิ.ย. 2567", "name": "วันหยุด"})
    assert list(office.holidays.values_list("date", "name")) == [(date(2024, 6, 4), "วันหยุด")]
    response = client.post(address("remove-holiday", holiday_id=holiday.pk), follow=True)
    assert response.redirect_chain == [("/office/holidays/2567/?removed=1", 303)]
    assert "The holiday is removed." in response.content.decode()
    assert not office.holidays.exists()


def test_draft_shows_what_is_new_and_adds_what_is_ticked(client: Client) -> None:
    office = signed_in(client)
    Holiday.objects.create(office=office, date=date(2023, 6, 3), name="ชื่อของเรา")
    Holiday.objects.create(office=office, date=date(2023, 8, 2), name="วันเข้าพรรษา")
    page = client.get("/office/holidays/2566/draft/").content.decode()
    assert page.count(" checked>") == page.count('name="days"') == 26
    assert page.count("marked already: ชื่อของเรา") == 2
    assert page.count("marked already") == 3
    assert office.holidays.count() == 2
    ticked = ["2023-01-01 วันขึ้นปีใหม่", "2023-06-05 วันหยุดชดเชยวันวิสาขบูชา"]
    response = client.post("/office/holidays/2566/draft/", {"days": ticked}, follow=True)
    assert "The ticked days are holidays now." in response.content.decode()
    added = office.holidays.exclude(name="ชื่อของเรา").values_list("date", "name")
    assert [f"{day} {name}" for day, name in added] == [*ticked, "2023-08-02 วันเข้าพรรษา"]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([], "Tick at least one day."),
        (["2023-06-03 วันวิสาขบูชา", "2023-01-01 ที่แต่งเอง"], "Choose among those that are offered."),
        (["\x00"], "Choose among those that are offered."),
    ],
)
def test_draft_takes_no_day_that_it_did_not_propose(client: Client, days: list[str], said: str) -> None:
    office = signed_in(client)
    response = client.post("/office/holidays/2566/draft/", {"days": days})
    assert mistakes(response) == {"days": said}
    assert response.content.decode().count(" checked>") == len([day for day in days if "วันวิสาขบูชา" in day])
    assert not office.holidays.exists()


def test_draft_says_so_when_there_is_nothing_to_add(client: Client) -> None:
    signed_in(client)
    unknown = client.get("/office/holidays/2900/draft/").content.decode()
    assert ("Nothing is known about this year." in unknown, "Add the ticked days" in unknown) == (True, False)
    client.post("/office/holidays/2566/draft/", {"days": [f"{day} {name}" for day, name in holiday_draft(2023)]})
    again = client.get("/office/holidays/2566/draft/").content.decode()
    assert ("All of these days are marked already." in again, "Add the ticked days" in again) == (True, False)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text_or_a_mistake_on_every_page(client: Client, text: str) -> None:
    office = signed_in(client)
    group, holiday = office.groups.all()[1], Holiday.objects.create(office=office, date=date(2023, 6, 3), name="ก")
    pages = [
        (address("manage-office"), dict.fromkeys(OFFICE, text)),
        (address("manage-office"), {**OFFICE, "name": text, "short_name": text}),
        (address("manage-groups"), {"name": text, "short_name": text}),
        (address("change-group", group_id=group.pk), {"name": text, "short_name": text, "is_active": text}),
        (address("move-group", group_id=group.pk), {"direction": text}),
        (address("holidays-of-year", year=2023), {"date": text, "name": text}),
        (address("holidays-of-year", year=2023), {"date": "4/6/2566", "name": text}),
        (address("change-holiday", holiday_id=holiday.pk), {"date": text, "name": text}),
        (address("draft-holidays", year=2023), {"days": text}),
    ]
    for page, sent in pages:
        response = client.post(page, sent)
        assert response.status_code in {303, 422}
        assert "<script>alert" not in response.content.decode()
    for page in ("/office/", "/office/groups/", "/office/holidays/2566/"):
        assert "<script>alert" not in client.get(page, {"saved": text, "added": text}).content.decode()


def test_last_of_doubled_fields_counts(client: Client) -> None:
    office = signed_in(client)
    client.post(address("manage-groups"), {"name": ["แรก", "หลัง"], "short_name": ["ร", "ล"]})
    assert office.groups.get(position=3).name == "หลัง"


def test_page_cannot_be_sent_from_elsewhere() -> None:
    strict = Client(enforce_csrf_checks=True)
    office = signed_in(strict)
    for page in ("/office/", "/office/groups/", f"/office/groups/{office.groups.all()[0].pk}/move/", "/office/holidays/"):
        assert strict.post(page, {"name": "ก", "direction": "down"}).status_code == 403
