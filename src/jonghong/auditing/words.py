"""What a record says, in a line for people."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy, ngettext

from jonghong.audit.acts import Act
from jonghong.audit.models import Record
from jonghong.audit.origin import CLOCK
from jonghong.auditing.fact_words import NAMES, said
from jonghong.auditing.queries import Names
from jonghong.bookings.models import Verb
from jonghong.people.models import Role

Say = Callable[[dict[str, Any], Names], str]

# Verbs that are no booking's own.
VERBS = {
    "load": gettext_lazy("brought in"),
    "reopen": gettext_lazy("a closure lifted"),
    "join": gettext_lazy("joined"),
    "leave": gettext_lazy("left"),
    "void": gettext_lazy("void, for a booking was changed"),
    "declined": gettext_lazy("not agreed"),
    "withdrawn": gettext_lazy("taken back"),
    "open": gettext_lazy("office opened"),
    "change": gettext_lazy("changed"),
    "require-factor": gettext_lazy("second step of officers"),
    "require-second": gettext_lazy("two people for what gives power"),
    "add-group": gettext_lazy("group added"),
    "change-group": gettext_lazy("group changed"),
    "move-group": gettext_lazy("order of groups"),
    "add-holiday": gettext_lazy("holiday added"),
    "change-holiday": gettext_lazy("holiday changed"),
    "remove-holiday": gettext_lazy("holiday removed"),
    "draft-holidays": gettext_lazy("holidays taken over from the draft"),
    "add": gettext_lazy("added"),
    "move": gettext_lazy("order changed"),
    "equip": gettext_lazy("equipment"),
    "show": gettext_lazy("new photo"),
    "hide": gettext_lazy("photo removed"),
}
WHY = {
    "rights": gettext_lazy("no right to it"),
    "token": gettext_lazy("a form that was not from here, or too old"),
}

# The pages of the office that somebody is refused most often; of any other its name says what it is.
ROUTES = {
    "audit": gettext_lazy("Audit"),
    "two-people": gettext_lazy("two people for what gives power"),
}


def label_of(record: Record) -> str:
    """Return the act in words; of one that is not known here any more its name."""
    return str(Act(record.act).label) if record.act in Act.values else record.act


def detail_of(record: Record, names: Names) -> str:
    """Return what else the record tells: its subject by name, and the facts."""
    facts = dict(record.facts)
    lines = [names.subject(record.subject)] if record.subject != f"person:{record.actor_id}" else []
    say = SAYINGS.get(record.act)
    if say:
        lines.append(say(facts, names))
    told = [name for name in ("was", "roles") if isinstance(facts.get(name), dict)]
    lines += [_places(name, facts.pop(name), names) for name in told]
    lines += [said(name, value) for name, value in sorted(facts.items())]
    return " · ".join(filter(None, lines))


def _booking(facts: dict[str, Any], names: Names) -> str:
    number = facts.pop("bookings", 0)
    touched = ngettext("%(n)d booking", "%(n)d bookings", number) % {"n": number}
    return f"{_verb(facts, names)} · {touched}"


def _verb(facts: dict[str, Any], _names: Names) -> str:
    verb = str(facts.pop("verb", ""))
    return str(Verb(verb).label) if verb in Verb.values else str(VERBS.get(verb, verb))


def _office_verb(facts: dict[str, Any], _names: Names) -> str:
    verb = str(facts.pop("verb", ""))
    return str(VERBS.get(verb, verb))


def _roles(facts: dict[str, Any], _names: Names) -> str:
    was, roles = facts.pop("was", {}), facts.pop("roles", {})
    return " → ".join(filter(None, [_role_words(was), _role_words(roles)])) if was != roles else ""


def who_of(record: Record, names: Names) -> str:
    """Return who did it; what nobody asked for the clock of the house did."""
    return _("the system") if record.actor_id is None and record.network == CLOCK else names.person(record.actor_id)


def _places(name: str, roles: dict[str, str], names: Names) -> str:
    """Return roles by their words, each with its group; nothing where there are none."""
    known = dict(Role.choices)
    held = [f"{known.get(role, role)} ({names.places.get(group, group)})" for group, role in roles.items()]
    return f"{NAMES[name]}: {', '.join(held)}" if held else ""


def _role_words(roles: dict[str, str]) -> str:
    known = dict(Role.choices)
    return ", ".join(str(known.get(role, role)) for role in dict.fromkeys(roles.values()))


def _people(facts: dict[str, Any], _names: Names) -> str:
    number = facts.pop("number", 0)
    facts.pop("people", None)
    facts.pop("page", None)
    searched = _("after a search") if facts.pop("is_search", False) else ""
    listed = ngettext("%(n)d person", "%(n)d people", number) % {"n": number}
    return " · ".join(filter(None, [listed, searched]))


def _person(facts: dict[str, Any], _names: Names) -> str:
    return _("what they booked") if facts.pop("page", "") == "search" else ""


def _denied(facts: dict[str, Any], _names: Names) -> str:
    why, route = facts.pop("why", ""), facts.pop("route", "")
    return f"{ROUTES.get(route, route)} ({facts.pop('method', '')}): {WHY.get(why, why)}"


def _alerted(facts: dict[str, Any], _names: Names) -> str:
    kind = facts.pop("kind", "")
    return str(ALERTS.get(kind, kind))


ALERTS = {
    "guessing": gettext_lazy("Many wrong tries to get in"),
    "export": gettext_lazy("Much data taken out"),
    "roles": gettext_lazy("Roles of officers or administrators changed"),
    "alone": gettext_lazy("One administrator did alone what takes two"),
    "fault": gettext_lazy("The audit does not stand as it was written"),
    "disk": gettext_lazy("The disk of the server is nearly full"),
    "backup": gettext_lazy("There is no fresh backup"),
    "failing": gettext_lazy("Many pages failed"),
}
SAYINGS: dict[str, Say] = {
    Act.BOOKING: _booking,
    Act.QUEUE: _verb,
    Act.SWAP: _verb,
    Act.OFFICE_CHANGED: _office_verb,
    Act.ROOM_CHANGED: _office_verb,
    Act.ENROLLED: _roles,
    Act.PERSON_CHANGED: _roles,
    Act.PEOPLE_VIEWED: _people,
    Act.PERSON_VIEWED: _person,
    Act.DENIED: _denied,
    Act.ALERTED: _alerted,
}
