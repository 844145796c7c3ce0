"""Letting go by the console, and erasing again after a restore."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from jonghong.__main__ import main
from jonghong.bookings.models import Booking
from jonghong.core import schema
from jonghong.people.models import Person
from jonghong.privacy import erased_list
from jonghong.privacy.models import Erased
from tests.privacy.seeds import NAME, NOW, Seeded

pytestmark = pytest.mark.django_db(transaction=True)
LATER = datetime(2029, 1, 1, tzinfo=UTC)


@pytest.fixture
def place(tmp_path: Path, settings: Settings) -> Seeded:
    settings.DATA = tmp_path
    with time_machine.travel(NOW, tick=False):
        return Seeded()


def test_the_dry_run_counts_and_changes_nothing(place: Seeded, capsys: pytest.CaptureFixture[str]) -> None:
    with time_machine.travel(LATER, tick=False):
        assert main(["privacy", "retention", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert ("       2  " in said, "nothing was changed" in said) == (True, True)
    assert Booking.objects.get(pk=place.own.pk).organizer == place.someone


def test_without_it_what_is_too_old_goes(place: Seeded, capsys: pytest.CaptureFixture[str]) -> None:
    with time_machine.travel(LATER, tick=False):
        assert main(["privacy", "retention"]) == 0
    assert "       2  " in capsys.readouterr().out
    assert Booking.objects.get(pk=place.own.pk).organizer != place.someone


def test_after_a_restore_the_erased_are_erased_again(place: Seeded, capsys: pytest.CaptureFixture[str]) -> None:
    erased_list.add(erased_list_folder(), place.office.pk, place.someone.pk, LATER)
    assert main(["privacy", "erase-again"]) == 0
    assert "1 people were erased again" in capsys.readouterr().out
    assert not Person.objects.filter(name=NAME).exists()


def erased_list_folder() -> Path:
    from django.conf import settings

    return Path(settings.DATA)


def test_a_list_that_lacks_somebody_is_completed(place: Seeded, capsys: pytest.CaptureFixture[str]) -> None:
    Erased.objects.create(office=place.office, person_number=7, at=NOW)
    for expected in ("1 numbers were added", "0 numbers were added"):
        assert main(["privacy", "list"]) == 0
        assert expected in capsys.readouterr().out
    assert erased_list.in_file(erased_list_folder(), place.office.pk) == [(7, NOW)]


def test_nothing_is_let_go_before_the_tables_stand(place: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "missing_migrations", lambda: ["people 0009_more"])
    assert main(["privacy", "retention"]) == 1
