"""The order that an office gives its groups and rooms."""

import pytest

from jonghong.offices import ordering
from jonghong.offices.models import Group
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("which", "direction", "order"),
    [(0, "down", [1, 0, 2]), (1, "up", [1, 0, 2]), (2, "up", [0, 2, 1]), (0, "up", [0, 1, 2]), (2, "down", [0, 1, 2])],
)
def test_move_changes_places_with_the_neighbour(which: int, direction: ordering.Direction, order: list[int]) -> None:
    groups = make.office().groups
    before = list(groups.values_list("pk", flat=True))
    ordering.move(groups.all(), before[which], direction)
    assert list(groups.values_list("pk", flat=True)) == [before[place] for place in order]


def test_move_numbers_anew_when_positions_are_shared() -> None:
    groups = make.office().groups
    groups.update(position=7)
    before = list(groups.values_list("pk", flat=True))
    ordering.move(groups.all(), before[2], "up")
    assert list(groups.values_list("pk", "position")) == [(before[0], 0), (before[2], 1), (before[1], 2)]


def test_last_position_is_behind_all_others() -> None:
    assert ordering.last_position(Group.objects.none()) == 0
    assert ordering.last_position(make.office().groups.all()) == 3
