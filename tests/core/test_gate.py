"""More than the server can do: who is let in is served to the end, files and kept pages go on, all others hear it at once."""

import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from io import BytesIO
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlencode, urlsplit

import brotli
import psycopg
import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from jonghong.core import bodies, gate
from jonghong.core.families import GATE_INSIDE, GATE_REFUSED, GATE_WAITING
from jonghong.core.gate import Gate
from jonghong.core.meters import meters
from jonghong.offices.models import Office
from tests import databases
from tests.racers import Browser
from tests.servers import PATIENCE, Serve, Served


@pytest.fixture
def narrow(settings: Any) -> None:
    settings.GATE_INSIDE, settings.GATE_WAITING = 1, 0


def get(**headers: str) -> HttpRequest:
    return RequestFactory(headers=headers).get("/")


@pytest.mark.pure
@pytest.mark.usefixtures("narrow")
def test_who_comes_while_one_is_inside_hears_it_at_once() -> None:
    is_inside, may_go = Event(), Event()

    def slow(_request: HttpRequest) -> HttpResponse:
        is_inside.set()
        assert may_go.wait(60)
        return HttpResponse("done")

    door = Gate(slow)
    answers: list[HttpResponse] = []
    first = Thread(target=lambda: answers.append(door(get())))
    first.start()
    assert is_inside.wait(60)
    assert meters.figures()[GATE_INSIDE.name,] == [1]
    turned_away = meters.figures().get((GATE_REFUSED.name, "row"), [0.0])[0]
    thai = door(get())
    english = RequestFactory(headers={"cookie": "language=en", "accept-encoding": "br"}).post("/book/", {"title": "x"})
    sent = door(english)
    may_go.set()
    first.join()
    assert [answer.content for answer in answers] == [b"done"]
    figures = meters.figures()
    assert (figures[GATE_INSIDE.name,], figures[GATE_WAITING.name,]) == ([0], [0])
    assert figures[GATE_REFUSED.name, "row"] == [turned_away + 2]
    assert (thai.status_code, thai["Retry-After"], thai["Cache-Control"]) == (503, "5", "no-store")
    assert "ลองอีกครั้ง" in thai.content.decode()
    assert sent["Content-Encoding"] == "br"
    assert "Nothing of yours was saved" in brotli.decompress(sent.content).decode()
    assert b"title" in english.read()
    assert door(get()).content == b"done"


@pytest.mark.pure
@pytest.mark.usefixtures("narrow")
def test_a_short_body_of_who_is_turned_away_is_read_so_that_the_connection_lives() -> None:
    door = Gate(lambda _request: HttpResponse("done"))
    door.turns.enter(0)

    def unread(length: int) -> int:
        request = RequestFactory().generic("POST", "/book/", "x" * length, "application/x-www-form-urlencoded")
        line = request.environ["wsgi.input"]
        assert door(request).status_code == 503
        return len(line.read())

    assert [unread(length) for length in (10, bodies.LARGE)] == [0, bodies.LARGE]
    with ExitStack() as taken:
        for _place in range(bodies.AT_ONCE):
            assert bodies.places.acquire(blocking=False)
            taken.callback(bodies.places.release)
        assert unread(10) == 10
    assert unread(10) == 0


@pytest.mark.pure
@pytest.mark.usefixtures("narrow")
def test_a_turn_that_ends_in_a_mistake_is_given_back() -> None:
    def fail(_request: HttpRequest) -> HttpResponse:
        raise KeyError

    door = Gate(fail)
    for _time in range(2):
        with pytest.raises(KeyError):
            door(get())


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_the_connection_of_a_thread_that_was_inside_holds_no_memory() -> None:
    said: list[str] = []

    def view(_request: HttpRequest) -> HttpResponse:
        Office.objects.exists()
        connection.connection.set_trace_callback(said.append)
        return HttpResponse("done")

    assert Gate(view)(get()).content == b"done"
    connection.connection.set_trace_callback(None)
    assert said == ["PRAGMA shrink_memory"]


