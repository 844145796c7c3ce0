"""JSON as PostgreSQL's ``jsonb`` writes it, so that a value has one form in a backup wherever it stood. Pure.

Names of an object stand by their length in bytes, then by their bytes; numbers are written out
(https://www.postgresql.org/docs/current/datatype-json.html).
"""

import json
from decimal import Decimal
from functools import lru_cache
from typing import Any

Value = Any
EMPTY = {"{}", "[]", "null", "true", "false"}


class Fraction(Exception):
    """There is a number with a point in it, which Python would write otherwise."""


def canonical(text: str | None) -> str | None:
    """Return the JSON in its one form; None stays None. Raises ValueError where it is no JSON."""
    if text is None or text in EMPTY:
        return text
    try:
        return _encoded(USUAL.decode(text))
    except Fraction:
        return _spelled(WITH_FRACTIONS.decode(text))


def _in_order(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    found = dict(pairs)
    return {name: found[name] for name in _order(tuple(found))}


@lru_cache(1_000)
def _order(names: tuple[str, ...]) -> list[str]:
    """Return these names in their order; the same ones come again and again."""
    return sorted(names, key=_rank)


def _rank(name: str) -> tuple[int, bytes]:
    raw = name.encode(errors="surrogatepass")
    return len(raw), raw


def _refused(number: str) -> Value:
    raise Fraction(number)


def _encoded(value: Value) -> str:
    text = WRITTEN.encode(value)
    # Half of a pair of surrogates cannot be written as UTF-8; PostgreSQL would not take it either.
    return text if text.isascii() or _is_writable(text) else json.dumps(value)


def _is_writable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _spelled(value: Value) -> str:
    """Return what ``_encoded`` would, with numbers written out."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_encoded(name)}: {_spelled(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_spelled, value)) + "]"
    if isinstance(value, Decimal):
        return format(abs(value) if value.is_zero() else value, "f")
    return _encoded(value)


USUAL = json.JSONDecoder(object_pairs_hook=_in_order, parse_float=_refused)
WITH_FRACTIONS = json.JSONDecoder(object_pairs_hook=_in_order, parse_float=Decimal)
WRITTEN = json.JSONEncoder(ensure_ascii=False)
