"""The command line as people use it: real processes on folders of their own."""

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jonghong.__main__ import CLOSED_PIPE, main
from jonghong.core import machine
from tests.servers import PATIENCE, environment_of, own_database

SENTENCES = 2  # one in Thai, one in English


def jonghong(*words: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jonghong", *words]
    return subprocess.run(
        command, env=environment, text=True, capture_output=True, check=False, stdin=subprocess.DEVNULL, timeout=PATIENCE
    )


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Give the environment of an empty data folder."""
    with own_database(tmp_path) as url:
        yield environment_of(tmp_path, url)


def stopped(done: subprocess.CompletedProcess[str], code: int, words: str) -> None:
    """Assert that a command ended with that code and with a sentence in each language, the words among them."""
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (code, SENTENCES), done.stderr
    assert words in done.stderr


@pytest.mark.pure
def test_help_lists_every_command_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("    ")]
    own = ["demo", "serve", "migrate", "roles", "setup", "administrator", "doctor", "keys", "privacy", "audit"]
    kept = ["backup", "restore", "tick", "drill", "import"]
    assert listed == [*own, *kept, "test", "check", "translate", "bench", "scan", "fuzz", "chaos"]


@pytest.mark.pure
def test_no_words_show_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "demo" in capsys.readouterr().out


@pytest.mark.pure
def test_tools_get_the_words_that_follow(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "spelling"]) == 2
    assert (
        capsys.readouterr().out
        == "There is no such check: spelling. There are: ruff, format, mypy, import-linter, bandit, semgrep, secrets, djlint.\n"
    )


@pytest.mark.pure
@pytest.mark.parametrize("tool", ["test", "check", "translate", "bench", "scan", "fuzz", "chaos"])
def test_tools_tell_themselves_what_they_are(tool: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code = main([tool, "--help"])
    except SystemExit as leaving:  # argparse leaves by itself
        code = int(leaving.code or 0)
    said = " ".join(capsys.readouterr().out.split())
    about = " ".join((importlib.import_module(f"tools.{tool}").__doc__ or "").split())
    assert code == 0
    assert about[:60] in said or f"``./jonghong {tool}" in said


def test_a_reader_that_has_read_enough_is_no_trouble(environment: dict[str, str]) -> None:
    """What is printed into a pipe that nobody reads any more ends the command, and says nothing of folders."""
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "jonghong", "doctor"]
    with os.fdopen(writer, "wb") as pipe:
        unbuffered = {**environment, "PYTHONUNBUFFERED": "1"}
        done = subprocess.run(command, env=unbuffered, stdout=pipe, stderr=subprocess.PIPE, check=False, timeout=PATIENCE)
    assert (done.returncode, done.stderr.decode()) == (CLOSED_PIPE, "")


@pytest.mark.pure
def test_ctrl_c_ends_without_a_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("jonghong.__main__.run", interrupted)
    assert (main(["migrate"]), capsys.readouterr().err) == (130, "")


@pytest.mark.pure
@pytest.mark.parametrize(
    "words",
    [
        ["srve"],
        ["demo", "--port=abc"],
        ["demo", "--port=0"],
        ["demo", "--port=65536"],
        ["demo", "--port=-1"],
        ["demo", "--port=๘๐๐๐"],
        ["demo", "--port"],
        ["serve", "--workers=0"],
        ["serve", "--workers=99999999999999"],
        ["migrate", "now"],
    ],
)
def test_words_that_cannot_be_read_end_in_a_sentence(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words)
    assert len(capsys.readouterr().err.splitlines()) == SENTENCES


def test_migrate_says_what_it_did_when_there_was_something_to_do(environment: dict[str, str]) -> None:
    first, second = (jonghong("migrate", environment=environment) for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    assert "  bookings 0001_initial\n" in first.stdout
    assert second.stdout == "ฐานข้อมูลเป็นรุ่นล่าสุดอยู่แล้ว · The database was up to date.\n"


def test_two_that_migrate_at_once_take_turns(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "jonghong", "migrate"]
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted("was up to date" in words for words in said) == [False, True]


@pytest.mark.pure
def test_a_file_in_place_of_the_data_folder(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    environment["JONGHONG_DATA"] = str(tmp_path / "file")
    stopped(jonghong("migrate", environment=environment), 1, "JONGHONG_DATA")


@pytest.mark.pure
def test_a_data_folder_where_nobody_may_write(environment: dict[str, str]) -> None:
    environment["JONGHONG_DATA"] = "/proc/jonghong"
    stopped(jonghong("migrate", environment=environment), 1, "JONGHONG_DATA")


@pytest.mark.pure
def test_a_full_disk_stops_before_anything_is_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(machine, "LEAST_BYTES", 10**18)
    assert main(["migrate"]) == 1
    assert "There is too little free space" in capsys.readouterr().err


@pytest.mark.pure
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JONGHONG_CLOCK", "yesterday"),
        ("JONGHONG_CLOCK", "2023-05-25T09:00"),
        ("JONGHONG_PROXIES", "one"),
        ("DATABASE_URL", "paper://drawer"),
    ],
)
def test_a_setting_that_makes_no_sense(environment: dict[str, str], name: str, value: str) -> None:
    environment[name] = value
    stopped(jonghong("migrate", environment=environment), 1, "environment")


@pytest.mark.pure
def test_a_database_that_cannot_be_opened(environment: dict[str, str], tmp_path: Path) -> None:
    environment["DATABASE_URL"] = f"sqlite:///{tmp_path}/nowhere/jonghong.sqlite3"
    stopped(jonghong("migrate", environment=environment), 1, "DATABASE_URL")
