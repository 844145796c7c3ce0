"""The cells of a row, packed: a dump may hold hundreds of thousands of rows, all of which wait to be judged. Pure.

A ``dict`` of twenty texts takes more than two thousand bytes, the same cells packed some three hundred.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

REMEMBERED = 64  # rows, as several cells of one row are read in turn


class Shape:
    """The columns that rows have in common."""

    __slots__ = ("columns", "places")

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = tuple(columns)
        self.places = {column: place for place, column in enumerate(self.columns)}


class PackedCells(Mapping[str, str | None]):
    """Column -> text as it stood, None for NULL."""

    __slots__ = ("_packed", "_shape")

    def __init__(self, shape: Shape, values: Sequence[str | None]) -> None:
        self._shape = shape
        self._packed = _packed(values)

    @property
    def size(self) -> int:
        """How many bytes they take."""
        return len(self._packed)

    def __getitem__(self, column: str) -> str | None:
        return _values(self._packed)[self._shape.places[column]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._shape.columns)

    def __len__(self) -> int:
        return len(self._shape.columns)


def _packed(values: Sequence[str | None]) -> bytes:
    return _as_json(values).encode()


_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


@lru_cache(maxsize=REMEMBERED)
def _values(packed: bytes) -> list[str | None]:
    values: list[str | None] = json.loads(packed)
    return values
