"""The round that answers wishes and forgets what is old."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError
from pytest_django import Settings

from jonghong.activation import actions, errands
from jonghong.activation.models import AccountRequest, MailedCode, MailWish
from jonghong.offices.models import Office
from jonghong.people import actions as people
from jonghong.people.models import Role
from jonghong.people.permissions import rights_of
from tests import make
from tests.activation.conftest import known
from tests.people.conftest import number_of

NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def ask(office: Office, number: str) -> actions.Asked:
    return actions.ask(office=office, citizen_id=number, name="ชื่อ", group=office.groups.all()[0], network=number)


def test_what_is_out_of_time_is_forgotten(office: Office) -> None:
    with time_machine.travel(NOW, tick=False):
        someone, officer = known(office), make.person(office, role=Role.OFFICER)
        actions.wish(office=office, citizen_id=number_of(someone), network="x")
        ask(office, make.citizen_id(1))
        asked = ask(office, number_of(someone))
        actions.approve(person=someone, number=asked.number, actor=rights_of(officer))
    kept = []
    for passed in (timedelta(hours=23), timedelta(hours=25), timedelta(days=29), timedelta(days=31)):
        with time_machine.travel(NOW + passed, tick=False):
            errands.look_once()
        kept.append((MailWish.objects.count(), AccountRequest.objects.count()))
    assert kept == [(1, 2), (0, 1), (0, 1), (0, 0)]


def test_rows_name_nobody(office: Office) -> None:
    someone = known(office)
    actions.wish(office=office, citizen_id=number_of(someone), network="x")
    ask(office, number_of(someone))
    code = people.issue_codes(office=office, people=[someone])[0].issued
    rows = [MailWish.objects.get(), AccountRequest.objects.get(), MailedCode(office=office, code=code)]
    assert [str(row) for row in rows] == [str(rows[0].pk), f"{rows[1].pk} · open", str(code.pk)]


class Enough(BaseException):
    """Ends a test of what never ends."""


def test_rounds_go_on_whatever_goes_wrong(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    happens = iter([DatabaseError(), ZeroDivisionError(), None, Enough()])

    def look_once() -> None:
        if fact := next(happens):
            raise fact

    monkeypatch.setattr(errands, "sleep", lambda _seconds: None)
    monkeypatch.setattr(errands, "look_once", look_once)
    monkeypatch.setattr(errands, "connection", type("Connection", (), {"close": staticmethod(lambda: None)}))
    with caplog.at_level(logging.WARNING), pytest.raises(Enough):
        errands._look()
    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"]


@pytest.mark.parametrize("keeps", [True, False])
def test_rounds_begin_where_time_is_kept(settings: Settings, monkeypatch: pytest.MonkeyPatch, keeps: bool) -> None:
    begun: list[int] = []
    settings.KEEPS_TIME = keeps
    monkeypatch.setattr(errands, "_look", lambda: begun.append(0))
    errands.keep()
    assert begun == [0] * keeps
