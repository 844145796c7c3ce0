"""The facts of records in words: their names, and those of their values that are words of ours."""

import re
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext as _, gettext_lazy

from jonghong.auditing.queries import KINDS
from jonghong.core import thai
from jonghong.people.models import Matter

MOST_SAID = 10  # of a list, in a line
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

NAMES = {
    "date": gettext_lazy("day"),
    "days": gettext_lazy("days"),
    "failures": gettext_lazy("wrong tries"),
    "has_email": gettext_lazy("has an e-mail address"),
    "has_other_email": gettext_lazy("another e-mail address"),
    "holidays": gettext_lazy("days off"),
    "is_active": gettext_lazy("in use"),
    "is_closed": gettext_lazy("closed for devices that are not known"),
    "is_known_device": gettext_lazy("known device"),
    "is_required": gettext_lazy("required"),
    "issuer": gettext_lazy("by"),
    "kind": gettext_lazy("kind"),
    "last": gettext_lazy("up to record"),
    "matter": gettext_lazy("what"),
    "number": gettext_lazy("number"),
    "page": gettext_lazy("page"),
    "proposal": gettext_lazy("proposal no."),
    "reason": gettext_lazy("reason"),
    "records": gettext_lazy("records"),
    "roles": gettext_lazy("roles"),
    "rules": gettext_lazy("rules"),
    "sessions": gettext_lazy("sign-ins ended"),
    "since": gettext_lazy("from"),
    "times": gettext_lazy("times"),
    "until": gettext_lazy("until"),
    "usual": gettext_lazy("usual"),
    "version": gettext_lazy("version"),
    "was": gettext_lazy("before"),
    "way": gettext_lazy("way"),
    "what": gettext_lazy("what"),
    "why": gettext_lazy("reason"),
}
VALUES = {
    "OwnPassword": gettext_lazy("password"),
    "password": gettext_lazy("password"),
    "Amss": "AMSS++",
    "amss": "AMSS++",
    "oidc": gettext_lazy("outside account"),
    "passkey": gettext_lazy("passkey"),
    "app": gettext_lazy("code of an app"),
    "backup code": gettext_lazy("backup code"),
    "second step": gettext_lazy("second step"),
    "mail": gettext_lazy("mail"),
    "officer": gettext_lazy("room officer"),
    "short": gettext_lazy("too short without a second step"),
    "all": gettext_lazy("all"),
    **{matter.value: matter.label for matter in Matter},
    "audit": gettext_lazy("Audit"),
    "wrong number or password": gettext_lazy("wrong number or password"),
    "wrong number or code": gettext_lazy("wrong number or code"),
    "unreachable": gettext_lazy("could not be reached"),
}
# By the name of the fact: what the same word means elsewhere is something else.
VALUES_OF = {
    "kind": KINDS,
    "page": {"incident": gettext_lazy("Incident"), "clock": gettext_lazy("the system")},
}


def said(name: str, value: Any) -> str:
    """Return a fact as it is written into a line."""
    words = VALUES_OF.get(name, {})
    return f"{NAMES.get(name, name)}: {words[value] if isinstance(value, str) and value in words else plain(value)}"


def plain(value: Any) -> str:
    """Return the value of a fact as it is written into a line."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return ", ".join(f"{NAMES.get(name, name)} {plain(each)}" for name, each in sorted(value.items()))
    if isinstance(value, list):
        more = f" … ({len(value)})" if len(value) > MOST_SAID else ""
        return ", ".join(map(plain, value[:MOST_SAID])) + more
    return str(VALUES.get(value) or _day(str(value)))


def _day(text: str) -> str:
    """Return a day as people read it here; any other text as it is."""
    try:
        day = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        day = None
    return thai.format_date(day, get_language() or "th", style="short") if day else text
