"""Who is ticked on the page of slips; links that tick a whole group work without scripts, too."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from jonghong.offices.models import Group
from jonghong.people.models import Person
from jonghong.people.queries import WaitingGroup

ALL, NONE = "all", "none"


@dataclass(frozen=True)
class Ticks:
    """A group, those of it who wait, whose keys are ticked, and the addresses that tick all of it, or nobody."""

    group: Group
    people: Sequence[Person]
    ticked: frozenset[int]
    to_all: str
    to_none: str


def ticks_of(groups: Sequence[WaitingGroup], asked: QueryDict, sent: QueryDict | None = None) -> list[Ticks]:
    """Return the ticks of each group: as they were sent, else as the address says, else of who has no code at all."""
    known = {str(waiting.group.pk) for waiting in groups}
    said = {choice: [key for key in dict.fromkeys(asked.getlist(choice)) if key in known] for choice in (ALL, NONE)}
    return [_ticks(waiting, said, sent) for waiting in groups]


def _ticks(waiting: WaitingGroup, said: dict[str, list[str]], sent: QueryDict | None) -> Ticks:
    key = str(waiting.group.pk)

    def address(choice: str) -> str:
        others = {each: [other for other in keys if other != key] for each, keys in said.items()}
        others[choice].append(key)
        return f"?{urlencode(others, doseq=True)}#waiting-{key}"

    def is_ticked(person: Person) -> bool:
        if sent is not None:
            return str(person.pk) in sent.getlist("people")
        return key in said[ALL] or (key not in said[NONE] and not getattr(person, "code_expires_at", None))

    ticked = frozenset(person.pk for person in waiting.people if is_ticked(person))
    return Ticks(waiting.group, waiting.people, ticked, address(ALL), address(NONE))
