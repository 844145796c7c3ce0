"""``jonghong audit verify`` and ``jonghong audit prune``: prove that nobody tampered with the records, and let old ones go."""

from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path

from jonghong.audit import actions, copies
from jonghong.audit.chain import Fault
from jonghong.audit.queries import chain_of, faults, prunable
from jonghong.commands import Stop, say
from jonghong.core import clock, thai
from jonghong.offices.models import Office

MOST_SHOWN = 20
WORDS = {
    "changed": ("ถูกแก้ไข", "was changed"),
    "missing": ("หายไป", "is missing"),
    "end": ("ปลายบันทึกไม่ตรง", "the end of the records is not where it was"),
    "guard": ("ฐานข้อมูลไม่กันการแก้ไข", "the database does not guard the records; see jonghong migrate"),
    "cut": ("มีในสำเนา แต่ไม่มีในฐานข้อมูล", "is in the copy and not in the database"),
    "differs": ("ไม่ตรงกับสำเนา", "is not what the copy says"),
}


def run(*, deed: str, copy: str = "", before: str = "", is_rehearsal: bool = False) -> None:
    """Verify, or prune, the records of every office."""
    if deed == "verify":
        verify(Path(copy) if copy else None)
    else:
        prune(before, is_rehearsal=is_rehearsal)


def verify(copy: Path | None) -> None:
    """Print how many records there are and what is wrong with them; raises Stop where anything is."""
    lines = copy.read_text(encoding="utf-8", errors="replace").splitlines() if copy else []
    is_whole = True
    for office in Office.objects.order_by("pk"):
        chain = chain_of(office)
        number = chain.number - chain.pruned_number
        span = f" {chain.pruned_number + 1}-{chain.number}" if number else ""
        say(f"{office.short_name}: {number:,} บันทึก{span}", f"{number:,} records{span}")
        found = [*faults(office), *copies.faults_beside(office, lines)]
        is_whole = is_whole and not found
        tell(found)
    if not is_whole:
        raise Stop("บันทึกการใช้งานไม่ตรงกับที่เขียนไว้ กรุณาแจ้งผู้ดูแลระบบทันที", "The records are not as they were written.")


def tell(found: Sequence[Fault]) -> None:
    """Print the first faults, and how many more there are."""
    for fault in found[:MOST_SHOWN]:
        in_thai, in_english = WORDS[fault.what]
        say(f"  บันทึกที่ {fault.number} {in_thai}", f"record {fault.number}: {in_english}")
    if len(found) > MOST_SHOWN:
        say(f"  และอีก {len(found) - MOST_SHOWN:,} แห่ง", f"and {len(found) - MOST_SHOWN:,} more")


def prune(before: str, *, is_rehearsal: bool) -> None:
    """Let the records from before that day go, but none of the last 365 days; a rehearsal only counts."""
    try:
        day = thai.parse_date(before)
    except thai.BadDate:
        raise Stop(f"อ่านวันที่ {before!r} ไม่ได้ เขียนเช่น 1/10/2566", f"{before!r} is no date; write 1/10/2566.") from None
    for office in Office.objects.order_by("pk"):
        begin = datetime.combine(day, time.min, office.zone)
        if begin > clock.now() - actions.LEAST_KEPT:
            say("เก็บบันทึกไว้อย่างน้อย 365 วันเสมอ", "Records of the last 365 days are always kept")
        if is_rehearsal:
            number = prunable(office.pk, min(begin, clock.now() - actions.LEAST_KEPT)).count()
            say(f"{office.short_name}: จะลบ {number:,} บันทึก", f"{number:,} records would go")
        else:
            number = actions.prune(office_id=office.pk, before=begin)
            say(f"{office.short_name}: ลบแล้ว {number:,} บันทึก", f"{number:,} records went")
