"""The pages on which officers read and set the rules of booking."""

from datetime import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jonghong.bookings.models import RuleSet
from jonghong.offices.models import Office
from jonghong.people.models import Role
from tests import make
from tests.office_pages import HOSTILE, address, mistakes, signed_in, value_of

pytestmark = pytest.mark.django_db

PLAIN = {"days_off": "mark", "refuses_past": "no", "overfull": "warn", "who": "all"}
OWN = {"days_off": "", "refuses_past": "", "overfull": "", "who": ""}
NUMBERS = [
    "least_notice_hours",
    "most_notice_days",
    "longest_hours",
    "longest_days",
    "most_of_person",
    "most_of_group",
    "minutes_before",
    "minutes_after",
    "cancel_hours",
    "request_hours",
    "hold_hours",
]


def rows(office: Office) -> list[dict[str, Any]]:
    """Return what is set in the office, without what says nothing."""
    found = RuleSet.objects.filter(office=office).order_by("room_id")
    return [
        {name: value for name, value in row.items() if value not in {None, ""} and name not in {"id", "office_id"}}
        | ({"groups": sorted(groups)} if groups else {})
        for row, groups in ((dict(row.__dict__, _state=""), list(row.groups.values_list("pk", flat=True))) for row in found)
    ]


def text_of(response: Any) -> str:
    return response.content.decode()


def test_an_office_without_rules_says_what_goes_without_saying(client: Client) -> None:
    office = signed_in(client)
    room = make.room(office, name="มรกต")
    page = text_of(client.get(address("manage-rules")))
    assert "Every room can be booked on weekends and holidays, which are marked." in page
    assert page.count("as the office") == 1
    assert address("rules-of-room", room_id=room.pk) in page
    assert 'aria-current="page">Rules</a>' in page


def test_rules_of_the_office_are_kept_and_read_as_sentences(client: Client) -> None:
    office = signed_in(client)
    group = office.groups.all()[1]
    typed = {
        **PLAIN,
        "opens_at": "08:00",
        "closes_at": "17:00",
        "days_off": "refuse",
        "refuses_past": "yes",
        "overfull": "refuse",
        "who": "only",
        "groups": [group.pk],
        **{name: str(number) for number, name in enumerate(NUMBERS, 2)},
    }
    page = text_of(client.post(address("rules-of-office"), typed, follow=True))
    assert rows(office) == [
        {
            "opens_at": time(8),
            "closes_at": time(17),
            "days_off": "refuse",
            "refuses_past": True,
            "overfull": "refuse",
            "groups": [group.pk],
            **{name: number for number, name in enumerate(NUMBERS, 2)},
        },
    ]
    for sentence in [
        "Every room can be booked from 08.00 to 17.00.",
        "Every room: no booking on weekends and holidays.",
        "Every room: no booking of a time that is over.",
        "Every room has to be booked at least 2 hours before the meeting.",
        "Every room can be booked at most 3 days ahead.",
        "Every room can be booked for at most 4 hours a day.",
        "Every room can be booked for at most 5 days by one request.",
        "One person has at most 6 bookings ahead, all rooms together.",
        "One group has at most 7 bookings ahead, all rooms together.",
        "Every room stays free 8 minutes before and 9 minutes after each booking.",
        "Every room: no more people than seats.",
        "Every room: a booking can be cancelled until 10 hours before it starts.",
        "Every room: a request that nobody answers within 11 hours is given up.",
        "Every room: when it comes free, it is kept for the first in the queue for 12 hours.",
        f"Every room is booked only by: {group.name}.",
        "Saved. The rules hold from now on",
    ]:
        assert sentence in page


def test_a_room_keeps_only_what_differs(client: Client) -> None:
    office = signed_in(client)
    room = make.room(office, name="มรกต")
    client.post(address("rules-of-office"), {**PLAIN, "longest_hours": "4", "refuses_past": "yes"})
    page = text_of(client.get(address("rules-of-room", room_id=room.pk)))
    assert "Every room can be booked for at most 4 hours a day." in page
    assert "The office has no such rule." in page
    own = {**OWN, "longest_hours": "0", "refuses_past": "no", "minutes_after": "30", "cancel_hours": "2"}
    page = text_of(client.post(address("rules-of-room", room_id=room.pk), own, follow=True))
    for sentence in [
        "Room มรกต: no rule about “longest booking, in hours”.",
        "Room มรกต: no rule about “not in the past”.",
        "Room มรกต stays free 30 minutes after each booking.",
        "Room มรกต: a booking can be cancelled until 2 hours before it starts.",
    ]:
        assert sentence in page
    own_rows = [row for row in rows(office) if "room_id" in row]
    assert own_rows == [
        {"room_id": room.pk, "longest_hours": 0, "refuses_past": False, "minutes_after": 30, "cancel_hours": 2},
    ]


