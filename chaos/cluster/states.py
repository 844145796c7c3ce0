"""What the servers say of themselves, and what follows of it. Pure.

Each is asked for its own /patroni. An isolated one answers /cluster from memory, as if nothing had happened; of two that call
themselves primary, the one on the higher timeline is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class State:
    """One server as it sees itself; ``location`` is how far its log is written, or replayed, in bytes.

    ``has_etcd`` tells whether its etcd is one of a majority.
    """

    name: str
    is_primary: bool
    is_running: bool
    is_following: bool
    is_synchronous: bool
    timeline: int
    location: int
    has_etcd: bool


def read(name: str, answer: dict[str, Any], health: dict[str, Any]) -> State:
    """Return what the answers of Patroni's /patroni and of etcd's /health say."""
    log = answer.get("xlog", {})
    return State(
        name=name,
        is_primary=answer.get("role") in {"primary", "master"},
        is_running=answer.get("state") == "running" or answer.get("state") == "streaming",
        is_following=answer.get("replication_state") == "streaming",
        is_synchronous=bool(answer.get("sync_standby")),
        timeline=int(answer.get("timeline") or 0),
        location=int(log.get("location") or log.get("replayed_location") or 0),
        has_etcd=has_etcd(health),
    )


def has_etcd(health: dict[str, Any]) -> bool:
    """Tell whether an etcd that answers so to /health is one of a majority."""
    return health.get("health") == "true"


def primary(states: Sequence[State]) -> State | None:
    """Return the server that takes writes, as far as they know."""
    return max((each for each in states if each.is_primary and each.is_running), key=lambda each: each.timeline, default=None)


def synchronous(states: Sequence[State]) -> State | None:
    """Return the standby that confirms every commit."""
    return next((each for each in states if each.is_synchronous and not each.is_primary), None)


def is_whole(states: Sequence[State], *, servers: int) -> bool:
    """Tell whether all have etcd and run on one timeline: one primary, which the others follow, one of them confirming."""
    leader = primary(states)
    followers = [each for each in states if not each.is_primary]
    return (
        leader is not None
        and len(states) == servers
        and len(followers) == servers - 1
        and all(each.has_etcd for each in states)
        and {each.timeline for each in states} == {leader.timeline}
        and all(each.is_running and each.is_following for each in followers)
        and synchronous(states) is not None
    )


def has_moved(states: Sequence[State], *, since: int) -> bool:
    """Tell whether a primary came after that timeline: each that takes over begins a new one."""
    leader = primary(states)
    return leader is not None and leader.timeline > since


def is_level(states: Sequence[State], *, servers: int) -> bool:
    """Tell whether they are whole, and every follower has replayed all that the primary wrote."""
    return is_whole(states, servers=servers) and len({each.location for each in states}) == 1


def words(states: Sequence[State]) -> str:
    """Return them as a line for who watches."""
    return ", ".join(
        f"{each.name} {'primary' if each.is_primary else 'synchronous' if each.is_synchronous else 'standby'}"
        f" tl {each.timeline}{'' if each.is_running else ' (not running)'}"
        for each in states
    )
