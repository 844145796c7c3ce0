"""What is written into the database about backups: that one was made, and that this is what came of one."""

from pathlib import Path

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.backups.facts import Manifest
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.offices.versions import outdate_all
from jonghong.privacy.actions import erase_again


def note_made(*, manifest: Manifest, file: str) -> None:
    """Record in every office that all of its data were copied to a file."""
    for office in Office.objects.order_by("pk"):
        audit.record(
            office_id=office.pk, act=Act.BACKED_UP, actor_id=None, subject="backup", file=file, digest=manifest.digest[:12]
        )


def finish_restore(*, manifest: Manifest, beside: Path) -> int:
    """Make of restored rows the present state: erase again, record it, outdate pages; return how many were erased again.

    ``beside`` is the folder of the backup: with a second copy the list of the erased lies there, too.
    Nobody's browser or server may take a page from before for one of now: versions go on from the seconds since 1970, which
    are beyond any that were given before.
    """
    erased = sum(erase_again(office=office, beside=beside) for office in Office.objects.order_by("pk"))
    for office in Office.objects.order_by("pk"):
        audit.record(
            office_id=office.pk,
            act=Act.RESTORED,
            actor_id=None,
            subject="backup",
            since=manifest.made_at.date().isoformat(),
            digest=manifest.digest[:12],
        )
    outdate_all(int(clock.machine_now().timestamp()))
    return erased