def test_a_room_may_have_its_own_groups_and_days(client: Client) -> None:
    office = signed_in(client)
    room = make.room(office, name="มรกต")
    groups = [group.pk for group in office.groups.all()[:2]]
    own = {
        **OWN,
        "who": "only",
        "groups": groups,
        "days_off": "ask",
        "overfull": "refuse",
        "most_of_person": "1",
        "most_of_group": "2",
    }
    page = text_of(client.post(address("rules-of-room", room_id=room.pk), own, follow=True))
    for sentence in [
        "Room มรกต is booked only by: อำนวยการ, นโยบายและแผน.",
        "Room มรกต: who books it on a weekend or a holiday is asked once.",
        "Room มรกต: no more people than seats.",
        "Room มรกต: one person has at most 1 booking of it ahead.",
        "Room มรกต: one group has at most 2 bookings of it ahead.",
    ]:
        assert sentence in page


def test_rules_are_shown_as_they_would_be_read_before_they_are_kept(client: Client) -> None:
    office = signed_in(client)
    room = make.room(office, name="มรกต")
    page = text_of(client.get(address("rules-of-office"), {**PLAIN, "opens_at": "09:00", "longest_days": "x"}))
    assert "Every room can be booked from 09.00 on." in page
    page = text_of(client.get(address("rules-of-room", room_id=room.pk), {**OWN, "closes_at": "16:00"}))
    assert "Room มรกต can be booked until 16.00." in page
    assert rows(office) == []


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"longest_hours": "25"}, {"longest_hours": "Write a number that is not above 24."}),
        ({"longest_hours": "-1"}, {"longest_hours": "Write a number that is not below 0."}),
        ({"most_notice_days": "สามสิบ"}, {"most_notice_days": "Write a whole number, such as 20."}),
        ({"minutes_before": "481"}, {"minutes_before": "Write a number that is not above 480."}),
        ({"opens_at": "08:10"}, {"opens_at": "Choose one that is offered."}),
        (
            {"opens_at": "17:00", "closes_at": "08:00"},
            {"closes_at": "Every room would open at 17.00 and close at 08.00. Let it close after it opens."},
        ),
        ({"who": "only"}, {"groups": "Tick at least one group."}),
    ],
)
def test_rules_with_mistakes_are_not_kept(client: Client, sent: dict[str, str], said: dict[str, str]) -> None:
    office = signed_in(client)
    assert mistakes(client.post(address("rules-of-office"), {**PLAIN, **sent})) == said
    assert rows(office) == []


def test_what_was_typed_is_kept_beside_a_mistake(client: Client) -> None:
    signed_in(client)
    page = client.post(address("rules-of-office"), {**PLAIN, "longest_hours": "99", "longest_days": "7"})
    assert (value_of(page, "longest_hours"), value_of(page, "longest_days")) == ("99", "7")


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("field", ["opens_at", "days_off", "longest_hours", "who", "groups", "overfull", "refuses_past"])
def test_no_text_breaks_the_form(client: Client, field: str, words: str) -> None:
    office = signed_in(client)
    sent = {**PLAIN, "who": "only", "groups": str(office.groups.all()[0].pk), field: words}
    assert client.post(address("rules-of-office"), sent).status_code in {303, 422}
    assert client.get(address("rules-of-office"), sent).status_code == 200


def test_an_empty_form_takes_every_rule_away(client: Client) -> None:
    office = signed_in(client)
    RuleSet.objects.create(office=office, longest_hours=4)
    assert client.post(address("rules-of-office"), {}).status_code == 303
    assert rows(office) == []


def test_a_room_against_the_office_is_told_beside_the_field(client: Client) -> None:
    office = signed_in(client)
    room = make.room(office, name="มรกต")
    RuleSet.objects.create(office=office, closes_at=time(12))
    said = mistakes(client.post(address("rules-of-room", room_id=room.pk), {**OWN, "opens_at": "13:00"}))
    assert said == {"opens_at": "Room มรกต would open at 13.00 and close at 12.00. Let it close after it opens."}


