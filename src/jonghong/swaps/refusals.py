"""Why an exchange is not asked for or not done: facts that carry the sentence people read."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from jonghong.bookings.refusals import Refused


class NotForSwap(Refused):
    """One of the two bookings is none to exchange; the sentence says which and why."""


class WouldNotPass(Refused):
    """Rules, or other bookings, stand against the exchange; ``reasons`` are sentences."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(_("This exchange is not possible: %(reasons)s") % {"reasons": " ".join(reasons)})
        self.reasons = tuple(reasons)


class AlreadyAsked(Refused):
    """Somebody asked for that exchange already and has no answer yet."""

    def __init__(self) -> None:
        super().__init__(_("This exchange was asked for already, and waits for an answer."))


class NotOpen(Refused):
    """Nobody waits for that answer any more: it was given, taken back, or the time has come."""

    def __init__(self, state: str) -> None:
        super().__init__(_("This no longer waits for an answer: %(state)s.") % {"state": state})


class ChangedSince(Refused):
    """A booking was changed after the exchange was asked for: nothing is exchanged, and the asking is void."""
