"""A source as one short text, to be kept sealed until its administrator has decided. Pure.

Lines of JSON, compressed, in base64: first what it is, then for each table its name and rows, each with the number of its
columns among those that rows of the table have.
"""

import base64
import json
import zlib
from collections.abc import Iterator
from typing import Any

from jonghong.moving.cells import PackedCells, Shape
from jonghong.moving.facts import Source, SourceRow

LEVEL = 6


def packed(source: Source) -> str:
    """Return it packed."""
    packer = zlib.compressobj(LEVEL)
    content = b"".join(packer.compress(json.dumps(line, ensure_ascii=False).encode() + b"\n") for line in _lines(source))
    return base64.b85encode(content + packer.flush()).decode("ascii")


def unpacked(text: str) -> Source:
    """Return what was packed: equal to what it was, with the same order of tables and rows."""
    lines = map(json.loads, zlib.decompress(base64.b85decode(text)).splitlines())
    source = Source(**next(lines))
    source.columns = {table: tuple(columns) for table, columns in source.columns.items()}
    for line in lines:
        if isinstance(line, dict):
            table, shapes = line["table"], [Shape(columns) for columns in line["shapes"]]
            rows = source.tables.setdefault(table, [])
        else:
            key, where, shape, *values = line
            rows.append(SourceRow(table, key, PackedCells(shapes[shape], values), where))
    return source


def _lines(source: Source) -> Iterator[Any]:
    yield {"name": source.name, "edition": source.edition, "columns": source.columns}
    for table, rows in source.tables.items():
        numbers: dict[tuple[str, ...], int] = {}
        for row in rows:
            numbers.setdefault(tuple(row.cells), len(numbers))
        yield {"table": table, "shapes": list(numbers)}
        for row in rows:
            yield [row.key, row.where, numbers[tuple(row.cells)], *row.cells.values()]