def test_a_booking_longer_than_the_opening_hours_is_said_and_kept(client: Client) -> None:
    office = signed_in(client)
    room = make.room(office, name="มรกต")
    odd = "Every room: one booking may last longer than it is open. The opening hours decide."
    typed = {**PLAIN, "opens_at": "09:00", "closes_at": "12:00", "longest_hours": "4"}
    assert odd in text_of(client.post(address("rules-of-office"), typed, follow=True))
    RuleSet.objects.filter(office=office).delete()
    assert "may last longer" not in text_of(client.get(address("manage-rules")))
    client.post(address("rules-of-office"), {**PLAIN, "longest_hours": "4"})
    page = text_of(client.post(address("rules-of-room", room_id=room.pk), {**OWN, "closes_at": "03:00"}, follow=True))
    assert "Room มรกต: one booking may last longer than it is open." in page


def test_what_was_set_last_can_be_undone(client: Client) -> None:
    office = signed_in(client)
    group = office.groups.all()[0].pk
    first = {**PLAIN, "longest_hours": "4", "opens_at": "08:00", "who": "only", "groups": [group]}
    client.post(address("rules-of-office"), first)
    page = text_of(client.post(address("rules-of-office"), {**PLAIN, "longest_hours": "8"}, follow=True))
    assert address("undo-rules") in page
    page = text_of(client.post(address("undo-rules"), follow=True))
    assert "Undone: the former rules hold again." in page
    assert address("undo-rules") not in page
    assert rows(office) == [{"longest_hours": 4, "opens_at": time(8), "groups": [group]}]
    assert client.post(address("undo-rules")).status_code == 404


def test_rules_of_a_room_can_be_undone(client: Client) -> None:
    office = signed_in(client)
    room = make.room(office)
    client.post(address("rules-of-room", room_id=room.pk), {**OWN, "longest_hours": "8"})
    assert client.post(address("undo-rules")).status_code == 303
    assert rows(office) == []


def test_an_undo_does_not_take_back_what_somebody_else_set(client: Client) -> None:
    office = signed_in(client)
    client.post(address("rules-of-office"), {**PLAIN, "longest_hours": "8"})
    RuleSet.objects.filter(office=office).update(longest_hours=6)
    response = client.post(address("undo-rules"))
    assert response.status_code == 409
    assert "Somebody has set other rules since." in text_of(response)
    assert rows(office) == [{"longest_hours": 6}]


def test_an_undo_that_would_go_against_a_room_says_so(client: Client) -> None:
    office = signed_in(client)
    room = make.room(office, name="มรกต")
    client.post(address("rules-of-office"), {**PLAIN, "closes_at": "12:00"})
    client.post(address("rules-of-office"), PLAIN)
    RuleSet.objects.create(office=office, room=room, opens_at=time(13))
    response = client.post(address("undo-rules"))
    assert response.status_code == 409
    assert "Room มรกต would open at 13.00" in text_of(response)


@pytest.mark.parametrize("name", ["manage-rules", "rules-of-office"])
def test_only_officers_come_here(client: Client, name: str) -> None:
    signed_in(client, Role.CLERK)
    assert client.get(address(name)).status_code == 403
    assert client.post(address(name)).status_code in {403, 405}
    assert client.post(address("undo-rules")).status_code == 403
    assert Client().get(address(name)).status_code == 302


def test_rules_of_another_office_are_nobodys_here(client: Client) -> None:
    office = signed_in(client)
    other = make.office()
    RuleSet.objects.create(office=other, longest_hours=3)
    room = make.room(other)
    assert "3 hours" not in text_of(client.get(address("manage-rules")))
    assert client.get(address("rules-of-room", room_id=room.pk)).status_code == 404
    assert client.post(address("rules-of-room", room_id=room.pk), OWN).status_code == 404
    sent = {**PLAIN, "who": "only", "groups": [other.groups.all()[0].pk]}
    assert mistakes(client.post(address("rules-of-office"), sent)) == {"groups": "Choose among those that are offered."}
    assert rows(office) == []


def test_a_group_out_of_use_is_offered_only_where_it_is_ticked(client: Client) -> None:
    office = signed_in(client)
    group = office.groups.all()[2]
    group.is_active = False
    group.save()
    assert f'value="{group.pk}"' not in text_of(client.get(address("rules-of-office")))
    RuleSet.objects.create(office=office).groups.set([group])
    assert f'value="{group.pk}" id="id_groups_2" checked' in text_of(client.get(address("rules-of-office"))).replace("  ", " ")


@pytest.mark.parametrize("rooms", [1, 6])
def test_the_rules_cost_as_much_for_many_rooms_as_for_one(client: Client, rooms: int) -> None:
    office = signed_in(client)
    for _ in range(rooms):
        RuleSet.objects.create(office=office, room=make.room(office), longest_hours=3)
    with CaptureQueriesContext(connection) as queries:
        client.get(address("manage-rules"))
    assert len(queries) == 6
