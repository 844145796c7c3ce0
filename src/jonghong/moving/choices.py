"""What an administrator decides about a source before it is brought in. Pure."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class GroupChoice:
    """A group over there becomes the one here with this id, or without an id a new one of this name."""

    group_id: int | None = None
    name: str = ""
    short_name: str = ""


@dataclass(frozen=True)
class RoomChoice:
    """A room over there becomes the one here with this id, or without an id a new one of this name, colour and seats."""

    room_id: int | None = None
    name: str = ""
    hue: int = 230
    capacity: int | None = None


@dataclass(frozen=True)
class Choices:
    """By keys of drafts. ``columns`` tell what each column of a table holds, ``head`` which row is the heading (-1 none).

    ``roles`` are people who get the role above a clerk's that the source gives them; others of these become clerks.
    ``allows_undecided`` counts what nobody ever decided as allowed, where that is so of the whole source; None where nobody
    chose, so that it is as in the import before.
    """

    groups: Mapping[str, GroupChoice] = field(default_factory=dict)
    rooms: Mapping[str, RoomChoice] = field(default_factory=dict)
    head: int = -1
    columns: Mapping[int, str] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    allows_undecided: bool | None = None

    def as_text(self) -> str:
        """Return them as they are kept."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


def of_text(text: str) -> Choices:
    """Return what was kept; nothing decided where that is empty."""
    if not text:
        return Choices()
    facts = json.loads(text)
    return Choices(
        groups={key: GroupChoice(**each) for key, each in facts["groups"].items()},
        rooms={key: RoomChoice(**each) for key, each in facts["rooms"].items()},
        head=facts["head"],
        columns={int(column): held for column, held in facts["columns"].items()},
        roles=tuple(facts["roles"]),
        allows_undecided=facts.get("allows_undecided"),
    )
