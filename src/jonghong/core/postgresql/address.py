"""The address of the database, DATABASE_URL, as Django's settings want it; on PostgreSQL it may name several machines."""

import os
import re
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import dj_database_url

ENGINE = "jonghong.core.postgresql"  # Django's own, with our pool: base.py
SCHEMES = {"postgres", "postgresql", "pgsql"}
PORT = "5432"
WRITABLE = "read-write"  # of several machines only the one that takes writes is ours
CONNECTIONS = 4  # of each process at most: a worker has one thread that answers and a few that look after things
# How libpq finds out that a machine is gone (https://www.postgresql.org/docs/current/libpq-connect.html).
ALIVE = {
    "connect_timeout": 3,  # seconds, for each machine
    "tcp_user_timeout": 3000,  # milliseconds that what was sent may stay unacknowledged
    "keepalives": 1,
    "keepalives_idle": 5,  # seconds of silence until the other side is asked whether it is there
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "application_name": "jonghong",
}
POOL = {
    "min_size": 1,
    "timeout": 5,  # seconds that a request waits for a connection
    "max_lifetime": 1800,
    "max_idle": 300,
    # After so long the pool stops trying, and tries anew with the next request: it never sleeps through the end of a failover.
    "reconnect_timeout": 2,
}
HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.%]+\]|[^\[\]:@]*)(?::(?P<port>[0-9]{1,5})?)?")


def is_postgresql(url: str) -> bool:
    """Tell whether the address is one of PostgreSQL."""
    return urlsplit(url).scheme in SCHEMES


def database(url: str, *, connections: int = CONNECTIONS) -> dict[str, Any]:
    """Return the entry of Django's DATABASES for ``postgres://user:word@h1:5432,h2:5432/name?sslmode=verify-full``.

    A host is a name, an address (IPv6 in brackets) or the folder of a socket with ``/`` as ``%2F``; words after ``?`` are
    libpq's own (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS) and go before ours.
    ``connections`` is the most of one process. Raises ValueError, which never holds the password.
    """
    parts = urlsplit(url)
    user, at, hosts = parts.netloc.rpartition("@")
    names, ports = _hosts(hosts)
    entry: dict[str, Any] = dict(dj_database_url.parse(urlunsplit(parts._replace(netloc=user + at)), engine=ENGINE))
    own = {"target_session_attrs": WRITABLE} if len(names) > 1 else {}
    pool = {"pool": {**POOL, "max_size": connections}}
    entry["OPTIONS"] = ALIVE | own | pool | entry.get("OPTIONS", {})
    return entry | {"HOST": ",".join(names), "PORT": _one_or_all(ports)}


def read(variable: str = "DATABASE_URL", *, default: str) -> dict[str, Any]:
    """Return the entry for the address that the environment names, of any database that Django knows."""
    url = os.environ.get(variable) or default
    if is_postgresql(url):
        return database(url, connections=max(2, int(os.environ.get("JONGHONG_CONNECTIONS", CONNECTIONS))))
    return dict(dj_database_url.parse(url))


def _hosts(text: str) -> tuple[list[str], list[str]]:
    found = [HOST.fullmatch(host) for host in text.split(",")]
    if not all(found):
        raise ValueError("DATABASE_URL names machines as host:port, several of them with commas between; IPv6 stands in [ ]")
    names = [unquote(host["name"].strip("[]")) for host in found if host]
    ports = [host["port"] or "" for host in found if host]
    if len(names) > 1 and not all(names):
        raise ValueError("DATABASE_URL has a comma too many between its machines")
    if not all(0 < int(port or PORT) < 65_536 for port in ports):
        raise ValueError("DATABASE_URL has a port that is not between 1 and 65535")
    return names, ports


def _one_or_all(ports: list[str]) -> str:
    """Return the ports as libpq wants them: as many as there are machines, or none where the usual one is meant."""
    return ",".join(port or PORT for port in ports) if any(ports) else ""
