"""A network of machines that do not exist: a namespace for each, one bridge between them. Nothing leaves this machine.

The bridge lies in a namespace of its own, with the clients: not even this machine's other programs see it. Whatever a run makes
carries the run's name, and /run keeps a note of it that is locked while the run lives; so the next one can tell what was left.
Whoever makes, sweeps or removes a note has a lock of all notes meanwhile: none is seen that is not locked yet.
"""

import ctypes
import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from chaos.cluster.programs import become

CLIENT, CLIENT_ADDRESS, BRIDGE = "client", "10.77.0.1", "bridge"
NOTES = Path("/run/jonghong-cluster")
BEGINNING = "jonghong-cluster-"
CLONE_NEWNET = 0x40000000
PATIENCE = 10


@dataclass(frozen=True)
class Host:
    """A machine of the network: its name in the run, its address, and the namespace that it is."""

    name: str
    address: str
    namespace: str

    @property
    def cable(self) -> str:
        """Return the end of its cable that is in the bridge."""
        return f"to-{self.name}"

    def command(self, *words: str, user: str = "") -> list[str]:
        """Return how to start a program on it, as that user; the process keeps its id through all of this."""
        return ["ip", "netns", "exec", self.namespace, *(become(user) if user else []), *words]

    def processes(self, name: str = "") -> list[int]:
        """Return the ids of everything that runs on it, or of the programs of that name."""
        return [each for each in processes(self.namespace) if not name or name_of(each) == name]

    def kill(self, name: str = "") -> int:
        """Kill everything on it, or the programs of that name, until none is left; return how many there were."""
        killed: set[int] = set()
        deadline = time.monotonic() + PATIENCE
        while (left := self.processes(name)) and time.monotonic() < deadline:
            killed.update(left)
            kill(left)
        return len(killed)


@dataclass(frozen=True)
class Network:
    """One run's machines, and the folder of all their files."""

    name: str
    folder: Path

    def host(self, name: str, address: str) -> Host:
        """Return a new machine, switched on and connected."""
        host = Host(name, address, f"{self.name}-{name}")
        ip("netns", "add", host.namespace)
        ip("-n", host.namespace, "link", "set", "lo", "up")
        ip("-n", self.bridge, "link", "add", host.cable, "type", "veth", "peer", "name", "eth0", "netns", host.namespace)
        ip("-n", host.namespace, "address", "add", f"{address}/24", "dev", "eth0")
        ip("-n", host.namespace, "link", "set", "eth0", "up")
        ip("-n", self.bridge, "link", "set", host.cable, "up")
        self.connect(host)
        return host

    @property
    def bridge(self) -> str:
        """Return the namespace of the bridge and of the clients."""
        return f"{self.name}-{CLIENT}"

    def disconnect(self, host: Host) -> None:
        """Pull its cable out of the bridge: nobody is told, packets are lost."""
        ip("-n", self.bridge, "link", "set", host.cable, "nomaster")

    def connect(self, host: Host) -> None:
        """Plug its cable in."""
        ip("-n", self.bridge, "link", "set", host.cable, "master", BRIDGE)


@contextmanager
def network() -> Iterator[Network]:
    """Give an empty network whose client this thread becomes; everything of it is taken down afterwards.

    What runs left behind that were killed is taken down first.
    """
    sweep()
    name = BEGINNING + secrets.token_hex(3)
    folder = Path(tempfile.gettempdir()) / name
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    with noted(name, folder):
        try:
            folder.mkdir()
            folder.chmod(0o711)  # whatever the umask: those who run the database go through it
            network = Network(name, folder)
            ip("netns", "add", network.bridge)
            ip("-n", network.bridge, "link", "set", "lo", "up")
            ip("-n", network.bridge, "link", "add", BRIDGE, "type", "bridge")
            ip("-n", network.bridge, "address", "add", f"{CLIENT_ADDRESS}/24", "dev", BRIDGE)
            ip("-n", network.bridge, "link", "set", BRIDGE, "up")
            with Path(f"/run/netns/{network.bridge}").open("rb") as namespace:
                enter(namespace.fileno())
            yield network
        finally:
            enter(home)
            os.close(home)
            take_down(name, folder)


@contextmanager
def noted(name: str, folder: Path) -> Iterator[None]:
    """Keep the note of a run, locked, as long as it lives."""
    note = NOTES / name
    with ExitStack() as living:
        with alone():
            written = living.enter_context(note.open("w", encoding="utf-8"))
            fcntl.flock(written, fcntl.LOCK_EX)
            written.write(str(folder))
            written.flush()
        try:
            yield
        finally:
            with alone():
                note.unlink(missing_ok=True)


@contextmanager
def alone() -> Iterator[None]:
    """Be the only one who makes, sweeps or removes notes."""
    NOTES.mkdir(exist_ok=True)
    with (NOTES / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sweep() -> list[str]:
    """Take down what runs left behind that did not come to their end, and return their names."""
    swept = []
    with alone():
        for note in sorted(NOTES.glob(f"{BEGINNING}*")):
            with note.open(encoding="utf-8") as written:
                try:
                    fcntl.flock(written, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue  # it is running
                take_down(note.name, Path(written.read()))
                note.unlink()
                swept.append(note.name)
    return swept


def take_down(name: str, folder: Path) -> None:
    """End every process in the namespaces of that run, and remove these and its folder."""
    for namespace in sorted(Path("/run/netns").glob(f"{name}-*")):
        Host("", "", namespace.name).kill()
        subprocess.run(["ip", "netns", "delete", namespace.name], check=False)
    if folder.name == name:
        shutil.rmtree(folder, ignore_errors=True)


def processes(namespace: str) -> list[int]:
    """Return the ids of what runs in that namespace, this process apart."""
    done = subprocess.run(["ip", "netns", "pids", namespace], capture_output=True, text=True, check=False)
    return [int(word) for word in done.stdout.split() if int(word) != os.getpid() and name_of(int(word))]


def name_of(process: int) -> str:
    """Return the name of the program that runs under that id; nothing where it has ended."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    name, _, rest = status.partition("(")[2].rpartition(")")
    return "" if rest.split()[0] in {"Z", "X"} else name


def kill(ids: list[int]) -> None:
    """Kill those processes at once, and leave them a moment to be gone."""
    for each in ids:
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    time.sleep(0.02)


def ip(*words: str) -> None:
    """Tell the kernel about its network; raises CalledProcessError where it refuses, with its reason."""
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


def enter(namespace: int) -> None:
    """Let this thread, and whatever it starts from now on, be in that network namespace."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(namespace, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")
