"""What held before the last change of rules, kept in the session so that it can be undone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from jonghong.bookings.rules.settings import RuleFacts
from jonghong.people.access import PersonRequest
from jonghong.rooms.models import Room

KEY = "rules"
TIMES = ("opens_at", "closes_at")


@dataclass(frozen=True)
class Kept:
    """A change of the rules of the office (``room_id`` is None) or of a room: what held before it and after."""

    room_id: int | None
    before: RuleFacts
    after: RuleFacts


def keep(request: PersonRequest, room: Room | None, before: RuleFacts, after: RuleFacts) -> None:
    """Keep the last change."""
    request.session[KEY] = [room.pk if room else None, _plain(before), _plain(after)]


def kept(request: PersonRequest) -> Kept | None:
    """Return the last change, unless it was undone."""
    found = request.session.get(KEY)
    return Kept(found[0], _facts(found[1]), _facts(found[2])) if found else None


def forget(request: PersonRequest) -> None:
    """Forget the last change, now that it is undone."""
    request.session.pop(KEY, None)


def _plain(facts: RuleFacts) -> dict[str, Any]:
    times = {name: facts[name].isoformat() for name in TIMES if facts[name]}
    return {**facts, **times, "groups": sorted(facts["groups"])}


def _facts(plain: Mapping[str, Any]) -> RuleFacts:
    times = {name: time.fromisoformat(plain[name]) for name in TIMES if plain[name]}
    return {**plain, **times, "groups": frozenset(plain["groups"])}
