"""Reading the audit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from jonghong.audit import guard
from jonghong.audit.chain import Fault, faults_of, proof_of
from jonghong.audit.models import Chain, Record
from jonghong.offices.models import Office


def records_of(office: Office) -> QuerySet[Record]:
    """Return the records of an office, the oldest first."""
    return Record.objects.filter(office=office).order_by("number")


def prunable(office_id: int, before: datetime) -> QuerySet[Record]:
    """Return the records from before an instant, the oldest first."""
    return Record.objects.filter(office=office_id, at__lt=before).order_by("number")


@dataclass(frozen=True)
class Judged:
    """Up to which record those of an office were judged, its seal, and on what day all of them were."""

    number: int
    seal: str
    day: date


def faults(office: Office) -> Iterator[Fault]:
    """Give what is wrong with the records of an office, the oldest first; nothing if they stand as they were written."""
    # Others go on writing: what is judged are the records up to where the chain ends now.
    chain = chain_of(office)
    yield from _faults_from(office, chain, chain.pruned_number, chain.pruned_seal)


def faults_since(office: Office, judged: Judged | None, day: date) -> tuple[list[Fault], Judged]:
    """Return what is wrong with the records since those judged before, or with all of them, and what is judged now.

    Who remembers what was there also finds that the records were put back to how they once stood.
    """
    chain = chain_of(office)
    number, seal, found = chain.pruned_number, chain.pruned_seal, []
    if judged and judged.number > number:
        number, seal = judged.number, judged.seal
        if not records_of(office).filter(number=number, seal=seal).exists():
            found.append(Fault(number, "cut"))
    found += _faults_from(office, chain, number, seal)
    return found, Judged(chain.number, chain.seal, day)


def chain_of(office: Office) -> Chain:
    """Return where the records of an office end."""
    return Chain.objects.filter(office=office).first() or Chain(office=office)


def _faults_from(office: Office, chain: Chain, number: int, seal: str) -> Iterator[Fault]:
    if not guard.stands():
        yield Fault(0, "guard")
    records = records_of(office).filter(number__gt=number, number__lte=chain.number)
    yield from faults_of(records.iterator(), number=number, seal=seal)
    last, beyond = records.last(), records_of(office).last()
    end = (last.number, last.seal) if last else (number, seal)
    is_proved = chain.proof == proof_of(chain) or chain.pk is None
    is_beyond = beyond is not None and beyond.number > chain_of(office).number
    if end != (chain.number, chain.seal) or not is_proved or is_beyond:
        yield Fault(chain.number, "end")
