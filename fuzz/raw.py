"""Requests that no browser makes, byte by byte: what does not read as HTTP stops no server and comes to no failure of ours."""

import random
import re
import socket
from collections import Counter
from contextlib import suppress
from urllib.parse import urlsplit

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
# A second request that lies behind, or in, the body of the first: where two words for its length differ, nobody else in front
# of us may read another end than we do.
SMUGGLED = b"GET /nowhere/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
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


def raw(url: str, *, requests: int, seed: int = 2566) -> Counter[int]:
    """Send so many requests put together by chance, and return how many were answered by which status; 0 is no answer."""
    require_here(url)
    chance, counted = random.Random(seed), Counter[int]()
    place = (str(urlsplit(url).hostname), urlsplit(url).port or 80)
    for _number in range(requests):
        lines = [chance.choice(LINES), b"Host: 127.0.0.1", *chance.sample(HEADERS, chance.randrange(4))]
        sent = b"\r\n".join(lines) + b"\r\n\r\n" + chance.choice(BODIES)
        if chance.random() < 0.2:
            at = chance.randrange(len(sent))
            sent = sent[:at] + bytes([chance.randrange(256)]) + sent[at + 1 :]
        counted[status_of(place, sent)] += 1
    return counted


def status_of(place: tuple[str, int], sent: bytes) -> int:
    """Return the status of the first answer, and 0 where the server hangs up or waits for more."""
    try:
        with socket.create_connection(place, timeout=5) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(5)
            found = re.match(rb"HTTP/1\.[01] (\d{3})", connection.recv(200))
            return int(found[1]) if found else 0
    except OSError:
        return 0


def statuses_of(url: str, sent: bytes) -> list[int]:
    """Return the status of every answer to what was sent, in turn, until the server hangs up or says nothing for two seconds.

    Our end stays open: a server that hears it close answers nothing more.
    """
    require_here(url)
    heard = b""
    with socket.create_connection((str(urlsplit(url).hostname), urlsplit(url).port or 80), timeout=2) as connection:
        connection.sendall(sent)
        with suppress(OSError):  # it waits for more, or hung up with what we sent unread
            while part := connection.recv(65_536):
                heard += part
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3})", heard)]


def smuggle(url: str, name: str) -> list[int]:
    """Return the statuses of the answers to one request whose body has two ends, with another request behind the first."""
    lengths, body = TWO_FRAMINGS[name]
    return statuses_of(url, b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" + lengths + b"\r\n\r\n" + body)
