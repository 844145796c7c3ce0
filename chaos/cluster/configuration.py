"""How each server of the cluster is set up; deploy/patroni.yml hands the same out, and a test holds them together. Pure."""

from pathlib import Path
from typing import Any

SCOPE = "jonghong"
USER = "patroni"  # of etcd and of Patroni's own pages
KEYS = f"/service/{SCOPE}/"  # where Patroni keeps in etcd what it knows
POSTGRESQL, PATRONI, ETCD, ETCD_PEERS = 5432, 8008, 2379, 2380
# ttl 20 is the least that Patroni takes; a machine that falls silent is replaced after it. loop_wait + 2 retry_timeout <= ttl.
DCS: dict[str, Any] = {
    "ttl": 20,
    "loop_wait": 5,
    "retry_timeout": 5,
    "maximum_lag_on_failover": 1048576,
    "primary_start_timeout": 0,  # a primary whose process died is replaced at once, not waited for
    "synchronous_mode": True,
    "synchronous_mode_strict": True,  # without a standby that confirms nothing is promised
    "failsafe_mode": True,  # without etcd the primary goes on while it sees all others
    "postgresql": {
        "use_pg_rewind": True,
        "use_slots": True,
        "parameters": {
            "wal_log_hints": "on",
            "synchronous_commit": "on",
            "wal_sender_timeout": "5s",
            "wal_receiver_timeout": "5s",
            "tcp_user_timeout": "5000",
            "max_connections": 100,
        },
    },
}


def patroni(name: str, *, addresses: dict[str, str], folder: Path, programs: Path, passwords: dict[str, str]) -> dict[str, Any]:
    """Return the configuration of Patroni on the server of that name.

    ``addresses`` are those of all servers by name; ``passwords`` of the roles superuser, replication and rewind, and of Patroni
    itself: restapi, for whoever orders something of it, and etcd.
    """
    own = addresses[name]
    users = {"superuser": "postgres", "replication": "replicator", "rewind": "rewinder"}
    network = f"{own.rpartition('.')[0]}.0/24"
    return {
        "scope": SCOPE,
        "name": name,
        "restapi": {
            "listen": f"{own}:{PATRONI}",
            "connect_address": f"{own}:{PATRONI}",
            "authentication": {"username": USER, "password": passwords["restapi"]},
        },
        "etcd3": {
            "hosts": [f"{address}:{ETCD}" for address in addresses.values()],
            "username": USER,
            "password": passwords["etcd"],
        },
        "bootstrap": {"dcs": DCS, "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, "data-checksums"]},
        "postgresql": {
            "listen": f"{own}:{POSTGRESQL}",
            "connect_address": f"{own}:{POSTGRESQL}",
            "data_dir": str(folder / "postgresql"),
            "bin_dir": str(programs),
            "pgpass": str(folder / "pgpass"),
            "basebackup": [{"checkpoint": "fast"}],
            "authentication": {role: {"username": user, "password": passwords[role]} for role, user in users.items()},
            "parameters": {"unix_socket_directories": str(folder), "shared_buffers": "64MB"},
            "pg_hba": [
                "local all all peer",
                f"host replication {users['replication']} {network} scram-sha-256",
                f"host all all {network} scram-sha-256",
            ],
        },
        "log": {"level": "INFO"},
    }


def etcd(name: str, *, addresses: dict[str, str], folder: Path) -> list[str]:
    """Return the words that start etcd on the server of that name."""
    own = addresses[name]
    facts = {
        "name": name,
        "data-dir": str(folder / "etcd"),
        "listen-peer-urls": f"http://{own}:{ETCD_PEERS}",
        "initial-advertise-peer-urls": f"http://{own}:{ETCD_PEERS}",
        "listen-client-urls": f"http://{own}:{ETCD}",
        "advertise-client-urls": f"http://{own}:{ETCD}",
        "initial-cluster": ",".join(f"{each}=http://{address}:{ETCD_PEERS}" for each, address in addresses.items()),
        "initial-cluster-state": "new",
        "initial-cluster-token": SCOPE,
        "heartbeat-interval": "100",
        "election-timeout": "1000",
    }
    return ["etcd", *(f"--{option}={value}" for option, value in facts.items())]
