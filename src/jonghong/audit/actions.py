"""Writing the audit."""

from datetime import UTC
from typing import Any

from django.db import transaction

from jonghong.audit.acts import Act
from jonghong.audit.chain import seal_of
from jonghong.audit.models import Chain, Record
from jonghong.audit.origin import current
from jonghong.core import clock


@transaction.atomic
def record(*, office_id: int, act: Act, actor_id: int | None, subject: str = "", **facts: Any) -> Record:
    """Add one record, in the transaction of the act itself, as its last step but for raising versions.

    ``actor_id`` is a person's, None for nobody known; ``subject`` a kind and a number (``person:12``). Facts are numbers,
    truths, ids and words of ours: never a name, a citizen id, a secret, or what somebody typed.

    The chain's row is locked until the transaction ends: whoever locks the office, rooms or bookings does so before.
    """
    chain = _locked(office_id)
    origin = current.get()
    made = Record(
        office_id=office_id,
        number=chain.number + 1,
        at=clock.now().astimezone(UTC),
        act=act.value,
        actor_id=actor_id,
        subject=subject,
        facts=facts,
        network=origin.network,
        request=origin.request,
    )
    made.seal = seal_of(made, chain.seal)
    made.save(force_insert=True)
    Chain.objects.filter(pk=chain.pk).update(number=made.number, seal=made.seal)
    return made


def _locked(office_id: int) -> Chain:
    chains = Chain.objects.select_for_update(no_key=True).filter(office_id=office_id)
    chain = chains.first()
    if chain is None:
        Chain.objects.bulk_create([Chain(office_id=office_id)], ignore_conflicts=True)
        chain = chains.get()
    return chain
