"""The round that answers wishes and forgets what is old."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

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
