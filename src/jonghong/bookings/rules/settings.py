"""What an office has set about booking, and one of its rooms in its place."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import time
from typing import Any

from django.db.models import Q, QuerySet

from jonghong.bookings.models import DaysOff, Overfull, RuleSet
from jonghong.core.prepared import Prepared
from jonghong.offices.models import Office
from jonghong.rooms.models import Room


@dataclass(frozen=True)
class Settings:
    """The rules that hold for one room, those of the office and its own put together; what is None or empty is no rule.

    Hours are wall times of the office; ``groups`` are the keys of those that may book, where not all of them may. ``own`` names
    what the room has set for itself.
    """

    opens_at: time | None = None
    closes_at: time | None = None
    refuses_past: bool | None = None
    least_notice_hours: int | None = None
    most_notice_days: int | None = None
    longest_hours: int | None = None
    longest_days: int | None = None
    most_of_person: int | None = None
    most_of_group: int | None = None
    minutes_before: int | None = None
    minutes_after: int | None = None
    cancel_hours: int | None = None
    days_off: str = DaysOff.MARK
    overfull: str = Overfull.WARN
    groups: frozenset[int] = frozenset()
    request_hours: int | None = None
    hold_hours: int | None = None
    own: frozenset[str] = frozenset()


FIELDS = tuple(field.name for field in fields(Settings) if field.name != "own")
RuleFacts = Mapping[str, Any]
# What the fields of a RuleSet say where it says nothing at all.
NOTHING: RuleFacts = {name: "" if name in {"days_off", "overfull"} else None for name in FIELDS} | {"groups": frozenset()}


@dataclass(frozen=True)
class OfficeSettings:
    """What holds in an office: in general, and in the rooms that differ."""

    general: Settings
    own: Mapping[int, Settings]

    def of(self, room_id: int | None) -> Settings:
        """Return what holds for a room; for none, what holds in general."""
        return self.own.get(room_id, self.general) if room_id else self.general


def merged(office: RuleFacts, room: RuleFacts) -> Settings:
    """Return what holds for a room, from what is set for the office and for it; 0 is no rule, too."""
    facts = {name: value for name, value in office.items() if not is_unset(value)}
    own = {name: value for name, value in room.items() if not is_unset(value)}
    kept = {name: value for name, value in (facts | own).items() if value != 0 or value is False}
    return Settings(**kept, own=frozenset(own))


def is_unset(value: Any) -> bool:
    """Tell whether a field of a RuleSet says nothing."""
    return value is None or value in ("", frozenset())


@Prepared
def _rows(office: int, *rooms: int) -> QuerySet[RuleSet, tuple[Any, ...]]:
    """Return what is set for the office and these rooms of it; where none are named, for all of them."""
    of_room = Q(room=None) | Q(room__id__in=rooms) if rooms else Q()
    return RuleSet.objects.filter(of_room, office=office).values_list("room_id", *FIELDS)


def rule_facts(office: Office, room: Room | None = None) -> dict[int | None, dict[str, Any]]:
    """Return what is set, for the office itself (None) and by room, or for one room, by one query.

    It has a row for each group that may book.
    """
    found: dict[int | None, dict[str, Any]] = {}
    for room_id, *row in _rows(office.pk, *([room.pk] if room else [])):
        values = dict(zip(FIELDS, row, strict=True))
        group = values.pop("groups")
        facts = found.setdefault(room_id, {**values, "groups": frozenset()})
        facts["groups"] |= {group} if group else frozenset()
    return found


def rules_set(office: Office, room: Room | None) -> RuleFacts:
    """Return what is set for the office itself, or for a room itself, by one query."""
    return rule_facts(office, room).get(room.pk if room else None, NOTHING)


def settings_of(office: Office, room: Room | None) -> Settings:
    """Return the rules that hold for a room, or with none those of the office, by one query."""
    return _put_together(rule_facts(office, room)).of(room.pk if room else None)


def all_settings(office: Office) -> OfficeSettings:
    """Return the rules of all rooms, by one query."""
    return _put_together(rule_facts(office))


def _put_together(found: dict[int | None, dict[str, Any]]) -> OfficeSettings:
    general = found.get(None, {})
    return OfficeSettings(merged(general, {}), {room: merged(general, facts) for room, facts in found.items() if room})
