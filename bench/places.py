"""Where measuring happens: databases of its own, thrown away afterwards, and the real server on them."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

from bench import ROOT, postgresql, processes
from bench.attempts import Attempts
from bench.forms import Form

KINDS = ("sqlite", "postgresql")
CLOCK = "2023-05-25T09:00:00+07:00"
PATIENCE = 60
LONGEST = 1800  # seconds; filling the large form takes minutes
LAST_WORDS = 4000  # bytes


@dataclass(frozen=True)
class Server:
    """A program that answers: where, and the process that started all of its others."""

    address: str
    process: int


@dataclass(frozen=True)
class Place:
    """One form of use: the server on its database, the floors beside it, and what is needed to ask them."""

    form: Form
    server: Server
    floors: Server
    database: int  # the process of a PostgreSQL, 0 for SQLite
    environment: dict[str, str]
    facts: dict[str, Any]

    @property
    def name(self) -> str:
        """The name of its form."""
        return self.form.name


@contextmanager
def databases(kind: str, folder: Path, names: Sequence[str] = ("one", "many")) -> Iterator[list[str]]:
    """Give the addresses of empty databases; a PostgreSQL is started for them, as careful with a power cut as in use."""
    if kind == "sqlite":
        yield [f"sqlite:///{folder / name}.sqlite3" for name in names]
    else:
        with postgresql.running(folder) as url:
            yield postgresql.made(url, *names)


@contextmanager
def places(kind: str, forms: Sequence[Form], attempts: Attempts, *, workers: int) -> Iterator[list[Place]]:
    """Fill a database for each form, and serve all of them side by side; a form that cannot be filled or served is left out."""
    with TemporaryDirectory(prefix="jonghong-bench-") as name, ExitStack() as running:
        folder = Path(name)
        names = [f"form{number}" for number in range(len(forms))]
        urls = running.enter_context(databases(kind, folder, names))
        database = postgresql.process(folder) if kind == "postgresql" else 0
        found = []
        for form, own, url in zip(forms, names, urls, strict=True):
            with attempts.at(form.name, "filling and serving"):
                environment = environment_of(folder / own, url)
                python("-m", "jonghong", "migrate", environment=environment)
                facts = json.loads(python("-m", "bench.fill", form.name, environment=environment))
                served = running.enter_context(serving(environment, workers=workers))
                floors = running.enter_context(serving(environment, workers=workers, program="bench.floors"))
                found.append(Place(form, served, floors, database, environment, facts))
        yield found


def environment_of(folder: Path, url: str, **further: str) -> dict[str, str]:
    """Return the environment of a program that uses that data folder and database, and settings to be measured with."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("JONGHONG_")},
        "DATABASE_URL": url,
        "JONGHONG_DATA": str(folder),
        "JONGHONG_CLOCK": CLOCK,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        **further,
    }


@contextmanager
def serving(environment: dict[str, str], *, workers: int, program: str = "jonghong") -> Iterator[Server]:
    """Serve with so many processes until the block ends; the program takes the words of ``jonghong serve``."""
    address = f"127.0.0.1:{free_port()}"
    command = ["-m", program, "serve", f"--port={address.partition(':')[2]}", f"--workers={workers}"]
    with started(*command, environment=environment) as process:
        wait_until_it_answers(address, process)
        yield Server(address, process.pid)


@contextmanager
def started(*words: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run Python with these words until the block ends; the end of what it says is shown where the block fails."""
    with TemporaryFile() as said:
        process = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environment, stdout=said, stderr=said)
        try:
            yield process
        except Exception:
            said.seek(max(0, said.seek(0, os.SEEK_END) - LAST_WORDS))
            print(said.read().decode(errors="replace"), file=sys.stderr)
            raise
        finally:
            stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask a program to end, and end it with all below it where it does not."""
    process.terminate()
    try:
        process.wait(PATIENCE / 2)
    except subprocess.TimeoutExpired:
        for each in reversed(processes.tree(process.pid)):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        process.wait(PATIENCE)


def python(*words: str, environment: dict[str, str]) -> str:
    """Run Python to its end and return what it printed."""
    return subprocess.run(
        [sys.executable, *words], env=environment, cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE, timeout=LONGEST
    ).stdout


def free_port() -> int:
    """Return a port that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_answers(address: str, process: subprocess.Popen[bytes]) -> None:
    """Return when something listens there."""
    host, _, port = address.partition(":")
    for _ in range(PATIENCE * 100):
        if process.poll() is not None:
            break
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise RuntimeError(f"the server does not answer; exit code {process.poll()}")
