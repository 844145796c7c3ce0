"""What is done to the cluster, one function a fault; each returns how it is mended, where it does not mend itself."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from chaos.cluster.application import Application
from chaos.cluster.servers import Cluster, Server

Mend = Callable[[], None]


@dataclass(frozen=True)
class Fault:
    """Something that happens to a cluster under load."""

    name: str
    strike: Callable[[Cluster, Sequence[Application]], Mend]
    lasts: float = 0.0  # seconds until it is mended
    longest_gap: float | None = None  # seconds between two acknowledged bookings that are allowed


def nothing() -> None:
    """Mend what the cluster mends by itself."""


def process(cluster: Cluster, _applications: Sequence[Application]) -> Mend:
    """Kill -9 all processes of PostgreSQL on the primary."""
    cluster.primary().host.kill("postgres")
    return nothing


def machine(cluster: Cluster, _applications: Sequence[Application]) -> Mend:
    """Take the power from the primary's machine; later switch it on."""
    return power_cut(cluster, cluster.primary())


def standby(cluster: Cluster, _applications: Sequence[Application]) -> Mend:
    """Take the power from the machine of the synchronous standby; later switch it on."""
    return power_cut(cluster, cluster.synchronous())


def power_cut(cluster: Cluster, server: Server) -> Mend:
    """Kill all that runs on a server; its network goes first, for a machine without power says no farewell."""
    cluster.network.disconnect(server.host)
    server.host.kill()

    def mend() -> None:
        cluster.network.connect(server.host)
        server.start()

    return mend


def partition(cluster: Cluster, _applications: Sequence[Application]) -> Mend:
    """Cut off the primary's machine, which goes on working; later mend the network."""
    server = cluster.primary()
    cluster.network.disconnect(server.host)
    return partial(cluster.network.connect, server.host)


def quorum(cluster: Cluster, _applications: Sequence[Application]) -> Mend:
    """Kill -9 etcd on the primary and on one more server: two of three."""
    primary = cluster.primary()
    struck = [primary, next(each for each in cluster.servers.values() if each is not primary)]
    for server in struck:
        server.host.kill("etcd")

    def mend() -> None:
        for server in struck:
            server.start_etcd()

    return mend


def switchover(cluster: Cluster, _applications: Sequence[Application]) -> Mend:
    """Hand the office of the primary on, as before an upgrade of its machine."""
    cluster.switch_over()
    return nothing


def frozen(cluster: Cluster, _applications: Sequence[Application]) -> Mend:
    """Freeze Patroni on the primary while PostgreSQL goes on; later thaw it."""
    server = cluster.primary()
    server.freeze_patroni()
    return server.thaw_patroni


def upgrade(_cluster: Cluster, applications: Sequence[Application]) -> Mend:
    """Stop and start the application nodes, one after the other."""
    for application in applications:
        application.stop_server()
        application.start_server()
        time.sleep(2)
    return nothing


FAULTS = {
    fault.name: fault
    for fault in (
        Fault("process", process, longest_gap=12),
        Fault("machine", machine, lasts=35, longest_gap=30),
        Fault("partition", partition, lasts=44, longest_gap=30),
        Fault("standby", standby, lasts=20, longest_gap=30),
        Fault("quorum", quorum, lasts=25, longest_gap=12),
        Fault("switchover", switchover, longest_gap=6),
        Fault("frozen", frozen, lasts=30),
        Fault("upgrade", upgrade, longest_gap=6),
    )
}
