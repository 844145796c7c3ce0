"""How long nothing was acknowledged. Pure."""

from collections.abc import Iterable, Sequence


def longest(instants: Iterable[float], *, since: float, until: float) -> float:
    """Return the longest time, in seconds, between two of the instants within that time; its ends count as instants."""
    within = sorted(instant for instant in instants if since < instant < until)
    return max(after - before for before, after in zip([since, *within], [*within, until], strict=True))


def around(instants: Sequence[float], *, struck: float, until: float) -> float:
    """Return the longest such time from the last instant before a fault on."""
    return longest(instants, since=max((at for at in instants if at <= struck), default=struck), until=until)
