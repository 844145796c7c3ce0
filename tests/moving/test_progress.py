"""How far an import is: told by a file, also to another process, and honestly when the one that ran it was killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.utils.translation import override
from pytest_django import Settings

from jonghong.audit.origin import Origin, current
from jonghong.moving import progress
from jonghong.moving.progress import Ended, Progress
from jonghong.moving.refusals import NoLongerOpen
from tests.servers import ROOT

PATIENCE = 30
# Another process that has begun an import, told how far it is, and says so.
ELSEWHERE = """
import sys, time
from pathlib import Path
import django
from django.conf import settings
django.setup()
settings.DATA = Path(sys.argv[1])
from jonghong.moving import progress
def do(tell):
    tell(3, 10)
    progress._path(1, "told").write_text("")
    time.sleep(60)
progress.WRITTEN_EVERY = 0
progress.begin(1, 7, do)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    """Keep files of progress in a folder of their own."""
    settings.DATA = tmp_path
    (tmp_path / "moving").mkdir()
    return tmp_path / "moving"


def test_nothing_is_known_before_an_import() -> None:
    assert progress.look(1, 7) is None


def test_import_tells_its_end() -> None:
    assert progress.begin(1, 7, lambda tell: tell(10, 10))
    assert progress.look(1, 7) == Progress(7, 10, 10, "done")
    assert progress.look(1, 8) is None
    assert progress.look(2, 7) is None


@pytest.mark.parametrize(
    ("failure", "fact", "sentence"),
    [(Ended("changed"), "changed", ""), (Ended("refused", "ไม่ได้"), "refused", "ไม่ได้"), (OSError("full"), "failed", "")],
)
def test_import_tells_why_nothing_was_written(failure: Exception, fact: str, sentence: str) -> None:
    def do(tell: progress.Tell) -> None:
        tell(3, 10)
        raise failure

    assert progress.begin(1, 7, do)
    assert progress.look(1, 7) == Progress(7, 3, 10, fact, sentence)
    assert progress.begin(1, 8, lambda tell: tell(1, 1))


def test_log_gets_no_words_of_a_row(caplog: pytest.LogCaptureFixture) -> None:
    def do(_tell: progress.Tell) -> None:
        raise ValueError("นายลับ ปกปิด")

    assert progress.begin(1, 7, do)
    (record,) = caplog.records
    assert record.getMessage().startswith("An import came to nothing: ValueError in ")
    assert "นายลับ" not in caplog.text


@pytest.mark.parametrize("text", ["", "{", "[]", '{"upload": 7, "more": 1}', "null"])
def test_broken_file_tells_nothing(folder: Path, text: str) -> None:
    (folder / "1.json").write_text(text)
    assert progress.look(1, 7) is None


def test_disk_that_is_full_spoils_no_import(folder: Path) -> None:
    (folder / "1.new").mkdir()
    told: list[int] = []
    assert progress.begin(1, 7, lambda _tell: told.append(1))
    assert (told, progress.look(1, 7)) == ([1], None)


def test_import_runs_beside_the_request(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WORKS_IN_BACKGROUND = True
    monkeypatch.setattr(progress, "WRITTEN_EVERY", 0)
    told, may_end, origins = Event(), Event(), list[Origin]()

    def do(tell: progress.Tell) -> None:
        origins.append(current.get())
        tell(4, 9)
        told.set()
        assert may_end.wait(PATIENCE)

    token = current.set(Origin("10.0.0.0/24", "abc"))
    assert progress.begin(1, 7, do)
    current.reset(token)
    assert told.wait(PATIENCE)
    assert progress.look(1, 7) == Progress(7, 4, 9, is_running=True)
    assert not progress.begin(1, 8, do)
    may_end.set()
    until(lambda: not shown(7).is_running)
    assert shown(7) == Progress(7, 4, 9, "done")
    assert origins == [Origin("10.0.0.0/24", "abc")]


def test_why_it_could_not_be_done_is_said_in_the_language_of_the_request(settings: Settings) -> None:
    settings.WORKS_IN_BACKGROUND = True

    def do(_tell: progress.Tell) -> None:
        raise Ended("refused", str(NoLongerOpen()))

    for language in ("en", "th"):
        with override(language):
            assert progress.begin(1, 7, do)
            sentence = str(NoLongerOpen())
        until(lambda: not shown(7).is_running)
        assert shown(7).sentence == sentence


def test_process_that_was_killed_is_told_from_one_that_runs(folder: Path) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    other = subprocess.Popen([sys.executable, "-c", ELSEWHERE, str(folder.parent)], env=environment, cwd=ROOT)
    try:
        until((folder / "1.told").exists)
        assert progress.look(1, 7) == Progress(7, 3, 10, is_running=True)
        assert not progress.begin(1, 8, print)
    finally:
        other.send_signal(signal.SIGKILL)
        other.wait()
    assert progress.look(1, 7) == Progress(7, 3, 10)
    assert json.loads((folder / "1.json").read_text())["fact"] == ""


def shown(upload: int) -> Progress:
    """Return what is told of an upload of which something is told."""
    told = progress.look(1, upload)
    assert told
    return told


def until(is_so: Callable[[], Any]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)
