"""Requests that no browser makes, byte by byte: what does not read as HTTP stops no server and comes to no failure of ours."""

import random
import re
import socket
import subprocess
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from fuzz.tallies import SEED, Tally
from tools.scanning.web import require_here

LINES = [
    b"GET / HTTP/1.1",
    b"GET /sign-in/ HTTP/1.1",
    b"POST /sign-in/ HTTP/1.1",
    b"HEAD /month/ HTTP/1.1",
    b"GET /find/?q=%s HTTP/1.1" % (b"a" * 3_000),
    b"GET http://evil.example/ HTTP/1.1",
    b"GET //evil.example/%2e%2e/ HTTP/1.1",
    b"OPTIONS * HTTP/1.1",
    b"CONNECT evil.example:443 HTTP/1.1",
    b"TRACE / HTTP/1.1",
    b"G\x00T / HTTP/1.1",
    b"GET / HTTP/9.9",
    b"GET",
    b"",
    b"\xff\xfe\x00",
]
HEADERS = [
    b"Host: 127.0.0.1",
    b"Host: 127.0.0.1\r\nHost: evil.example",
    b"Content-Length: 5",
    b"Content-Length: 5\r\nContent-Length: 6",
    b"Content-Length: -1",
    b"Content-Length: 99999999999999999999",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: chunked\r\nContent-Length: 4",
    b"Transfer-Encoding: xchunked",
    b"Transfer-Encoding : chunked",
    b"Transfer-Encoding:\tchunked",
    b"X-A: " + b"b" * 17_000,
    b"\r\n".join(b"X-%d: 1" % number for number in range(300)),
    b"Cookie: session=\x00; csrf=\xff",
    b"Cookie: " + b"a=b; " * 2_000,
    b"X: a\r\n b",
    b": x",
    b"Expect: 100-continue",
    b"Connection: keep-alive, Upgrade\r\nUpgrade: websocket",
    b"Range: bytes=0-,0-,0-",
    b"Accept-Encoding: gzip;q=nan, br;q=-1, *",
    b"If-None-Match: " + b'W/"x",' * 500,
    b"Content-Type: multipart/form-data; boundary=" + b"x" * 3_000,
]
BODIES = [
    b"",
    b"abcde",
    b"0\r\n\r\n",
    b"5\r\nabcde\r\n0\r\n\r\nGET /nowhere/ HTTP/1.1\r\nHost: x\r\n\r\n",
    b"ffffffffffffffff\r\n",
    b"\x00" * 500,
]
NOT_HTTP = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 300,  # somebody begins to speak TLS
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00",  # or HTTP/2
    b"\r\n" * 2_000,
    b"\x00" * 9_000,
    b"A" * 70_000,
    b"EHLO example.org\r\nQUIT\r\n",
    b"SSH-2.0-OpenSSH_9.2\r\n",
    b"*1\r\n$4\r\nPING\r\n",
]
GET = b"GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n"
PATIENCE = 30  # seconds; whoever is refused is hung up on long before
MAY = {"503", "507"}  # answers of a server that has too much to do
MOST_MEMORY = 300  # megabytes that all processes together may take more than once they had warmed up
# A second request that lies behind, or in, the body of the first: where two words for its length differ, nobody else in front
# of us may read another end than we do.
SMUGGLED = b"GET /nowhere/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
CHUNKED = b"5\r\nabcde\r\n0\r\n\r\n" + SMUGGLED
TWO_FRAMINGS = {
    "chunks, and a length over all": (b"Content-Length: %d\r\nTransfer-Encoding: chunked" % len(CHUNKED), CHUNKED),
    "a length over all, and chunks": (b"Transfer-Encoding: chunked\r\nContent-Length: %d" % len(CHUNKED), CHUNKED),
    "chunks, and a short length": (b"Content-Length: 4\r\nTransfer-Encoding: chunked", CHUNKED),
    "chunks, and no length": (b"Content-Length: 0\r\nTransfer-Encoding: chunked", b"0\r\n\r\n" + SMUGGLED),
    "chunks with a blank": (b"Content-Length: %d\r\nTransfer-Encoding : chunked" % len(CHUNKED), CHUNKED),
    "chunks of another name": (b"Content-Length: %d\r\nTransfer-Encoding: xchunked" % len(CHUNKED), CHUNKED),
    "chunks twice": (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\nContent-Length: 5", CHUNKED),
    "two lengths": (b"Content-Length: 5\r\nContent-Length: %d" % (5 + len(SMUGGLED)), b"abcde" + SMUGGLED),
    "two lengths in one": (b"Content-Length: 5, %d" % (5 + len(SMUGGLED)), b"abcde" + SMUGGLED),
    "a length in a folded line": (b"Content-Length: %d\r\nX: a\r\n Transfer-Encoding: chunked" % len(CHUNKED), CHUNKED),
}


@dataclass
class Server:
    """A served product, as its machine sees it: the processes below the one that was started, and the memory that they hold."""

    url: str
    pid: int

    @property
    def place(self) -> tuple[str, int]:
        """Where it listens."""
        return str(urlsplit(self.url).hostname), urlsplit(self.url).port or 80

    def workers(self) -> set[int]:
        """Return the processes that answer."""
        found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.pid)], capture_output=True, text=True, check=False)
        return {int(pid) for pid in found.stdout.split()}

    def megabytes(self) -> int:
        """Return how much memory they hold together."""
        pids = ",".join(map(str, sorted({self.pid, *self.workers()})))
        found = subprocess.run(["ps", "-o", "rss=", "-p", pids], capture_output=True, text=True, check=False)
        return sum(map(int, found.stdout.split())) // 1024


