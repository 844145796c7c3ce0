"""The rules that are set, as sentences for whoever sets them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Field
from django.utils.translation import gettext as _

from jonghong.bookings.models import RuleSet
from jonghong.bookings.rules.contradictions import is_longer_than_open
from jonghong.bookings.rules.sentences import SENTENCES, groups_words, subject
from jonghong.bookings.rules.settings import Settings
from jonghong.rooms.models import Room

# Two fields that share one sentence, which stands by the first.
PAIRS = {"opens_at": "closes_at", "minutes_before": "minutes_after"}


@dataclass(frozen=True)
class Card:
    """What is set for the office (``room`` is None) or for a room, in sentences; ``advice`` is what is odd about it."""

    room: Room | None
    sentences: list[str]
    advice: str = ""


def card_of(settings: Settings, room: Room | None, groups: Mapping[int, str]) -> Card:
    """Return the sentences that hold for the office, or those in which a room differs."""
    name = room.name if room else ""
    said = {field: say(settings, name) for field, say in SENTENCES.items()}
    said["groups"] = groups_words(settings, name, groups)
    if room:
        said = {field: words or _lifted(field, name) for field, words in said.items() if _is_own(field, settings)}
    return Card(room, [words for words in said.values() if words], advice_on(settings, room))


def advice_on(settings: Settings, room: Room | None) -> str:
    """Return what is odd about the rules, though it does no harm."""
    is_odd = is_longer_than_open(settings) and (room is None or bool(settings.own & {"longest_hours", *PAIRS, "closes_at"}))
    if not is_odd:
        return ""
    words = _("%(subject)s: one booking may last longer than it is open. The opening hours decide.")
    return words % {"subject": subject(room.name if room else "")}


def of_office(settings: Settings, groups: Mapping[int, str]) -> dict[str, str]:
    """Return field -> what a room has where it says nothing itself."""
    said = {field: say(settings, "") for field, say in SENTENCES.items()}
    said["groups"] = groups_words(settings, "", groups) or _("Every group may book.")
    return {field: words or _("The office has no such rule.") for field, words in said.items()}


def _is_own(field: str, settings: Settings) -> bool:
    return field in settings.own or PAIRS.get(field) in settings.own


def _lifted(field: str, room: str) -> str:
    """Say that a rule of the office does not hold for a room."""
    about: Field[Any, Any] = RuleSet._meta.get_field(field)  # type: ignore[assignment]
    return _("%(subject)s: no rule about “%(what)s”.") % {"subject": subject(room), "what": about.verbose_name}
