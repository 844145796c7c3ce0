"""Sources that wait for an administrator's decisions, and what was said of columns."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from jonghong.core import clock
from jonghong.moving import packing
from jonghong.moving.choices import Choices
from jonghong.moving.facts import Source
from jonghong.moving.models import Mapping as ColumnMapping, Upload
from jonghong.offices.models import Office
from jonghong.people.models import Person
from jonghong.people.permissions import Rights

WAITS = timedelta(days=1)
LONGEST_FILE_NAME = Upload._meta.get_field("file").max_length or 0
LONGEST_NAME = ColumnMapping._meta.get_field("name").max_length or 0


@sensitive_variables()
def take(*, office: Office, by: Rights, kind: str, file: str, source: Source) -> Upload:
    """Keep a source sealed until its administrator has decided, for a day at most; it replaces what waited of the same."""
    now = clock.now()
    assert by.person_id
    with transaction.atomic():
        # Two files sent in one moment come one after the other.
        Person.objects.select_for_update(no_key=True).get(office=office, pk=by.person_id)
        Upload.objects.filter(office=office, by=by.person_id).delete()
        return Upload.objects.create(
            office=office,
            by_id=by.person_id,
            kind=kind,
            file=file[:LONGEST_FILE_NAME],
            content=packing.packed(source),
            made_at=now,
            expires_at=now + WAITS,
        )


def decide(*, upload: Upload, choices: Choices) -> None:
    """Keep what was decided so far."""
    with transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(choices=choices.as_text())
    upload.choices = choices.as_text()


def give_up(*, upload: Upload) -> None:
    """Delete a source that waits."""
    with transaction.atomic():
        Upload.objects.filter(pk=upload.pk).delete()


def forget_due() -> int:
    """Delete sources that waited too long; return how many that were."""
    with transaction.atomic():
        gone, _each = Upload.objects.filter(expires_at__lte=clock.now()).delete()
    return gone


def keep_mapping(*, office: Office, name: str, columns: Mapping[int, str], head: int = 0) -> ColumnMapping:
    """Keep under a name what the columns of a table hold, and in which row its heads stand; the same name again replaces it."""
    said = {"head": head, "columns": {str(column): held for column, held in columns.items()}}
    with transaction.atomic():
        kept, _is_new = ColumnMapping.objects.update_or_create(
            office=office, name=name[:LONGEST_NAME], defaults={"columns": said}
        )
    return kept


def remove_mapping(*, mapping: ColumnMapping) -> None:
    """Forget what was kept under a name."""
    with transaction.atomic():
        mapping.delete()
