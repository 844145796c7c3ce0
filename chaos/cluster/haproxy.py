"""HAProxy in front of the servers, for those who cannot name several in DATABASE_URL: it asks each Patroni who leads."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chaos.cluster.configuration import PATRONI, POSTGRESQL
from chaos.cluster.network import Host

NAME, ADDRESS = "proxy", "10.77.0.31"


def configuration(addresses: dict[str, str]) -> str:
    """Return its configuration; ``addresses`` are those of all servers by name. Pure."""
    servers = "".join(
        f"  server {name} {address}:{POSTGRESQL} check port {PATRONI}\n" for name, address in sorted(addresses.items())
    )
    return f"""global
  maxconn 400
defaults
  mode tcp
  timeout connect 3s
  timeout client 30m
  timeout server 30m
listen primary
  bind {ADDRESS}:{POSTGRESQL}
  option httpchk OPTIONS /primary
  http-check expect status 200
  default-server inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
{servers}"""


@contextmanager
def standing(host: Host, folder: Path, addresses: dict[str, str], *, user: str) -> Iterator[None]:
    """Let it run on a machine of its own."""
    file = folder / "haproxy.cfg"
    file.write_text(configuration(addresses), encoding="utf-8")
    file.chmod(0o644)
    command = host.command("haproxy", "-db", "-f", str(file), user=user)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        yield
    finally:
        process.kill()
        process.wait()
