"""The past hour: every few minutes one of the processes writes down how the figures stand, and later ones are compared."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jonghong.core import clock
from jonghong.core.families import REQUEST_SECONDS, REQUESTS
from jonghong.core.meters import FAILED, FOLDER, Figures, processes, totals

FILE = "past.jsonl"
EACH = timedelta(minutes=5)
WITHIN = timedelta(minutes=65)  # an hour, at least
KEPT = {REQUESTS.name, REQUEST_SECONDS.name}
REFUSED = ("429", "503", "507")


@dataclass(frozen=True)
class Route:
    """What became of the requests of a route: how many, how many we failed at, were too many, and seconds they took."""

    name: str
    requests: int
    failures: int
    refusals: int
    seconds: float
    slow: int

    @property
    def mean(self) -> float:
        """Milliseconds that one took."""
        return self.seconds * 1_000 / self.requests if self.requests else 0.0


@dataclass(frozen=True)
class Hour:
    """The routes that were asked for since an instant, or since the server began."""

    since: datetime | None
    routes: list[Route]


def keep(data: Path) -> None:
    """Write down how the figures stand, unless that was done within five minutes. Raises OSError where it cannot be."""
    now, kept = clock.machine_now(), list(_kept(data))
    if kept and now - kept[-1][0] < EACH:
        return
    kept = [each for each in kept if now - each[0] < WITHIN]
    kept.append((now, {key: values for key, values in totals(processes(data)).items() if key[0] in KEPT}))
    lines = [json.dumps([at.isoformat(), [[*key, values] for key, values in figures.items()]]) for at, figures in kept]
    file = data / FOLDER / FILE
    if file.parent.is_dir():
        fresh = file.with_suffix(f".{os.getpid()}")
        try:
            fresh.write_text("\n".join(lines) + "\n", encoding="utf-8")
            fresh.replace(file)
        finally:
            fresh.unlink(missing_ok=True)


def forget(data: Path) -> None:
    """Forget what was written down: a server that begins counts from nothing."""
    with suppress(OSError):
        (data / FOLDER / FILE).unlink(missing_ok=True)


def hour(data: Path) -> Hour:
    """Return what was asked for in the past hour, the most first; of a server that began since then, all of it."""
    now = clock.machine_now()
    kept = [each for each in _kept(data) if now - each[0] < WITHIN]
    since, before = kept[0] if kept else (None, {})
    figures = {key: values for key, values in totals(processes(data)).items() if key[0] in KEPT}
    grown = {key: _grown(before.get(key), values) for key, values in figures.items()}
    names = {key[1] for key in grown}
    routes = [route for name in names if (route := _route(name, grown)).requests]
    return Hour(since, sorted(routes, key=lambda route: (-route.requests, route.name)))


def _grown(before: list[float] | None, values: list[float]) -> list[float]:
    """Return by how much figures grew; those that are less than before began anew."""
    if before is None or any(now < then for now, then in zip(values, before, strict=True)):
        return values
    return [now - then for now, then in zip(values, before, strict=True)]


def _route(name: str, grown: Figures) -> Route:
    counts = {key[3]: 0.0 for key in grown if key[0] == REQUESTS.name}
    for key, values in grown.items():
        if key[0] == REQUESTS.name and key[1] == name:
            counts[key[3]] += values[0]
    times = grown.get((REQUEST_SECONDS.name, name), [0.0])
    return Route(
        name=name,
        requests=int(sum(counts.values())),
        failures=int(counts.get(FAILED, 0)),
        refusals=int(sum(counts.get(status, 0) for status in REFUSED)),
        seconds=times[-1],
        slow=int(sum(times[8:-1])),
    )


def _kept(data: Path) -> Iterator[tuple[datetime, Figures]]:
    with suppress(OSError, ValueError):
        for line in (data / FOLDER / FILE).read_text(encoding="utf-8").splitlines():
            at, rows = json.loads(line)
            yield datetime.fromisoformat(at).astimezone(UTC), {tuple(key): values for *key, values in rows}
