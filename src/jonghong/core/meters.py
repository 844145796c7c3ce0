"""Figures (``core.families``) that each process of the server adds to, and that any of them reads.

A process has a file of one size in the folder of data, mapped into its memory: to add costs less than a microsecond and asks
nobody, and what a process counted is there when it has ended. The file is filled with zeros at once, for a mapped file that
would have to grow on a full disk ends its process. Where that is not possible, and for commands, figures stay in memory.

A file holds numbers, eight bytes each, and then a line for each figure in the order of their numbers: the name of its family
and the words of its labels, parted by tabs.
"""

import logging
import mmap
import os
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from jonghong.core import ended
from jonghong.core.families import (
    BOUNDS,
    COUNTED,
    KEPT_PAGES,
    LOST,
    REQUEST_SECONDS,
    REQUESTS,
    STATEMENT_SECONDS,
    STATEMENTS,
    WIDTHS,
    Family,
)
from jonghong.core.processes import is_alive, pid_of, process_name

PLACES = 8_192
NUMBER = 8  # bytes
NAMES = 200_000
FOLDER = "meters"
# They stand at the beginning of every file, in this order.
FIRST: tuple[tuple[Family, *tuple[str, ...]], ...] = (
    (LOST,),
    (STATEMENTS,),
    (STATEMENT_SECONDS,),
    (KEPT_PAGES, "hit"),
)
MOST_ENDED = 16  # files of processes that have ended: of more, the oldest are added up

FAILED = "5xx"  # the status of what failed by a mistake of ours: 503 and 507 stand by themselves
Key = tuple[str, ...]  # the name of a family, and the words of its labels
Figures = dict[Key, list[float]]

log = logging.getLogger(__name__)


