"""What the drafts of a source become here, and what of a source is new: the same preview is shown first and carried out then."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jonghong.moving.choices import Choices
from jonghong.moving.facts import Plan

RowKey = tuple[str, str]  # table and key


@dataclass
class Becomes:
    """What a draft becomes here: what has this id, or something new (None) of that name."""

    id: int | None
    name: str


@dataclass
class Preview:
    """What bringing a source in would do now. ``choices`` are those decided and, for the rest, those proposed.

    ``new``, ``changed`` and ``conflicts`` are rows that are not here yet, that were changed over there and will be written
    again, and that were changed on both sides; ``same`` are here already. Groups, rooms and people are told by their keys.
    """

    plan: Plan
    choices: Choices
    new: list[RowKey] = field(default_factory=list)
    same: list[RowKey] = field(default_factory=list)
    changed: list[RowKey] = field(default_factory=list)
    conflicts: list[RowKey] = field(default_factory=list)
    groups: Mapping[str, Becomes] = field(default_factory=dict)
    rooms: Mapping[str, Becomes] = field(default_factory=dict)
    people: Mapping[str, Becomes] = field(default_factory=dict)
    seal: str = ""

    @property
    def does_anything(self) -> bool:
        """Whether it would change anything here."""
        return bool(self.new or self.changed or self.conflicts)
