"""What has to hold before people are changed."""

from collections.abc import Collection

from jonghong.people.models import RANKS, Membership, Person
from jonghong.people.permissions import Rights, may_manage_person
from jonghong.people.queries import able_administrators
from jonghong.people.refusals import HasLeft, LastAdministrator, MayNotManage


def roles_held(*people: Person) -> frozenset[str]:
    """Return all roles that these people hold."""
    return frozenset(Membership.objects.filter(person__in=people).values_list("role", flat=True))


def require_manages(actor: Rights | None, roles: Collection[str]) -> None:
    """Raise MayNotManage unless whoever acts looks after people with these roles; the console (None) does."""
    if actor and not may_manage_person(actor, frozenset(roles)):
        raise MayNotManage


def is_raised(*, before: Collection[str], after: Collection[str]) -> bool:
    """Tell whether the highest of some roles is more than it was."""
    was, is_now = (max(map(RANKS.index, roles), default=0) for roles in (before, after))
    return is_now > was


def require_here(*people: Person) -> None:
    """Raise HasLeft for who has left by now, whatever stood there when these people were read."""
    gone = Person.objects.filter(pk__in=[person.pk for person in people], is_active=False).first()
    if gone:
        raise HasLeft(gone.name)


def require_other_administrator(person: Person) -> None:
    """Raise LastAdministrator if nobody but this person could sign in and give roles."""
    if set(able_administrators(person.office_id).values_list("pk", flat=True)) == {person.pk}:
        raise LastAdministrator
