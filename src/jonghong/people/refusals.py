"""Why an act on people is refused: facts that carry the sentence people read."""

from django.utils.translation import gettext as _


class Refused(Exception):
    """A rule stands against the act. The message names the rule and who can help."""


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

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s has left. Let them return first.") % {"name": name})


class IssuedMeanwhile(Refused):
    """Somebody got a code after the form was opened that asks for one, as when the form is sent twice."""

    def __init__(self, names: str) -> None:
        said = _("A slip was printed already for %(names)s. Hand it over; if it is lost, open the form anew and print another.")
        super().__init__(said % {"names": names})


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
