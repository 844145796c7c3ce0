"""What a backup is made of, and what it says of itself. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from hashlib import sha256
from typing import Any

FORMAT = 1  # of the file; a program reads those up to its own
Step = tuple[str, str]  # an app, and a step of making its tables


class Kind(Enum):
    """What stands in a column, whatever the database calls it."""

    INTEGER = "integer"
    TRUTH = "truth"
    TEXT = "text"
    FILE = "file"  # the name of a file that lies beside the database
    DATE = "date"
    TIME = "time"
    INSTANT = "instant"
    SPAN = "span"
    UUID = "uuid"
    JSON = "json"
    BYTES = "bytes"


@dataclass(frozen=True)
class Column:
    """A column and what stands in it."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Table:
    """A table: its name, the column whose whole numbers it is ordered by, and its columns."""

    name: str
    key: str
    columns: tuple[Column, ...]

    @property
    def heads(self) -> str:
        """What its columns are, in a line."""
        return " ".join(f"{column.name}:{column.kind.value}" for column in self.columns)


@dataclass(frozen=True)
class Part:
    """What became of a table: how many rows, the last number given out, and the SHA-256 of its lines."""

    rows: int
    last: int
    sha256: str
    heads: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. ``keys`` are short digests of the secrets that its rows were written under."""

    made_at: datetime
    program: str
    database: str
    steps: tuple[Step, ...]
    tables: Mapping[str, Part]
    photos: Mapping[str, str] = field(default_factory=dict)
    lost_photos: tuple[str, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def digest(self) -> str:
        """SHA-256 over every row and photo: the same wherever the same rows stand, in 64 hexadecimal letters."""
        return digest_of(self.tables, self.photos)

    @property
    def rows(self) -> int:
        """How many rows there are in all tables."""
        return sum(part.rows for part in self.tables.values())

    def rows_of(self, name: str) -> int:
        """Return how many rows a table has, 0 for one that is not there."""
        return self.tables[name].rows if name in self.tables else 0


def digest_of(tables: Mapping[str, Part], photos: Mapping[str, str]) -> str:
    """Return the digest of a state: of the lines of each table, under its name and heads, and of each photo."""
    said = [[[name, part.heads, part.sha256] for name, part in sorted(tables.items())], sorted(photos.items())]
    return sha256(json.dumps(said).encode()).hexdigest()


def written(manifest: Manifest) -> bytes:
    """Return the manifest as JSON."""
    said = {
        "format": manifest.format,
        "made_at": manifest.made_at.isoformat(),
        "program": manifest.program,
        "database": manifest.database,
        "digest": manifest.digest,
        "rows": manifest.rows,
        "keys": dict(manifest.keys),
        "tables": {name: vars(part) for name, part in manifest.tables.items()},
        "photos": dict(manifest.photos),
        "lost_photos": manifest.lost_photos,
        "steps": manifest.steps,
    }
    return json.dumps(said, indent=1, ensure_ascii=False).encode()


def read(text: bytes) -> Manifest:
    """Return the manifest that this JSON holds. Raises ValueError, KeyError, TypeError or AttributeError where it is none."""
    said: dict[str, Any] = json.loads(text)
    manifest = Manifest(
        made_at=datetime.fromisoformat(said["made_at"]),
        program=str(said["program"]),
        database=str(said["database"]),
        steps=tuple((str(app), str(name)) for app, name in said["steps"]),
        tables={str(name): Part(**part) for name, part in said["tables"].items()},
        photos={str(name): str(digest) for name, digest in said["photos"].items()},
        lost_photos=tuple(map(str, said["lost_photos"])),
        keys={str(name): str(mark) for name, mark in said["keys"].items()},
        format=int(said["format"]),
    )
    if manifest.digest != said["digest"]:
        raise ValueError(said["digest"])
    return manifest


def format_of(text: bytes) -> int:
    """Return the format that a manifest of any version names. Raises ValueError, KeyError or TypeError."""
    return int(json.loads(text)["format"])
