"""Asks one page again and again over kept connections: ``wrk`` where it is installed, else Python.

The same one asks every case of a run. Python asks more slowly than the server answers, which hides part of the differences.
Both tell how long the middle one and the slowest hundredth of all answers took (p50, p99), from every single answer.
"""

import asyncio
import multiprocessing
import re
import shutil
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from bench import CLIENTS

WRK = "wrk"
ASKERS = 2  # processes of the small one
Took = float | None  # milliseconds
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Request:
    """A GET with the headers that make it the case it is, and the status of its right answer."""

    path: str
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Asked:
    """What came of asking: right answers, how many a second, their times in milliseconds, and how many were refused (503)."""

    answers: int
    rate: float
    p50: float
    p99: float
    refused: int = 0


def name() -> str:
    """Return which one asks."""
    return WRK if shutil.which(WRK) else "bench/load.py"


def ask(address: str, request: Request, seconds: float) -> Asked:
    """Ask for so long over sixteen connections. Raises ValueError where answers were wrong, not just some refused."""
    wrk = shutil.which(WRK)
    if wrk and seconds >= 1:
        return ask_by_wrk(wrk, address, request, round(seconds))
    return ask_by_python(address, request, seconds)


def ask_by_wrk(wrk: str, address: str, request: Request, seconds: int) -> Asked:
    """Let wrk ask; it knows whole seconds only."""
    headers = [word for name, value in request.headers.items() for word in ("-H", f"{name}: {value}")]
    command = [
        wrk,
        "--latency",
        "--timeout=60s",
        "-t1",
        f"-c{CLIENTS}",
        f"-d{seconds}s",
        *headers,
        f"http://{address}{request.path}",
    ]
    told = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, timeout=seconds + 120).stdout
    return read_wrk(told)


def read_wrk(told: str) -> Asked:
    """Return what wrk tells in words. Raises ValueError where connections failed, or most answers were no success."""
    answers, rate = re.search(r"(\d+) requests in", told), re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert answers, told
    assert rate, told
    found = re.findall(r"(\d\d)%\s+([\d.]+)(us|ms|s|m) *\n", told)
    times = {share: float(number) * UNITS[unit] for share, number, unit in found}
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    all_of_them, refused = int(answers[1]), int(failed[1]) if failed else 0
    if not {"50", "99"} <= times.keys() or "Socket errors" in told or 2 * refused > all_of_them:
        raise ValueError(told)
    right = all_of_them - refused
    return Asked(right, float(rate[1]) * right / max(1, all_of_them), times["50"], times["99"], refused)


def ask_by_python(address: str, request: Request, seconds: float) -> Asked:
    """Ask from some processes at once, or for less than a second from this one."""
    if seconds < 1:
        return summed([run((address, request, seconds, CLIENTS))])
    with ProcessPoolExecutor(ASKERS, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(run, [(address, request, 0.0, 1)] * ASKERS))
        return summed(list(pool.map(run, [(address, request, seconds, CLIENTS // ASKERS)] * ASKERS)))


def summed(shares: Sequence[tuple[list[Took], float]]) -> Asked:
    """Return what the shares of some processes come to: how long each answer took, and the seconds of each share."""
    all_of_them = [took for share, _seconds in shares for took in share]
    times = [took for took in all_of_them if took is not None]
    seconds = max(seconds for _times, seconds in shares)
    return Asked(len(times), len(times) / seconds, at(times, 0.5), at(times, 0.99), len(all_of_them) - len(times))


def at(times: Sequence[float], share: float) -> float:
    """Return the time that this share of all did not pass; of none, nothing."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def run(order: tuple[str, Request, float, int]) -> tuple[list[Took], float]:
    """Return the times of one process's answers, and how many seconds all of them took."""
    began = time.monotonic()
    return asyncio.run(ask_on_all(*order)), time.monotonic() - began


async def ask_on_all(address: str, request: Request, seconds: float, connections: int) -> list[Took]:
    """Ask over this process's share of the connections until the time is over."""
    end = time.monotonic() + seconds
    each = [ask_on_one(address, request, end) for _ in range(connections)]
    return [took for times in await asyncio.gather(*each) for took in times]


async def ask_on_one(address: str, request: Request, end: float) -> list[Took]:
    """Ask, read, and ask again over one connection; return how long each answer took, None of one that was refused."""
    host, _, port = address.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    headers = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    words = f"GET {request.path} HTTP/1.1\r\nHost: {address}\r\n{headers}\r\n".encode()
    right, busy = f"HTTP/1.1 {request.status} ".encode(), b"HTTP/1.1 503 "
    times: list[Took] = []
    while (began := time.monotonic()) < end:
        writer.write(words)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith((right, busy)):
            raise ValueError(head.decode(errors="replace"))
        length = None if request.status == 304 else re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        await reader.readexactly(int(length[1]) if length else 0)
        times.append((time.monotonic() - began) * 1000 if head.startswith(right) else None)
    writer.close()
    return times
