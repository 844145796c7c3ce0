"""The real product, started as people start it, on a database of its own of the kind under test."""

import atexit
import fcntl
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from tests import databases

ROOT = Path(__file__).resolve().parents[1]
SAMPLE_CLOCK = "2023-05-25T09:00:00+07:00"
PATIENCE = 60
# Names the folder of what was filled once for the whole run.
PATTERNS = "JONGHONG_TEST_PATTERNS"
NOTHING = "tests.fill.nothing"


@dataclass
class Served:
    """A running server: where it answers, and what filled its database had to tell."""

    url: str
    process: subprocess.Popen[str]
    environment: dict[str, str]
    facts: dict[str, Any] = field(default_factory=dict)

    def stop(self) -> int:
        """Ask it to stop as systemd does, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


Serve = Callable[..., Served]


@contextmanager
def serving(folder: Path, *, fill: str = NOTHING, clock: str = "", workers: int = 2) -> Iterator[Served]:
    """Serve a new database that the function named ``fill`` filled; it runs in a set-up Django and returns JSON facts.

    ``folder`` becomes the data folder; ``clock`` is an ISO instant, empty for the real time.
    """
    with (
        filled(folder, fill=fill, clock=clock) as (url, facts),
        answering(environment_of(folder, url, clock=clock), facts, workers=workers) as served,
    ):
        yield served


@contextmanager
def answering(environment: dict[str, str], facts: dict[str, Any], *, workers: int = 2) -> Iterator[Served]:
    """Serve a database that is filled, in that environment."""
    port = free_port()
    process = start("serve", f"--port={port}", f"--workers={workers}", environment=environment)
    try:
        wait_until_it_answers(port, process)
        yield Served(f"http://127.0.0.1:{port}", process, environment, facts)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(PATIENCE)


@contextmanager
def filled(folder: Path, *, fill: str, clock: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the address of a new database that the function named ``fill`` filled, and what that returned.

    Filling is done once a run for each function and clock; whoever comes later gets a copy of what came of it.
    """
    model, facts = pattern(fill, clock)
    shutil.copytree(model, folder, dirs_exist_ok=True)
    with own_database(folder, like=None if databases.KIND == "sqlite" else model.name) as url:
        yield url, json.loads(facts)


@cache
def pattern(fill: str, clock: str) -> tuple[Path, str]:
    """Return a data folder to copy, beside it on PostgreSQL the database of the folder's name, and the facts as JSON.

    The first process of a run that asks makes it; the others wait for that.
    """
    keep_patterns()  # a program that is no run of tests has not done so
    patterns = Path(os.environ[PATTERNS])
    folder = patterns / f"{patterns.name}_{hashlib.sha256(f'{fill} {clock}'.encode()).hexdigest()[:16]}"
    facts = folder.with_suffix(".json")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not facts.exists():
            facts.write_text(make_pattern(folder, fill, clock), encoding="utf-8")
    return folder, facts.read_text(encoding="utf-8")


def make_pattern(folder: Path, fill: str, clock: str) -> str:
    """Fill a new database in a new folder, and return the facts as JSON.

    The tables are made once: to make them takes longer than to fill most of them.
    """
    model = None if (fill, clock) == (NOTHING, "") else pattern(NOTHING, "")[0]
    if model:
        shutil.copytree(model, folder)
    else:
        folder.mkdir()
    url = f"sqlite:///{folder / 'jonghong.sqlite3'}"
    if databases.KIND == "postgresql":
        url = databases.sibling(os.environ["DATABASE_URL"], folder.name)
        with connected() as connection:
            connection.execute(f"CREATE DATABASE {folder.name}" + (f" TEMPLATE {model.name}" if model else ""))
    environment = environment_of(folder, url, clock=clock)
    if model is None:
        run("-m", "jonghong", "migrate", environment=environment)
    return run("-m", "tests.fill", fill, environment=environment)


def keep_patterns() -> None:
    """Let this process and those below share what they fill; it is thrown away when this one ends."""
    if PATTERNS in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="jonghong_")).absolute()
    os.environ[PATTERNS] = str(folder)
    atexit.register(forget_patterns, folder, os.getpid())


def forget_patterns(folder: Path, owner: int) -> None:
    """Throw away what the run of that process filled; where its database server has ended before, that is gone with it."""
    if os.getpid() != owner:
        return
    if databases.KIND == "postgresql":
        with suppress(psycopg.OperationalError), connected() as connection:
            for file in folder.glob("*.json"):
                connection.execute(f"DROP DATABASE IF EXISTS {file.stem} WITH (FORCE)")
    shutil.rmtree(folder, ignore_errors=True)


def connected() -> closing[psycopg.Connection[Any]]:
    """Connect to the PostgreSQL of this run, each statement a transaction of its own."""
    return closing(psycopg.connect(os.environ["DATABASE_URL"], autocommit=True))


@contextmanager
def own_database(folder: Path, *, like: str | None = None) -> Iterator[str]:
    """Give the address of a new database, dropped afterwards: empty, or on PostgreSQL like the one of that name."""
    if databases.KIND == "sqlite":
        yield f"sqlite:///{folder / 'jonghong.sqlite3'}"
        return
    name = f"jonghong_{uuid4().hex}"
    with connected() as connection:
        connection.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {like}" if like else ""))
        try:
            yield databases.sibling(os.environ["DATABASE_URL"], name)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def environment_of(folder: Path, url: str, *, clock: str = "") -> dict[str, str]:
    """Return the environment in which a command of the product works on that folder and database.

    Coverage stays outside: it would slow servers down for lines that other tests go through as well.
    """
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")},
        "DATABASE_URL": url,
        "JONGHONG_DATA": str(folder),
        "JONGHONG_CLOCK": clock,
        "JONGHONG_ACCESS_LOG": os.environ.get("JONGHONG_ACCESS_LOG", "0"),
        "JONGHONG_ROOM": os.environ.get("JONGHONG_ROOM", "0"),  # a machine that is nearly full tests as well; no ballast
        "DJANGO_SETTINGS_MODULE": "jonghong.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "PYTHONUTF8": "1",
    }


def run(*words: str, environment: dict[str, str]) -> str:
    """Run Python to its end and return what it printed; raises CalledProcessError where it failed."""
    return subprocess.run(
        [sys.executable, *words], env=environment, cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE, timeout=PATIENCE * 5
    ).stdout


def start(*words: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    """Start a command of the product."""
    return subprocess.Popen([sys.executable, "-m", "jonghong", *words], env=environment, cwd=ROOT, text=True)


def free_port() -> int:
    """Return a port that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_answers(port: int, process: subprocess.Popen[Any]) -> None:
    """Return when something listens at the port."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server does not answer; exit code {process.poll()}")


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Give a function that starts a server as ``serving`` does; all stop with the test."""
    with ExitStack() as running:
        yield lambda **facts: running.enter_context(serving(tmp_path / uuid4().hex, **facts))


@pytest.fixture
def server(serve: Serve) -> Served:
    """Serve the sample office to this test alone, which may change it."""
    return serve(fill="tests.fill.sample", clock=SAMPLE_CLOCK)


@pytest.fixture(scope="session")
def sample_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the sample office on 25 May 2566, 09.00, to every journey; what one changes the others see."""
    with serving(tmp_path_factory.mktemp("sample"), fill="tests.fill.sample", clock=SAMPLE_CLOCK) as served:
        yield served
