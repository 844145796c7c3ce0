"""The floors that everything is compared with: ``python -m bench.floors serve --port=8001 --workers=2``.

The same server, made by the same function, and nothing of the product below it: an application that answers with nothing, and
one that first reads one row by its key. What any page costs in the product itself is asked of the empty view in ``bench.urls``.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

import django

from jonghong.commands.server import server_of

BARE, READ = "/bare/", "/read/"
ONE_ROW = "SELECT version FROM offices_office WHERE id = %s"


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer with nothing, after one read where that is asked for."""
    if environ["PATH_INFO"] == READ:
        read()
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "0")])
    return [b""]


def read() -> None:
    """Read one row over a connection that is kept, or as the product does from a pool of them."""
    from django.db import close_old_connections, connection

    with connection.cursor() as cursor:
        cursor.execute(ONE_ROW, [1])
        cursor.fetchone()
    close_old_connections()


def made() -> Callable[..., Iterable[bytes]]:
    """Return the application, in a worker."""
    django.setup()
    return application


def main(words: list[str]) -> None:
    """Serve, with the options of ``jonghong serve``."""
    parser = argparse.ArgumentParser(prog="python -m bench.floors")
    parser.add_argument("serve", choices=["serve"])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    from jonghong.core import gate

    server = server_of(
        "bench.floors:made",
        host="127.0.0.1",
        port=options.port,
        workers=options.workers,
        threads=gate.threads(),
        is_factory=True,
    )
    server.serve()


if __name__ == "__main__":
    main(sys.argv[1:])
