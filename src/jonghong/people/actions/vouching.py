"""Taking an account into use without a code, because another system knows for sure who is there."""

from django.db import transaction

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.core import clock
from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.people.models import ActivationCode, Person
from jonghong.people.signals import activated


class NotToVouchFor(Exception):
    """Meanwhile the person has left, or took the account into use in another way."""


def vouch_for(*, person: Person, way: str, password: str = "") -> None:
    """Take the account of somebody into use who never signed in; ``way`` names the system that vouches, in a word of ours.

    ``password`` is a hash made by ``make_password``, since hashing takes longer than the transaction; an open code is void
    then. Without one the person goes on signing in by that system, or sets a password with a code. Raises NotToVouchFor.
    """
    with transaction.atomic():
        hold(person.office_id)
        waiting = Person.objects.filter(pk=person.pk, is_active=True, activated_at=None)
        facts = {"activated_at": clock.now(), **({"password": password} if password else {})}
        if not waiting.update(**facts):
            raise NotToVouchFor
        if password:
            open_codes = ActivationCode.objects.filter(person=person, used_at=None, revoked_at=None)
            open_codes.update(revoked_at=clock.now())
        activated.send(Person, person=person, way=way)
        audit.record(office_id=person.office_id, act=Act.VOUCHED, actor_id=person.pk, subject=f"person:{person.pk}", way=way)
        raise_version(person.office_id)
    person.refresh_from_db(fields=list(facts))
