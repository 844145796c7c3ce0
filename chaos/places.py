"""Where things break: the real server on a database of its own, filled with the sample office."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from bench.places import free_port, python, wait_until_it_answers
from chaos import CLOCK, ROOT
from chaos.postgres import PATIENCE, Postgres, wait_until_ended, works

SETTINGS, CARELESS = "jonghong.settings", "chaos.careless"
HELPERS = ("resource_tracker", "--prepare")  # in the words of processes beside those that answer


class Place:
    """A folder with all that is kept, the database's server where there is one, and the product's server."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, self.folder = kind, folder
        self.data = folder / "data"
        self.postgres = Postgres(folder / "postgresql") if kind == "postgresql" else None
        self.port = free_port()
        self.settings, self.is_careless = SETTINGS, False
        self.extra: dict[str, str] = {}
        self.workers = 2
        self.server: subprocess.Popen[bytes] | None = None
        self.facts: dict[str, Any] = {}

    @property
    def address(self) -> str:
        """Return host and port."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Return the database's address."""
        return self.postgres.url() if self.postgres else f"sqlite:///{self.data / 'jonghong.sqlite3'}"

    def environment(self) -> dict[str, str]:
        """Return in what environment the product works here. Coverage stays outside: it would slow servers down."""
        ours = ("JONGHONG_", "COVERAGE_", "DATABASE_URL")
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(ours)},
            "DATABASE_URL": self.url,
            "JONGHONG_DATA": str(self.data),
            "JONGHONG_CLOCK": CLOCK,
            "JONGHONG_PACE": "1000000",
            "DJANGO_SETTINGS_MODULE": self.settings,
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "PYTHONUTF8": "1",
            **self.extra,
        }

    def create(self) -> None:
        """Make the database and fill it."""
        self.data.mkdir(parents=True)
        if self.postgres:
            self.postgres.create()
        python("-m", "jonghong", "migrate", environment=self.environment())
        facts = python("-m", "chaos.fill", environment=self.environment())
        (self.folder / "facts.json").write_text(facts, encoding="utf-8")

    def be_careless(self) -> None:
        """Let the database acknowledge what is not on the disk yet, from the next start on."""
        self.settings, self.is_careless = CARELESS, True

    def start_database(self) -> None:
        """Start PostgreSQL unless it runs; SQLite needs nothing."""
        if self.postgres and not self.postgres.is_running:
            self.postgres.start()

    def start_server(self) -> None:
        """Start the product unless it runs, and return when it listens."""
        if self.server and self.server.poll() is None:
            return
        self.facts = json.loads((self.folder / "facts.json").read_text(encoding="utf-8"))
        if self.postgres and self.is_careless:
            self.postgres.be_careful()  # else the product refuses to serve
        log = self.log.open("ab")
        with log:
            self.server = subprocess.Popen(
                self.command(), cwd=ROOT, env=self.environment(), stdout=log, stderr=log, start_new_session=True
            )
        wait_until_it_answers(self.address, self.server)
        if self.postgres and self.is_careless:
            self.postgres.be_careless()

    def command(self) -> list[str]:
        """Return how the product's server is started."""
        host, _, port = self.address.rpartition(":")
        return [sys.executable, "-m", "jonghong", "serve", f"--host={host}", f"--port={port}", f"--workers={self.workers}"]

    @property
    def log(self) -> Path:
        """Return where the server's words go, which must never be on a disk that fails."""
        return Path(os.environ.get("JONGHONG_CHAOS_LOG", os.devnull))

    def start(self) -> None:
        """Start all."""
        self.start_database()
        self.start_server()

    def workers_now(self) -> set[int]:
        """Return the processes of the product that answer, or are about to."""
        assert self.server is not None
        found = set()
        for child in psutil.Process(self.server.pid).children():
            with suppress(psutil.NoSuchProcess):
                if works(child) and not any(word in " ".join(child.cmdline()) for word in HELPERS):
                    found.add(child.pid)
        return found

    def stop_server(self) -> None:
        """Stop the product as systemd does."""
        if self.server and self.server.poll() is None:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait(PATIENCE)
        self.server = None

    def kill_server(self) -> None:
        """End the product, with all its processes, by kill -9."""
        if self.server is None:
            return
        found = []
        with suppress(psutil.NoSuchProcess):
            first = psutil.Process(self.server.pid)
            first.suspend()
            found = [first, *first.children(recursive=True)]
        for process in found:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.server.wait(PATIENCE)
        wait_until_ended(found)
        self.server = None

    def kill(self) -> None:
        """End the product and the database by kill -9, all but at once."""
        self.kill_server()
        if self.postgres:
            self.postgres.kill()

    def leave(self) -> None:
        """End whatever still runs."""
        self.kill_server()
        if self.postgres:
            self.postgres.leave()


@contextmanager
def pattern(kind: str) -> Iterator[Path]:
    """Give a folder to copy: a filled database that nobody uses."""
    with TemporaryDirectory(prefix="jonghong-chaos-") as name:
        Path(name).chmod(0o755)
        yield make_pattern(kind, Path(name) / "pattern")


def make_pattern(kind: str, folder: Path) -> Path:
    """Fill a database in a new folder, leave it, and return the folder."""
    place = Place(kind, folder)
    try:
        place.create()
        if place.postgres:
            place.postgres.stop()
    finally:
        place.leave()
    return folder


@contextmanager
def placed(kind: str, like: Path, folder: Path) -> Iterator[Place]:
    """Give a place of its own like that pattern, not started yet; afterwards nothing of it runs."""
    copy(like, folder)
    place = Place(kind, folder)
    if place.postgres:
        place.postgres.own()
    try:
        yield place
    finally:
        place.leave()


def copy(like: Path, folder: Path) -> None:
    """Copy a pattern."""
    shutil.copytree(like, folder, dirs_exist_ok=True)
