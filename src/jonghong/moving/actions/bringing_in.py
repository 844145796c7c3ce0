"""Bringing a source in."""

from collections.abc import Callable

from jonghong.moving.choices import Choices
from jonghong.moving.facts import Source
from jonghong.moving.models import Run
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights

Tell = Callable[[int, int], None]


class ChangedMeanwhile(Exception):
    """The office, or what stands in it, is no longer as it was when the preview was shown."""


def bring_in(
    *,
    office: Office,
    kind: str,
    file: str,
    source: Source,
    choices: Choices,
    by: Rights | None = None,
    seal: str = "",
    upload_number: int = 0,
    tell: Tell | None = None,
) -> Run:
    """Do what the preview says, all or nothing, and return the report. Done twice, the second time finds nothing to do.

    ``tell`` hears how many of how many rows are done. Raises ChangedMeanwhile where the preview is not the one with that seal.
    """
    raise NotImplementedError
