"""How long a search takes within one office: ``./jonghong bench search``.

On each kind of database it asks in two: the sample office among 110 others (391,386 bookings), and an office of its own with
31,734. Each question is what the page asks, both queries of it, without making the page; the median is over so many rounds.
It takes about two minutes; docs/decisions/0010-search-without-a-second-index.md keeps what came of it.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import django

from bench.fill import COPY, fill, guard_at_rest
from bench.places import KINDS, databases, environment_of, python

ROUNDS = 31
MOST = 50.0  # milliseconds for a rare word
# (copies of the office beside it, copies of its bookings within it)
SIZES = {"one": (0, 8), "many": (110, 0)}
RARE = "ประชุมเรื่องนกเงือก ๑๒/2566 (Hornbill)"
TODAY = date(2023, 5, 25)
QUESTIONS = {
    "rare word": "นกเงือก",
    "rare Latin word": "hornbill",
    "rare word with digits": "12/2566",
    "word that stands nowhere": "ปะการัง",
    "two words, one of them common": "ประชุม นกเงือก",
    "common word": "ประชุม",
    "one letter": "ก",
    "filters alone": "",
}


def main(_words: list[str]) -> int:
    """Measure on both, print, and return 0 where every rare word was found in time."""
    slowest = 0.0
    for kind in KINDS:
        with TemporaryDirectory(prefix="jonghong-bench-") as name, databases(kind, Path(name)) as urls:
            measured = [asked_of(url, Path(name), size) for url, size in zip(urls, SIZES, strict=True)]
        numbers = [f"{each['bookings']:,} bookings" for each in measured]
        print(f"\n## {kind}\n\n| asked | {' | '.join(numbers)} |\n|---|---|---|")
        for question in QUESTIONS:
            times = [float(each["times"][question]) for each in measured]
            slowest = max(slowest, *times)
            print(f"| {question} | {' | '.join(f'{number:.1f} ms' for number in times)} |")
    return 0 if slowest <= MOST else 1


def asked_of(url: str, folder: Path, size: str) -> dict[str, Any]:
    """Fill one database and ask it everything, in a process of its own."""
    environment = environment_of(folder / f"data-{size}", url)
    python("-m", "jonghong", "migrate", environment=environment)
    found: dict[str, Any] = json.loads(python("-m", "bench.search", size, environment=environment))
    return found


def here(size: str) -> dict[str, Any]:
    """Fill this process's database, and return how many bookings it holds and how long each question took."""
    from jonghong.bookings.models import Booking

    copies, copies_within = SIZES[size]
    fill(copies)
    if copies_within:
        copy_bookings(copies_within)
    plain = Booking.objects.filter(office=1, is_private=False).order_by("date")
    Booking.objects.filter(pk=plain[plain.count() // 2].pk).update(title=RARE)
    return {"bookings": Booking.objects.count(), "times": {each: spent(words) for each, words in QUESTIONS.items()}}


def copy_bookings(copies: int) -> None:
    """Copy the bookings of the office within it, as history that nothing guards."""
    from django.db import connection, transaction

    from jonghong.bookings.models import Booking

    own = {"id": "id + n * 1000000", "is_legacy": "TRUE", "series_id": "NULL"}
    columns = [str(field.column) for field in Booking._meta.concrete_fields]
    values = [own.get(column, column) for column in columns]
    table = Booking._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor, guard_at_rest(cursor):
        cursor.execute(COPY.format(copies=copies, table=table, columns=", ".join(columns), values=", ".join(values)))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def spent(words: str) -> float:
    """Return the median milliseconds of a visitor's search."""
    from jonghong.finding.search import Wish, search
    from jonghong.finding.search_words import words_of
    from jonghong.offices.models import Office
    from jonghong.people.permissions import Rights

    office, wish = Office.objects.get(pk=1), Wish(words=words_of(words))
    return median_time(lambda: search(office, wish, rights=Rights(), today=TODAY))


def median_time(act: Callable[[], Any]) -> float:
    """Return the median milliseconds of an act; the first time warms up."""
    times = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    return median(times[1:])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        django.setup()
        print(json.dumps(here(sys.argv[1])))
    else:
        sys.exit(main([]))
