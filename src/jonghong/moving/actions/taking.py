"""Sources that wait for an administrator's decisions, and what was said of columns."""

from collections.abc import Mapping

from jonghong.moving.choices import Choices
from jonghong.moving.facts import Source
from jonghong.moving.models import Mapping as ColumnMapping, Upload
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights


def take(*, office: Office, by: Rights, kind: str, file: str, source: Source) -> Upload:
    """Keep a source sealed until its administrator has decided, for a day at most; it replaces what waited of the same."""
    raise NotImplementedError


def decide(*, upload: Upload, choices: Choices) -> None:
    """Keep what was decided so far, if it is anything new."""


def give_up(*, upload: Upload) -> None:
    """Delete a source that waits."""


def forget_due() -> int:
    """Delete sources that waited too long; return how many that were."""
    return 0


def keep_mapping(*, office: Office, name: str, columns: Mapping[int, str], head: int = 0) -> ColumnMapping:
    """Keep under a name what the columns of a table hold; the same name again replaces it."""
    raise NotImplementedError


def remove_mapping(*, mapping: ColumnMapping) -> None:
    """Forget what was kept under a name."""
