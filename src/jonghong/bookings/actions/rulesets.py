"""What an officer sets about booking, for the office or for one of its rooms."""

from collections.abc import Mapping

from django.db import transaction

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.bookings.models import DaysOff, Overfull, RuleSet
from jonghong.bookings.refusals import MayNot, NoSuchRoom, Refused, Stale
from jonghong.bookings.rules.contradictions import contradictions, too_large
from jonghong.bookings.rules.settings import NOTHING, RuleFacts, is_unset, merged, rule_facts
from jonghong.offices.models import Group, Office
from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.people.permissions import Rights
from jonghong.rooms.models import Room
from jonghong.rooms.queries import rooms_of

# What goes without saying, so that an office that says it has no rule.
PLAIN = {"days_off": DaysOff.MARK, "overfull": Overfull.WARN, "refuses_past": False}


class Contradictory(Refused):
    """The rules go against each other. ``mistakes`` says what is wrong beside which field."""

    def __init__(self, mistakes: Mapping[str, str]) -> None:
        super().__init__(" ".join(dict.fromkeys(mistakes.values())))
        self.mistakes = dict(mistakes)


@transaction.atomic
def set_rules(
    *,
    office: Office,
    by: Rights,
    room: Room | None,
    facts: RuleFacts,
    expected: RuleFacts | None = None,
) -> tuple[RuleFacts, RuleFacts]:
    """Set the rules of the office or, with ``room``, what that room has for itself; return what held before and holds now.

    ``facts`` are the fields of a RuleSet, ``groups`` as keys; one left out says nothing. ``expected`` is what has to hold
    still, for an undo that may not take back what somebody else set. Raises MayNot, NoSuchRoom, Stale or Contradictory.
    """
    hold(office.pk)
    # Whoever is booking now has asked the rules as they are; nobody books before the new ones hold.
    list(rooms_of(office).select_for_update(no_key=True).order_by("pk"))
    if by.office_id != office.pk or not by.is_officer:
        raise MayNot
    if room and room.office_id != office.pk:
        raise NoSuchRoom
    key = room.pk if room else None
    found = {room_id: {**NOTHING, **facts} for room_id, facts in rule_facts(office).items()}
    before, after = found.get(key, NOTHING), plain({**NOTHING, **facts}, is_office=room is None)
    if expected is not None and before != expected:
        raise Stale
    _refuse_contradictions(office, {**found, key: after}, key)
    _keep(office, room, after)
    subject = f"room:{room.pk}" if room else f"office:{office.pk}"
    changed = sorted(name for name, value in after.items() if value != before[name])
    audit.record(office_id=office.pk, act=Act.RULES_CHANGED, actor_id=by.person_id, subject=subject, rules=changed)
    raise_version(office.pk)
    return before, after


def plain(facts: RuleFacts, *, is_office: bool) -> RuleFacts:
    """Return facts without what says nothing; of a room 0 and the like are kept, for they lift what the office says."""
    kept = {**facts, "groups": frozenset(facts["groups"])}
    if not is_office:
        return kept
    return {name: NOTHING[name] if value == PLAIN.get(name, 0) else value for name, value in kept.items()}


def _refuse_contradictions(office: Office, found: Mapping[int | None, RuleFacts], key: int | None) -> None:
    """Raise Contradictory for rules that could never be kept: those being set, and those of rooms that build on them."""
    groups = dict(Group.objects.filter(office=office).values_list("pk", "is_active"))
    own, general = found[key], found.get(None, NOTHING)
    if not own["groups"] <= groups.keys():
        raise MayNot
    mistakes = too_large(merged(own, {}))
    names: dict[int | None, str] = {None: "", **dict(office.rooms.values_list("pk", "name"))}
    in_use = {group for group, is_active in groups.items() if is_active}
    for room_id in [key] if key else found:
        settings = merged(general, found[room_id] if room_id else {})
        for fields, sentence in contradictions(settings, names[room_id], in_use).items():
            beside = next((name for name in fields if not is_unset(own[name])), None)
            if beside:  # otherwise it was at odds before, with nothing that is being set
                mistakes.setdefault(beside, sentence)
    if mistakes:
        raise Contradictory(mistakes)


def _keep(office: Office, room: Room | None, facts: RuleFacts) -> None:
    rows = RuleSet.objects.filter(office=office, room=room)
    if all(is_unset(value) for value in facts.values()):
        rows.delete()
        return
    values = {name: value for name, value in facts.items() if name != "groups"}
    row, _is_new = RuleSet.objects.update_or_create(office=office, room=room, defaults=values)
    row.groups.set(facts["groups"])
