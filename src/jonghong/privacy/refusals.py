"""Why something about personal data is refused."""

from django.utils.translation import gettext as _

from jonghong.people.refusals import Refused


class StillHere(Refused):
    """Who works here is not erased."""

    def __init__(self) -> None:
        super().__init__(_("Somebody who works here cannot be erased. Note first that they have left."))


class ErasedAlready(Refused):
    """Nothing of the person is left."""

    def __init__(self) -> None:
        super().__init__(_("The data of this person was erased before."))


class OnlyAdministrators(Refused):
    """Whoever acts may not erase people, nor say how long what is kept."""

    def __init__(self) -> None:
        super().__init__(_("Only an administrator keeps the rules of personal data. Ask one of them."))
