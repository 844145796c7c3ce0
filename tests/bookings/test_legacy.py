"""Bookings of a former system: spoken of by their half in tables, with their true hours on their own page."""

from datetime import time

import pytest

from jonghong.bookings.models import Booking
from jonghong.rooms.hours import Half, Hours
from tests.bookings.conftest import Place

pytestmark = pytest.mark.django_db
HOURS = Hours(time(9), time(12))


@pytest.mark.parametrize(("is_legacy", "said"), [(True, "เช้า"), (False, "09.00-12.00 น.")])
def test_only_a_booking_of_a_former_system_goes_by_its_half_in_the_month(place: Place, *, is_legacy: bool, said: str) -> None:
    (booking,) = place.book(place.slot(Half.EXACT, exact=HOURS), title="ประชุมเดิม")
    Booking.objects.update(half=Half.MORNING, is_legacy=is_legacy)
    page = place.client().get("/2566/6/").content.decode()
    assert page.split("ประชุมเดิม</a><small><span>")[1].split("<")[0] == said
    assert "09.00-12.00 น." in place.client().get(f"/booking/{booking.pk}/").content.decode()
