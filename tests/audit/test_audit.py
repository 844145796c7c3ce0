"""Records that nobody changes."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from pytest_django import Settings

from jonghong.audit import actions, guard, origin, queries
from jonghong.audit.acts import Act
from jonghong.audit.chain import Fault
from jonghong.audit.models import Chain, Record
from jonghong.offices.models import Office
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make.office()


def recorded(office: Office, many: int = 1, **facts: Any) -> list[Record]:
    for number in range(many):
        actions.record(office_id=office.pk, act=Act.PERSON_CHANGED, actor_id=7, subject=f"person:{number}", **facts)
    return list(queries.records_of(office))


def faults(office: Office) -> list[Fault]:
    return list(queries.faults(office))


def by_hand(statement: str, *words: Any, without: str = "") -> None:
    """Do what somebody with the database in his hands could, the triggers out of the way."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come cannot be altered
            cursor.execute("ALTER TABLE audit_record DISABLE TRIGGER USER")
            cursor.execute(statement, words)
            cursor.execute("ALTER TABLE audit_record ENABLE TRIGGER USER")
            return
        kept = []
        for event in ("update", "delete"):
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [f"{guard.NAME}_{event}"])
            kept.append(cursor.fetchone()[0])
            cursor.execute(f"DROP TRIGGER {guard.NAME}_{event}")
        cursor.execute(statement, words)
        for trigger in kept:
            cursor.execute(trigger)


def test_a_record_says_who_what_when_and_from_where(office: Office) -> None:
    at = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)
    with time_machine.travel(at, tick=False):
        actions.record(office_id=office.pk, act=Act.ENROLLED, actor_id=7, subject="person:12", groups=[1, 2])
    record = Record.objects.get()
    said = (record.number, record.at, record.act, record.actor_id, record.subject, record.facts, record.network, record.request)
    assert said == (1, at, "person.enrolled", 7, "person:12", {"groups": [1, 2]}, "console", "")


def test_records_of_each_office_are_numbered_without_a_gap(office: Office) -> None:
    other = make.office()
    recorded(office, 2)
    recorded(other, 1)
    recorded(office, 1)
    assert list(Record.objects.filter(office=office).values_list("number", flat=True)) == [1, 2, 3]
    assert (faults(office), faults(other)) == ([], [])


def test_an_office_without_records_has_no_faults(office: Office) -> None:
    assert faults(office) == []


def test_what_is_taken_back_leaves_no_record(office: Office) -> None:
    with transaction.atomic():
        recorded(office)
        transaction.set_rollback(True)
    assert (Record.objects.count(), faults(office)) == (0, [])


@pytest.mark.parametrize("change", [lambda rows: rows.update(actor_id=8), lambda rows: rows.delete()])
def test_the_database_refuses_to_change_a_record(office: Office, change) -> None:
    recorded(office)
    with pytest.raises(IntegrityError), transaction.atomic():
        change(Record.objects.all())
    assert Record.objects.get().actor_id == 7


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_id", 8),
        ("act", "person.left"),
        ("subject", "person:9"),
        ("at", "2020-01-01 00:00:00+00"),
        ("facts", "{}"),
        ("network", "x"),
        ("request", "x"),
        ("seal", "0" * 64),
    ],
)
def test_a_record_changed_by_hand_is_found(office: Office, column: str, value: Any) -> None:
    records = recorded(office, 3, groups=[1])
    by_hand(f"UPDATE audit_record SET {column} = %s WHERE id = %s", value, records[1].pk)
    expected = [Fault(2, "changed")] + ([Fault(3, "changed")] if column == "seal" else [])
    assert faults(office) == expected


def test_a_record_taken_away_by_hand_is_found(office: Office) -> None:
    records = recorded(office, 4)
    by_hand("DELETE FROM audit_record WHERE id IN (%s, %s)", records[1].pk, records[3].pk)
    assert faults(office) == [Fault(2, "missing"), Fault(4, "end")]


def test_a_record_put_in_by_hand_is_found(office: Office) -> None:
    recorded(office, 2)
    forged = Record.objects.first()
    forged.pk, forged.number = None, 3
    forged.save(force_insert=True)
    Chain.objects.update(number=3, seal=forged.seal)
    assert faults(office) == [Fault(3, "changed"), Fault(3, "end")]


def test_records_sealed_under_another_key_are_found(office: Office, settings: Settings) -> None:
    recorded(office, 2)
    settings.AUDIT_KEY = "x" * 43
    assert faults(office) == [Fault(1, "changed"), Fault(2, "changed"), Fault(2, "end")]


def test_records_that_end_earlier_by_hand_are_found_though_the_chain_says_so_too(office: Office) -> None:
    records = recorded(office, 3)
    by_hand("DELETE FROM audit_record WHERE id = %s", records[2].pk)
    Chain.objects.update(number=2, seal=records[1].seal)
    assert faults(office) == [Fault(2, "end")]


def test_records_that_begin_later_by_hand_are_found_though_the_chain_says_so_too(office: Office) -> None:
    records = recorded(office, 3)
    Chain.objects.update(pruned_number=1, pruned_seal=records[0].seal)
    Record.objects.filter(number=1).delete()
    assert faults(office) == [Fault(3, "end")]


def test_records_without_their_chain_are_found(office: Office) -> None:
    recorded(office, 2)
    Chain.objects.all().delete()
    assert faults(office) == [Fault(0, "end")]


def test_a_missing_guard_is_found(office: Office) -> None:
    recorded(office)
    assert guard.stands()
    with connection.cursor() as cursor:
        drop = f"{guard.NAME} ON audit_record" if connection.vendor == "postgresql" else f"{guard.NAME}_update"
        cursor.execute(f"DROP TRIGGER {drop}")
    assert faults(office) == [Fault(0, "guard")]


def test_a_refusal_bears_the_number_of_its_request(client: Client, office: Office) -> None:
    assert client.get("/")["X-Request-Id"] != client.get("/")["X-Request-Id"]
    numbers = {client.get("/nowhere/")["X-Request-Id"] for _time in range(2)}
    assert [len(number) for number in numbers] == [12, 12]


def test_records_and_chains_are_named_by_their_numbers(office: Office) -> None:
    recorded(office)
    assert (str(Record.objects.get()), str(Chain.objects.get())) == ("1 person.changed", f"{office.pk} · 1")


def test_a_verb_that_refuses_outside_of_any_request_is_told_nobody(office: Office) -> None:
    origin.deny()
    assert (origin.current.get().is_denied, origin.somebody(), Record.objects.count()) == (False, None, 0)


def test_what_the_clock_does_says_so(office: Office) -> None:
    with origin.from_clock():
        recorded(office)
    recorded(office)
    assert list(Record.objects.order_by("number").values_list("network", flat=True)) == ["clock", "console"]
