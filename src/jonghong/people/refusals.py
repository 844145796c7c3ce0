"""Why an act on people is refused: facts that carry the sentence people read."""

from datetime import date

from django.utils.translation import get_language, gettext as _

from jonghong.core import thai


class Refused(Exception):
    """A rule stands against the act. The message names the rule and who can help; ``field`` is what of a form it is about."""

    field: str | None = None


class MayNotManage(Refused):
    """Whoever acts may not touch people with these roles, or give these roles."""

    def __init__(self) -> None:
        super().__init__(_("Only an administrator looks after room officers and administrators. Ask one of them."))


class AlreadyListed(Refused):
    """The number stands on the list of the office already."""

    def __init__(self, name: str, *, is_active: bool) -> None:
        here = _("This number is already on the list: %(name)s.")
        left = _("This number is already on the list: %(name)s, who has left. Open that page and let them return.")
        super().__init__((here if is_active else left) % {"name": name})


class LastAdministrator(Refused):
    """Nobody would be left who can sign in and give roles."""

    def __init__(self) -> None:
        super().__init__(_("This is the last administrator who can sign in. Make somebody else an administrator first."))


class NotInOffice(Refused):
    """A group of another office, or none at all."""

    def __init__(self) -> None:
        super().__init__(_("Choose at least one group of this office."))


class HasLeft(Refused):
    """The person no longer works here."""

    field = "person"

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s has left. Let them return first.") % {"name": name})


class MayNotManagePeople(Refused):
    """Whoever acts is no officer in his own right: people and deputies are not his to keep."""

    def __init__(self) -> None:
        super().__init__(_("Only a room officer or an administrator looks after people and deputies. Ask one of them."))


class NotYourself(Refused):
    """Somebody named himself."""

    field = "person"

    def __init__(self) -> None:
        super().__init__(_("You are a room officer yourself. Choose somebody else."))


class IsOfficerAlready(Refused):
    """There is nothing to add to the rights of that person."""

    field = "person"

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s is a room officer already. Choose somebody else.") % {"name": name})


class ActsAlready(Refused):
    """The person was named for some of these days before."""

    field = "starts_on"

    def __init__(self, name: str, first: date, last: date) -> None:
        said = _("%(name)s acts for a room officer already: %(days)s. Choose other days, or end that first.")
        super().__init__(said % {"name": name, "days": thai.format_span(first, last, get_language() or "th")})


class EndsBeforeItStarts(Refused):
    """The last day lies before the first."""

    field = "ends_on"

    def __init__(self) -> None:
        super().__init__(_("The last day comes before the first."))


class OverAlready(Refused):
    """All of the days are past."""

    field = "ends_on"

    def __init__(self) -> None:
        super().__init__(_("These days are over. Choose a last day from today on."))


class TooLong(Refused):
    """Nobody acts for an officer for more than a year at a time."""

    field = "ends_on"

    def __init__(self) -> None:
        super().__init__(_("At most one year at a time. Choose an earlier last day."))


class IssuedMeanwhile(Refused):
    """Somebody got a code after the form was opened that asks for one, as when the form is sent twice."""

    def __init__(self, names: str) -> None:
        said = _("A slip was printed already for %(names)s. Hand it over; if it is lost, open the form anew and print another.")
        super().__init__(said % {"names": names})


class NobodyToApprove(Refused):
    """The act takes two, and nobody is there but who acts and whom it is about."""

    def __init__(self) -> None:
        super().__init__(
            _("This takes a second administrator, besides you and the person, and there is none. Make another one first."),
        )


class ProposedAlready(Refused):
    """Something else of the same kind waits for that person."""

    def __init__(self, name: str) -> None:
        said = _("%(name)s has proposed something else for this person already. Decide that first, or let it be withdrawn.")
        super().__init__(said % {"name": name})


class NoLongerWaits(Refused):
    """The proposal is decided, or lapsed."""

    def __init__(self) -> None:
        super().__init__(_("This proposal no longer waits. Somebody has decided it, or it lapsed."))


class MayNotDecide(Refused):
    """Who proposed it, whom it is about, or no administrator."""

    def __init__(self) -> None:
        super().__init__(_("Another administrator decides this: not who proposed it, nor the person it is about."))


class NotYourProposal(Refused):
    """Somebody else proposed it."""

    def __init__(self) -> None:
        super().__init__(_("Only who proposed this withdraws it."))


class TooFewAdministrators(Refused):
    """There is nobody to be the second."""

    def __init__(self) -> None:
        super().__init__(_("It takes two administrators who can sign in. Make somebody else an administrator first."))


class MayNotSetOffice(Refused):
    """Whoever acts is no administrator of the office."""

    def __init__(self) -> None:
        super().__init__(_("Only an administrator of the office decides what takes two people. Ask one of them."))


class WaitsForSecond(Refused):
    """No code was made: that waits for a second administrator."""

    def __init__(self, name: str) -> None:
        super().__init__(_("The code of %(name)s waits for a second administrator.") % {"name": name})


class WrongPair(Refused):
    """The number and the activation code do not belong together, for whatever reason."""

    def __init__(self) -> None:
        super().__init__(_("The 13 digits or the activation code are not right."))


class WrongPassword(Refused):
    """The present password was not given."""

    def __init__(self) -> None:
        super().__init__(_("This is not your present password."))


class WeakPassword(Refused):
    """The new password is too easy to guess; the message is the rule's."""
