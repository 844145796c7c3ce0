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
