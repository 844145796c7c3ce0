"""Reading the audit."""

from collections.abc import Iterator

from jonghong.audit import guard
from jonghong.audit.chain import Fault, faults_of
from jonghong.audit.models import Chain, Record
from jonghong.offices.models import Office


def faults(office: Office) -> Iterator[Fault]:
    """Give what is wrong with the records of an office, the oldest first; nothing if they stand as they were written."""
    if not guard.stands():
        yield Fault(0, "guard")
    records = Record.objects.filter(office=office).order_by("number")
    chain = Chain.objects.filter(office=office).first() or Chain(office=office)
    yield from faults_of(records.iterator(), number=chain.pruned_number, seal=chain.pruned_seal)
    last = records.last()
    end = (last.number, last.seal) if last else (chain.pruned_number, chain.pruned_seal)
    if end != (chain.number, chain.seal):
        yield Fault(chain.number, "end")
