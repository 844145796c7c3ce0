"""Who has to sign in by two steps, and who may take somebody's second step off."""

from jonghong.people.models import Person
from jonghong.people.permissions import Rights, rights_of


def must_have_factor(person: Person) -> bool:
    """Tell whether the person looks after rooms or people today, in an office that wants two steps for that.

    Who acts for a room officer looks after rooms, too.
    """
    return person.office.officers_need_factor and rights_of(person).is_officer


def may_take_off(rights: Rights, person: Person) -> bool:
    """Tell whether somebody may take all second steps off a person who lost them."""
    return rights.is_administrator and rights.office_id == person.office_id and rights.person_id != person.pk
