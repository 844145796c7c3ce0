"""How fast a former system moves in: ``./jonghong bench moving``, with made-up dumps in a folder that is thrown away.

Then a dump of 32,000 bookings is brought into a new SQLite database, looked at again and taken back, by the console.

32,000 bookings as each of three programs writes them, and dumps of a hundred megabytes: one of an office with much besides, one
of nothing but bookings. Each is read by a process of its own, whose processor time and greatest memory are told. Printed as a
Markdown table; changes nothing.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import django

from bench import ROOT

BOOKINGS = 32_000
LARGE = 100_000_000  # bytes
MOST_IMPORT_SECONDS = 60
OPEN_OFFICE = """
import django
django.setup()
from jonghong.commands.ground import bring_up_to_date
bring_up_to_date()
from jonghong.offices.actions import open_office
open_office(name="สำนักงานทดลอง", short_name="สนท.")
"""
MOST_SECONDS, MOST_MEMORY = 2.0, 300  # for the bookings; MB for any of them
# A row of the register of letters, which AMSS++ has more of than of anything else.
LETTER = "({0},'ศธ 04001/ว{0}','เรื่องที่ {0} ''ด่วน''; โปรดดู \\\\ เอกสาร (แนบ) -- ' ,NULL,0xE0B881,'2016-06-01 09:00:00')"


@dataclass(frozen=True)
class Cost:
    """What reading took: rows, seconds of the processor, MB."""

    rows: int
    seconds: float
    memory: float


def main(_words: list[str]) -> int:
    """Measure, print, and return 0 where every aim was reached."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jonghong.settings")
    django.setup()
    missed = 0
    print("| dump | MB | rows | read, CPU s | greatest memory, MB | aim |\n|---|---|---|---|---|---|")
    with TemporaryDirectory(prefix="jonghong-bench-") as folder:
        for name, file in written(Path(folder)):
            cost = measured(file)
            limit = MOST_SECONDS if cost.rows < 2 * BOOKINGS and file.stat().st_size < LARGE / 2 else float("inf")
            is_met = cost.seconds <= limit and cost.memory <= MOST_MEMORY
            missed += not is_met
            facts = f"{file.stat().st_size / 1e6:.0f} | {cost.rows:,} | {cost.seconds:.2f} | {cost.memory:.0f}"
            print(f"| {name} | {facts} | {'met' if is_met else 'missed'} |", flush=True)
            file.unlink()
        missed += bring_in(Path(folder))
    return min(missed, 1)


def bring_in(folder: Path) -> int:
    """Let the console bring the bookings in, twice, and take them back; print how long it took, return how much was missed."""
    from tests.moving.amss_dumps import many
    from tests.moving.amss_tables import mysqldump

    file = folder / "amss.sql"
    file.write_bytes(mysqldump(many(BOOKINGS)))
    own = {"JONGHONG_DATA": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'jonghong.sqlite3'}"}
    environment = {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "jonghong.settings"}
    steps = {
        "brought in": ["import", "amss", "--dump", str(file), "--write"],
        "the same again": ["import", "amss", "--dump", str(file), "--write"],
        "taken back": ["import", "undo", "1", "--write"],
    }
    missed = 0
    subprocess.run([sys.executable, "-c", OPEN_OFFICE], cwd=ROOT, env=environment, check=True)
    print(f"\n| {BOOKINGS:,} bookings, SQLite | seconds | CPU s | aim |\n|---|---|---|---|")
    for step, words in steps.items():
        began, spent = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "jonghong", *words], cwd=ROOT, env=environment, check=True, capture_output=True)
        seconds, now = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = now.ru_utime + now.ru_stime - spent.ru_utime - spent.ru_stime
        missed += seconds > MOST_IMPORT_SECONDS
        print(f"| {step} | {seconds:.1f} | {cpu:.1f} | {'met' if seconds <= MOST_IMPORT_SECONDS else 'missed'} |", flush=True)
    return missed


def written(folder: Path) -> Iterator[tuple[str, Path]]:
    """Write one dump after the other and give its name and file."""
    from tests.moving.amss_dumps import many
    from tests.moving.amss_tables import STYLES

    tables, file = many(BOOKINGS), folder / "amss.sql"
    dumps = {style: write(tables) for style, write in STYLES.items()}
    for style, dump in dumps.items():
        file.write_bytes(dump)
        yield f"{style}, {BOOKINGS:,} bookings", file
    write_office(file, dumps["mysqldump"])
    yield f"the same among letters, {LARGE // 10**6} MB", file
    write_bookings(file, dumps["navicat"])
    yield f"nothing but bookings, {LARGE // 10**6} MB", file


def write_office(file: Path, dump: bytes) -> None:
    """Write a dump that letters fill up, by statements of a megabyte or more, as mysqldump makes them."""
    with file.open("wb") as out:
        size, number = out.write(b"CREATE TABLE `book_main` (`id` int);\n"), 0
        while size + len(dump) < LARGE:
            rows = ",".join(LETTER.format(number + each) for each in range(10_000))
            size += out.write(f"INSERT INTO `book_main` VALUES {rows};\n".encode())
            number += 10_000
        out.write(dump)


def write_bookings(file: Path, dump: bytes) -> None:
    """Write a dump whose bookings are there again and again, under other numbers."""
    mark = b"INSERT INTO `meeting_main` VALUES ('"
    head, _mark, rest = dump.partition(mark)
    rows = [row.partition(b"'")[2] for row in (mark + rest).split(mark)[1:]]
    rows[-1] = rows[0]  # what stands behind the last of them
    with file.open("wb") as out:
        size, number = out.write(head), 0
        while size < LARGE:
            number += 1
            size += out.write(b"%b%d'%b" % (mark, number, rows[number % len(rows)]))


def measured(file: Path) -> Cost:
    """Read a dump in a process of its own."""
    command = [sys.executable, "-m", "bench.moving", "read", str(file)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return Cost(*json.loads(done.stdout))


def read(file: Path) -> Cost:
    """Read a dump in this process."""
    from jonghong.moving import dumps

    began = time.process_time()
    with file.open("rb") as stream:
        source = dumps.read(stream)
    seconds = time.process_time() - began
    return Cost(source.size, seconds, greatest_memory())


def greatest_memory() -> float:
    """Return the most memory that this process ever held, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # elsewhere what the process held that started this one is counted, too
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    if sys.argv[1:2] == ["read"]:
        cost = read(Path(sys.argv[2]))
        print(json.dumps([cost.rows, cost.seconds, cost.memory]))
    else:
        sys.exit(main([]))
