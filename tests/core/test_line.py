"""Who waits to write to SQLite is served in the order in which they came, in whichever thread or process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from jonghong.core.sqlite import line
from jonghong.core.sqlite.line import Chance, Line, Place
from tests.writers import CONNECTED, FILE, ROOT, Writer, do, number

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.skipif(not line.HAS_PLACES, reason="this system has no such locks"),
]
SERVED = """
with one.cursor() as cursor:
    cursor.execute("BEGIN IMMEDIATE")
    cursor.execute("INSERT INTO served VALUES (%s)", [sys.argv[2]])
one.commit()
one.close()
"""
HOLDING = """
one.cursor().execute("BEGIN IMMEDIATE")
print("holding", flush=True)
sys.stdin.read()
"""
SECONDS = 20
TRIES = 6000

Begin = Callable[[str], "Thread | subprocess.Popen[bytes]"]


@pytest.fixture
def row(tmp_path: Path) -> Line:
    """Give the line of the file."""
    return Line(tmp_path / FILE, SECONDS)


@pytest.fixture
def begin(writer: Writer, tmp_path: Path) -> Iterator[Begin]:
    """Give a function that lets a thread, or with a name in capitals a process, come to write its name."""
    do(writer(), "CREATE TABLE served (name)")

    with ExitStack() as ended:

        def come(name: str) -> Any:
            if name.isupper():
                return ended.enter_context(process(SERVED, tmp_path / FILE, name))
            thread = Thread(target=serve, args=(writer(), name), daemon=True)
            thread.start()
            ended.callback(thread.join)
            return thread

        yield come


@contextmanager
def process(words: str, *facts: object) -> Iterator["subprocess.Popen[bytes]"]:
    """Give a process that does it with a connection of its own."""
    command = [sys.executable, "-c", CONNECTED + words, *map(str, facts)]
    with subprocess.Popen(command, cwd=ROOT / "src", stdin=subprocess.PIPE, stdout=subprocess.PIPE) as one:
        try:
            yield one
        finally:
            one.send_signal(signal.SIGCONT)  # none stays frozen where a test failed


def serve(one: Any, name: str) -> None:
    do(one, "BEGIN IMMEDIATE", f"INSERT INTO served VALUES ('{name}')")
    one.commit()


def served(one: Any) -> str:
    return "".join(name for (name,) in do(one, "SELECT name FROM served ORDER BY rowid"))


def length(row: Line) -> int:
    with row.place() as last:
        assert isinstance(last, Place)
        return last.before()[0]


def until(is_so: Callable[[], bool]) -> None:
    for _ in range(TRIES):
        if is_so():
            return
        time.sleep(0.01)
    raise AssertionError("it never was so")


def come_in_order(begin: Begin, row: Line, names: str) -> list[Any]:
    came = []
    for number_before, name in enumerate(names):
        came.append(begin(name))
        until(lambda expected=number_before + 1: length(row) == expected)  # type: ignore[misc]
    return came


def test_who_came_first_is_served_first_and_who_was_served_begins_behind(writer: Writer, begin: Begin, row: Line) -> None:
    one = writer()
    do(one, "BEGIN IMMEDIATE")
    come_in_order(begin, row, "aBcDe")
    one.commit()
    serve(one, "!")
    until(lambda: len(served(one)) == 6)
    assert served(one) == "aBcDe!"


def test_a_statement_by_itself_stands_behind_too(writer: Writer, begin: Begin, row: Line) -> None:
    one = writer()
    do(one, "BEGIN IMMEDIATE")
    come_in_order(begin, row, "aB")
    one.commit()
    do(one, "INSERT INTO served VALUES ('!')")
    assert served(one) == "aB!"


def test_nobody_stands_in_line_where_nobody_waits(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    one = writer()
    monkeypatch.setattr(Line, "place", lambda _line: pytest.fail("it stands in line"))
    do(one, "BEGIN IMMEDIATE", "UPDATE counted SET number = 7", "SAVEPOINT a", "UPDATE counted SET number = 8", "RELEASE a")
    one.commit()
    assert number(one) == 8


def test_readers_stand_in_no_line(writer: Writer, begin: Begin, row: Line) -> None:
    one, other = writer(), writer()
    do(one, "BEGIN IMMEDIATE")
    come_in_order(begin, row, "a")
    assert number(other) == 0
    one.commit()


def test_who_is_killed_leaves_the_line(writer: Writer, begin: Begin, row: Line) -> None:
    one = writer()
    do(one, "BEGIN IMMEDIATE")
    killed, *_others = come_in_order(begin, row, "Ab")
    killed.kill()
    until(lambda: length(row) == 1)
    one.commit()
    until(lambda: served(one) == "b")


def test_who_is_killed_while_writing_hands_on(writer: Writer, begin: Begin, row: Line, tmp_path: Path) -> None:
    with process(HOLDING, tmp_path / FILE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"holding\n"
        come_in_order(begin, row, "ab")
        holder.kill()
        other = writer()
        until(lambda: len(served(other)) == 2)
    assert served(other) == "ab"


def test_who_is_frozen_at_the_head_stops_nobody(
    writer: Writer,
    begin: Begin,
    row: Line,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(line, "STUCK", 0.05)
    one = writer()
    do(one, "BEGIN IMMEDIATE")
    frozen, *_others = come_in_order(begin, row, "Ab")
    frozen.send_signal(signal.SIGSTOP)
    one.commit()
    until(lambda: served(one) == "b")
    serve(one, "c")
    assert length(row) == 1
    frozen.send_signal(signal.SIGCONT)
    until(lambda: served(one) == "bcA")


@pytest.mark.parametrize(("behind", "patience"), [(line.STUCK / 2, line.STUCK), (line.STUCK, line.DOUBTED)])
def test_who_comes_behind_one_that_stands_there_for_long_tries_sooner(
    row: Line, monkeypatch: pytest.MonkeyPatch, behind: float, patience: float
) -> None:
    moment = [10.0]
    monkeypatch.setattr(line, "monotonic", lambda: moment[0])
    monkeypatch.setattr(line, "monotonic_ns", lambda: round(moment[0] * 1_000_000_000))
    with row.place():
        moment[0] += behind
        with row.place() as newcomer:
            assert not newcomer.may_try()
            moment[0] += patience - 0.01
            assert not newcomer.may_try()
            moment[0] += 0.02
            assert newcomer.may_try()


def test_behind_a_frozen_one_the_time_is_over_as_ever(writer: Writer, row: Line) -> None:
    one, other = writer(), writer(timeout=0.05)
    do(one, "BEGIN IMMEDIATE")
    with row.place(), pytest.raises(OperationalError, match=r"^database is locked$"):
        do(other, "BEGIN IMMEDIATE")
    one.commit()
    assert length(row) == 0


def test_when_the_time_is_over_one_tries_once_more(writer: Writer, row: Line) -> None:
    with row.place():
        one = writer(timeout=0.05)
        do(one, "BEGIN IMMEDIATE", "UPDATE counted SET number = 7")
    one.commit()
    assert number(one) == 7


def test_a_place_that_nobody_can_hold_so_long_counts_no_more(row: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.monotonic_ns()
    with row.place():
        assert row.is_anybody_there()
        monkeypatch.setattr(line, "monotonic_ns", lambda: now + (SECONDS + 1) * 1_000_000_000)
        assert not row.is_anybody_there()
        assert length(row) == 0


def test_a_child_that_was_begun_meanwhile_holds_no_place(row: Line) -> None:
    reading, writing = os.pipe()
    with row.place():
        child = os.fork()
        if not child:
            os.close(writing)
            os.read(reading, 1)
            os._exit(0)
    os.close(reading)
    assert not row.is_anybody_there()
    os.close(writing)
    assert os.waitpid(child, 0)[1] == 0


def test_each_file_has_its_own_line_under_all_its_names(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "a")
    one, same, other = (Line(tmp_path / name, SECONDS) for name in ("a", "link", "b"))
    with one.place():
        assert [each.is_anybody_there() for each in (one, same, other)] == [True, True, False]
    assert list(tmp_path.iterdir()) == [tmp_path / "link"]


def test_right_after_the_machine_began_there_is_a_line_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter(range(5_000, 60_000, 5_000))
    monkeypatch.setattr(line, "monotonic_ns", lambda: next(times))
    row = Line(tmp_path / FILE, SECONDS)
    with row.place(), row.place():
        assert length(row) == 2


def test_the_further_back_the_less_often_one_looks(row: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter(range(1_000_000))
    monkeypatch.setattr(line, "monotonic_ns", lambda: next(times) * 1_000_000)
    moment = [0.0]
    monkeypatch.setattr(line, "monotonic", lambda: moment[0])
    with ExitStack() as line_of_many:
        places = [line_of_many.enter_context(row.place()) for _ in range(line.ENOUGH + 3)]
        assert [place.may_try() for place in places] == [True] + [False] * (line.ENOUGH + 2)
        pauses = [place.pause() for place in places]
        assert pauses == [line.SOONEST, *(min(n, line.ENOUGH) * line.FIRST for n in range(1, len(places)))]
        moment[0] = 0.1
        assert [place.pause() for place in places[:2]] == [0.1 * line.STILL_FIRST, line.LONGEST]
        moment[0] = line.STUCK
        assert all(place.may_try() for place in places)
        assert {place.pause() for place in places} == {line.LONGEST}


def test_where_there_are_no_places_one_looks_at_moments_of_chance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Line(tmp_path / "gone" / FILE, SECONDS)
    with gone.place() as first, gone.place() as wait:
        assert isinstance(wait, Chance)
        assert (first.may_try(), wait.may_try(), gone.is_anybody_there()) == (True, True, False)
        pauses = [wait.pause() for _ in range(20)]
    # Short at first, then by chance, and always soon enough.
    assert max(pauses[:2]) <= 2 * line.FIRST
    assert all(line.FIRST / 3 <= each <= line.LONGEST for each in pauses)
    assert len(set(pauses)) == 20
    assert min(pauses[4:]) >= line.LONGEST / 3

    def refuse(*_words: object) -> None:
        raise OSError

    here = Line(tmp_path / FILE, SECONDS)
    with here.place(), here.place() as wait:
        assert not wait.may_try()
        monkeypatch.setattr(line, "held", refuse)
        assert wait.may_try()
        monkeypatch.setattr(line, "hold", refuse)
        with here.place() as unknown:
            assert isinstance(unknown, Chance)


def test_what_stands_in_memory_has_no_line(django_db_blocker: Any) -> None:
    facts = {"ENGINE": "jonghong.core.sqlite", "NAME": ":memory:", "OPTIONS": {}}
    with django_db_blocker.unblock():
        one = ConnectionHandler({"default": facts})["default"]
        do(one, "BEGIN IMMEDIATE", "CREATE TABLE a (b)")
        with closing(one.connection) as raw:
            assert raw.line is None
            one.commit()
