"""Nobody is lost on the way through the assistant: too large a file, a second one, a session that is over, confirming."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from jonghong.bookings.models import Booking
from jonghong.bookings.tallies import wrong_tallies
from jonghong.core import clock
from jonghong.moving import actions, pages, progress, run_views
from jonghong.moving.actions import undoing
from jonghong.moving.models import Kept, Run, Upload
from jonghong.offices.models import Office
from jonghong.people.models import Role
from jonghong.people.permissions import Rights
from tests import make
from tests.moving.amss_dumps import good
from tests.moving.test_pages import START, browser_of, dump, import_all, mistake, row, seal, send, step, table, text_of

pytestmark = pytest.mark.django_db
LARGE = b"-" * 11_500_000


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    """Keep progress in a folder of its own: numbers of uploads come again in the next test."""
    settings.DATA = tmp_path
    (tmp_path / "moving").mkdir()


@pytest.fixture
def office() -> Office:
    """Return the office that is served."""
    return make.office()


@pytest.fixture
def client(office: Office) -> Client:
    """Return the administrator's browser, which speaks English."""
    return browser_of(make.person(office, group=0, role=Role.ADMINISTRATOR))


def large() -> SimpleUploadedFile:
    """Return a file that no page reads."""
    return SimpleUploadedFile("x.sql", LARGE)


def ticks(page: Any) -> list[bool]:
    """Return of each who ruled over there whether he is ticked."""
    return ["checked" in found for found in re.findall(r'<input type="checkbox" name="roles"[^>]*>', page.content.decode())]


def goal_of(answer: Any, through: str) -> str:
    """Return where somebody comes out who is led through that page first."""
    address = urlsplit(answer["Location"])
    assert address.path == through
    return parse_qs(address.query)["next"][0]


def test_file_that_is_too_large_is_refused_on_its_own_page(client: Client) -> None:
    answer = send(client, large())
    assert answer.status_code == 413
    said = "This file is too large. Choose one of at most 10 MB; a larger export of AMSS++ is brought in on the server."
    assert said in text_of(answer)
    assert "jonghong import amss --dump FILE.sql. A table may have 20,000 rows; split a larger one." in text_of(answer)
    assert f'action="{START}"' in answer.content.decode()
    # So that the browser tells it before it sends anything.
    assert f'data-most="10000000" data-too-large="{said}"' in answer.content.decode()


def test_published_table_that_is_too_large_is_refused_on_its_own_page(client: Client) -> None:
    run = import_all(client, table(row("1/6/2565")))
    send(client, table(row("2/6/2565")))
    for address, back in (
        (step("compare"), step("check")),
        (f"{START}runs/{run.pk}/compare/", f"{START}runs/{run.pk}/"),
    ):
        answer = client.post(address, {"file": large()})
        assert answer.status_code == 413
        assert "This file is too large. Choose one of at most 10 MB." in text_of(answer)
        assert f'href="{back}"' in answer.content.decode()


def test_too_large_a_file_is_told_about_only_to_who_may_send_one(client: Client, office: Office) -> None:
    assert send(Client(), large())["Location"].startswith("/sign-in/")
    assert send(browser_of(make.person(office, role="officer")), large()).status_code == 403
    run = import_all(client, table(row("1/6/2565")))
    Run.objects.update(office=make.office())
    assert client.post(f"{START}runs/{run.pk}/compare/", {"file": large()}).status_code == 404
    assert client.post("/no/such/page/", {"file": large()}).status_code == 413
    assert "That is too much at once" in text_of(client.post("/office/people/", {"file": large()}))


def test_second_file_says_that_it_took_the_place_of_the_first(client: Client) -> None:
    said = "The file that waited before was put away."
    first = send(client, table(row("1/6/2565")))
    assert (first["Location"], said in text_of(client.get(first["Location"]))) == (step("columns"), False)
    assert "จองห้อง.csv has been waiting since" in text_of(client.get(START))
    assert "Another file takes its place." in text_of(client.get(START))
    second = send(client, table(row("2/6/2565")))
    assert second["Location"] == step("columns") + "?instead=1"
    assert said in text_of(client.get(second["Location"]))
    Upload.objects.update(expires_at=clock.now() - timedelta(days=1))
    assert send(client, table(row("3/6/2565")))["Location"] == step("columns")


def test_file_that_is_being_imported_is_not_replaced(client: Client, office: Office) -> None:
    send(client, table(row("1/6/2565")))
    upload, said = Upload.objects.get(), []
    assert progress.begin(office.pk, upload.pk, lambda _tell: said.append(mistake(send(client, table(row("2/6/2565"))))))
    assert said == ["จองห้อง.csv is being imported. Wait until that has ended."]
    assert Upload.objects.get() == upload


def test_ticks_are_kept_while_somebody_confirms_who_it_is(client: Client) -> None:
    send(client, dump(good()))
    assert ticks(client.get(step("check"))) == [False, False]
    unsure(client)
    answer = client.post(step("check"), {"seal": seal(client), "roles": ["1", "x", "\0", "9" * 9]})
    page = client.get(goal_of(answer, "/confirm/"))
    assert ticks(page) == [False, True]
    assert "Now press “Import now” again." in text_of(page)
    assert "This is what would be imported now." not in text_of(page)
    assert not Run.objects.exists()


