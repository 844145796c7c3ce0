"""The script at the root, on a checkout of its own whose lists ask for nothing, so that no network is needed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure
SCRIPT = Path(__file__).resolve().parents[2] / "jonghong"
# Tells what it was started with: its words, the data folder and whether the Python is that of .venv.
STAND_IN = "import os, sys; print(sys.argv[1:], os.environ['JONGHONG_DATA'], sys.prefix, os.getcwd(), sep='|')"
OLD = (
    "import runpy, sys; sys.version_info, sys.version = (3, 10, 4), '3.10.4'; runpy.run_path(sys.argv[1], run_name='__main__')"
)


class Checkout:
    """A checkout in a folder with a space in its name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "ห้อง ประชุม"
        (self.folder / "requirements").mkdir(parents=True)
        (self.folder / "src" / "jonghong").mkdir(parents=True)
        shutil.copy(SCRIPT, self.folder)
        (self.folder / "src" / "jonghong" / "__main__.py").write_text(STAND_IN)
        self.lock = self.folder / "requirements" / "run.txt"
        self.lock.write_text("# nothing\n")
        self.venv = self.folder / ".venv"
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder)}

    def start(self, *words: str, **environment: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, str(self.folder / "jonghong"), *words],
            env={**self.environment, **environment},
            cwd=self.folder.parent,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def run(self, *words: str, **environment: str) -> tuple[int, str, str]:
        process = self.start(*words, **environment)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_it_starts_the_command_in_its_own_environment_from_any_folder(checkout: Checkout) -> None:
    code, out, err = checkout.run("demo", "--port", "8001")
    assert (code, err) == (0, "")
    assert "Making .venv" in out
    expected = ["['demo', '--port', '8001']", str(checkout.folder / "data"), str(checkout.venv), str(checkout.folder.parent)]
    assert out.splitlines()[-1].split("|") == expected


def test_a_second_start_installs_nothing(checkout: Checkout) -> None:
    checkout.run("demo")
    code, out, _err = checkout.run("demo", JONGHONG_DATA="elsewhere")
    assert (code, out) == (0, f"['demo']|elsewhere|{checkout.venv}|{checkout.folder.parent}\n")


@pytest.mark.parametrize("words", [["--help"], ["demo", "--help"], ["serve", "-h"]])
def test_help_needs_nothing(checkout: Checkout, words: list[str]) -> None:
    code, out, _err = checkout.run(*words)
    assert (code, out.split("|")[0], checkout.venv.exists()) == (0, f"{words}", False)


def test_a_changed_list_is_installed_into_the_same_environment(checkout: Checkout) -> None:
    checkout.run("demo")
    (checkout.venv / "mark").touch()
    checkout.lock.write_text("# still nothing\n")
    _code, out, _err = checkout.run("demo")
    assert ("Installing" in out, "Making" in out, (checkout.venv / "mark").exists()) == (True, False, True)


@pytest.mark.parametrize("harm", ["unfinished", "no python", "foreign python"])
def test_a_broken_environment_is_made_anew(checkout: Checkout, harm: str) -> None:
    checkout.run("demo")
    (checkout.venv / "mark").touch()
    python = checkout.venv / "bin" / "python"
    if harm == "unfinished":
        (checkout.venv / "unfinished").touch()
    else:
        python.unlink()
        python.symlink_to("nowhere" if harm == "no python" else "/bin/false")
    code, out, _err = checkout.run("demo")
    assert (code, "Making" in out, (checkout.venv / "mark").exists()) == (0, True, False)


def test_a_start_that_was_killed_half_way_is_repaired(checkout: Checkout) -> None:
    process = checkout.start("demo")
    while not (checkout.venv / "bin" / "python").exists():
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    code, out, _err = checkout.run("demo")
    assert (code, out.splitlines()[-1].split("|")[0]) == (0, "['demo']")


def test_two_starts_at_once_both_come_through(checkout: Checkout) -> None:
    both = [checkout.start("demo") for _ in range(2)]
    said = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted("Making" in words for words in said) == [False, True]


def test_a_list_that_cannot_be_installed_ends_in_a_sentence(checkout: Checkout) -> None:
    checkout.lock.write_text("nowhere-to-be-found==1.0 --hash=sha256:" + "0" * 64 + "\n")
    code, _out, err = checkout.run("demo", PIP_NO_INDEX="1")
    assert (code, "Traceback" in err, "Installing failed for the reason above" in err) == (1, False, True)
    checkout.lock.write_text("# nothing\n")
    assert checkout.run("demo")[0] == 0


def test_a_python_that_cannot_install_names_the_package(checkout: Checkout) -> None:
    without = checkout.folder.parent / "without"
    for name in ("pip", "ensurepip"):
        (without / name).mkdir(parents=True)
        (without / name / "__main__.py").write_text("raise SystemExit(1)")
        (without / name / "__init__.py").touch()
    code, _out, err = checkout.run("demo", PYTHONPATH=str(without))
    assert (code, "sudo apt install python3-venv" in err, "Traceback" in err) == (1, True, False)
    assert checkout.run("demo")[0] == 0


def test_pip_takes_over_when_uv_does_not_manage(checkout: Checkout) -> None:
    tools = checkout.folder.parent / "tools"
    tools.mkdir()
    (tools / "uv").write_text("#!/bin/sh\necho $VIRTUAL_ENV $@\nexit 2\n")
    (tools / "uv").chmod(0o755)
    code, out, _err = checkout.run("demo", PATH=f"{tools}:/usr/bin:/bin")
    assert (code, out.splitlines()[-1].split("|")[0]) == (0, "['demo']")
    assert f"{checkout.venv} pip install --require-hashes -r {checkout.lock}" in out


def test_a_file_in_place_of_the_environment_is_left_alone(checkout: Checkout) -> None:
    checkout.venv.touch()
    code, _out, err = checkout.run("demo")
    assert (code, ".venv is not a folder" in err, checkout.venv.is_file()) == (1, True, True)


def test_an_old_python_is_told_so_in_one_sentence(checkout: Checkout) -> None:
    command = [sys.executable, "-c", OLD, str(checkout.folder / "jonghong"), "demo"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "jonghong needs Python 3.11 or newer and was started with 3.10.4" in done.stderr


def test_it_can_be_read_by_an_old_python() -> None:
    import ast

    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 8))
