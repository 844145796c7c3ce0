"""Whatever people do in whatever order, the verbs and a model that is too simple to be wrong agree."""

import pytest

from fuzz import office, verdict
from fuzz.tallies import amount, shares
from jonghong.bookings import actions
from jonghong.bookings.models import MonthTally
from tests import databases, make
from tests.fuzz.conftest import Tell

STEPS = 600 if databases.KIND == "sqlite" else 400


@pytest.mark.django_db
@pytest.mark.unmeasured
@pytest.mark.parametrize("share", shares())
def test_verbs_and_model_agree_whatever_people_do(share: int, tell: Tell) -> None:
    tally = office.run(amount(STEPS), share=share)
    tell(tally)
    assert tally.tried > amount(STEPS) / 4 or amount(STEPS) < 400
    assert {"done", "RoomTaken", "MayNot"} <= set(tally.outcomes) or amount(STEPS) < 400


@pytest.mark.django_db
@pytest.mark.sqlite
@pytest.mark.unmeasured
def test_verb_that_differs_from_the_model_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plant that anybody may change and cancel anything."""
    monkeypatch.setattr(actions.ground, "may_change", lambda *_facts: True)
    with pytest.raises(AssertionError):
        office.run(2_000)


@pytest.mark.django_db
@pytest.mark.unmeasured
def test_wrong_books_are_found() -> None:
    office = make.office()
    assert verdict.wrong() == []
    MonthTally.objects.create(office=office, month=24_281, times=5)
    assert verdict.wrong() == ["2023-06 is counted wrongly"]
