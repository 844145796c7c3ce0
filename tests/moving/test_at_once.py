"""Two administrators, or two tabs, at one moment: one is first, the other reads a sentence, and nothing is done twice."""

import re
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from jonghong.audit.acts import Act
from jonghong.audit.queries import records_of
from jonghong.bookings.models import Booking
from jonghong.bookings.tallies import wrong_tallies
from jonghong.moving import actions, packing, progress
from jonghong.moving.actions import ChangedMeanwhile
from jonghong.moving.choices import Choices
from jonghong.moving.models import Kept, Run, Upload
from jonghong.offices.models import Office
from jonghong.people.models import Role
from jonghong.people.permissions import rights_of
from jonghong.rooms.models import Room
from tests import make
from tests.moving.test_pages import GROUP, QUARANTINE, START, browser_of, import_all, row, seal, send, step, table

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = [row(f"{day}/6/2565") for day in range(1, 29)]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    """Keep progress in a folder of its own."""
    settings.DATA = tmp_path
    (tmp_path / "moving").mkdir()


@pytest.fixture
def office() -> Office:
    """Return the office that is served."""
    return make.office()


def tab(office: Office) -> Client:
    """Return the browser of a new administrator."""
    return browser_of(make.person(office, group=0, role=Role.ADMINISTRATOR))


def same(client: Client) -> Client:
    """Return another tab of the same browser."""
    other = Client(raise_request_exception=False)
    other.cookies = client.cookies
    return other


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Do all of it at one moment, each in a thread, and return what came of each, mistakes too."""
    barrier, came = Barrier(len(works)), dict[int, Any]()

    def run(number: int, work: Callable[[], Any]) -> None:
        try:
            barrier.wait()
            came[number] = work()
        except Exception as fault:  # noqa: BLE001 - looked at below
            came[number] = fault
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [came[number] for number in sorted(came)]


def statuses(answers: list[Any]) -> set[int]:
    return {answer.status_code for answer in answers}


@pytest.mark.parametrize("turn", range(3))
def test_import_that_is_pressed_in_two_tabs_is_done_once(office: Office, turn: int) -> None:
    client = tab(office)
    send(client, table(*ROWS))
    sent, address = {"seal": seal(client)}, step("check")
    answers = at_once(*[lambda: same(client).post(address, sent)] * 3)
    assert statuses(answers) == {303}, turn
    assert (Run.objects.count(), Booking.objects.count()) == (1, len(ROWS))
    assert [each.act for each in records_of(office) if each.act == Act.MOVED_IN] == [Act.MOVED_IN]
    for answer in answers:
        follow(client, answer["Location"], f"{START}runs/{Run.objects.get().pk}/")


def test_file_that_is_decided_about_or_deleted_while_it_is_imported(office: Office) -> None:
    client = tab(office)
    send(client, table(*ROWS))
    sent, other = {"seal": seal(client)}, tab(office)
    addresses = {name: step(name) for name in ("check", "mapping", "columns", "drop")}
    answers = at_once(
        lambda: same(client).post(addresses["check"], sent),
        lambda: same(client).post(addresses["mapping"], {"group_name_0": "ใหม่", "room_name_0": "ใหม่"}),
        lambda: same(client).post(addresses["columns"], {"head": "0", "column_0": "date", "column_2": "room"}),
        lambda: same(client).post(addresses["drop"]),
        lambda: send(same(other), table(*ROWS)),
    )
    assert statuses(answers) == {303}
    runs, bookings = Run.objects.count(), Booking.objects.count()
    assert (runs, bookings) in {(0, 0), (1, len(ROWS))}
    assert wrong_tallies(office.pk) == []


def test_two_files_of_one_administrator_come_one_after_the_other(office: Office) -> None:
    client = tab(office)
    answers = at_once(*[lambda: send(same(client), table(*ROWS))] * 3)
    assert statuses(answers) == {303}
    assert Upload.objects.count() == 1


@pytest.mark.parametrize("act", ["set-aside", "mend"])
def test_import_that_is_taken_back_by_two_while_an_officer_sees_to_a_row(office: Office, act: str) -> None:
    client = tab(office)
    run = import_all(client, table(*ROWS, row("วันไหน")))
    kept, officer = Kept.objects.get(reason="T01"), browser_of(make.person(office, role="officer"))
    address = f"{START}runs/{run.pk}/undo/"
    others = [same(client), same(tab(office))]
    room, group = Room.objects.get(office=office, name="เพชร"), office.groups.get(name=GROUP)
    mended = {"title": "ก", "on": "30/6/2565", "starts": "08.30", "ends": "12.00", "state": "confirmed"}
    sent = {"remark": "ซ้ำ"} if act == "set-aside" else mended | {"room": room.pk, "group": group.pk}
    answers = at_once(
        *(lambda other=other: other.post(address) for other in others),
        lambda: same(officer).post(f"{START}rows/{kept.pk}/" + ("set-aside/" if act == "set-aside" else ""), sent),
    )
    assert statuses(answers[:2]) == {303}
    # Its room may be gone while the row is still there: that is a mistake in the form.
    assert answers[2].status_code in {303, 404, 409} | ({422} if act == "mend" else set())
    assert (Booking.objects.count(), Kept.objects.count()) == (0, 0)
    assert [each.act for each in records_of(office) if each.act == Act.MOVED_BACK] == [Act.MOVED_BACK]
    for answer in answers[:2]:
        follow(client, answer["Location"], f"{START}runs/{run.pk}/")
    assert client.get(QUARANTINE).status_code == 200


def test_import_beside_taking_one_back_waits_its_turn(office: Office) -> None:
    client, other = tab(office), tab(office)
    run = import_all(client, table(*ROWS))
    send(other, table(row("1/7/2565")))
    upload = Upload.objects.get()
    sent, address = {"seal": seal(other)}, f"{START}{upload.pk}/check/"
    busy: list[str] = []

    def meanwhile(_tell: progress.Tell) -> None:
        busy.append(other.post(address, sent)["Location"])

    assert progress.begin(office.pk, 0, meanwhile, run=run.pk)
    assert busy == [address + "?busy=1"]
    answers = at_once(lambda: same(client).post(f"{START}runs/{run.pk}/undo/"), lambda: same(other).post(address, sent))
    assert statuses(answers) == {303}
    # Whichever came first, the other was told to wait or, where that one had ended by then, to look at the check again.
    undone, end = (answer["Location"] for answer in answers)
    end = end if "?" in end else other.get(end)["Location"]
    gone, came = not undone.endswith("?busy=1"), not end.endswith(("?busy=1", "?news=1"))
    assert gone or came
    run.refresh_from_db()
    assert (run.undone_at is not None, Run.objects.count()) == (gone, 1 + came)
    assert Booking.objects.count() == len(ROWS) * (not gone) + came
    assert wrong_tallies(office.pk) == []


def test_file_that_is_gone_is_not_imported(office: Office) -> None:
    client = tab(office)
    send(client, table(*ROWS))
    upload = Upload.objects.get()
    Upload.objects.all().delete()
    facts: dict[str, Any] = {"kind": upload.kind, "file": upload.file, "source": packing.unpacked(upload.content)}
    with pytest.raises(ChangedMeanwhile):
        actions.bring_in(office=office, **facts, choices=Choices(), by=rights_of(upload.by), upload_number=upload.pk)
    assert not Run.objects.exists()


def follow(client: Client, address: str, goal: str) -> None:
    """See that all ways lead to that page."""
    for _turn in range(3):
        if address == goal:
            break
        address = client.get(address)["Location"]
    assert address == goal
    assert re.search(r"<h1>", client.get(goal).content.decode())
