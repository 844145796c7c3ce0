"""Who may come to the pages on which an office is kept."""

import pytest
from django.test import Client
from django.urls import reverse

from jonghong.people.models import Role
from tests import make
from tests.office_pages import address, signed_in

pytestmark = pytest.mark.django_db

PAGES = [
    ("manage-office", {}),
    ("manage-groups", {}),
    ("manage-holidays", {}),
    ("holidays-of-year", {"year": 2023}),
    ("draft-holidays", {"year": 2023}),
    ("manage-rooms", {}),
    ("add-room", {}),
]
ONE_ROW = [
    ("change-group", "group_id"),
    ("move-group", "group_id"),
    ("change-holiday", "holiday_id"),
    ("remove-holiday", "holiday_id"),
    ("change-room", "room_id"),
    ("move-room", "room_id"),
]
ADDRESSES = [(name, words) for name, words in PAGES] + [(name, {word: 1}) for name, word in ONE_ROW]


@pytest.mark.parametrize(("name", "words"), ADDRESSES)
def test_stranger_is_asked_to_sign_in_and_comes_back(client: Client, name: str, words: dict[str, int]) -> None:
    make.office()
    wanted = address(name, **words)
    looked, pressed = client.get(wanted), client.post(wanted)
    assert (looked.status_code, looked.headers["Location"]) == (302, f"{reverse('sign-in')}?next={wanted}")
    assert (pressed.status_code, pressed.headers["Location"]) == (303, f"{reverse('sign-in')}?next={wanted}&pressed=1")


@pytest.mark.parametrize(("name", "words"), ADDRESSES)
def test_clerk_is_told_who_can_help(client: Client, name: str, words: dict[str, int]) -> None:
    signed_in(client, Role.CLERK)
    for response in (client.get(address(name, **words)), client.post(address(name, **words))):
        assert response.status_code == 403
        assert "Only a room officer or an administrator may change the office. Ask one of them." in response.content.decode()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR])
@pytest.mark.parametrize(("name", "words"), PAGES)
def test_officer_sees_the_page_and_no_browser_keeps_it(
    client: Client,
    name: str,
    words: dict[str, int],
    role: str,
) -> None:
    signed_in(client, role)
    response = client.get(address(name, **words))
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert 'aria-current="page"' in response.content.decode()
    assert client.head(address(name, **words)).status_code == 200
    assert client.put(address(name, **words)).status_code == 405


@pytest.mark.parametrize(("name", "word"), ONE_ROW)
@pytest.mark.parametrize("which", ["another office's", "nobody's", "beyond all numbers"])
def test_row_that_is_not_the_offices_is_no_page(client: Client, name: str, word: str, which: str) -> None:
    signed_in(client)
    other = make.office()
    holiday = other.holidays.create(date="2023-06-03", name="ของอื่น")
    own_id = {"group_id": other.groups.all()[0].pk, "holiday_id": holiday.pk, "room_id": make.room(other).pk}[word]
    row_id = {"another office's": own_id, "nobody's": 10**9, "beyond all numbers": 10**30}[which]
    posted = client.post(address(name, **{word: row_id}), {"direction": "up"})
    looked = client.get(address(name, **{word: row_id}))
    assert posted.status_code == 404
    assert looked.status_code == (404 if name.startswith("change") else 405)
    assert list(other.holidays.values_list("pk", flat=True)) == [holiday.pk]
