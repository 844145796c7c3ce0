import pytest
from django.contrib.auth.models import AnonymousUser

from jonghong.offices.models import Office
from jonghong.people import actions
from jonghong.people.models import Person, Role
from jonghong.people.permissions import Rights, managed_people, may_manage_person, rights_of, roles_to_give, with_places
from tests import make

CLERK, OFFICER, ADMINISTRATOR = (Rights(person_id=1, roles=frozenset({role})) for role in Role)


def test_nobody_has_no_rights(office: Office) -> None:
    assert rights_of(AnonymousUser()) == Rights()
    assert rights_of(make.person(office, role=Role.ADMINISTRATOR, active=False)) == Rights()


def test_rights_are_those_of_all_memberships(office: Office, django_assert_num_queries) -> None:
    person = make.person(office, group=1)
    first, second, _third = office.groups.all()
    actions.change_person(person=person, name="ก", roles={first.pk: Role.OFFICER, second.pk: Role.CLERK})
    expected = Rights(person.pk, office.pk, frozenset({Role.OFFICER, Role.CLERK}), (second.pk, first.pk))
    assert rights_of(Person.objects.get(pk=person.pk)) == expected
    with django_assert_num_queries(1):
        found = with_places(person.pk)
        assert found is not None
        assert rights_of(found) == expected
    assert with_places(0) is None


def test_somebody_of_no_group_is_signed_in_and_may_nothing(office: Office) -> None:
    person = make.person(office)
    person.memberships.all().delete()
    found = with_places(person.pk)
    assert found is not None
    assert rights_of(found) == Rights(person_id=person.pk, office_id=office.pk)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("rights", "is_officer", "is_administrator", "given"),
    [
        (Rights(), False, False, []),
        (CLERK, False, False, []),
        (OFFICER, True, False, [Role.CLERK]),
        (ADMINISTRATOR, True, True, list(Role)),
    ],
)
def test_rights_by_role(rights: Rights, is_officer: bool, is_administrator: bool, given: list[Role]) -> None:
    assert rights.is_signed_in is (rights != Rights())
    assert (rights.is_officer, rights.may_manage_office, rights.is_administrator) == (is_officer, is_officer, is_administrator)
    assert roles_to_give(rights) == given
    assert may_manage_person(rights, frozenset({Role.CLERK, Role.OFFICER})) is is_administrator


def test_managed_people_work_here_and_hold_no_more_than_may_be_given(office: Office) -> None:
    clerk, officer = make.person(office), make.person(office, role=Role.OFFICER)
    make.person(office, active=False)
    make.person(make.office())
    assert set(managed_people(OFFICER, office)) == {clerk}
    assert set(managed_people(ADMINISTRATOR, office)) == {clerk, officer}
    assert set(managed_people(CLERK, office)) == set()
