"""What is done to the cluster, one function a fault; each returns how it is mended and how it is seen that it was done."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from chaos.cluster.application import Application
from chaos.cluster.servers import Cluster, NotWhole, Server
from chaos.cluster.states import State
from chaos.reload import replace, wait_until_they_are_new


def nothing() -> None:
    """Mend what the cluster mends by itself."""


def anything(_found: Sequence[State]) -> bool:
    """See what can only be seen of what follows."""
    return True


@dataclass(frozen=True)
class Struck:
    """What was done; ``shows`` tells of what the servers say, as long as it lasts, whether that is so."""

    mend: Callable[[], None] = nothing
    shows: Callable[[Sequence[State]], bool] = anything


@dataclass(frozen=True)
class Fault:
    """Something that happens to a cluster under load.

    One that ``moves_primary`` has not happened unless another server took over; without ``may_fail`` every request is done.
    """

    name: str
    strike: Callable[[Cluster, Sequence[Application]], Struck]
    lasts: float = 0.0  # seconds until it is mended
    longest_gap: float | None = None  # seconds between two acknowledged bookings of one application node that are allowed
    moves_primary: bool = False
    may_fail: bool = True


def process(cluster: Cluster, _applications: Sequence[Application]) -> Struck:
    """Kill -9 all processes of PostgreSQL on the primary."""
    kill(cluster.primary(), "postgres")
    return Struck()


def machine(cluster: Cluster, _applications: Sequence[Application]) -> Struck:
    """Take the power from the primary's machine; later switch it on."""
    return power_cut(cluster, cluster.primary())


def standby(cluster: Cluster, _applications: Sequence[Application]) -> Struck:
    """Take the power from the machine of the synchronous standby; later switch it on."""
    return power_cut(cluster, cluster.synchronous())


def power_cut(cluster: Cluster, server: Server) -> Struck:
    """Kill all that runs on a server; its network goes first, for a machine without power says no farewell."""
    cluster.network.disconnect(server.host)
    kill(server)

    def mend() -> None:
        cluster.network.connect(server.host)
        server.start()

    return Struck(mend, partial(is_silent, server.name))


def partition(cluster: Cluster, _applications: Sequence[Application]) -> Struck:
    """Cut off the primary's machine, which goes on working; later mend the network."""
    server = cluster.primary()
    cluster.network.disconnect(server.host)
    return Struck(partial(cluster.network.connect, server.host), partial(is_silent, server.name))


def quorum(cluster: Cluster, _applications: Sequence[Application]) -> Struck:
    """Kill -9 etcd on the primary and on one more server: two of three."""
    primary = cluster.primary()
    struck = [primary, next(each for each in cluster.servers.values() if each is not primary)]
    for server in struck:
        kill(server, "etcd")

    def mend() -> None:
        for server in struck:
            server.start_etcd()

    return Struck(mend, nobody_has_etcd)


def switchover(cluster: Cluster, _applications: Sequence[Application]) -> Struck:
    """Hand the office of the primary on, as before an upgrade of its machine."""
    cluster.switch_over()
    return Struck()


def frozen(cluster: Cluster, _applications: Sequence[Application]) -> Struck:
    """Freeze Patroni on the primary while PostgreSQL goes on; later thaw it."""
    server = cluster.primary()
    server.freeze_patroni()
    return Struck(server.thaw_patroni, partial(is_silent, server.name))


def upgrade(_cluster: Cluster, applications: Sequence[Application]) -> Struck:
    """Replace the processes of the application nodes (SIGUSR2), one node after the other."""
    for application in applications:
        try:
            wait_until_they_are_new(application, replace(application, application.workers_now()))
        except TimeoutError as error:
            raise NotWhole(f"{application.host.name}: {error}") from error
        time.sleep(2)
    return Struck()


def kill(server: Server, name: str = "") -> None:
    """Kill everything on a server, or the programs of that name; raises NotWhole where none ran, so that nothing was struck."""
    if not server.host.kill(name):
        raise NotWhole(f"nothing was struck: no {name or 'program'} ran on {server.name}")


def is_silent(name: str, found: Sequence[State]) -> bool:
    """Tell whether the server of that name says nothing."""
    return name not in {each.name for each in found}


def nobody_has_etcd(found: Sequence[State]) -> bool:
    """Tell whether servers answer, and none of them has an etcd that is one of a majority."""
    return bool(found) and not any(each.has_etcd for each in found)


FAULTS = {
    fault.name: fault
    for fault in (
        Fault("process", process, longest_gap=12, moves_primary=True),
        Fault("machine", machine, lasts=35, longest_gap=30, moves_primary=True),
        Fault("partition", partition, lasts=44, longest_gap=30, moves_primary=True),
        Fault("standby", standby, lasts=20, longest_gap=30),
        Fault("quorum", quorum, lasts=25, longest_gap=12),
        Fault("switchover", switchover, longest_gap=6, moves_primary=True),
        Fault("frozen", frozen, lasts=30, moves_primary=True),
        Fault("upgrade", upgrade, longest_gap=6, may_fail=False),
    )
}
