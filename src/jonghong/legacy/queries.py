"""What signing in by AMSS++ asks about people here."""

from datetime import date, timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

from jonghong.core import clock
from jonghong.legacy.models import Bridged
from jonghong.people.models import Person
from jonghong.people.queries import clerks_alone, with_number
from jonghong.people.signin import Claim


def person_of(claim: Claim) -> Person | None:
    """Return whose number it is in the office, whether they have left or not."""
    return with_number(claim.office, claim.citizen_id).first()


def is_clerk_alone(person: Person) -> bool:
    """Tell whether somebody books for groups and nothing else: no officer, no administrator, nobody's deputy now or later."""
    return person.pk in clerks_alone([person])


def overdue(person: Person, today: date) -> bool:
    """Tell whether a password that came from AMSS++ is no longer enough."""
    return _stands(Bridged.objects.filter(person=person, must_change_by__lt=today).first(), person)


def is_above_it(person: Person) -> bool:
    """Tell whether a password that came from AMSS++ stands for somebody who is more than a clerk by now, or will be."""
    return comes_from_amss(person) and not is_clerk_alone(person)


def comes_from_amss(person: Person) -> bool:
    """Tell whether somebody's password is still the one that came from AMSS++."""
    return _stands(Bridged.objects.filter(person=person).first(), person)


def last_day(person: Person, grace: timedelta) -> date:
    """Return the last day of grace of somebody who comes over today."""
    return clock.today(person.office.zone) + grace


def mark_of(password_hash: str) -> str:
    """Return by what a password hash is known again, 64 hexadecimal letters."""
    return salted_hmac("jonghong.legacy.bridged", password_hash, algorithm="sha256").hexdigest()


def _stands(bridged: Bridged | None, person: Person) -> bool:
    return bridged is not None and constant_time_compare(bridged.mark, mark_of(person.password))
