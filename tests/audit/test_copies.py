"""The second copy of the records."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from jonghong.audit import actions, copies
from jonghong.audit.acts import Act
from jonghong.audit.chain import Fault
from jonghong.audit.models import Chain, Record
from jonghong.audit.queries import records_of
from jonghong.offices.models import Office
from tests import make
from tests.audit.test_audit import by_hand

pytestmark = pytest.mark.django_db(transaction=True)
NASTY = "ก\r\nสอง\x1b[31m\u2028\u202e{}"


@pytest.fixture
def office() -> Office:
    return make.office()


@pytest.fixture
def copy(tmp_path: Path, settings: Settings) -> Path:
    actions._uncopied.clear()
    file = tmp_path / "audit.jsonl"
    settings.AUDIT_COPY = f"file:{file}"
    return file


def recorded(office: Office, many: int = 1, **facts: Any) -> None:
    for _time in range(many):
        actions.record(office_id=office.pk, act=Act.PERSON_BACK, actor_id=7, subject="person:12", **facts)


def faults(office: Office, copy: Path) -> list[Fault]:
    return list(copies.faults_beside(office, copy.read_text().splitlines()))


def test_each_record_is_one_line_of_a_file_of_our_own(office: Office, copy: Path) -> None:
    recorded(office, 2, what=NASTY)
    lines = copy.read_text(encoding="ascii").splitlines()
    assert [json.loads(line)["number"] for line in lines] == [1, 2]
    assert json.loads(lines[0])["facts"] == {"what": NASTY}
    assert lines == [copies.line_of(record) for record in records_of(office)]
    assert copy.stat().st_mode & 0o777 == 0o600
    assert faults(office, copy) == []


def test_what_was_taken_back_is_not_copied(office: Office, copy: Path) -> None:
    from django.db import transaction

    with transaction.atomic():
        recorded(office)
        assert not copy.exists()
        transaction.set_rollback(True)
    assert not copy.exists()


def test_a_tail_that_is_cut_off_together_with_its_chain_is_found(office: Office, copy: Path) -> None:
    recorded(office, 2)
    chain = Chain.objects.values().get()
    recorded(office, 2)
    by_hand("DELETE FROM audit_record WHERE number > 2")
    Chain.objects.update(**chain)
    from jonghong.audit.queries import faults as faults_of_the_chain

    assert list(faults_of_the_chain(office)) == []
    assert faults(office, copy) == [Fault(3, "cut"), Fault(4, "cut")]


def test_a_record_that_differs_is_found_and_other_offices_and_half_lines_are_passed_over(office: Office, copy: Path) -> None:
    recorded(office, 2)
    recorded(make.office())
    by_hand("UPDATE audit_record SET actor_id = 8 WHERE number = 2")
    text = copy.read_text()
    copy.write_text(f"{text}nonsense\n{text[:40]}\n[1]\n<110>host jonghong-audit: {text.splitlines()[0]}\n")
    assert faults(office, copy) == [Fault(2, "differs")]


def test_records_that_were_let_go_are_not_missed(office: Office, copy: Path) -> None:
    recorded(office, 2)
    Chain.objects.update(pruned_number=1)
    Record.objects.filter(number=1).delete()
    assert faults(office, copy) == []


def test_a_copy_that_fails_never_fails_the_act_and_is_recorded_once(office: Office, settings: Settings, tmp_path: Path) -> None:
    actions._uncopied.clear()
    settings.AUDIT_COPY = f"file:{tmp_path}/no/such/folder"
    recorded(office, 3)
    assert [(each.act, each.facts) for each in records_of(office)] == [
        ("person.back", {}),
        ("audit.uncopied", {"since": 1}),
        ("person.back", {}),
        ("person.back", {}),
    ]
    settings.AUDIT_COPY = f"file:{tmp_path}/audit.jsonl"
    recorded(office)
    settings.AUDIT_COPY = "ftp:nowhere"
    recorded(office)
    assert list(records_of(office).filter(act="audit.uncopied").values_list("facts__since", flat=True)) == [1, 6]


def test_a_link_in_place_of_the_file_is_not_followed(office: Office, copy: Path, tmp_path: Path) -> None:
    copy.symlink_to(tmp_path / "elsewhere")
    recorded(office)
    assert not (tmp_path / "elsewhere").exists()


def test_half_a_line_is_a_failure(office: Office, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jonghong.audit.copies.os.write", lambda _file, _content: 1)
    with pytest.raises(OSError, match="only in part"):
        copies.append([Record(office=office, number=1, at=office_opened(office))], f"file:{copy}")


def office_opened(office: Office) -> Any:
    recorded(office)
    return records_of(office).last().at


@pytest.mark.parametrize("kind", ["socket", "udp"])
def test_a_collector_of_syslog_gets_each_record_as_one_message(
    office: Office, kind: str, tmp_path: Path, settings: Settings
) -> None:
    family = socket.AF_INET if kind == "udp" else socket.AF_UNIX
    with socket.socket(family, socket.SOCK_DGRAM) as collector:
        collector.bind(("127.0.0.1", 0) if kind == "udp" else str(tmp_path / "log"))
        place = f"udp://127.0.0.1:{collector.getsockname()[1]}" if kind == "udp" else tmp_path / "log"
        settings.AUDIT_COPY = f"syslog:{place}"
        recorded(office, what=NASTY)
        message = collector.recv(10_000).decode()
    assert message == f"<110>jonghong-audit: {copies.line_of(records_of(office).get())}"
    assert list(copies.faults_beside(office, [f"Nov 22 host {message}"])) == []
