"""Coming over from AMSS++, and leaving its password behind."""

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.core import clock
from jonghong.legacy.models import Bridged
from jonghong.legacy.queries import comes_from_amss, is_clerk_alone, last_day, mark_of
from jonghong.offices.names import hold
from jonghong.people import actions as people
from jonghong.people.models import Person
from jonghong.people.passwords import weakness


@sensitive_variables()
def bring_over(*, person: Person, password: str, grace: timedelta) -> None:
    """Keep the password that AMSS++ proved as our own hash; from now on AMSS++ is not asked about that person again.

    One that would be too weak here is good for the days of grace. Raises people.NotToVouchFor where the person has left,
    came in meanwhile, or is more than a clerk.
    """
    words = [person.office.name, person.office.short_name, person.name]
    is_weak = bool(weakness(password, citizen_key=person.citizen_key, words=words))
    kept = make_password(password)
    with transaction.atomic():
        hold(person.office_id)
        if not is_clerk_alone(person):
            raise people.NotToVouchFor
        Bridged.objects.create(
            office_id=person.office_id,
            person=person,
            at=clock.now(),
            must_change_by=last_day(person, grace) if is_weak else None,
            mark=mark_of(kept),
        )
        people.vouch_for(person=person, way="amss", password=kept)


@transaction.atomic
def note_stopped(*, person: Person) -> None:
    """Note that a right password of AMSS++ lets somebody in no more, who became more than a clerk since."""
    subject = f"person:{person.pk}"
    audit.record(office_id=person.office_id, act=Act.NOT_SIGNED_IN, actor_id=None, subject=subject, way="amss", why="role")


@sensitive_variables()
def replace_password(*, person: Person, new: str) -> None:
    """Set a password of our own in place of one that is no longer enough, which was given a moment ago.

    Raises WeakPassword.
    """
    people.set_password(person=person, new=new, way="amss" if comes_from_amss(person) else "short")
    # Not in one transaction, since hashing takes longer than one may: a row whose mark no longer fits counts for nothing.
    Bridged.objects.filter(person=person).delete()
