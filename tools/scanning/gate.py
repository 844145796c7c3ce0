"""A small proxy on this machine in front of a server on this machine: it ends TLS, and lets scanners not sign out."""

import http.client
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

HOP_BY_HOP = {"connection", "transfer-encoding", "keep-alive", "server", "date"}


class Gate(BaseHTTPRequestHandler):
    """Passes a request on to the server at that port, but for addresses that end what a scanner needs."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *words: object, port: int, shut: tuple[str, ...], is_tls: bool, host: str, home: str) -> None:
        self.port, self.shut, self.is_tls, self.host, self.home = port, shut, is_tls, host, home
        super().__init__(*words)  # type: ignore[arg-type]

    def log_message(self, *words: object) -> None:
        """Say nothing of each request."""

    def pass_on(self) -> None:
        """Ask the server the same, and give its answer."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith(self.shut) and self.command != "GET":
            self.answer(404, [], b"")
            return
        sent = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP | {"accept-encoding"}}
        sent |= {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https"} if self.is_tls else {}
        sent |= {"Host": self.host} if self.host else {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(self.command, self.home if self.path == "/" else self.path, body or None, sent)
            reply = connection.getresponse()
            self.answer(reply.status, reply.getheaders(), reply.read())
        except (OSError, http.client.HTTPException, ValueError, UnicodeError):
            self.answer(502, [], b"")
        finally:
            connection.close()

    def answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Give an answer."""
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP_BY_HOP | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_TRACE = pass_on  # noqa: N815 - names of http.server


class Server(ThreadingHTTPServer):
    """Says nothing of a scanner that hangs up."""

    def handle_error(self, *words: object) -> None:
        """Go on."""


@contextmanager
def gate(
    port: int, *, shut: tuple[str, ...] = (), host: str = "", home: str = "/", certificate: Path | None = None
) -> Iterator[int]:
    """Give the port at which the server at ``port`` is reached through the gate; with a certificate, over TLS.

    ``host`` is the name by which the server knows itself, ``home`` the address that / shows instead.
    """
    handler = partial(Gate, port=port, shut=shut, is_tls=certificate is not None, host=host, home=home)
    with Server(("127.0.0.1", 0), handler) as server:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def own_certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for localhost, signed by an authority of our own; return it with its key, and the authority."""
    ca, pem, request = folder / "ca.pem", folder / "localhost.pem", folder / "request.pem"
    key, ca_key, names = folder / "key.pem", folder / "ca-key.pem", folder / "names"
    names.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n", encoding="ascii")
    new = ["openssl", "req", "-newkey", "rsa:2048", "-nodes"]
    steps = [
        [*new, "-x509", "-days", "2", "-keyout", ca_key, "-out", ca, "-subj", "/CN=jonghong of this run"],
        [*new, "-keyout", key, "-out", request, "-subj", "/CN=localhost"],
        [
            "openssl",
            "x509",
            "-req",
            "-in",
            request,
            "-CA",
            ca,
            "-CAkey",
            ca_key,
            "-CAcreateserial",
            "-days",
            "2",
            "-extfile",
            names,
            "-out",
            pem,
        ],
    ]
    for step in steps:
        subprocess.run(list(map(str, step)), cwd=folder, capture_output=True, check=True)
    pem.write_bytes(pem.read_bytes() + key.read_bytes())
    return pem, ca