class Meters:
    """The figures of this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.file: Path | None
        self.clear()

    def _begin(self, values: "memoryview[float]", names: memoryview) -> None:
        self._values, self._names = values, names
        self._places: dict[Key, int] = {}
        self._answers: dict[Key, tuple[int, int]] = {}
        self._used, self._written = 0, 0
        for figure in FIRST:
            self.place(*figure)

    def share(self, data: Path) -> None:
        """Count from now on in a file in that folder of data, which others read; where there is no room for it, in memory."""
        file = data / FOLDER / process_name(os.getpid())
        try:
            file.parent.mkdir(mode=0o700, exist_ok=True)
            sum_up_ended(data, keep=MOST_ENDED)
            file.write_bytes(bytes(PLACES * NUMBER + NAMES))
            with file.open("r+b") as opened:
                whole = memoryview(mmap.mmap(opened.fileno(), 0))
        except OSError:
            log.warning("There is no room for the figures of this process: it counts in its memory, and nobody else sees it.")
            with suppress(OSError):
                file.unlink()
            return
        self.file = file
        self._begin(whole[: PLACES * NUMBER].cast("d"), whole[PLACES * NUMBER :])

    def place(self, family: Family, *words: str) -> int:
        """Return where the figure stands; below nothing, where there is no place for it any more: it is counted as lost."""
        key = (family.name, *words)
        found = self._places.get(key)
        return self._new_place(family, key) if found is None else found

    def _new_place(self, family: Family, key: Key) -> int:
        line = ("\t".join(key) + "\n").encode()
        with self._lock:
            if key in self._places:
                return self._places[key]
            place, end = self._used, self._written + len(line)
            if place + family.width > PLACES or end > NAMES:
                return -1
            self._names[self._written : end] = line
            self._used, self._written = place + family.width, end
            self._places[key] = place
        return place

    def add(self, family: Family, *words: str, by: float = 1.0) -> None:
        """Count."""
        place = self.place(family, *words)
        with self._lock:
            self._values[max(place, 0)] += by if place >= 0 else 1.0

    def observe(self, family: Family, *words: str, seconds: float) -> None:
        """Count a time in a histogram."""
        place = self.place(family, *words)
        if place < 0:
            self.add(LOST)
            return
        with self._lock:
            self._values[place + bisect_left(BOUNDS, seconds)] += 1.0
            self._values[place + len(BOUNDS) + 1] += seconds

    def answered(self, route: str, method: str, status: str, seconds: float, *, is_kept: bool = False) -> None:
        """Count an answer, and whether it came out of memory: done for every request, so it looks for places only once."""
        places = self._answers.get((route, method, status))
        if places is None:
            places = self.place(REQUESTS, route, method, status), self.place(REQUEST_SECONDS, route)
            self._answers[route, method, status] = places
        count, times = places
        if count < 0 or times < 0:
            self.add(LOST)
            return
        values = self._values
        with self._lock:
            values[count] += 1.0
            values[times + bisect_left(BOUNDS, seconds)] += 1.0
            values[times + len(BOUNDS) + 1] += seconds
            values[3] += is_kept  # as FIRST has it

    def asked(self, seconds: float) -> None:
        """Count a statement of the database."""
        values = self._values
        with self._lock:
            values[1] += 1.0  # as FIRST has them
            values[2] += seconds

    def set(self, family: Family, *words: str, to: float) -> None:
        """Say how a gauge stands in this process."""
        place = self.place(family, *words)
        with self._lock:
            if place >= 0:
                self._values[place] = to

    def figures(self) -> Figures:
        """Return the figures of this process."""
        return figures_in(self._values, bytes(self._names))

    def clear(self) -> None:
        """Begin anew at nothing, in memory."""
        self.file = None
        self._begin(*_memory())


def _memory() -> "tuple[memoryview[float], memoryview]":
    return memoryview(bytearray(PLACES * NUMBER)).cast("d"), memoryview(bytearray(NAMES))


meters = Meters()


@dataclass(frozen=True)
class Process:
    """A process of the server that counts or did: its number, whether it lives, and its figures.

    Those that ended longest ago stand together under the number 0.
    """

    pid: int
    is_alive: bool
    figures: Figures


def processes(data: Path) -> list[Process]:
    """Return the processes whose figures are known, at least this one."""
    found = [(file, figures) for file in files_in(data) if file != meters.file and (figures := figures_of(file)) is not None]
    others = ended.Sum()
    with suppress(OSError):
        others = ended.known(data / FOLDER)  # read last, as it wants
    return [
        Process(os.getpid(), is_alive=True, figures=meters.figures()),
        *(Process(pid_of(file), is_alive(file), figures) for file, figures in found if file.name not in others.names),
        *([Process(0, is_alive=False, figures=others.figures)] if others.figures else []),
    ]


def totals(of: list[Process]) -> Figures:
    """Return the figures of several processes together: gauges only of those that live."""
    families = {family.name: family for family in COUNTED}
    found: Figures = {}
    for process in of:
        for key, values in process.figures.items():
            family = families.get(key[0])
            is_unsaid = family is not None and family.is_least and not values[0]
            if family is None or is_unsaid or (family.kind == "gauge" and not process.is_alive):
                continue
            if family.is_least:
                found[key] = min(found.get(key, values), values)
            else:
                found[key] = [one + other for one, other in zip(found.get(key, [0.0] * len(values)), values, strict=True)]
    return found


def failures(data: Path) -> int:
    """Return how many requests failed by a mistake of ours, as far back as processes are known."""
    counted = totals(processes(data)).items()
    return int(sum(values[0] for key, values in counted if key[0] == REQUESTS.name and key[-1] == FAILED))


def forget_ended(data: Path) -> None:
    """Take away all that is left of processes that have ended."""
    _take_away(_files_of_ended(data))
    ended.forget(data / FOLDER)


def sum_up_ended(data: Path, *, keep: int) -> None:
    """Add up what processes counted that have ended, and take their files away, but for the newest of them."""
    folder = data / FOLDER
    with ended.alone(folder):
        files, before = _files_of_ended(data), ended.known(folder)
        files = files[: max(0, len(files) - keep)]
        added = {file.name: figures for file in files if file.name not in before.names and (figures := figures_of(file))}
        if added:
            parts = [Process(0, is_alive=False, figures=each) for each in (before.figures, *added.values())]
            ended.keep(folder, ended.Sum((*before.names, *added), totals(parts)))
        _take_away(files)


def _files_of_ended(data: Path) -> list[Path]:
    return sorted((file for file in files_in(data) if not is_alive(file)), key=_made_at)


def _take_away(files: list[Path]) -> None:
    for file in files:
        for one in (file, *file.parent.glob(f"{file.name}.*")):
            one.unlink(missing_ok=True)


def files_in(data: Path) -> list[Path]:
    """Return the files of figures in a folder of data."""
    with suppress(OSError):
        return [file for file in sorted((data / FOLDER).iterdir()) if file.name.replace("-", "").isdecimal()]
    return []


def figures_of(file: Path) -> Figures | None:
    """Return what stands in a file of figures; None for one that is gone or not whole yet."""
    with suppress(OSError):
        content = file.read_bytes()
        if len(content) == PLACES * NUMBER + NAMES:
            return figures_in(memoryview(content[: PLACES * NUMBER]).cast("d"), content[PLACES * NUMBER :])
    return None


def figures_in(values: "memoryview[float]", names: bytes) -> Figures:
    """Return the figures that have these names, in this order; a name that is being written is not there yet."""
    return dict(_read(values, names))


def _read(values: "memoryview[float]", names: bytes) -> Iterator[tuple[Key, list[float]]]:
    lines = names.rstrip(b"\0").split(b"\n")[:-1]
    place = 0
    for line in lines:
        key = tuple(line.decode(errors="replace").split("\t"))
        width = WIDTHS.get(key[0], 1)
        yield key, [float(value) for value in values[place : place + width]]
        place += width


def _made_at(file: Path) -> float:
    with suppress(OSError):
        return file.stat().st_mtime
    return 0.0
