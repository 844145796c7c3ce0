"""Setting the rules of booking: who may, what is refused, and what becomes stale."""

from datetime import time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override as speaking

from jonghong.bookings import actions
from jonghong.bookings.actions.rulesets import Contradictory
from jonghong.bookings.models import RuleSet
from jonghong.bookings.refusals import MayNot, NoSuchRoom, Stale
from jonghong.bookings.rules import Settings, settings_of
from jonghong.bookings.rules.contradictions import LARGEST, is_longer_than_open
from jonghong.bookings.rules.settings import NOTHING
from jonghong.people.models import Role
from jonghong.people.permissions import Rights, rights_of
from jonghong.rooms.models import Room
from tests import make
from tests.bookings.ruled import Ruled

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Any:
    with speaking("en"):
        yield Ruled()


def put(place: Ruled, room: Room | None = None, by: Rights | None = None, **facts: Any) -> Any:
    expected = facts.pop("expected", None)
    return actions.set_rules(office=place.office, by=by or place.officer, room=room, facts=facts, expected=expected)


def wrong(place: Ruled, room: Room | None = None, **facts: Any) -> dict[str, str]:
    """Return what the verb says is wrong, and see that nothing was set."""
    before = list(RuleSet.objects.values())
    with pytest.raises(Contradictory) as refusal:
        put(place, room, **facts)
    assert list(RuleSet.objects.values()) == before
    return refusal.value.mistakes


def test_rules_are_set_and_taken_away_again(place: Ruled) -> None:
    before, after = put(place, longest_hours=4, groups=[place.groups[0].pk])
    assert before == NOTHING
    assert after == {**NOTHING, "longest_hours": 4, "groups": frozenset({place.groups[0].pk})}
    assert settings_of(place.office, None) == Settings(
        longest_hours=4,
        groups=frozenset({place.groups[0].pk}),
        own=frozenset(),
    )
    put(place, place.small, longest_hours=0)
    assert RuleSet.objects.count() == 2
    assert put(place, place.small) == ({**NOTHING, "longest_hours": 0}, NOTHING)
    put(place)
    assert RuleSet.objects.count() == 0


def test_what_goes_without_saying_in_an_office_is_not_kept(place: Ruled) -> None:
    put(place, days_off="mark", overfull="warn", refuses_past=False, longest_hours=0, minutes_before=0)
    assert RuleSet.objects.count() == 0
    put(place, place.small, days_off="mark", overfull="warn", refuses_past=False)
    assert RuleSet.objects.count() == 1


@pytest.mark.parametrize("name", ["clerk", "stranger"])
def test_only_officers_set_rules(place: Ruled, name: str) -> None:
    with pytest.raises(MayNot):
        put(place, by=getattr(place, name), longest_hours=4)
    with pytest.raises(MayNot):
        put(place, by=rights_of(make.person(make.office(), role=Role.OFFICER)), longest_hours=4)


def test_nothing_of_another_office_is_set(place: Ruled) -> None:
    other = make.office()
    with pytest.raises(NoSuchRoom):
        put(place, make.room(other), longest_hours=4)
    with pytest.raises(MayNot):
        put(place, groups=[other.groups.all()[0].pk])
    assert RuleSet.objects.count() == 0


def test_setting_rules_makes_stored_pages_stale(place: Ruled) -> None:
    before = place.office.version
    put(place, longest_hours=4)
    place.office.refresh_from_db()
    assert place.office.version == before + 1


def test_an_undo_takes_back_only_what_still_holds(place: Ruled) -> None:
    before, after = put(place, longest_hours=4)
    put(place, longest_hours=5)
    with pytest.raises(Stale):
        put(place, **before, expected=after)
    assert settings_of(place.office, None).longest_hours == 5


@pytest.mark.parametrize(
    ("facts", "beside"),
    [
        ({"opens_at": time(9), "closes_at": time(9)}, "closes_at"),
        ({"opens_at": time(9), "closes_at": time(8)}, "closes_at"),
        ({"least_notice_hours": 49, "most_notice_days": 2}, "least_notice_hours"),
        *[({name: largest + 1}, name) for name, largest in LARGEST.items()],
    ],
)
def test_rules_that_go_against_each_other_are_refused(place: Ruled, facts: dict[str, Any], beside: str) -> None:
    assert list(wrong(place, **facts)) == [beside]


@pytest.mark.parametrize(
    "facts",
    [
        {"opens_at": time(9), "closes_at": time(9, 15)},
        {"least_notice_hours": 48, "most_notice_days": 2},
        {"least_notice_hours": 48, "most_notice_days": 0},
        LARGEST,
    ],
)
def test_rules_at_the_edge_of_sense_are_kept(place: Ruled, facts: dict[str, Any]) -> None:
    put(place, **facts)
    assert RuleSet.objects.count() == 1


def test_a_room_may_not_go_against_its_office(place: Ruled) -> None:
    put(place, closes_at=time(12), most_notice_days=1)
    said = wrong(place, place.small, opens_at=time(13), least_notice_hours=30)
    assert said == {
        "opens_at": "Room เล็ก would open at 13.00 and close at 12.00. Let it close after it opens.",
        "least_notice_hours": (
            "Room เล็ก would have to be booked 30 hours before the meeting, yet at most 1 days ahead: never."
        ),
    }


def test_an_office_may_not_go_against_its_rooms(place: Ruled) -> None:
    put(place, place.small, opens_at=time(13))
    assert wrong(place, closes_at=time(12)) == {
        "closes_at": "Room เล็ก would open at 13.00 and close at 12.00. Let it close after it opens.",
    }


def test_what_is_at_odds_already_does_not_keep_other_rules_from_being_set(place: Ruled) -> None:
    place.rule(place.small, opens_at=time(13), closes_at=time(12))
    put(place, longest_hours=4)
    assert settings_of(place.office, None).longest_hours == 4


def test_at_least_one_group_that_may_is_in_use(place: Ruled) -> None:
    group = place.groups[2]
    group.is_active = False
    group.save()
    assert wrong(place, groups=[group.pk]) == {
        "groups": "Every room could be booked by no group that is in use. Tick at least one.",
    }
    put(place, groups=[group.pk, place.groups[0].pk])


@pytest.mark.parametrize(
    ("facts", "is_odd"),
    [
        ({"longest_hours": 9, "opens_at": time(8), "closes_at": time(16)}, True),
        ({"longest_hours": 8, "opens_at": time(8), "closes_at": time(16)}, False),
        ({"longest_hours": 23}, False),
        ({"opens_at": time(8), "closes_at": time(16)}, False),
        ({"longest_hours": 9, "opens_at": time(17), "closes_at": time(16)}, False),
    ],
)
def test_a_booking_longer_than_the_room_is_open_is_only_said(facts: dict[str, Any], is_odd: bool) -> None:
    assert is_longer_than_open(Settings(**facts)) == is_odd


def test_setting_rules_costs_as_much_for_three_rooms_as_for_one(place: Ruled) -> None:
    put(place, longest_hours=3)
    counts = set()
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            put(place, longest_hours=4 + number)
        counts.add(len(queries))
        make.room(place.office)
    assert len(counts) == 1
