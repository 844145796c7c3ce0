"""Bringing a source in: what the preview says, in one transaction."""

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.bookings import guard
from jonghong.moving import previews
from jonghong.moving.actions.carrying_out import Tell, Work
from jonghong.moving.choices import Choices
from jonghong.moving.facts import Source
from jonghong.moving.matching import Preview
from jonghong.moving.models import Run, Upload
from jonghong.moving.refusals import MayNotMoveIn
from jonghong.offices.models import Office
from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.people.permissions import Rights

LONGEST_FILE_NAME = Run._meta.get_field("file").max_length or 0


class ChangedMeanwhile(Exception):
    """The office, or what stands in it, is no longer as it was when the preview was shown."""


@sensitive_variables()
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

    The preview is made anew while nobody else changes the office. ``tell`` hears how many of how many steps are done.
    Raises ChangedMeanwhile where the preview is not the one with that seal, MayNotMoveIn or what ``people.bring_in`` raises.
    """
    return bring_in_preview(
        office=office,
        kind=kind,
        file=file,
        make_preview=lambda: previews.preview(office, kind, source, choices),
        by=by,
        seal=seal,
        upload_number=upload_number,
        tell=tell,
    )


@sensitive_variables()
def bring_in_preview(
    *,
    office: Office,
    kind: str,
    file: str,
    make_preview: Callable[[], Preview],
    by: Rights | None = None,
    seal: str = "",
    upload_number: int = 0,
    tell: Tell | None = None,
) -> Run:
    """Do what a preview says that is made while the office is held; see ``bring_in``."""
    if by and not (by.is_administrator and by.office_id == office.pk):
        raise MayNotMoveIn
    try:
        with transaction.atomic():
            hold(office.pk)
            if upload_number and not Upload.objects.filter(office=office, pk=upload_number).exists():
                raise ChangedMeanwhile  # brought in already, or deleted
            preview = make_preview()
            if seal and seal != preview.seal:
                raise ChangedMeanwhile
            run = Work(office, kind, file[:LONGEST_FILE_NAME], preview, by, upload_number, tell or _silence).carry_out()
            Upload.objects.filter(office=office, pk=upload_number).delete()
            _record(run, by)
            raise_version(office.pk)
    except IntegrityError as error:
        if guard.NAME not in str(error):
            raise
        raise ChangedMeanwhile from error
    return run


def _silence(_done: int, _total: int) -> None:
    """Tell nobody."""


def _record(run: Run, by: Rights | None) -> None:
    counts = {table: each["imported"] for table, each in run.counts.items()}
    told = {name: run.facts[name] for name in ("new", "changed", "conflicts", "same")}
    audit.record(
        office_id=run.office_id,
        act=Act.MOVED_IN,
        actor_id=by.person_id if by else None,
        subject=f"run:{run.pk}",
        kind=run.kind,
        rows=sum(counts.values()),
        **told,
    )
