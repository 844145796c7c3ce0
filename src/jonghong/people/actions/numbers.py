"""Numbers under a new key."""

from django.db import transaction

from jonghong.people import numbers
from jonghong.people.models import Person


def hash_anew(*, person: Person, citizen_id: str) -> None:
    """Keep somebody's number under the newest key, now that it was typed; where it is already, write nothing."""
    newest, *older = numbers.every_key(citizen_id)
    if person.citizen_key in older:
        with transaction.atomic():
            Person.objects.filter(pk=person.pk, citizen_key=person.citizen_key).update(citizen_key=newest)
        person.citizen_key = newest
