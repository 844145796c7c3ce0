"""What each process counts, the others read; and counting never fails."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from jonghong.core import ended, meters as module
from jonghong.core.families import ACTS, BOUNDS, KEPT_PAGES, LOST, REQUEST_SECONDS, REQUESTS, ROUND_WALKED
from jonghong.core.meters import FOLDER, Meters, files_in, forget_ended, processes, sum_up_ended, totals
from jonghong.core.processes import is_alive, process_name

pytestmark = pytest.mark.pure
HIT = (KEPT_PAGES.name, "hit")
# A process that counts three pages, says when it walked, and ends when it is told to.
COUNTING = """
import sys
from pathlib import Path
from jonghong.core.families import KEPT_PAGES, ROUND_WALKED
from jonghong.core.meters import meters
meters.share(Path(sys.argv[1]))
meters.add(KEPT_PAGES, "hit", by=3)
meters.set(ROUND_WALKED, "postman", to=float(sys.argv[2]))
print("counted", flush=True)
sys.stdin.read()
"""


def counting(data: Path, walked_at: int) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", COUNTING, str(data), str(walked_at)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "counted\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_processes_count_together_and_what_one_counted_outlives_it(data: Path) -> None:
    first, second = counting(data, 100), counting(data, 200)
    try:
        found = processes(data)
        assert {process.pid for process in found if process.is_alive} == {os.getpid(), first.pid, second.pid}
        assert totals(found)[HIT] == [6]
        assert totals(found)[ROUND_WALKED.name, "postman"] == [100]
    finally:
        end(first)
    # Of who was killed the counters stay; how it stood itself does not.
    assert totals(processes(data))[HIT] == [6]
    assert totals(processes(data))[ROUND_WALKED.name, "postman"] == [200]
    forget_ended(data)
    assert totals(processes(data))[HIT] == [3]
    end(second)
    forget_ended(data)
    assert files_in(data) == []


def left_by(data: Path, number: int) -> Path:
    """Leave the file of a process that ended, which counted a page, and a slow statement."""
    one = Meters()
    one.add(KEPT_PAGES, "hit")
    one.observe(REQUEST_SECONDS, "month", seconds=0.25)
    one.set(ROUND_WALKED, "postman", to=number)
    file = data / FOLDER / f"{number}-99999999999"
    file.write_bytes(bytes(one._values) + bytes(one._names))
    file.with_name(f"{file.name}.slow").touch()
    os.utime(file, (number, number))
    return file


def names_in(data: Path) -> list[str]:
    return [file.name.partition("-")[0] for file in files_in(data)]


def test_of_many_that_ended_the_newest_are_kept_and_no_sum_falls(data: Path) -> None:
    for number in range(1, 6):
        left_by(data, number)
    before = totals(processes(data))
    sum_up_ended(data, keep=8)
    assert names_in(data) == ["1", "2", "3", "4", "5"]
    for keep in (2, 2, 0):
        sum_up_ended(data, keep=keep)
        assert names_in(data) == ["4", "5"][2 - keep :]
        assert len(list((data / FOLDER).glob("*.slow"))) == keep
        assert totals(processes(data)) == before
    assert before[HIT] == [5]
    assert (ROUND_WALKED.name, "postman") not in before
    forget_ended(data)
    assert totals(processes(data))[HIT] == [0]


def test_who_is_killed_while_it_adds_up_counts_nothing_twice(data: Path) -> None:
    file = left_by(data, 1)
    content = file.read_bytes()
    sum_up_ended(data, keep=0)
    file.write_bytes(content)  # it did not come to take it away
    assert totals(processes(data))[HIT] == [1]
    left_by(data, 2)
    sum_up_ended(data, keep=0)
    assert (files_in(data), totals(processes(data))[HIT]) == ([], [2])


def test_several_processes_that_add_up_at_once_add_each_once(data: Path) -> None:
    for number in range(1, 21):
        left_by(data, number)
    with ThreadPoolExecutor(4) as adding:
        for each in [adding.submit(sum_up_ended, data, keep=20 - number) for number in range(1, 21)]:
            each.result()
    assert (files_in(data), totals(processes(data))[HIT]) == ([], [20])


def test_a_sum_that_cannot_be_read_is_not_written_over_and_one_of_another_version_is_left_out(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_by(data, 1)
    sum_up_ended(data, keep=0)
    file = data / FOLDER / ended.FILE
    kept = file.read_bytes()
    left_by(data, 2)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_text", raises(PermissionError()))
        with pytest.raises(PermissionError):
            sum_up_ended(data, keep=0)
        assert len(processes(data)) == 2
    assert file.read_bytes() == kept
    file.write_text(json.dumps([[], [[KEPT_PAGES.name, "hit", [1.0, 2.0]], ["jonghong_gone_total", [1.0]]]]))
    assert totals(processes(data))[HIT] == [1]
    file.write_text("[")
    assert totals(processes(data))[HIT] == [1]


def raises(error: Exception) -> Callable[..., Any]:
    def fail(*_words: object, **_more: object) -> Any:
        raise error

    return fail


def test_counting_needs_no_room_once_it_has_begun_and_none_at_all_where_there_is_none(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Meters()
    whole.share(data)
    assert whole.file
    size = whole.file.stat().st_size
    assert whole.file.stat().st_blocks * 512 >= size, "a page that does not exist yet would end the process on a full disk"
    for number in range(500):
        whole.add(ACTS, f"act-{number}", "")
    assert whole.file.stat().st_size == size

    def full(*_words: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    alone = Meters()
    alone.share(data)
    alone.add(KEPT_PAGES, "hit")
    assert (alone.file, alone.figures()[HIT]) == (None, [1])


def test_what_finds_no_place_is_counted_as_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PLACES", 20)
    few = Meters()
    few.add(KEPT_PAGES, "hit")
    few.answered("month", "GET", "2xx", 0.01)
    for number in range(10):
        few.add(ACTS, str(number), "")
        few.answered(str(number), "GET", "2xx", 0.01)
        few.observe(REQUEST_SECONDS, str(number), seconds=1)
        few.set(ROUND_WALKED, str(number), to=1)
    found = few.figures()
    assert found[HIT] == [1]
    assert found[LOST.name,][0] > 20
    assert sum(map(len, found.values())) <= 20


def test_an_answer_is_counted_with_its_time() -> None:
    some = Meters()
    for seconds in (0.004, 0.005, 0.3, 60):
        some.answered("month", "GET", "2xx", seconds)
    found = some.figures()
    assert found[REQUESTS.name, "month", "GET", "2xx"] == [4]
    *counts, total = found[REQUEST_SECONDS.name, "month"]
    assert counts == [2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1]
    assert len(counts) == len(BOUNDS) + 1
    assert total == pytest.approx(60.309)


def test_a_file_that_is_not_whole_is_passed_over(data: Path) -> None:
    (data / FOLDER / process_name(1)).write_bytes(b"\0" * 100)
    (data / FOLDER / "past.jsonl").write_text("?")
    assert len(processes(data)) == 1


def test_a_name_that_is_being_written_is_not_there_yet() -> None:
    some = Meters()
    some.add(KEPT_PAGES, "hit")
    names = bytes(some._names).rstrip(b"\0") + b"jonghong_requests_total\tmon"
    assert [*module.figures_in(some._values, names)] == [*some.figures()]


def test_another_process_that_bears_the_number_of_one_that_ended_is_another(data: Path) -> None:
    file = data / FOLDER / f"{os.getpid()}-1"
    assert not is_alive(file)
    assert is_alive(file.with_name(process_name(os.getpid())))
    assert is_alive(file.with_name(str(os.getpid())))
    assert not is_alive(file.with_name("99999999"))
