"""Who may read and write in etcd: Patroni its own keys, and nobody else anything. Pure.

Whoever writes there decides who the primary is, so an etcd without this lets anybody lose what was acknowledged.
"""

from base64 import b64encode
from collections.abc import Iterator

from chaos.cluster.configuration import KEYS, SCOPE, USER

REFUSALS = {400, 401, 403}  # which of these it answers to who brings no token changed from version to version


def guarding(administrator: str, patroni: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Give the orders, each with its path, that deploy/patroni.yml gives by ``etcdctl``; both passwords are new."""
    yield "/v3/auth/user/add", {"name": "root", "password": administrator}
    yield "/v3/auth/user/grant", {"user": "root", "role": "root"}
    yield "/v3/auth/role/add", {"name": SCOPE}
    yield (
        "/v3/auth/role/grant",
        {"name": SCOPE, "perm": {"permType": "READWRITE", "key": coded(KEYS), "range_end": coded(after(KEYS))}},
    )
    yield "/v3/auth/user/add", {"name": USER, "password": patroni}
    yield "/v3/auth/user/grant", {"user": USER, "role": SCOPE}
    yield "/v3/auth/enable", {}


def after(prefix: str) -> str:
    """Return the first key behind all that begin so."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def coded(key: str) -> str:
    """Return a key as etcd reads it in JSON."""
    return b64encode(key.encode()).decode()
