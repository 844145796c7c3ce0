"""Why an act on codes and requests for accounts is refused."""

from django.utils.translation import gettext as _

from jonghong.people.refusals import Refused


class NoSuchCompareNumber(Refused):
    """None of the person's open requests has this number, or two have."""

    field = "number"

    def __init__(self) -> None:
        super().__init__(_("None of the requests of this person has this number. Ask for it again, digit by digit."))


class NothingWaits(Refused):
    """All requests of the person are decided or out of time."""

    def __init__(self) -> None:
        super().__init__(_("No request of this person waits any more. Perhaps somebody else has just decided."))


class NotApproved(Refused):
    """The browser holds no request that is approved, in time, and not used."""

    def __init__(self) -> None:
        super().__init__(_("This approval was used or is out of time. Ask anew."))


class NotByMail(Refused):
    """The person has no address here, holds more than the role of a clerk, or there is no mail server."""

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s gets no code by e-mail. Print a slip instead.") % {"name": name})
