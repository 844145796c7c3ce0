"""How long nothing was acknowledged. Pure."""

from collections.abc import Iterable


def longest(instants: Iterable[float], *, since: float, until: float) -> float:
    """Return the longest time, in seconds, between two of the instants within that time; its ends count as instants."""
    within = sorted(instant for instant in instants if since < instant < until)
    return max(after - before for before, after in zip([since, *within], [*within, until], strict=True))
