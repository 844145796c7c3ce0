"""Why moving in is refused: facts that carry the sentence people read."""

from django.utils.translation import gettext as _

from jonghong.people.refusals import Refused


class MayNotMoveIn(Refused):
    """Whoever comes is no administrator."""

    def __init__(self) -> None:
        super().__init__(_("Only an administrator brings in the data of a former system. Ask one of them."))


class NotForOfficers(Refused):
    """Whoever comes looks after no rooms."""

    def __init__(self) -> None:
        super().__init__(_("Only room officers see to the rows of a former system."))


class NoLongerOpen(Refused):
    """Somebody saw to the row meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has seen to this row in the meantime."))


class Forgotten(Refused):
    """What stood in the row was deleted, so that nobody could correct it."""

    def __init__(self) -> None:
        super().__init__(_("What stood in this row was deleted. It stays set aside, so that it does not come in again."))


class NotEnoughSaid(Refused):
    """The row does not say what a booking needs."""

    def __init__(self) -> None:
        super().__init__(_("The row does not say on which day, at what time or in which room. Fill them in."))
