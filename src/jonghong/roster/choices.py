"""What an officer decides about a list before it is brought in, kept as text between the steps."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from jonghong.roster.columns import Field

NEW = "new"  # a group that is made
NO_HEAD = -1


@dataclass(frozen=True)
class Choices:
    """``head`` is which of the rows, from 0, is above the others; ``columns`` what each column holds.

    ``group`` is the group of rows that name none (0 for no such); ``groups`` says for the name of a group that the office does
    not have (``reading.group_key``) which one is meant: its key, or NEW. ``sure`` are the numbers of rows whose citizen id is
    right though its last digit does not fit, ``leaving`` the keys of people who have left.
    """

    head: int = NO_HEAD
    columns: Mapping[int, Field] = field(default_factory=dict)
    group: int = 0
    groups: Mapping[str, str] = field(default_factory=dict)
    sure: frozenset[int] = frozenset()
    is_sure_of_all: bool = False
    leaving: frozenset[int] = frozenset()
    do_all_leave: bool = False

    def as_text(self) -> str:
        """Return the choices as they are kept."""
        return json.dumps({**asdict(self), "sure": sorted(self.sure), "leaving": sorted(self.leaving)})


def of_text(text: str) -> Choices:
    """Return the choices that were kept."""
    facts = json.loads(text)
    facts["columns"] = {int(column): Field(held) for column, held in facts["columns"].items()}
    return Choices(**{**facts, "sure": frozenset(facts["sure"]), "leaving": frozenset(facts["leaving"])})
