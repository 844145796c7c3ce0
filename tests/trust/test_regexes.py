"""Every pattern of the product reads a hundred thousand hostile letters without losing itself.

Patterns are gathered from the modules as they stand in memory, and the methods by which files ask them from their text. Each is
asked in a process of its own, which is given far more time than a linear pattern takes.
"""

import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import jonghong

pytestmark = pytest.mark.pure
PACKAGE = Path(jonghong.__file__).parent
SECONDS = 120
LONG = 100_000  # letters
# What reads a line that people type into one field, which takes no more than 200 letters.
SHORT_LINES, SHORT = "finding", 2_000
# Lists of patterns, and how each of a list is asked.
ASKED_BY = {"_DATE_SHAPES": ["fullmatch"]}
METHODS = ("match", "fullmatch", "search", "sub", "subn", "findall", "finditer", "split")
SEEDS = [
    "0",
    "9",
    " ",
    "a",
    "ก",
    "-",
    ".",
    "/",
    "\n",
    "\t",
    "0-",
    "1 ",
    "ab",
    "a ",
    "ก ",
    "0.",
    "/0",
    "x=",
    "<a",
    "(",
    '"',
    "_",
    "aก",
]
ASK = """
import json, re, sys
pattern, flags, is_bytes, ways, seeds, size = json.load(sys.stdin)
asked = re.compile(pattern.encode("latin-1") if is_bytes else pattern, flags)
for seed in seeds:
    for tail in ("", "!", chr(0)):
        text = seed * (size // len(seed)) + tail
        for way in ways:
            getattr(asked, way)(text.encode() if is_bytes else text)
"""


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(jonghong.__path__, "jonghong."):
        if not re.search(r"\.migrations\.|__main__|\.wsgi$|settings$", found.name):
            yield import_module(found.name)


def patterns_in(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """Yield what is a pattern, in whatever holds it."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, dict):
        yield from patterns_within([*value, *value.values()], depth)
    elif depth < 4 and isinstance(value, list | tuple | set | frozenset):
        yield from patterns_within(value, depth)
    elif isinstance(value, type) and value.__module__.startswith("jonghong"):
        yield from patterns_within(vars(value).values(), depth)


def patterns_within(values: Iterable[Any], depth: int) -> Iterator[re.Pattern[Any]]:
    for each in values:
        yield from patterns_in(each, depth + 1)


@cache
def texts() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(PACKAGE.rglob("*.py")))


def ways_of(name: str) -> list[str]:
    """Return how files ask a pattern of that name; in every way that looks further on where they do so by another name."""
    asked = set(re.findall(rf"\b{re.escape(name)}\.({'|'.join(METHODS)})\(", texts()))
    if not asked:
        return ASKED_BY.get(name, ["search", "fullmatch"])
    return sorted({way if way in {"match", "fullmatch"} else "search" for way in asked})


def found() -> dict[str, tuple[re.Pattern[Any], list[str]]]:
    """Return every pattern of the product with how it is asked, by where it stands."""
    kept: dict[str, tuple[re.Pattern[Any], list[str]]] = {}
    for module in modules():
        for name, value in vars(module).items():
            for number, pattern in enumerate(patterns_in(value)):
                where = f"{module.__name__.removeprefix('jonghong.')}.{name}.{number}"
                if pattern not in [other for other, _ways in kept.values()]:
                    kept[where] = pattern, ways_of(name)
    file_by_file = [(file, file.read_text(encoding="utf-8")) for file in sorted(PACKAGE.rglob("*.py"))]
    inline = rf"\bre\.({'|'.join(METHODS)})\(\s*(r?)\"((?:[^\"\\]|\\.)*)\""
    for file, text in file_by_file:
        for number, (way, _raw, pattern) in enumerate(re.findall(inline, text)):
            where = f"{file.relative_to(PACKAGE)}.{number}"
            kept[where] = re.compile(pattern), ["search" if way not in {"match", "fullmatch"} else way]
    return kept


FOUND = found()


def ask(pattern: re.Pattern[Any], ways: list[str], *, size: int, seconds: float = SECONDS) -> None:
    is_bytes = isinstance(pattern.pattern, bytes)
    text = pattern.pattern.decode("latin-1") if is_bytes else pattern.pattern
    own = list(dict.fromkeys(re.findall(r"[a-zก-๛]+", text)))[:12]
    flags = pattern.flags & ~(0 if is_bytes else re.UNICODE.value)
    told = json.dumps([text, flags, is_bytes, ways, SEEDS + own, size])
    subprocess.run([sys.executable, "-c", ASK], input=told, text=True, check=True, timeout=seconds, env={"PYTHONUTF8": "1"})


def test_patterns_are_found() -> None:
    assert len(FOUND) > 40
    assert {"audit", "core", "people", "finding", "reports"} & {where.partition(".")[0] for where in FOUND}


@pytest.mark.parametrize("where", FOUND)
def test_pattern_reads_long_junk_in_linear_time(where: str) -> None:
    pattern, ways = FOUND[where]
    ask(pattern, ways, size=SHORT if where.startswith(SHORT_LINES) else LONG)


def test_a_pattern_that_loses_itself_is_found() -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        ask(re.compile(r"(a+)+$"), ["search"], size=200, seconds=3)
