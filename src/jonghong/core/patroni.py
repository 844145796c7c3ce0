"""Patroni, where it decides which of several PostgreSQL servers takes writes: which versions bookings can be trusted to.

Before 4.1 a primary that was cut off could, once it was back, put itself above the one that had taken its place: bookings that
had been acknowledged meanwhile were gone (github.com/patroni/patroni, pull requests 2689, 2693 and 3318).
"""

import json
import re
from http.client import HTTPConnection, HTTPException

OLDEST = (4, 1)
PORT = 8008  # of its page, on each machine
PATIENCE = 0.5  # seconds


def version_on(machine: str) -> str:
    """Return which version answers on that machine; nothing where none does, or it is asked over TLS alone."""
    connection = HTTPConnection(machine, PORT, timeout=PATIENCE)
    try:
        connection.request("GET", "/patroni")
        answer = json.loads(connection.getresponse().read())
        return str(answer["patroni"]["version"])
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        return ""
    finally:
        connection.close()


def is_too_old(version: str) -> bool:
    """Tell whether a version such as ``4.1.5`` is older than may be, or cannot be read."""
    numbers = re.match(r"(\d+)\.(\d+)", version)
    return numbers is None or tuple(map(int, numbers.groups())) < OLDEST


def too_old(where: str, version: str) -> tuple[str, str]:
    """Return what to say of it, in Thai and in English."""
    place_thai, place = (f" ที่ {where}", f" on {where}") if where else ("", "")
    least = ".".join(map(str, OLDEST))
    return (
        f"Patroni{place_thai} เป็นรุ่น {version} ซึ่งอาจทำให้การจองที่ยืนยันแล้วหายไป ให้ใช้รุ่น {least} ขึ้นไปจาก PyPI",
        f"Patroni{place} is {version}, which can lose bookings that were acknowledged; use {least} or newer, from PyPI.",
    )
