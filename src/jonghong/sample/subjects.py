"""What a sample office meets about: one line of ``subjects.csv`` for each kind of meeting. Pure."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Self

FILE = Path(__file__).with_name("subjects.csv")


@dataclass(frozen=True)
class Subject:
    """A kind of meeting.

    ``least`` to ``most`` people come, on ``days`` days in a row; ``time`` is a Half or "half" for either of the two;
    ``weight`` says how often it is held beside others, ``monthly`` how many times a month at most.
    """

    group: str
    title: str
    least: int
    most: int
    time: str
    days: int
    weight: int
    monthly: int
    layout: str
    is_private: bool
    suits_weekend: bool

    @classmethod
    def from_line(cls, line: dict[str, str]) -> Self:
        """Read a line of the file."""
        return cls(
            group=line["group"],
            title=line["title"],
            least=int(line["least"]),
            most=int(line["most"]),
            time=line["time"],
            days=int(line["days"]),
            weight=int(line["weight"]),
            monthly=int(line["monthly"]),
            layout=line["layout"],
            is_private=line["private"] == "yes",
            suits_weekend=line["weekend"] == "yes",
        )


def read_subjects() -> list[Subject]:
    """Return every kind of meeting of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [Subject.from_line(line) for line in csv.DictReader(file)]
