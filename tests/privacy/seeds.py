"""Somebody about whom every table that can says something, marked so that it is found again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import connection

from jonghong.activation.models import AccountRequest, MailedCode, MailWish
from jonghong.bookings.models import Booking, Closure
from jonghong.factors.models import BackupCode, Passkey, Totp
from jonghong.legacy.models import Bridged
from jonghong.moving import models as moving
from jonghong.notices.models import Reader
from jonghong.oidc.models import Identity
from jonghong.people.models import ActivationCode, Deputy, Person, Proposal, Session
from jonghong.people.permissions import Rights
from jonghong.post.models import Letter
from jonghong.privacy.models import Departure, Told
from jonghong.rooms.hours import Half
from jonghong.roster.models import Intake, Upload
from jonghong.swaps.models import Swap
from jonghong.waiting.models import Waiter
from tests import make
from tests.bookings.conftest import Place

NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)
NAME = "นางสาวมาร์กเกอร์ ลืมได้"
EMAIL = "marker@example.go.th"
PHONE = "0899999999"
MARKERS = (NAME, EMAIL, PHONE, "marker")
CONTACT: dict[str, Any] = {"chair": "ประธาน marker", "coordinator": NAME, "phone": PHONE}


class Seeded(Place):
    """A place with ``someone`` who did everything; ``own`` is what she booked, ``other`` what another did."""

    def __init__(self) -> None:
        super().__init__()
        self.someone = make.person(self.office, group=1, name=NAME, email=EMAIL)
        self.people["someone"] = self.someone
        self.people["admin"] = make.person(self.office, group=0, role="administrator")
        (self.own,) = self.book(by=self.rights("someone"), title=f"ประชุมกับ {NAME}", **CONTACT)
        self.change(self.own, by=self.rights("someone"), title="ประชุม marker ที่เปลี่ยนแล้ว".replace("marker ", ""), **CONTACT)
        (self.other,) = self.book(self.slot(Half.AFTERNOON), by=self.colleague, title="งานอื่น", coordinator=NAME)
        self.fill()

    def rights(self, name: str) -> Rights:
        return getattr(self, name) if name != "someone" else self.of(self.someone)

    @staticmethod
    def of(person: Person) -> Rights:
        from jonghong.people.permissions import rights_of

        return rights_of(person)

    def fill(self) -> None:
        """Write the rows that belong to her alone."""
        common: dict[str, Any] = {"office": self.office, "person": self.someone}
        tomorrow = NOW + timedelta(days=1)
        code = ActivationCode.objects.create(
            **common, code_hash="h", issued_at=NOW, expires_at=tomorrow, issued_by=self.someone
        )
        letter = Letter.objects.create(
            office=self.office,
            address="old-marker@example.go.th",
            subject="marker",
            created_at=NOW,
            good_until=NOW,
            next_try_at=NOW,
        )
        MailedCode.objects.create(office=self.office, code=code, letter=letter)
        MailWish.objects.create(**common, asked_at=NOW)
        AccountRequest.objects.create(
            **common,
            account="marker",
            typed_name=NAME,
            group=self.groups[1],
            compare="1",
            token="2",
            asked_at=NOW,
            expires_at=tomorrow,
        )
        Identity.objects.create(**common, issuer="https://marker.example", subject="marker", linked_at=NOW, used_at=NOW)
        Bridged.objects.create(**common, at=NOW, mark="marker")
        Session.objects.create(
            **common,
            key_hash="marker",
            data="marker",
            device="marker",
            network="marker",
            opened_at=NOW,
            last_seen_at=NOW,
            ends_at=tomorrow,
            expires_at=tomorrow,
        )
        at: dict[str, Any] = {"office": self.office, "by": self.someone, "made_at": NOW}
        Upload.objects.create(**at, content="marker", choices="marker", expires_at=NOW)
        Intake.objects.create(**at, counts={"new": 1}, people={"new": [4242]}, forgets_at=NOW)
        Departure.objects.create(**common, noted_at=NOW)
        moving.Upload.objects.create(**at, kind="amss", content="marker", choices="marker", expires_at=NOW)
        run = moving.Run.objects.create(**at, kind="amss", source="amss", file="amss.sql", undone_by=self.someone)
        row = {"source": "amss", "table": "person_main", "key": "1", "cells": f'{{"cells": {{"name": "{NAME}"}}}}'}
        moving.Kept.objects.create(**common, **row, run=run, outcome="imported", settled_by=self.someone)
        self.someone.last_device = "marker"
        self.someone.save()
        Passkey.objects.create(**common, name="marker ของฉัน", credential_id="marker", public=b"marker", created_at=NOW)
        Totp.objects.create(**common, secret="marker", last_step=0, confirmed_at=NOW)
        BackupCode.objects.create(**common, code_hash="marker", created_at=NOW)
        Reader.objects.create(**common, seen_acts=["marker"])
        Told.objects.create(**common, version="1.1", at=NOW)
        Deputy.objects.create(**common, named_by=self.someone, starts_on=NOW, ends_on=NOW, remark="marker แทน", created_at=NOW)
        Proposal.objects.create(
            **common, matter="deputy", facts={"remark": "marker"}, proposed_by=self.someone, proposed_at=NOW, ends_at=NOW
        )
        Waiter.objects.create(
            **common,
            group=self.groups[1],
            room=self.small,
            date=date(2023, 6, 1),
            half="morning",
            starts_at=NOW,
            ends_at=tomorrow,
            title="marker",
            joined_at=NOW,
        )
        Swap.objects.create(
            office=self.office,
            mine=self.own,
            theirs=self.other,
            mine_version=1,
            theirs_version=1,
            rooms_only=True,
            message="marker ขอแลก",
            asked_by=self.someone,
            asked_at=NOW,
        )
        Closure.objects.create(
            office=self.office,
            starts_at=NOW,
            ends_at=tomorrow,
            reason=f"{NAME} ปิดห้อง",
            act=uuid4(),
            closed_by=self.someone,
            closed_at=NOW,
        )
        Letter.objects.create(
            office=self.office, address=EMAIL, subject="marker", body="marker", created_at=NOW, good_until=NOW, next_try_at=NOW
        )

    def leave(self) -> None:
        """Note that she has left."""
        from jonghong.people import actions

        actions.leave(person=self.someone)
        self.someone.refresh_from_db()

    def everything(self) -> list[tuple[Any, ...]]:
        """Return what of bookings must stay as it is, whoever is erased."""
        return list(Booking.objects.order_by("pk").values_list("pk", "room", "date", "half", "group", "state", "attendees"))


def found(*markers: str) -> list[str]:
    """Return the columns of the database in which one of these texts stands, as it is kept or as it is read."""
    hits = []
    for model in apps.get_models(include_auto_created=True):
        fields = model._meta.local_concrete_fields
        for row in model._base_manager.values_list(*(field.attname for field in fields)):
            for field, value in zip(fields, row, strict=True):
                text = bytes(value).decode(errors="replace") if isinstance(value, (bytes, memoryview)) else str(value)
                if any(marker in text for marker in markers):
                    hits.append(f"{model._meta.label_lower}.{field.name}")
    return sorted(set(hits))


def kept_in_clear(*markers: str) -> list[str]:
    """Return the tables in which one of these texts stands in the database itself, sealed columns unread."""
    hits = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = cursor.fetchall()
            if any(marker in str(value) for row in rows for value in row for marker in markers):
                hits.append(table)
    return hits


def unreadable(table: str, column: str) -> None:
    """Write into a sealed column of every row what no key opens."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = 'gone.AAAA'")