def test_who_signs_in_again_comes_back_to_what_was_ticked(client: Client) -> None:
    send(client, dump(good()))
    sent = {"seal": seal(client), "roles": ["0", "1"]}
    address = step("check")
    goal = goal_of(Client().post(address, sent), "/sign-in/")
    assert ticks(client.get(goal)) == [True, True]
    assert not Run.objects.exists()
    # All may be taken away again, too.
    assert ticks(client.get(goal_of(Client().post(address, {"seal": seal(client)}), "/sign-in/"))) == [False, False]
    assert goal_of(Client().post(address), "/sign-in/") == address


def test_ticks_under_another_seal_are_asked_for_again(client: Client) -> None:
    send(client, dump(good()))
    page = client.get(step("check") + "?seal=made-up&roles=0&roles=1")
    assert ticks(page) == [False, False]
    assert "This is what would be imported now." in text_of(page)


@pytest.mark.parametrize(
    ("fact", "sentence", "said"),
    [
        ("", "", "The server was stopped while the import was being taken back."),
        ("failed", "", "Taking it back failed. The server's log tells why."),
        ("refused", "ก ใช้อยู่\nข ใช้อยู่", "for something was built on it: ก ใช้อยู่ ข ใช้อยู่"),
        ("forbidden", "ไม่ได้ เพราะอย่างนี้", "ไม่ได้ เพราะอย่างนี้"),
    ],
)
def test_import_that_was_not_taken_back_is_told_honestly(client: Client, fact: str, sentence: str, said: str) -> None:
    run = import_all(client, table(row("1/6/2565")))
    address = f"{START}runs/{run.pk}/undo/"
    assert client.get(address + "progress/")["Location"] == f"{START}runs/{run.pk}/"
    teller = progress._Teller(run.office_id, 0, run.pk)
    teller.tell(1, 2)
    teller.end(fact, sentence)
    page = client.get(address + "progress/")
    assert said in text_of(page)
    assert "Nothing was changed: everything here is as it was before." in text_of(page)
    assert f'href="{address}"' in page.content.decode()


def test_import_that_is_being_taken_back_shows_its_bar_and_lets_nothing_else_begin(client: Client, office: Office) -> None:
    first, second = (import_all(client, table(row(f"{day}/6/2565"))) for day in (1, 2))
    address, other = (f"{START}runs/{run.pk}/undo/" for run in (first, second))
    shown = []

    def meanwhile(_tell: progress.Tell) -> None:
        shown.append(client.get(address + "progress/"))
        progress._Teller(office.pk, 0, first.pk).tell(1, 1000)
        progress._Teller(office.pk, 0, first.pk).end("")
        shown.append(client.get(address + "progress/"))
        assert client.get(address)["Location"] == client.post(address)["Location"] == address + "progress/"
        busy = client.post(other)["Location"]
        assert busy == other + "?busy=1"
        assert "Another import of this office is running, or being taken back." in text_of(client.get(busy))

    assert progress.begin(office.pk, 0, meanwhile, run=first.pk)
    assert ['hx-trigger="every 1s"' in page.content.decode() for page in shown] == [True, True]
    assert "Looking whether anything was built on it" in text_of(shown[0])
    assert Run.objects.filter(undone_at=None).count() == 2


def test_right_that_was_lost_meanwhile_takes_nothing_back(client: Client, office: Office) -> None:
    run = import_all(client, table(row("1/6/2565")))
    with pytest.raises(progress.Ended) as ended:
        run_views._take_back(run, Rights(1, office.pk, frozenset({"officer"})), lambda _done, _total: None)
    assert ended.value.fact == "forbidden"


def test_steps_of_taking_back_are_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    run = import_all(client, table(*(row(f"{day}/6/2565") for day in range(1, 6)), row("1/6/2565"), row("วันไหน")))
    monkeypatch.setattr(undoing, "AT_ONCE", 2)
    told: list[tuple[int, int]] = []
    rows = Kept.objects.filter(run=run).count()
    actions.undo_run(run=run, by=None, tell=lambda done, total: told.append((done, total)))
    assert told[-1] == (5 + rows, 5 + rows)
    assert told == sorted(set(told))
    assert (Kept.objects.count(), Booking.objects.count(), wrong_tallies(run.office_id)) == (0, 0, [])


def test_long_import_is_taken_back_in_a_quiet_hour(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    run = import_all(client, table(row("1/6/2565")))
    said = "meanwhile nobody else can save anything here"
    assert said not in text_of(client.get(f"{START}runs/{run.pk}/undo/"))
    monkeypatch.setattr(pages, "LONG", 0)
    assert said in text_of(client.get(f"{START}runs/{run.pk}/undo/"))


def unsure(client: Client) -> None:
    """Let it be long ago that somebody proved who he is."""
    session = client.session
    session["sure_at"] = 0
    session.save()
