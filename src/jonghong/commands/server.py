"""The processes that answer, each at a socket that outlives it: nobody is turned away while they are replaced one by one.

Granian lets each process open a socket of its own; the connections that wait in it are lost when that process goes. And its new
processes are copies of the first one, with the program as it was read then. Here the first process opens the sockets, all on
one port, and keeps them: who waits in one is answered by the process that comes next; and processes that come later read the
program anew. That is an upgrade without a refused request. The system shares new connections out among the sockets; at a single
one the process that woke first would take all that came at once (docs/decisions/0015-sockets-and-four-accounts.md).
"""

import logging
import multiprocessing
import socket
import subprocess
import sys
from collections.abc import Callable
from multiprocessing.reduction import DupFd
from threading import Lock, Thread
from typing import Any, cast

from granian._granian import ListenerSpec, SocketHolder
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer, WorkerProcess

PREPARE = [sys.executable, "-m", "jonghong", "serve", "--prepare"]
STOP_SECONDS = 5
UNASKED = ("Python threads", "Killing worker")  # what nobody needs to hear
START_SECONDS = 4  # that a new process has until the one that it replaces is stopped


class Passed:
    """The socket on its way to a process that starts from nothing: numbers of open files are each process's own."""

    def __init__(self, holder: SocketHolder) -> None:
        self.state: tuple[Any, ...] = cast("Any", holder).__getstate__()

    def __reduce__(self) -> tuple[Callable[..., SocketHolder], tuple[Any, ...]]:
        number, *facts = self.state
        return _arrived, (DupFd(number), *facts)


def _arrived(passed: Any, *facts: Any) -> SocketHolder:
    return cast("Any", SocketHolder)(passed.detach(), *facts)  # type: ignore[no-any-return]


class Server(MPServer):
    """Granian with processes that can be replaced while people use them."""

    _shd: Any

    def _init_shared_socket(self) -> None:
        self._sso = self._ssp = self._shd = None
        self._holders = [ListenerSpec(self.bind_addr, self.bind_port, self.backlog).build() for _each in range(self.workers)]
        self._listening = [socket.socket(fileno=holder.get_fd()) for holder in self._holders]
        self._are_copies = True
        self._replacing = Lock()

    def _spawn_worker(self, idx: int, target: Any, callback_loader: Any) -> WorkerProcess:  # type: ignore[override]
        holder = self._holders[idx]
        self._shd = holder if self._are_copies else Passed(holder)
        return super()._spawn_worker(idx, target, callback_loader)

    def _drop_shared_socket(self) -> None:
        for each in self._listening:
            each.close()  # who comes now is refused at once, and not kept waiting for nobody

    def replace(self, *_signal: object) -> None:
        """Replace the processes one by one, if the program as it is installed now is fit to serve; else go on as before."""
        Thread(target=self._replace, daemon=True).start()

    def _replace(self) -> None:
        with self._replacing:
            if subprocess.run(PREPARE, check=False).returncode != 0:  # noqa: S603 - constant words
                return
            multiprocessing.set_start_method("spawn", force=True)
            self._are_copies = False
            self.signal_handler_reload()  # type: ignore[no-untyped-call]


def server_of(target: str, *, host: str, port: int, workers: int, threads: int, is_factory: bool = False) -> Server:
    """Return what will serve that application, given as ``module:name``, with so many processes of so many threads."""
    # It warns of so many threads, most of which only wait for their turn; and when it ends, of processes that it had to kill
    # for the sake of a browser that holds a connection open and asks nothing.
    logging.getLogger("_granian").addFilter(lambda record: not any(word in record.getMessage() for word in UNASKED))
    return Server(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=START_SECONDS,
        workers_kill_timeout=STOP_SECONDS,
        factory=is_factory,
    )