@pytest.mark.pure
def test_a_turn_that_never_comes_ends_in_the_same_answer(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.GATE_INSIDE, settings.GATE_WAITING = 1, 1
    monkeypatch.setattr(gate, "PATIENCE", 0.01)
    door = Gate(lambda _request: HttpResponse("done"))
    door.turns.enter(0)
    assert door(get()).status_code == 503
    door.turns.leave()
    assert door(get()).status_code == 200


@pytest.mark.pure
@pytest.mark.usefixtures("narrow")
def test_a_body_is_read_before_the_turn_and_given_on_whole() -> None:
    seen: list[dict[str, str]] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append({name: str(value) for name, value in request.POST.items()})
        return HttpResponse("done")

    door = Gate(view)
    assert door(RequestFactory().post("/book/", {"title": "ก", "n": "1"})).content == b"done"
    assert (
        door(RequestFactory().post("/book/", urlencode({"title": "ข"}), "application/x-www-form-urlencoded")).content == b"done"
    )
    assert seen == [{"title": "ก", "n": "1"}, {"title": "ข"}]


@pytest.mark.pure
@pytest.mark.usefixtures("narrow")
def test_half_a_form_is_not_acted_upon() -> None:
    door = Gate(lambda _request: pytest.fail("it was acted upon"))
    request = RequestFactory().post("/book/", "title=half", "application/x-www-form-urlencoded")
    request.META |= {"CONTENT_LENGTH": "900", "wsgi.input": BytesIO(b"title=half")}
    assert door(request).status_code == 400


@pytest.mark.pure
@pytest.mark.usefixtures("narrow")
def test_too_many_slow_lines_are_turned_away_and_too_large_bodies_left_to_who_refuses_them() -> None:
    door = Gate(lambda _request: HttpResponse("done"))
    with ExitStack() as taken:
        for _place in range(bodies.AT_ONCE):
            taken.enter_context(bodies.places)
        assert door(RequestFactory().post("/book/", {"title": "x"})).status_code == 503
        assert door(get()).status_code == 200
        large = RequestFactory().post("/book/", {"title": "x"})
        large.META["CONTENT_LENGTH"] = "99000000"
        assert door(large).status_code == 200


@pytest.mark.pure
@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize(("length", "free"), [(bodies.LARGE, 0), (bodies.LARGE + 1, 1)])
def test_a_large_body_counts_until_it_is_answered(length: int, free: int) -> None:
    seen: list[int] = []

    def view(_request: HttpRequest) -> HttpResponse:
        with ExitStack() as taken:
            while bodies.places.acquire(blocking=False):
                taken.callback(bodies.places.release)
                seen.append(1)
        return HttpResponse("done")

    door = Gate(view)
    assert door(RequestFactory().post("/book/", b"x" * length, "text/plain")).content == b"done"
    assert len(seen) == bodies.AT_ONCE - free
    assert bodies.places.acquire(blocking=False)
    bodies.places.release()


@contextmanager
def writer_held(served: Served, room: int) -> Iterator[None]:
    """Let nobody book that room meanwhile."""
    url = served.environment["DATABASE_URL"]
    if databases.KIND == "sqlite":
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    with closing(psycopg.connect(url)) as other:
        other.execute("SELECT 1 FROM rooms_room WHERE id = %s FOR UPDATE", [room])
        yield


def until(status: int, ask: Callable[[], int]) -> None:
    """Ask until it is answered so: a server has its threads only once they are wanted."""
    deadline = monotonic() + PATIENCE
    while ask() != status:
        assert monotonic() < deadline
        sleep(0.05)


def test_a_server_with_more_than_it_can_do(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JONGHONG_INSIDE", "1")
    monkeypatch.setenv("JONGHONG_WAITING", "0")
    served = serve(fill="tests.race_course.fill", clock="2023-05-25T09:00:00+07:00", workers=1)
    place = urlsplit(served.url).netloc
    room, other = served.facts["rooms"][0], Browser(place)

    def status(path: str) -> int:
        return other.ask("GET", path)[0]

    assert [status(path) for path in ("/", "/sign-in/", "/static/jonghong.css")] == [200, 200, 200]
    clerk = Browser(place)
    clerk.become(served.facts["sessions"][0])
    typed = {"room": str(room), "on": "2023-06-20", "half": "morning", "title": "ประชุมที่ต้องรอ"}
    fields = clerk.filled_in(f"/book/?room={room}&on=2023-06-20", "/book/", typed)
    answers: list[int] = []

    def book() -> None:
        """Send the form; again where another page was inside at that moment."""
        while not answers or answers[-1] == 503:
            answers.append(clerk.ask("POST", "/book/", urlencode(fields))[0])

    with writer_held(served, room):
        booking = Thread(target=book)
        booking.start()
        until(503, lambda: status("/sign-in/"))
        assert [status(path) for path in ("/", "/static/jonghong.css", "/sign-in/")] == [200, 200, 503]
    booking.join()
    assert answers[-1] == 303
    assert status("/sign-in/") == 200

    # Those whose lines are slow keep only themselves waiting.
    with ExitStack() as lines:
        slow: list[socket.socket] = []

        def beside_one_more() -> int:
            slow.append(lines.enter_context(closing(socket.create_connection(("127.0.0.1", int(place.rpartition(":")[2]))))))
            slow[-1].sendall(f"POST /sign-in/ HTTP/1.1\r\nHost: {place}\r\nContent-Length: 20\r\n\r\nab".encode())
            return other.ask("POST", "/sign-in/", "username=1")[0]

        until(503, beside_one_more)
        assert status("/sign-in/") == 200
        heard = set()
        for line in slow:
            with suppress(OSError):  # turned away, and closed
                line.sendall(b"c" * 18)
            heard.add(line.recv(12))
        assert heard <= {b"HTTP/1.1 403", b"HTTP/1.1 503"}
        assert b"HTTP/1.1 403" in heard
    until(403, lambda: other.ask("POST", "/sign-in/", "username=1")[0])