def run(server: Server, requests: int, *, threads: int = 4, share: int = 0) -> tuple[Tally, list[str]]:
    """Send so many, several at a time, and return what was tried and what was wrong."""
    require_here(server.url)
    tally, found = Tally("requests byte by byte"), list[str]()
    for address in (b"/", b"/sign-in/", b"/find/"):  # each worker has warmed up
        for _ in range(6):
            answers(server, address)
    workers, memory = server.workers(), server.megabytes()
    with tally.running(), ThreadPoolExecutor(threads) as pool:
        parts = [
            pool.submit(raw, server.url, requests=requests // threads, seed=SEED + share * 64 + number)
            for number in range(threads)
        ]
        for part in parts:
            for status, number in part.result().items():
                tally.tried += number
                tally.outcomes[str(status) if status else "hung up on"] += number
    found += [
        f"{number} answers of {status}" for status, number in tally.outcomes.items() if status[0] == "5" and status not in MAY
    ]
    tally.facts["megabytes more"] = max(0, server.megabytes() - memory)
    if tally.facts["megabytes more"] > MOST_MEMORY:
        found.append(f"{tally.facts['megabytes more']} MB of memory more")
    if server.workers() != workers:
        found.append(f"workers ended: {sorted(workers - server.workers())}")
    if not answers(server, b"/"):
        found.append("the server no longer answers")
    return tally, found


def held_up(server: Server, connections: int) -> list[str]:
    """Let so many send a form and never end it; return what kept others from being answered meanwhile."""
    head = b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    # With a token's cookie the form is read before anything is known of it.
    head += b"Cookie: csrf=" + b"a" * 32 + b"\r\nContent-Length: 1000\r\n\r\nusername="
    with ExitStack() as stack:
        for _ in range(connections):
            stack.enter_context(socket.create_connection(server.place, timeout=5)).sendall(head)
        asked = [answers(server, b"/sign-in/") for _ in range(4)]
    return [] if all(asked) else [f"while {connections} forms did not end: {asked}"]


def answers(server: Server, address: bytes) -> bool:
    """Tell whether it gives that page, to a browser that waits for it."""
    with suppress(OSError):
        return statuses_of(server.url, GET % address) == [200]
    return False


def raw(url: str, *, requests: int, seed: int = SEED) -> Counter[int]:
    """Send so many requests put together by chance, and return how many were answered by which status; 0 is no answer."""
    require_here(url)
    chance, counted = random.Random(seed), Counter[int]()
    place = (str(urlsplit(url).hostname), urlsplit(url).port or 80)
    for _number in range(requests):
        counted[status_of(place, made(chance), pause=chance.random() < 0.02)] += 1
    return counted


def made(chance: random.Random) -> bytes:
    """Return a request as nobody's browser makes it."""
    if chance.random() < 0.03:
        return chance.choice(NOT_HTTP)
    if chance.random() < 0.05:
        lengths, body = chance.choice(list(TWO_FRAMINGS.values()))
        sent = b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" + lengths + b"\r\n\r\n" + body
    else:
        lines = [chance.choice(LINES), b"Host: 127.0.0.1", *chance.sample(HEADERS, chance.randrange(4))]
        sent = b"\r\n".join(lines) + b"\r\n\r\n" + chance.choice(BODIES)
    drawn = chance.random()
    if drawn < 0.2:
        at = chance.randrange(len(sent))
        sent = sent[:at] + bytes([chance.randrange(256)]) + sent[at + 1 :]
    elif drawn < 0.25:
        sent = sent[: chance.randrange(1, len(sent))]
    elif drawn < 0.3:
        sent = sent.replace(b"\r\n", chance.choice([b"\n", b"\r", b"\r\r\n", b"\x00\r\n"]))
    elif drawn < 0.33:
        sent *= chance.choice([2, 5])
    return sent


def status_of(place: tuple[str, int], sent: bytes, *, pause: bool = False) -> int:
    """Return the status of the first answer, and 0 where the server hangs up or waits for more.

    Our end closes at once: a server that has to think about it hangs up as well. With ``pause`` the second half comes a
    moment after the first.
    """
    try:
        with socket.create_connection(place, timeout=5) as connection:
            half = len(sent) // 2 if pause else 0
            connection.sendall(sent[:half])
            if pause:
                time.sleep(0.05)
            connection.sendall(sent[half:])
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(5)
            found = re.match(rb"HTTP/1\.[01] (\d{3})", connection.recv(200))
            return int(found[1]) if found else 0
    except OSError:
        return 0


def statuses_of(url: str, sent: bytes) -> list[int]:
    """Return the status of every answer to what was sent, in turn, until the server hangs up or says nothing for so long.

    Our end stays open: a server that hears it close answers nothing more.
    """
    require_here(url)
    heard = b""
    with socket.create_connection((str(urlsplit(url).hostname), urlsplit(url).port or 80), timeout=PATIENCE) as connection:
        connection.sendall(sent)
        with suppress(OSError):  # it waits for more, or hung up with what we sent unread
            while part := connection.recv(65_536):
                heard += part
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3})", heard)]


def smuggle(url: str, name: str) -> list[int]:
    """Return the statuses of the answers to one request whose body has two ends, with another request behind the first."""
    lengths, body = TWO_FRAMINGS[name]
    return statuses_of(url, b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" + lengths + b"\r\n\r\n" + body)
