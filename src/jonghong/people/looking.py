"""What is recorded of officers who are shown data of others, before the page is given out."""

from collections.abc import Iterable

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.people.access import PersonRequest
from jonghong.people.models import Person


def note_people(request: PersonRequest, page: str, people: Iterable[Person]) -> None:
    """Record that a page shows these people; nothing where it shows nobody. ``page`` is a word of ours."""
    keys = list(dict.fromkeys(person.pk for person in people))
    if keys:
        audit.view(office_id=request.office.pk, act=Act.PEOPLE_VIEWED, page=page, number=len(keys), people=keys)


def note_person(request: PersonRequest, page: str, person: Person) -> None:
    """Record that a page shows what is known of one person."""
    audit.view(office_id=request.office.pk, act=Act.PERSON_VIEWED, subject=f"person:{person.pk}", page=page)
