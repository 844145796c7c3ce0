"""What could not be measured: an error of one part leaves the others as they are, and stands in the results."""

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

MOST = 400  # characters of a reason


class Attempts:
    """Notes by form and part why a part failed."""

    def __init__(self) -> None:
        self.failed: dict[str, str] = {}

    @contextmanager
    def at(self, form: str, part: str) -> Iterator[None]:
        """Try the block; where it raises, show why, note it and go on behind it."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever it is, the other figures are worth keeping
            traceback.print_exc(file=sys.stderr)
            self.failed[name_of(form, part)] = f"{type(error).__name__}: {error}"[:MOST]

    def has_failed(self, form: str, part: str) -> bool:
        """Tell whether that part failed before."""
        return name_of(form, part) in self.failed


def name_of(form: str, part: str) -> str:
    """Return how a part is called in the results."""
    return f"{form} · {part}"
