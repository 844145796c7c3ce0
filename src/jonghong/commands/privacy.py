"""``jonghong privacy``: let go what is too old, and erase again after a restore whoever was erased before."""

from django.conf import settings
from django.db import transaction

from jonghong.commands import Stop, say
from jonghong.core import schema
from jonghong.offices.models import Office
from jonghong.privacy import actions, erased_list, queries
from jonghong.privacy.models import Erased


def run(*, deed: str, is_rehearsal: bool = False) -> None:
    """Do one of ``retention``, ``erase-again`` and ``list`` in every office."""
    if schema.missing_migrations():
        raise Stop("สั่ง jonghong migrate ก่อน", "Run jonghong migrate first.")
    for office in Office.objects.order_by("pk"):
        print(office.short_name)
        {"retention": keep, "erase-again": erase_again, "list": complete_list}[deed](office, is_rehearsal=is_rehearsal)


def keep(office: Office, *, is_rehearsal: bool) -> None:
    """Say how much of what is too old; let it go, unless this only counts."""
    names = {each.name: each for each in queries.due(office)}
    counted = {name: each.number for name, each in names.items()}
    done = counted if is_rehearsal else actions.keep_to_retention(office=office)
    for name, number in done.items():
        print(f"  {number:>8,}  {names[name].words}")
    if is_rehearsal:
        say("  นับอย่างเดียว ยังไม่เปลี่ยนแปลงอะไร", "only counted; nothing was changed")


def erase_again(office: Office, *, is_rehearsal: bool) -> None:  # noqa: ARG001 - one shape for all
    """Erase whoever is on the list of the erased and stands in the database again."""
    number = actions.erase_again(office=office)
    say(f"  ลบอีกครั้ง {number} คน", f"{number} people were erased again")


def complete_list(office: Office, *, is_rehearsal: bool) -> None:  # noqa: ARG001
    """Write into the list beside the database whom it lacks."""
    known = {number for number, _at in erased_list.in_file(settings.DATA, office.pk)}
    with transaction.atomic():
        missing = [row for row in Erased.objects.filter(office=office) if row.person_number not in known]
    for row in missing:
        erased_list.add(settings.DATA, office.pk, row.person_number, row.at)
    say(f"  เพิ่ม {len(missing)} หมายเลข", f"{len(missing)} numbers were added")
