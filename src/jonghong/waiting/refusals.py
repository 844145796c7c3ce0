"""Why somebody is not put into a queue, or not taken out of it: facts that carry the sentence people read."""

from django.utils.translation import gettext as _

from jonghong.bookings.refusals import Refused


class FreeNow(Refused):
    """Nobody holds the room at that time, so that there is nothing to wait for."""

    def __init__(self, room: str) -> None:
        super().__init__(_("Room %(room)s is free at that time now. You can book it.") % {"room": room})


class TooLate(Refused):
    """The time has come already."""

    def __init__(self) -> None:
        super().__init__(_("That time has begun already. Wait for a later one."))


class YoursAlready(Refused):
    """Whoever would wait holds the room himself."""

    def __init__(self) -> None:
        super().__init__(_("You have the room at that time yourself."))


class WaitsForMuch(Refused):
    """One person waits for as many places as anybody may."""

    def __init__(self, most: int) -> None:
        super().__init__(_("You wait for %(most)s places, which is the most. Leave some of them first.") % {"most": most})


class NotWaiting(Refused):
    """It is no longer waited for: the room was offered meanwhile, or the queue was left before."""

    def __init__(self) -> None:
        super().__init__(_("You do not wait for this any more. See what is kept for you."))
