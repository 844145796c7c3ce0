"""Requests that no browser makes, byte by byte: what does not read as HTTP stops no server and comes to no failure of ours."""

import random
import re
import socket
from collections import Counter
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
