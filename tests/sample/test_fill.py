"""Filling an empty database with the sample, and leaving others alone."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import transaction

from jonghong.bookings.models import Booking
from jonghong.offices.drafts import holiday_draft
from jonghong.offices.models import Office
from jonghong.people import identity
from jonghong.sample import office as facts
from jonghong.sample.actions import NotASample, issue_known_code, open_series, set_known_password
from jonghong.sample.fill import RealData, fill_sample
from tests import make
from tests.sample.tables import everything

pytestmark = pytest.mark.django_db


def meetings() -> list[tuple[object, ...]]:
    """Return what the bookings say, without the keys that differ from one database to the next."""
    names = ("room__name", "group__name", "organizer__name", "date", "half", "starts_at", "ends_at", "title", "attendees")
    details = ("layout", "is_private", "needs_sound", "needs_projector", "needs_drinks", "created_at", "series__created_at")
    return list(Booking.objects.order_by("pk").values_list(*names, *details))


def test_fill_gives_the_same_whatever_the_time() -> None:
    filled = []
    for instant in ("2023-05-25", "2030-01-01"):
        with time_machine.travel(instant), transaction.atomic():
            fill_sample()
            filled.append(meetings())
            transaction.set_rollback(True)
    assert len(filled[0]) == 3526
    assert filled[0] == filled[1]


def test_fill_refuses_real_data() -> None:
    office = make.office()
    before = everything()
    with pytest.raises(RealData):
        fill_sample()
    assert everything() == before
    Office.objects.filter(pk=office.pk).update(is_sample=True)
    Office.objects.create(name="จริง", short_name="จริง")
    with pytest.raises(RealData):
        fill_sample()


def test_people_have_synthetic_numbers() -> None:
    numbers = [person.citizen_id for person in facts.PEOPLE]
    assert len(set(numbers)) == len(numbers) == 13
    assert {number[:5] for number in numbers} == {"10000"}
    assert all(identity.has_right_check_digit(number) for number in numbers)
    assert min(map(len, facts.PASSWORDS.values())) >= 15


@pytest.mark.parametrize("year", [2016, 2023])
def test_holidays_are_those_of_the_draft(year: int) -> None:
    assert [(day, name) for day, name in facts.read_holidays() if day.year == year] == holiday_draft(year)


def test_what_everybody_knows_is_given_in_a_sample_only() -> None:
    office = make.office()
    person = make.person(office)
    before = everything()
    with pytest.raises(NotASample):
        set_known_password(office=office, people=[person], password="sample-clerk-2566")
    with pytest.raises(NotASample):
        issue_known_code(office=office, person=person, code=facts.CODE)
    with pytest.raises(NotASample):
        open_series(office=office, created_at=[datetime(2023, 5, 25, tzinfo=UTC)])
    assert everything() == before
