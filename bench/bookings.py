"""Bookings per second: the whole form, with its token, in a browser's own words. For information; there is no aim."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from http.client import HTTPConnection
from urllib.parse import urlencode
from uuid import uuid4

from bench.places import Place

BROWSERS = 4


def rate(place: Place, first: date, number: int) -> float:
    """Book so many free mornings from that day on, each browser in a room of its own, and return bookings per second."""
    rooms = place.facts["rooms"][:BROWSERS]
    start = time.monotonic()
    with ThreadPoolExecutor(BROWSERS) as pool:
        list(pool.map(lambda room: book(place, room, first, number // BROWSERS), rooms))
    return number / (time.monotonic() - start)


def book(place: Place, room: int, first: date, number: int) -> None:
    """Book one morning after the other over one connection."""
    token = "a" * 32
    connection = HTTPConnection(place.address, timeout=60)
    headers = {
        "Cookie": f"session={place.facts['session']}; csrf={token}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"http://{place.address}",
    }
    for days in range(number):
        words = {
            "csrfmiddlewaretoken": token,
            "key": uuid4(),
            "room": room,
            "on": (first + timedelta(days)).isoformat(),
            "half": "morning",
            "title": "ประชุมคณะทำงาน",
            "attendees": 15,
            "group": place.facts["group"],
        }
        connection.request("POST", "/book/", urlencode(words), headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 303:
            raise ValueError(f"a booking was answered with {answer.status}")
    connection.close()
