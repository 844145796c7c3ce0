"""A real MariaDB on this machine, started for the tests and thrown away."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pymysql
import pytest

from tests.certificates import Authority, Pair
from tests.needs import needs
from tests.servers import PATIENCE, free_port, wait_until_it_answers

ELSEWHERE = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])
MOMENT = 5  # seconds
AS_ROOT = ["--user=root"] if os.geteuid() == 0 else []
IN_A_HURRY = (
    "--skip-log-bin",
    "--performance-schema=off",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-buffer-pool-size=16M",
)


class MariaDB:
    """A server of our own on a free port of 127.0.0.1; ``authority`` signed its certificate."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.authority = Authority(folder, "own")
        self.pair = self.authority.sign("server")
        self.process: subprocess.Popen[bytes] | None = None

    def install(self) -> None:
        """Make the folder of its data."""
        program = needs(shutil.which("mariadb-install-db", path=ELSEWHERE), "mariadb-install-db of MariaDB")
        command = [program, "--no-defaults", f"--datadir={self.folder / 'data'}", "--auth-root-authentication-method=normal"]
        subprocess.run([*command, "--skip-test-db", *AS_ROOT], check=True, capture_output=True, timeout=PATIENCE * 3)

    def start(self, pair: Pair | None = None) -> None:
        """Start it, showing that certificate, and return when it answers."""
        program = needs(shutil.which("mariadbd", path=ELSEWHERE), "mariadbd of MariaDB")
        shown = pair or self.pair
        command = [
            program,
            "--no-defaults",
            f"--datadir={self.folder / 'data'}",
            f"--socket={self.folder / 's'}",
            f"--pid-file={self.folder / 'pid'}",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            f"--ssl-cert={shown.certificate}",
            f"--ssl-key={shown.key}",
            *IN_A_HURRY,
            *AS_ROOT,
        ]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        wait_until_it_answers(self.port, self.process)

    def stop(self) -> None:
        """Stop it, frozen or not; now and then one that just started takes no notice of being asked, and is killed."""
        if self.process and self.process.poll() is None:
            self.thaw()
            self.process.terminate()
            try:
                self.process.wait(MOMENT)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(PATIENCE)

    def freeze(self) -> None:
        """Let it hang: it goes on accepting connections, by the kernel, and answers nothing."""
        self._send(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._send(signal.SIGCONT)

    @property
    def is_frozen(self) -> bool:
        """Whether it hangs now."""
        assert self.process
        status = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8")
        return status.rpartition(")")[2].split()[0] == "T"

    def run(self, *statements: str, database: str | None = None) -> list[tuple[Any, ...]]:
        """Run statements as its administrator and return the rows of the last one."""
        with closing(self._administrator(database)) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())

    def add(self, statement: str, rows: Sequence[Sequence[Any]], *, database: str) -> None:
        """Run one statement for each of many rows."""
        with closing(self._administrator(database)) as connection, connection.cursor() as cursor:
            cursor.executemany(statement, rows)

    def _administrator(self, database: str | None) -> pymysql.Connection:
        socket = str(self.folder / "s")
        return pymysql.connect(unix_socket=socket, user="root", database=database, charset="utf8mb4", autocommit=True)

    def _send(self, sign: signal.Signals) -> None:
        assert self.process
        self.process.send_signal(sign)


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDB]:
    """Serve an empty MariaDB to the whole run; who freezes or stops it, mends it."""
    # Not pytest's folder: the path of a socket must stay short.
    folder = Path(tempfile.mkdtemp(prefix="jonghong-maria-"))
    server = MariaDB(folder)
    try:
        server.install()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
