"""Why the second step, or a change of it, is refused: facts that carry the sentence people read."""

from django.utils.translation import gettext as _

from jonghong.people.refusals import Refused


class WrongCode(Refused):
    """Not the code that the app shows now, or one that was used already."""

    field = "code"

    def __init__(self) -> None:
        super().__init__(_("This code is not right, or it was used already. Wait for the next one and type that."))


class WrongBackupCode(Refused):
    """None of the codes on paper, or one that was used already."""

    field = "backup"

    def __init__(self) -> None:
        super().__init__(_("This backup code is not right, or it was used already. Type another one."))


class WrongPasskey(Refused):
    """The answer is not one of the person's passkeys to our question."""

    field = "answer"

    def __init__(self) -> None:
        super().__init__(_("The passkey was not taken. Try again, or choose another way."))


class PasskeyNotTaken(Refused):
    """What the browser sent is no new passkey for this site."""

    field = "answer"

    def __init__(self) -> None:
        super().__init__(_("No passkey arrived. Press the button once more and follow the browser."))


class PasskeyKnown(Refused):
    """The list holds this passkey already."""

    field = "answer"

    def __init__(self) -> None:
        super().__init__(_("This passkey is on the list already. Choose another device."))


class TooManyPasskeys(Refused):
    """Nobody needs so many."""

    field = "answer"

    def __init__(self, most: int) -> None:
        super().__init__(_("You have %(most)s passkeys. Remove one that you no longer use first.") % {"most": most})


class SetUpMeanwhile(Refused):
    """A second step was set up after this page was opened: it has to be passed first."""

    def __init__(self) -> None:
        super().__init__(_("A second step was set up meanwhile. Sign in anew and pass it."))


class LastFactor(Refused):
    """Whoever looks after rooms or people signs in by two steps, and this is the last second step."""

    def __init__(self) -> None:
        super().__init__(
            _("In this office room officers and administrators need a second step. Add another one, then remove this."),
        )


class NotYourOwn(Refused):
    """Whoever acts is the person himself, or no administrator."""

    def __init__(self) -> None:
        super().__init__(_("Only another administrator takes somebody's second step off. Ask one of them."))


class NotAdministrator(Refused):
    """Whoever acts does not decide how people of the office sign in."""

    def __init__(self) -> None:
        super().__init__(_("Only an administrator of the office switches the second step. Ask one of them."))
