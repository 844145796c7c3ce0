"""How figures are written for Prometheus: its text format, version 0.0.4. Pure.

See https://prometheus.io/docs/instrumenting/exposition_formats/.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from jonghong.core.families import BOUNDS, Family

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


def written(families: Iterable[Family], figures: Mapping[tuple[str, ...], Sequence[float]]) -> str:
    """Return the page; figures are known by the name of their family and the words of its labels."""
    by_family: dict[str, list[tuple[tuple[str, ...], Sequence[float]]]] = {}
    for (name, *words), values in sorted(figures.items()):
        by_family.setdefault(name, []).append((tuple(words), values))
    return "".join(line for family in families for line in _family(family, by_family.get(family.name, [])))


def _family(family: Family, figures: list[tuple[tuple[str, ...], Sequence[float]]]) -> Iterator[str]:
    if not figures:
        return
    yield f"# HELP {family.name} {family.help}\n# TYPE {family.name} {family.kind}\n"
    for words, values in figures:
        labels = list(zip(family.labels, words, strict=True))
        if family.kind == "histogram":
            yield from _histogram(family.name, labels, values)
        else:
            yield f"{family.name}{_labels(labels)} {_number(values[0])}\n"


def _histogram(name: str, labels: list[tuple[str, str]], values: Sequence[float]) -> Iterator[str]:
    *counts, total = values
    bounds = [*map(_number, BOUNDS), "+Inf"]
    for bound, count in zip(bounds, accumulate(counts), strict=True):
        yield f"{name}_bucket{_labels([*labels, ('le', bound)])} {_number(count)}\n"
    yield f"{name}_sum{_labels(labels)} {_number(total)}\n{name}_count{_labels(labels)} {_number(sum(counts))}\n"


def _labels(labels: list[tuple[str, str]]) -> str:
    said = ",".join(f'{name}="{word.translate(ESCAPES)}"' for name, word in labels)
    return f"{{{said}}}" if said else ""


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
