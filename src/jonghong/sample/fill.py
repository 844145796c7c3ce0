"""A sample office with eight years of bookings, the same each time: to look at, to learn on, to test with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from jonghong.bookings.actions import load
from jonghong.bookings.models import Booking, Layout, State
from jonghong.offices.actions import add_drafted_holidays, add_group, change_group, open_office
from jonghong.offices.models import Group, Office
from jonghong.people.actions import enrol
from jonghong.people.codes import shown
from jonghong.people.models import Person, Role
from jonghong.rooms.actions import add_room
from jonghong.rooms.models import Room
from jonghong.rooms.queries import halves_of
from jonghong.sample import office as facts
from jonghong.sample.actions import issue_known_code, open_series, set_known_password
from jonghong.sample.diary import MANY, Diary, Meeting, write_diary
from jonghong.sample.subjects import read_subjects


class RealData(Exception):
    """The database holds an office that is no sample; a sample never mixes with it."""


@dataclass(frozen=True)
class Sample:
    """How to come in: (role and group, name, 13 digits, password) of some people; the newcomer has a code instead."""

    people: list[tuple[str, str, str, str]] = field(repr=False)


@transaction.atomic
def fill_sample(today: date | None = None) -> Sample:
    """Fill an empty database with the sample office; a database that holds it already stays as it is.

    Its diary ends where the founding document does, or goes on to ``today``. Raises RealData where an office is no sample.
    """
    if Office.objects.filter(is_sample=False).exists():
        raise RealData
    if not Office.objects.exists():
        _fill(today)
    return Sample([_sign_in(person) for person in facts.SHOWN])


def _fill(today: date | None) -> None:
    office = open_office(name=facts.NAME, short_name=facts.SHORT_NAME, is_sample=True)
    groups = _add_groups(office)
    rooms = [
        add_room(office=office, name=room.name, capacity=room.capacity, hue=room.hue, equipment=room.equipment)
        for room in facts.ROOMS
    ]
    clerks = _enrol_people(office, groups)
    holidays = facts.read_holidays()
    add_drafted_holidays(office=office, days=holidays)
    diary = Diary(
        capacities=[room.capacity for room in facts.ROOMS],
        halves=halves_of(office),
        holidays={day for day, _name in holidays},
    )
    meetings = write_diary(diary, read_subjects(), facts.read_times(), today)
    load(office=office, bookings=list(_bookings(office, meetings, rooms, clerks)))


def _add_groups(office: Office) -> dict[str, Group]:
    """Add the groups behind the one that every office starts with, which gets its full name; return them by short name."""
    (first, first_name), *others = facts.GROUPS.items()
    change_group(group=office.groups.get(), name=first_name, short_name=first, is_active=True)
    for short_name, name in others:
        add_group(office=office, name=name, short_name=short_name)
    return {group.short_name: group for group in office.groups.all()}


def _enrol_people(office: Office, groups: Mapping[str, Group]) -> dict[str, tuple[Group, Person]]:
    """Put everybody on the list, with a password by role; return each group and its clerk by the group's short name."""
    enrolled = {
        each: enrol(office=office, name=each.name, citizen_id=each.citizen_id, group=groups[each.group], role=each.role)
        for each in facts.PEOPLE
    }
    for role, password in facts.PASSWORDS.items():
        people = [person for each, person in enrolled.items() if each.role == role and not each.is_new]
        set_known_password(office=office, people=people, password=password)
    issue_known_code(office=office, person=enrolled[facts.NEWCOMER], code=facts.CODE)
    return {clerk.group: (groups[clerk.group], enrolled[clerk]) for clerk in facts.CLERKS}


def _bookings(
    office: Office,
    meetings: Sequence[Meeting],
    rooms: Sequence[Room],
    clerks: Mapping[str, tuple[Group, Person]],
) -> Iterator[Booking]:
    """Yield the bookings of each meeting, bound together where it takes several days."""
    zone = office.zone
    booked_at = {meeting: meeting.booked_at.replace(tzinfo=zone) for meeting in meetings}
    long_ones = [meeting for meeting in meetings if len(meeting.slots) > 1]
    series = open_series(office=office, created_at=[booked_at[meeting] for meeting in long_ones])
    bonds = dict(zip(long_ones, series, strict=True))
    for meeting in meetings:
        group, clerk = clerks[meeting.group]
        for slot in meeting.slots:
            start, end = slot.instants(zone)
            yield Booking(
                office=office,
                series=bonds.get(meeting),
                room=rooms[meeting.room],
                group=group,
                organizer=clerk,
                date=slot.day,
                half=slot.half.value,
                starts_at=start,
                ends_at=end,
                state=State.CONFIRMED,
                created_at=booked_at[meeting],
                **_details(meeting, clerk),
            )


def _details(meeting: Meeting, clerk: Person) -> dict[str, Any]:
    is_large = meeting.attendees >= MANY
    return {
        "title": meeting.title,
        "attendees": meeting.attendees,
        "chair": "ผู้อำนวยการสำนักงาน" if is_large else "",
        "coordinator": clerk.name,
        "layout": meeting.layout,
        "needs_sound": is_large,
        "needs_projector": meeting.layout in {Layout.CLASSROOM, Layout.THEATRE},
        "needs_drinks": meeting.needs_drinks,
        "is_private": meeting.is_private,
    }


def _sign_in(person: facts.SamplePerson) -> tuple[str, str, str, str]:
    role = f"{Role(person.role).label} · {person.group}"
    if person.is_new:
        comes_with = _("registers with this code")
        return f"{role} · {comes_with}", person.name, person.citizen_id, shown(facts.CODE)
    return role, person.name, person.citizen_id, facts.PASSWORDS[person.role]
