"""A holiday that comes late: the bookings on its day stand, and the officer sees them."""

import pytest

from jonghong.bookings.models import Booking, State
from jonghong.offices.models import Holiday
from tests.bookings.conftest import DAY, Place

pytestmark = pytest.mark.django_db


def holiday(place: Place) -> str:
    made = Holiday.objects.create(office=place.office, date=DAY, name="วันหยุดพิเศษ")
    return f"/office/holidays/{made.pk}/bookings/"


def test_a_late_holiday_lists_the_bookings_it_touches(place):
    place.book(title="ประชุมที่นัดไว้ก่อน")
    page = place.client("officer").get(holiday(place)).content.decode()
    assert "ประชุมที่นัดไว้ก่อน" in page
    assert "/change/?next=" in page
    assert Booking.objects.get().state == State.CONFIRMED


def test_a_holiday_on_a_free_day_leads_on_to_the_holidays(place):
    answer = place.client("officer").get(holiday(place))
    assert answer.url.startswith("/office/holidays/2566/?saved=")


def test_a_holiday_added_by_hand_leads_to_what_it_touches(place):
    place.book()
    facts = {"date": "1 มิ.ย. 2566", "name": "วันหยุดพิเศษ"}
    answer = place.client("officer").post("/office/holidays/2566/", facts)
    assert answer.url == f"/office/holidays/{Holiday.objects.get().pk}/bookings/"


def test_touched_bookings_are_for_officers_of_the_office(place):
    address = holiday(place)
    assert place.client("clerk").get(address).status_code == 403
    assert place.client().get(address).url.startswith("/sign-in/")
    assert place.client("officer").get(holiday(Place())).status_code == 404
