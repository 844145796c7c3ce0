"""How figures of the server are said to people."""

from datetime import timedelta

from django.utils.translation import gettext as _, gettext_lazy, ngettext

from jonghong.health.checks import Finding

UNITS = ("B", "kB", "MB", "GB", "TB")
# What the threads of the house do, by their names.
ROUNDS = {
    "lapsing": gettext_lazy("Giving up bookings out of time"),
    "watching": gettext_lazy("Watching for what administrators have to know"),
    "postman": gettext_lazy("Sending letters"),
    "errands": gettext_lazy("Mailing activation codes"),
    "roster": gettext_lazy("Forgetting lists of people that nobody took up"),
    "moving": gettext_lazy("Forgetting files of former systems"),
    "retention": gettext_lazy("Letting go personal data that is too old"),
    "health": gettext_lazy("Keeping the figures of this page"),
}
PROBES = {"healthz", "readyz", "metrics"}


def round_words(name: str) -> str:
    """Return what a thread does; of one that has no words here its name."""
    return str(ROUNDS.get(name, name))


def size_words(size: float) -> str:
    """Return a number of bytes, to three digits: ``1.53 GB``, by thousands as disks are sold."""
    unit = 0
    while size >= 999.5 and unit < len(UNITS) - 1:
        size, unit = size / 1_000, unit + 1
    return f"{size:.3g} {UNITS[unit]}"


def time_words(time: timedelta) -> str:
    """Return a length of time in the largest unit of which there are two at least."""
    seconds = int(time.total_seconds())
    if seconds >= 2 * 86_400:
        return ngettext("%(n)d day", "%(n)d days", seconds // 86_400) % {"n": seconds // 86_400}
    if seconds >= 2 * 3_600:
        return ngettext("%(n)d hour", "%(n)d hours", seconds // 3_600) % {"n": seconds // 3_600}
    if seconds >= 2 * 60:
        return ngettext("%(n)d minute", "%(n)d minutes", seconds // 60) % {"n": seconds // 60}
    return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}


def finding_words(finding: Finding, language: str) -> str:
    """Return what doctor found, in that language."""
    return finding.thai if language == "th" else finding.english


def route_words(name: str) -> str:
    """Return the name of a route; what came to none, and what nobody asked for, is put into words."""
    words = {
        "(nowhere)": _("addresses that do not exist"),
        "(static)": _("styles, scripts and pictures"),
        "(MainThread)": _("the start of the server"),
    }
    return words.get(name) or (round_words(name[1:-1]) if name.startswith("(") else name)
