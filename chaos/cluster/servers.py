"""The three servers of the cluster, and what can be done to them."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psycopg

from chaos.cluster import configuration, etcd, programs, states
from chaos.cluster.configuration import ETCD, PATRONI, POSTGRESQL, USER
from chaos.cluster.network import Host, Network
from chaos.cluster.states import State

ADDRESSES = {"n1": "10.77.0.11", "n2": "10.77.0.12", "n3": "10.77.0.13"}
DATABASE = "jonghong"
PASSWORDS = ("superuser", "replication", "rewind", "application", "restapi", "etcd", "administrator")
PATIENCE = 60.0


class NotWhole(Exception):
    """The cluster did not come to the state that it should be in."""


class Server:
    """One machine with etcd, Patroni and PostgreSQL."""

    def __init__(self, host: Host, folder: Path, *, patroni: Path, postgresql: Path, passwords: dict[str, str]) -> None:
        self.host, self.name, self.folder = host, host.name, folder
        self.user = programs.user()
        file = folder / "patroni.yml"
        self.etcd = configuration.etcd(self.name, addresses=ADDRESSES, folder=folder)
        self.patroni = [str(patroni), str(file)]
        settings = configuration.patroni(
            self.name, addresses=ADDRESSES, folder=folder, programs=postgresql, passwords=passwords
        )
        folder.mkdir(mode=0o700)
        file.write_text(json.dumps(settings, indent=1), encoding="utf-8")  # which is YAML, too
        for path in (folder, file):
            shutil.chown(path, self.user)

    def start(self) -> None:
        """Start what a machine starts by itself when it is switched on."""
        self.start_etcd()
        self.start_patroni()

    def start_etcd(self) -> None:
        """Start etcd alone."""
        self.run("etcd", self.etcd)

    def start_patroni(self) -> None:
        """Start Patroni, which starts PostgreSQL."""
        self.run("patroni", self.patroni)

    def run(self, name: str, words: list[str]) -> None:
        """Start a program on the machine; what it says goes into its folder."""
        with (self.folder / f"{name}.log").open("ab") as log:
            subprocess.Popen(
                self.host.command(*words, user=self.user),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=programs.environment(),
                start_new_session=True,
            )

    def freeze_patroni(self) -> None:
        """Let Patroni stand still while PostgreSQL goes on; raises NotWhole where none runs."""
        running = self.host.processes("patroni")
        if not running:
            raise NotWhole(f"nothing was struck: no patroni ran on {self.name}")
        for process in running:
            os.kill(process, signal.SIGSTOP)

    def thaw_patroni(self) -> None:
        """Let Patroni go on."""
        for process in self.host.processes("patroni"):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGCONT)

    def ask(
        self, path: str = "/patroni", order: object = None, *, port: int = PATRONI, password: str = "", patience: float = 1.0
    ) -> tuple[int, str]:
        """Return status and text of what it answers to a question or an order; raises OSError or HTTPException."""
        connection = HTTPConnection(self.host.address, port, timeout=patience)
        headers = {"Authorization": f"Basic {b64encode(f'{USER}:{password}'.encode()).decode()}"} if password else {}
        try:
            connection.request("GET" if order is None else "POST", path, None if order is None else json.dumps(order), headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def state(self) -> State | None:
        """Return what it says of itself, if its Patroni answers."""
        try:
            return states.read(self.name, json.loads(self.ask()[1]), self.health())
        except (OSError, HTTPException, ValueError):
            return None

    def health(self) -> dict[str, str]:
        """Return what its etcd says of itself; nothing where that does not answer."""
        try:
            return dict(json.loads(self.ask("/health", port=ETCD)[1]))
        except (OSError, HTTPException, ValueError):
            return {}

    def end_of_log(self, name: str = "patroni") -> str:
        """Return the last words of one of its programs."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")[-1500:]


