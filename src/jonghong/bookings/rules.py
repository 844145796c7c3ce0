"""Rules of booking: each a named question, asked by forms to be kind and by actions to be right."""

from datetime import date

from jonghong.offices.models import Group, Office

YEARS_IN_REACH = 10


def is_within_reach(day: date, *, today: date) -> bool:
    """Tell whether a day lies within ten years of today, so that a slip of the hand does not book in 2666."""
    return abs(day.year - today.year) <= YEARS_IN_REACH


def is_group_in_use(office: Office, group_id: int) -> bool:
    """Tell whether bookings may be made in the name of that group: one of this office, and not given up."""
    return Group.objects.filter(office=office, pk=group_id, is_active=True).exists()
