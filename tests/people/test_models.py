import pytest
from django.db import IntegrityError, transaction

from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.people import actions, guessing
from jonghong.people.models import ActivationCode, GuessCounter
from tests import make


def test_rows_name_themselves_without_number_code_or_key(office: Office) -> None:
    person = make.person(office, name="นางสาวสมศรี ใจงาม")
    code = actions.issue_code(person=person)
    guessing.take(guessing.Guess(office.pk, account=person.citizen_key))
    kept, counter = ActivationCode.objects.get(), GuessCounter.objects.get()
    assert str(person) == "นางสาวสมศรี ใจงาม"
    assert str(person.memberships.get()) == "นางสาวสมศรี ใจงาม · นโยบายและแผน · clerk"
    assert str(kept) == f"นางสาวสมศรี ใจงาม · {kept.expires_at:%Y-%m-%d}"
    assert str(counter) == f"{counter.key[:8]} · 1"
    assert code not in str(kept)


def test_person_has_one_open_code_at_most(office: Office) -> None:
    person = make.person(office)
    actions.issue_code(person=person)
    facts = {"office": office, "person": person, "code_hash": "x", "issued_at": clock.now(), "expires_at": clock.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        ActivationCode.objects.create(**facts)
    ActivationCode.objects.update(used_at=clock.now())
    ActivationCode.objects.create(**facts)
