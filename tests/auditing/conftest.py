"""An office with an administrator, an officer and a clerk, and a way to come in as one of them."""

import shutil
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from jonghong.audit import actions
from jonghong.audit.acts import Act
from jonghong.audit.models import Record
from jonghong.audit.queries import records_of
from jonghong.offices.models import Office
from jonghong.people.models import Person, Role
from jonghong.people.signin import SURE_AT
from tests import make


@dataclass
class Place:
    """An office, three of its people, and what its audit says."""

    office: Office
    administrator: Person
    officer: Person
    clerk: Person

    def signed_in(self, person: Person, *, sure: bool = True) -> Client:
        client = Client()
        client.force_login(person)
        if not sure:
            session = client.session
            session[SURE_AT] = 0
            session.save()
        return client

    def recorded(self, act: Act, actor: Person | None = None, subject: str = "", **facts: Any) -> None:
        actions.record(office_id=self.office.pk, act=act, actor_id=actor.pk if actor else None, subject=subject, **facts)

    @property
    def last(self) -> Record:
        return records_of(self.office).reverse()[0]

    def acts(self) -> list[str]:
        return list(records_of(self.office).values_list("act", flat=True))


@pytest.fixture(autouse=True)
def _room_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have tests warn of no disk but of those that they fill."""
    fill_disk(monkeypatch, free=50e9, total=100e9)


def fill_disk(monkeypatch: pytest.MonkeyPatch, *, free: float, total: float) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=int(free), total=int(total)))


@pytest.fixture
def place() -> Place:
    office = make.office()
    return Place(
        office=office,
        administrator=make.person(office, group=0, role=Role.ADMINISTRATOR, name="นางสาวผู้ดูแล ระบบ"),
        officer=make.person(office, group=0, role=Role.OFFICER, name="นายเจ้าหน้าที่ ห้องประชุม"),
        clerk=make.person(office, name="นางธุรการ กลุ่มแผน"),
    )
