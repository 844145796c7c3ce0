"""Serves the twelve holes on this machine alone: ``python -m tests.trust.holes PORT FOLDER``."""

import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application


class Server(ThreadingMixIn, WSGIServer):
    """Several at once, as scanners ask."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, *words: object) -> None:
        pass


def main(port: int, folder: Path) -> None:
    """Serve until told to stop."""
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "holes.sqlite3")}},
        ROOT_URLCONF="tests.trust.holes.urls",
        SECRET_KEY="known to everybody",
        LOGGING={"version": 1, "loggers": {"django": {"level": "CRITICAL"}}},
        DEBUG=False,
    )
    django.setup()
    from tests.trust.holes.views import make_table

    make_table()
    with make_server("127.0.0.1", port, get_wsgi_application(), Server, Quiet) as server:
        server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
