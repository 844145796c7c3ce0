"""Reading the audit."""

from collections.abc import Iterator
from datetime import datetime

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


def faults(office: Office) -> Iterator[Fault]:
    """Give what is wrong with the records of an office, the oldest first; nothing if they stand as they were written."""
    if not guard.stands():
        yield Fault(0, "guard")
    # Others go on writing: what is judged are the records up to where the chain ends now.
    chain = _chain(office)
    records = records_of(office).filter(number__lte=chain.number)
    yield from faults_of(records.iterator(), number=chain.pruned_number, seal=chain.pruned_seal)
    last = records.last()
    end = (last.number, last.seal) if last else (chain.pruned_number, chain.pruned_seal)
    is_proved = chain.proof == proof_of(chain) or chain.pk is None
    beyond = records_of(office).last()
    is_beyond = beyond is not None and beyond.number > _chain(office).number
    if end != (chain.number, chain.seal) or not is_proved or is_beyond:
        yield Fault(chain.number, "end")


def _chain(office: Office) -> Chain:
    return Chain.objects.filter(office=office).first() or Chain(office=office)
