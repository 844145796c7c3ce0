"""What only a sample does: passwords and a code that everybody may know, and requests of years ago."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from jonghong.bookings.models import Series
from jonghong.offices.models import Office
from jonghong.offices.versions import raise_version
from jonghong.people.models import ActivationCode, Person

OPENED_AT = datetime(2016, 5, 2, 2, 0, tzinfo=UTC)
CODE_EXPIRES_AT = datetime(2028, 1, 1, tzinfo=UTC)


class NotASample(Exception):
    """What everybody may know is given out in a sample only."""


@transaction.atomic
def set_known_password(*, office: Office, people: Sequence[Person], password: str) -> None:
    """Let all of these people sign in with one password; one hash serves them all. Raises NotASample."""
    _require_sample(office)
    people_of_office = Person.objects.filter(office=office, pk__in=[person.pk for person in people])
    people_of_office.update(password=make_password(password), activated_at=OPENED_AT)
    raise_version(office.pk)


@transaction.atomic
def issue_known_code(*, office: Office, person: Person, code: str) -> None:
    """Let a person register with a code that is not drawn but told. Raises NotASample."""
    _require_sample(office)
    ActivationCode.objects.create(
        office=office,
        person=person,
        code_hash=make_password(code),
        issued_at=OPENED_AT,
        expires_at=CODE_EXPIRES_AT,
    )


@transaction.atomic
def open_series(*, office: Office, created_at: Sequence[datetime]) -> list[Series]:
    """Make a request for each of these instants, to bind bookings of several days. Raises NotASample."""
    _require_sample(office)
    return Series.objects.bulk_create([Series(office=office, created_at=at) for at in created_at])


def _require_sample(office: Office) -> None:
    if not office.is_sample:
        raise NotASample
