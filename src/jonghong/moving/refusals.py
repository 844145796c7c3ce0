"""Why moving in is refused: facts that carry the sentence people read."""

from django.utils.translation import gettext as _

from jonghong.people.refusals import Refused


class MayNotMoveIn(Refused):
    """Whoever comes is no administrator."""

    def __init__(self) -> None:
        super().__init__(_("Only an administrator brings in the data of a former system. Ask one of them."))
