"""Why somebody is not shown how the server stands."""

from django.utils.translation import gettext as _

from jonghong.people.refusals import Refused


class OnlyAdministrators(Refused):
    """Whoever asks does not look after the server."""

    def __init__(self) -> None:
        super().__init__(_("Only an administrator sees how the server stands. Ask one of them."))
