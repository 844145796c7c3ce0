"""People whom another system knows by something that is no citizen id."""

import pytest

from jonghong.offices.models import Office
from jonghong.people import actions, numbers
from jonghong.people.actions import Newcomer
from jonghong.people.models import Person
from jonghong.people.refusals import AlreadyListed, NotInOffice
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make.office()


def bring_in(office: Office, **facts: object) -> list[int]:
    one = Newcomer(**{"digits": "", "name": "ผู้จองเดิม", "email": "", "roles": {}, "is_active": False, **facts})  # type: ignore[arg-type]
    return actions.bring_in(office=office, newcomers=[one], changes=[]).new


def test_they_are_known_by_a_key_that_no_number_has(office: Office) -> None:
    digits = make.citizen_id(81)
    bring_in(office, external=digits)
    bring_in(office, digits=digits)
    keys = set(Person.objects.values_list("citizen_key", "citizen_last4"))
    assert keys == {(numbers.external_key(digits), "xxxx"), (numbers.newest_key(digits), digits[-4:])}


def test_the_same_name_of_another_system_is_the_same_person(office: Office) -> None:
    bring_in(office, external="ABC")
    with pytest.raises(AlreadyListed):
        bring_in(office, external="ABC")


def test_who_works_here_needs_a_role(office: Office) -> None:
    with pytest.raises(NotInOffice):
        bring_in(office, external="ABC", is_active=True)
    assert Person.objects.count() == 0


def test_they_are_known_again_under_a_newer_key(office: Office, settings: object) -> None:
    bring_in(office, external="ABC")
    settings.CITIZEN_KEYS = {**settings.CITIZEN_KEYS, "9": "k" * 43}  # type: ignore[attr-defined]
    with pytest.raises(AlreadyListed):
        bring_in(office, external="ABC")


def test_people_removed_were_never_there(office: Office) -> None:
    (gone,) = bring_in(office, external="ABC")
    stays, other = make.person(office), make.person(make.office())
    actions.remove_people(office=office, people=[gone, other.pk])
    assert set(Person.objects.all()) == {stays, other}
