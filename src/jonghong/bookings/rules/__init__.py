"""Rules of booking: each a named function, asked by pages to be kind and by actions, inside the room's lock, to be right.

A rule looks at a wish and returns an objection or None. ``RULES`` lists them in the order in which people read of them.
"""

from collections.abc import Callable

from jonghong.bookings.refusals import Objection
from jonghong.bookings.rules.everywhere import (
    YEARS_IN_REACH,
    closures_between,
    for_own_group,
    is_group_in_use,
    is_within_reach,
    outside_closures,
    reach_words,
    room_is_open,
    within_reach,
)
from jonghong.bookings.rules.settings import OfficeSettings, Settings, all_settings, settings_of
from jonghong.bookings.rules.wishes import Lifter, Wish

__all__ = [
    "RULES",
    "YEARS_IN_REACH",
    "Lifter",
    "OfficeSettings",
    "Settings",
    "Wish",
    "all_settings",
    "closures_between",
    "for_own_group",
    "is_group_in_use",
    "is_within_reach",
    "objections",
    "outside_closures",
    "reach_words",
    "room_is_open",
    "settings_of",
    "within_reach",
]

Rule = Callable[[Wish], Objection | None]

RULES: list[Rule] = [within_reach, for_own_group, room_is_open, outside_closures]


def objections(wish: Wish) -> list[Objection]:
    """Return what the rules have against a wish, each rule at most once; a wish for no time at all is out of reach."""
    return [found for rule in RULES if (found := rule(wish))]
