"""What officers do to the office, its groups and its holidays. Nothing else writes these."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django.db import transaction

from jonghong.offices import ordering
from jonghong.offices.models import Group, Holiday, Office
from jonghong.offices.names import hold, refuse_taken
from jonghong.offices.signals import office_changed
from jonghong.offices.versions import raise_version

FIRST_GROUP = "อำนวยการ"


@transaction.atomic
def open_office(*, name: str, short_name: str, is_sample: bool = False) -> Office:
    """Make an office with its first group, to which its first officer belongs.

    Officers sign in by two steps, but not in a sample: there everybody may look around.
    """
    office = Office.objects.create(
        name=name,
        short_name=short_name,
        is_sample=is_sample,
        officers_need_factor=not is_sample,
    )
    Group.objects.create(office=office, name=FIRST_GROUP, short_name=FIRST_GROUP)
    _end(office.pk, "open")
    return office


@transaction.atomic
def change_office(
    *,
    office: Office,
    name: str,
    short_name: str,
    morning_starts: time,
    morning_ends: time,
    afternoon_starts: time,
    afternoon_ends: time,
) -> Office:
    """Change what the office is called and when its halves are; bookings already made keep their times.

    Raises ValueError where the four times do not follow one another.
    """
    if not morning_starts < morning_ends <= afternoon_starts < afternoon_ends:
        raise ValueError("the halves of the day are empty or overlap")
    office.name, office.short_name = name, short_name
    office.morning_starts, office.morning_ends = morning_starts, morning_ends
    office.afternoon_starts, office.afternoon_ends = afternoon_starts, afternoon_ends
    hours = ("morning_starts", "morning_ends", "afternoon_starts", "afternoon_ends")
    office.save(update_fields=["name", "short_name", *hours])
    _end(office.pk, "change")
    return office


@transaction.atomic
def require_factor(*, office: Office, is_required: bool) -> None:
    """Let officers and administrators sign in by two steps from now on, or by the password alone."""
    hold(office.pk)
    office.officers_need_factor = is_required
    office.save(update_fields=["officers_need_factor"])
    _end(office.pk, "require-factor", is_required=is_required)


@transaction.atomic
def require_second(*, office: Office, is_required: bool) -> None:
    """Let what gives power take two administrators from now on, or one."""
    hold(office.pk)
    office.power_takes_two = is_required
    office.save(update_fields=["power_takes_two"])
    _end(office.pk, "require-second", is_required=is_required)


@transaction.atomic
def add_group(*, office: Office, name: str, short_name: str) -> Group:
    """Add a group behind all others. Raises NameTaken."""
    hold(office.pk)
    groups = Group.objects.filter(office=office)
    refuse_taken(groups, name=name)
    position = ordering.last_position(groups)
    group = Group.objects.create(office=office, name=name, short_name=short_name, position=position)
    _end(office.pk, "add-group", f"group:{group.pk}")
    return group


@transaction.atomic
def change_group(*, group: Group, name: str, short_name: str, is_active: bool) -> Group:
    """Rename a group, take it out of use or back into it; its history stays. Raises NameTaken."""
    hold(group.office_id)
    refuse_taken(Group.objects.filter(office=group.office_id), besides=group, name=name)
    group.name, group.short_name, group.is_active = name, short_name, is_active
    group.save(update_fields=["name", "short_name", "is_active"])
    _end(group.office_id, "change-group", f"group:{group.pk}", is_active=is_active)
    return group


@transaction.atomic
def remove_groups(*, office: Office, groups: Iterable[int]) -> None:
    """Delete groups as if they had never been, for who made them by mistake and records it. Raises ProtectedError if in use."""
    hold(office.pk)
    Group.objects.filter(office=office, pk__in=groups).delete()
    raise_version(office.pk)


@transaction.atomic
def move_group(*, group: Group, direction: ordering.Direction) -> None:
    """Let a group change places with its neighbour."""
    hold(group.office_id)
    ordering.move(Group.objects.filter(office=group.office_id), group.pk, direction)
    _end(group.office_id, "move-group", f"group:{group.pk}")


@transaction.atomic
def add_holiday(*, office: Office, date: date, name: str) -> Holiday:
    """Mark a day off. Raises NameTaken where that day has a holiday of that name."""
    hold(office.pk)
    refuse_taken(Holiday.objects.filter(office=office), date=date, name=name)
    holiday = Holiday.objects.create(office=office, date=date, name=name)
    _end(office.pk, "add-holiday", date=date.isoformat())
    return holiday


@transaction.atomic
def change_holiday(*, holiday: Holiday, date: date, name: str) -> Holiday:
    """Move or rename a day off. Raises NameTaken where that day has a holiday of that name."""
    hold(holiday.office_id)
    refuse_taken(Holiday.objects.filter(office=holiday.office_id), besides=holiday, date=date, name=name)
    holiday.date, holiday.name = date, name
    holiday.save(update_fields=["date", "name"])
    _end(holiday.office_id, "change-holiday", date=date.isoformat())
    return holiday


@transaction.atomic
def remove_holiday(*, holiday: Holiday) -> None:
    """Take the mark off a day, for good: a mark has no history."""
    office_id = holiday.office_id
    hold(office_id)
    holiday.delete()
    _end(office_id, "remove-holiday", date=holiday.date.isoformat())


@transaction.atomic
def add_drafted_holidays(*, office: Office, days: Iterable[tuple[date, str]]) -> int:
    """Mark those of the days that bear no mark yet, and return how many marks that were; twice is as good as once."""
    hold(office.pk)
    marked = set(Holiday.objects.filter(office=office).values_list("date", flat=True))
    missing = [Holiday(office=office, date=day, name=name) for day, name in days if day not in marked]
    Holiday.objects.bulk_create(missing)
    _end(office.pk, "draft-holidays", holidays=len(missing))
    return len(missing)


def _end(office_id: int, verb: str, subject: str = "", **facts: Any) -> None:
    """End a change: let it be recorded, while the office is held, and make every stored page stale."""
    office_changed.send(Office, office_id=office_id, verb=verb, subject=subject or f"office:{office_id}", facts=facts)
    raise_version(office_id)
