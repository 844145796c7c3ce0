"""How long signing in waits for AMSS++: ``./jonghong bench amss``, against a MariaDB that it starts and throws away.

A thousand synthetic people; answers in milliseconds, and what it costs while the server hangs, is gone or shows a certificate
that is not believed. Printed as a Markdown table. Changes nothing.
"""

import os
import shutil
import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import django

TIMES = 300


def main(_words: list[str]) -> int:
    """Measure and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()
    from tests.mariadb import MariaDB

    folder = Path(tempfile.mkdtemp(prefix="jonghong-maria-"))
    server = MariaDB(folder)
    try:
        server.install()
        server.start()
        report(server)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def report(server: Any) -> None:
    """Print the table for a server that runs."""
    from jonghong.core.breaker import Breaker
    from tests.certificates import Authority
    from tests.legacy import amss
    from tests.legacy.conftest import bridge_to

    amss.fill(server)
    plain, safe = bridge_to(server), bridge_to(server, f"?ssl_ca={server.authority.file}")
    print("| asked | answer |\n|---|---|")
    for name, there in (("plainly, on this machine", plain), ("over TLS, certificate checked", safe)):
        took = [seconds(there, amss.digits_of(number)) * 1000 for number in range(TIMES)]
        print(f"| {name} | p50 {median(took):.1f} ms, p99 {quantiles(took, n=100)[98]:.1f} ms |")
    stranger = bridge_to(server, f"?ssl_ca={Authority(server.folder, 'stranger').file}")
    print(f"| with a certificate of somebody else | refused after {seconds(stranger, '0') * 1000:.0f} ms |")
    for name, bridge in (("hangs", plain), ("hangs, over TLS", safe)):
        there = replace(bridge, breaker=Breaker())
        server.freeze()
        took = [seconds(there, amss.digits_of(number)) for number in range(4)]
        server.thaw()
        waits = ", ".join(f"{each:.2f}" for each in took[:3])
        print(f"| while it {name} | given up after {waits} s, then {took[3] * 1e6:.0f} µs |")
    server.stop()
    print(f"| while it is gone | given up after {seconds(replace(plain, breaker=Breaker()), '0') * 1000:.0f} ms |")


def seconds(there: Any, number: str) -> float:
    """Return how long one question takes, answered or not."""
    from jonghong.legacy.asking import Unreachable, ask

    began = perf_counter()
    with suppress(Unreachable):
        ask(there, number)
    return perf_counter() - began


if __name__ == "__main__":
    sys.exit(main([]))
