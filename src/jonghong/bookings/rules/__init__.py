"""Rules of booking: each a named function, asked by pages to be kind and by actions, inside the room's lock, to be right.

A rule looks at a wish and returns an objection or None. ``RULES`` lists them in the order in which people read of them.
"""

from collections.abc import Callable, Iterable

from jonghong.bookings.models import Booking
from jonghong.bookings.refusals import Objection
from jonghong.bookings.rules.everywhere import (
    YEARS_IN_REACH,
    closures_between,
    for_own_group,
    is_within_reach,
    outside_closures,
    reach_words,
    room_is_open,
    within_reach,
)
from jonghong.bookings.rules.gates import Gate
from jonghong.bookings.rules.others import (
    for_a_group_that_may,
    objections_to_cancel,
    with_enough_seats,
    with_room_around,
    within_quota_of_group,
    within_quota_of_person,
)
from jonghong.bookings.rules.outlook import Outlook, outlook_of
from jonghong.bookings.rules.settings import Settings, all_settings, settings_of
from jonghong.bookings.rules.times import (
    not_in_the_past,
    not_on_a_day_off,
    not_too_far_ahead,
    not_too_long,
    not_too_many_days,
    with_notice,
    within_opening_hours,
)
from jonghong.bookings.rules.wishes import Lifter, Wish

__all__ = [
    "RULES",
    "YEARS_IN_REACH",
    "Gate",
    "Lifter",
    "Outlook",
    "Rule",
    "Settings",
    "Wish",
    "all_settings",
    "closures_between",
    "is_within_reach",
    "objections",
    "objections_to_cancel",
    "outlook_of",
    "outside_closures",
    "reach_words",
    "rules_of_change",
    "rules_of_details",
    "settings_of",
]

Rule = Callable[[Wish], Objection | None]

RULES: list[Rule] = [
    within_reach,
    for_own_group,
    room_is_open,
    outside_closures,
    within_opening_hours,
    not_on_a_day_off,
    not_in_the_past,
    with_notice,
    not_too_far_ahead,
    not_too_long,
    not_too_many_days,
    for_a_group_that_may,
    within_quota_of_person,
    within_quota_of_group,
    with_room_around,
    with_enough_seats,
]


def objections(wish: Wish, rules: Iterable[Rule] = RULES) -> list[Objection]:
    """Return what the rules have against a wish for at least one slot, each rule at most once."""
    return [found for rule in rules if (found := rule(wish))]


def rules_of_change(wish: Wish, before: Booking) -> list[Rule]:
    """Return the rules for a booking that is changed: all of them where it moves to the wish.

    One that stays where and when it is may come to another group, or to more people.
    """
    if (wish.room.pk, wish.instants) != (before.room_id, [(before.starts_at, before.ends_at)]):
        return RULES
    is_fuller = (wish.attendees or 0) > (before.attendees or 0)
    return rules_of_details(is_new_group=wish.is_new_group, is_fuller=is_fuller)


def rules_of_details(*, is_new_group: bool, is_fuller: bool) -> list[Rule]:
    """Return the rules for what a booking says besides where and when it is."""
    of_group = [for_a_group_that_may, within_quota_of_group] if is_new_group else []
    return [for_own_group, *of_group, *([with_enough_seats] if is_fuller else [])]
