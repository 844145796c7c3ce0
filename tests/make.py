"""Real rows for tests, with synthetic people."""

from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from jonghong.offices.models import Group, Office
from jonghong.people import identity
from jonghong.people.models import Membership, Person, Role
from jonghong.rooms.models import Room

PASSWORD = "น้ำใสไหลเย็น-เห็นตัวปลา"
OWN_NUMBERS = 5_000_000  # tests that type a number of their own take a smaller one
_numbers = count(1)


def citizen_id(number: int) -> str:
    """Return a valid synthetic id; the first digits 100009 were never given out."""
    twelve = f"1{number:011d}"
    return next(twelve + last for last in "0123456789" if identity.has_right_check_digit(twelve + last))


def office(**facts: Any) -> Office:
    """Return an office with three groups, in which the password alone lets officers in."""
    number = next(_numbers)
    facts = {"officers_need_factor": False, **facts}
    made = Office.objects.create(name=f"สำนักงานทดสอบ {number}", short_name=f"สนง.{number}", **facts)
    for position, name in enumerate(["อำนวยการ", "นโยบายและแผน", "บริหารงานบุคคล"]):
        Group.objects.create(office=made, name=name, short_name=name, position=position)
    return made


@cache
def password_once_hashed(*_hashers: str) -> str:
    """Return ``PASSWORD`` as it is kept; to hash it for each person anew takes a third of the time of many tests."""
    return make_password(PASSWORD)


def person(office: Office, *, group: int = 1, role: str = Role.CLERK, active: bool = True, **facts: Any) -> Person:
    """Return somebody who is activated and signs in with ``PASSWORD``; ``group`` counts the office's groups from 0.

    The typed number is kept on the object as ``typed_id``, for tests to type it.
    """
    digits = citizen_id(OWN_NUMBERS + next(_numbers))
    made = Person(
        office=office,
        citizen_key=identity.keyed_hash(digits, key=settings.CITIZEN_KEY),
        citizen_last4=digits[-4:],
        is_active=active,
        activated_at=datetime(2023, 1, 1, tzinfo=UTC),
        **{"name": f"นางสาวทดสอบ ที่{next(_numbers)}", **facts},
    )
    made.password = password_once_hashed(*settings.PASSWORD_HASHERS)
    made.save()
    Membership.objects.create(office=office, person=made, group=office.groups.all()[group], role=role)
    made.typed_id = digits  # type: ignore[attr-defined]
    return made


def room(office: Office, **facts: Any) -> Room:
    """Return an open room."""
    return Room.objects.create(office=office, **{"name": f"ห้อง {next(_numbers)}", "position": next(_numbers), **facts})
