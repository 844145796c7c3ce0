"""``jonghong audit verify`` and ``jonghong audit prune``."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from jonghong.__main__ import main
from jonghong.audit import actions
from jonghong.audit.acts import Act
from jonghong.audit.models import Chain, Record
from jonghong.offices.models import Office
from tests import make
from tests.audit.test_audit import by_hand

pytestmark = pytest.mark.django_db(transaction=True)
THEN, NOW = datetime(2022, 1, 1, tzinfo=UTC), datetime(2023, 6, 1, tzinfo=UTC)


def office_with(records: int, at: datetime = THEN) -> Office:
    office = make.office()
    with time_machine.travel(at, tick=False):
        for _time in range(records):
            actions.record(office_id=office.pk, act=Act.PERSON_BACK, actor_id=7)
    return office


def test_verify_tells_how_many_stand_in_each_office(capsys: pytest.CaptureFixture[str]) -> None:
    office, empty = office_with(3), make.office()
    assert main(["audit", "verify"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{office.short_name}: 3 บันทึก 1-3 · 3 records 1-3",
        f"{empty.short_name}: 0 บันทึก · 0 records",
    ]


def test_verify_fails_and_names_what_was_tampered_with(capsys: pytest.CaptureFixture[str]) -> None:
    office_with(40)
    by_hand("UPDATE audit_record SET actor_id = 8 WHERE number > 10")
    assert main(["audit", "verify"]) == 1
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert (lines[1], len(lines)) == ("  บันทึกที่ 11 ถูกแก้ไข · record 11: was changed", 22)
    assert lines[-1] == "  และอีก 10 แห่ง · and 10 more"
    assert "The records are not as they were written." in said.err


def test_verify_beside_a_copy_finds_what_the_chain_cannot(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, settings: Settings
) -> None:
    settings.AUDIT_COPY = f"file:{tmp_path}/copy"
    office_with(1)
    chain = Chain.objects.values().get()
    actions.record(office_id=chain["office_id"], act=Act.PERSON_BACK, actor_id=7)
    assert main(["audit", "verify", "--copy", f"{tmp_path}/copy"]) == 0
    by_hand("DELETE FROM audit_record WHERE number = 2")
    Chain.objects.update(**chain)
    assert main(["audit", "verify"]) == 0
    assert main(["audit", "verify", "--copy", f"{tmp_path}/copy"]) == 1
    assert "record 2: is in the copy and not in the database" in capsys.readouterr().out
    assert main(["audit", "verify", "--copy", f"{tmp_path}/nothing"]) == 1


@time_machine.travel(NOW, tick=False)
def test_prune_rehearses_keeps_a_year_and_records_itself(capsys: pytest.CaptureFixture[str]) -> None:
    office = office_with(3)
    with time_machine.travel(NOW, tick=False):
        actions.record(office_id=office.pk, act=Act.PERSON_BACK, actor_id=7)
        assert main(["audit", "prune", "--before", "1/6/2566", "--dry-run"]) == 0
        assert Record.objects.count() == 4
        assert main(["audit", "prune", "--before", "1/6/2566"]) == 0
        assert main(["audit", "prune", "--before", "1/1/2565"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "เก็บบันทึกไว้อย่างน้อย 365 วันเสมอ · Records of the last 365 days are always kept",
        f"{office.short_name}: จะลบ 3 บันทึก · 3 records would go",
        "เก็บบันทึกไว้อย่างน้อย 365 วันเสมอ · Records of the last 365 days are always kept",
        f"{office.short_name}: ลบแล้ว 3 บันทึก · 3 records went",
        f"{office.short_name}: ลบแล้ว 0 บันทึก · 0 records went",
    ]
    assert list(Record.objects.order_by("number").values_list("number", "act", "network")) == [
        (4, "person.back", "console"),
        (5, "audit.pruned", "console"),
    ]
    assert main(["audit", "verify"]) == 0


def test_prune_asks_for_a_day_that_it_can_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "prune", "--before", "พรุ่งนี้"]) == 1
    assert "is no date; write 1/10/2566." in capsys.readouterr().err
