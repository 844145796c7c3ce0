"""Taking an import back."""

from collections.abc import Sequence

from jonghong.moving.models import Run
from jonghong.people.permissions import Rights


class BuiltOn(Exception):
    """Something was done since that stands on the import; ``what`` are sentences that tell it."""

    def __init__(self, what: Sequence[str]) -> None:
        super().__init__(" ".join(what))
        self.what = list(what)


def undo_run(*, run: Run, by: Rights | None) -> Run:
    """Take back all that an import made here, unless something was built on it since: then BuiltOn tells what."""
    raise NotImplementedError
