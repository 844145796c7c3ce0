"""Asks one page again and again over kept connections, and counts the answers: ``wrk`` where it is installed, else Python.

The same one asks every case of a run. Python asks more slowly than the server answers, which hides part of the differences.
"""

import asyncio
import multiprocessing
import re
import shutil
import subprocess
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

CONNECTIONS = 16
ASKERS = 2  # processes of the small one


@dataclass(frozen=True)
class Request:
    """A GET with the headers that make it the case it is, and the status of its right answer."""

    path: str
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200


def name() -> str:
    """Return which one asks."""
    return "wrk" if shutil.which("wrk") else "bench/load.py"


def rate(address: str, request: Request, seconds: float) -> float:
    """Return right answers per second. Raises ValueError where some were wrong."""
    wrk = shutil.which("wrk")
    return rate_by_wrk(wrk, address, request, seconds) if wrk else rate_by_python(address, request, seconds)


def rate_by_wrk(wrk: str, address: str, request: Request, seconds: float) -> float:
    """Let wrk ask; it knows whole seconds only."""
    headers = [word for name, value in request.headers.items() for word in ("-H", f"{name}: {value}")]
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", *headers, f"http://{address}{request.path}"]
    told = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise ValueError(told)
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert found, told
    return float(found[1])


def rate_by_python(address: str, request: Request, seconds: float) -> float:
    """Ask from some processes at once."""
    with ProcessPoolExecutor(ASKERS, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(ask, [(address, request, 0.0)] * ASKERS))
        return sum(pool.map(ask, [(address, request, seconds)] * ASKERS))


def ask(order: tuple[str, Request, float]) -> float:
    """Return answers per second of one process."""
    return asyncio.run(ask_on_all(*order))


async def ask_on_all(address: str, request: Request, seconds: float) -> float:
    """Ask over this process's share of the connections until the time is over."""
    end = time.monotonic() + seconds
    each = [ask_on_one(address, request, end) for _ in range(CONNECTIONS // ASKERS)]
    return sum(await asyncio.gather(*each)) / max(seconds, 0.001)


async def ask_on_one(address: str, request: Request, end: float) -> int:
    """Ask, read, and ask again over one connection; return how often."""
    host, _, port = address.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    headers = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    words = f"GET {request.path} HTTP/1.1\r\nHost: {address}\r\n{headers}\r\n".encode()
    right = f"HTTP/1.1 {request.status} ".encode()
    answers = 0
    while time.monotonic() < end:
        writer.write(words)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(right):
            raise ValueError(head.decode(errors="replace"))
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        await reader.readexactly(int(length[1]) if length else 0)
        answers += 1
    writer.close()
    return answers