class Cluster:
    """Three servers, and the database on them."""

    def __init__(self, network: Network, patroni: Path) -> None:
        self.network = network
        self.passwords = {name: secrets.token_hex(16) for name in PASSWORDS}
        postgresql = programs.postgresql()
        assert postgresql
        self.servers = {
            name: Server(
                network.host(name, address),
                network.folder / name,
                patroni=patroni,
                postgresql=postgresql,
                passwords=self.passwords,
            )
            for name, address in ADDRESSES.items()
        }

    def start(self) -> float:
        """Start all servers at once and make the database; return after how many seconds they were whole."""
        began = time.monotonic()
        for server in self.servers.values():
            server.start_etcd()
        self.guard_etcd()
        for server in self.servers.values():
            server.start_patroni()
        self.wait_until(lambda found: states.is_whole(found, servers=len(self.servers)), within=PATIENCE * 2)
        seconds = time.monotonic() - began
        self.require_passwords()
        self.create_database()
        return seconds

    def guard_etcd(self) -> None:
        """Let etcd answer Patroni alone; raises NotWhole where it does not take that."""
        first, deadline = next(iter(self.servers.values())), time.monotonic() + PATIENCE
        while not states.has_etcd(first.health()):
            if time.monotonic() > deadline:
                raise NotWhole(f"etcd: {first.end_of_log('etcd')}")
            time.sleep(0.1)
        for path, order in etcd.guarding(self.passwords["administrator"], self.passwords["etcd"]):
            status, text = first.ask(path, order, port=ETCD, patience=PATIENCE)
            if status != 200:
                raise NotWhole(f"{path}: {status} {text}")

    def require_passwords(self) -> None:
        """Raise NotWhole where somebody without a password may order something of Patroni, or read what it keeps in etcd."""
        key = {"key": etcd.coded(configuration.KEYS + "leader")}
        for server in self.servers.values():
            ordered, read = server.ask("/restart", {})[0], server.ask("/v3/kv/range", key, port=ETCD)[0]
            if ordered != HTTPStatus.UNAUTHORIZED or read not in etcd.REFUSALS:
                raise NotWhole(f"strangers are let in on {server.name}: Patroni answers {ordered}, etcd {read}")

    def create_database(self) -> None:
        """Make the application's role and database."""
        with psycopg.connect(self.url("postgres", user="superuser"), autocommit=True) as connection:
            # The word is made here, of hexadecimal digits.
            connection.execute(f"CREATE ROLE {DATABASE} LOGIN PASSWORD '{self.passwords['application']}'".encode())
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {DATABASE}".encode())

    def url(self, name: str = DATABASE, *, user: str = "application", only: str = "", through: str = "") -> str:
        """Return the address of a database: by all servers, or on that one only, or through a proxy at that address."""
        role = {"application": DATABASE, "superuser": "postgres"}[user]
        addresses = [through] if through else [ADDRESSES[only]] if only else ADDRESSES.values()
        hosts = ",".join(f"{address}:{POSTGRESQL}" for address in addresses)
        # What the product says by itself of several machines is said here for whoever else asks.
        attributes = "" if through or only else "?target_session_attrs=read-write"
        return f"postgresql://{role}:{self.passwords[user]}@{hosts}/{name}{attributes}"

    def states(self) -> list[State]:
        """Return what every server that answers says of itself."""
        with ThreadPoolExecutor(len(self.servers)) as pool:
            return [state for state in pool.map(Server.state, self.servers.values()) if state]

    def wait_until(self, is_so: Callable[[list[State]], bool], *, within: float = PATIENCE, pause: float = 0.2) -> list[State]:
        """Return the first states of which that is so; raises NotWhole with the last ones."""
        deadline = time.monotonic() + within
        while not is_so(found := self.states()):
            if time.monotonic() > deadline:
                raise NotWhole(f"after {within:.0f} s: {states.words(found)}\n{self.last_words()}")
            time.sleep(pause)
        return found

    def last_words(self) -> str:
        """Return what the Patronis said last."""
        return "\n".join(f"{each.name}: {each.end_of_log()}" for each in self.servers.values())

    def primary(self) -> Server:
        """Return the server that takes writes; raises NotWhole where none does."""
        return self.servers[self._found(states.primary)]

    def synchronous(self) -> Server:
        """Return the standby that confirms commits; raises NotWhole where there is none."""
        return self.servers[self._found(states.synchronous)]

    def _found(self, which: Callable[[Sequence[State]], State | None]) -> str:
        state = which(self.wait_until(lambda found: which(found) is not None))
        assert state
        return state.name

    def switch_over(self) -> None:
        """Hand the primary's office to the synchronous standby, as before an upgrade; raises NotWhole where that is refused."""
        primary = self.primary()
        order = {"leader": primary.name, "candidate": self.synchronous().name}
        status, text = primary.ask("/switchover", order, password=self.passwords["restapi"], patience=PATIENCE)
        if status != 200:
            raise NotWhole(f"/switchover: {status} {text}")
