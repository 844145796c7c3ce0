"""Making a password good for nothing, so that a code is the only way in."""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.people.models import Person, Session


def forget_password(*, person: Person) -> None:
    """Let the password of somebody open nothing any more, and end their sessions; a code issued after this sets another."""
    with transaction.atomic():
        hold(person.office_id)
        person.password = make_password(None)
        person.save(update_fields=["password"])
        Session.objects.filter(office=person.office_id, person=person).delete()
        raise_version(person.office_id)
