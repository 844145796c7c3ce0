from datetime import UTC, datetime
import pytest
from django.db import IntegrityError
from jonghong.bookings.models import Booking
from tests import make


@pytest.mark.django_db
def test_guard_refuses_an_overlap():
    office = make.office()
    room = make.room(office)
    def add(h1, h2, **f):
        return Booking.objects.create(office=office, room=room, group=office.groups.first(), organizer=make.person(office), date=datetime(2023,6,1).date(), half="exact",
            starts_at=datetime(2023,6,1,h1,tzinfo=UTC), ends_at=datetime(2023,6,1,h2,tzinfo=UTC), title="x", created_at=datetime(2023,6,1,tzinfo=UTC), **f)
    add(1,3)
    add(3,4)
    with pytest.raises(IntegrityError):
        add(2,4)
