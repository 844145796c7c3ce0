"""Forgetting who somebody was. The row stays, for bookings and the audit name its number; nothing in it leads to a person."""

from collections.abc import Iterable
from secrets import token_hex

from django.db import transaction

from jonghong.offices.models import Office
from jonghong.people import guessing
from jonghong.people.models import Deputy, Person

FORMER = "ผู้จองเดิม"  # who booked, once nobody need know who that was
NO_DIGITS = ""  # instead of the last four: tells such a row from a person


@transaction.atomic
def anonymise(*, person: Person, accounts: Iterable[str] = ()) -> None:
    """Take from the row of somebody who has left all that leads to him; he can be on the list again as somebody new.

    ``accounts`` are further keyed hashes of his number, under which wrong tries may be counted (``numbers.steady_key``).
    """
    for account in {person.citizen_key, *accounts}:
        guessing.reopen(person.office_id, account)
    Deputy.objects.filter(person=person).update(remark="")
    person.citizen_key, person.citizen_last4, person.name, person.email = token_hex(32), NO_DIGITS, FORMER, ""
    person.is_active, person.activated_at, person.last_login, person.has_factor = False, None, None, False
    person.last_device = ""
    person.sessions_ended += 1
    person.set_unusable_password()
    person.save()


def make_nobody(*, office: Office) -> Person:
    """Return a new row that stands for all who booked so long ago that nobody need know who they were."""
    nobody = Person(office=office, citizen_key=token_hex(32), citizen_last4=NO_DIGITS, name=FORMER, is_active=False)
    nobody.set_unusable_password()
    nobody.save()
    return nobody
