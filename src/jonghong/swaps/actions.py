"""Asking for an exchange and answering. Nothing else writes what was asked for.

The row of an exchange is locked, or made, before any room is, so that no two of these wait for each other.
"""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.bookings import actions
from jonghong.bookings.models import Booking, Verb
from jonghong.bookings.refusals import MayNot, Stale
from jonghong.core import clock
from jonghong.people.permissions import Rights, rights_of
from jonghong.swaps.models import Stand, Swap
from jonghong.swaps.queries import (
    changes_since,
    is_own,
    may_answer,
    may_withdraw,
    not_exchangeable,
    outlook,
    own_words,
    swaps_of,
)
from jonghong.swaps.refusals import AlreadyAsked, ChangedSince, NotForSwap, NotOpen, WouldNotPass


def ask(*, mine: Booking, theirs: Booking, by: Rights, rooms_only: bool, message: str = "") -> Swap:
    """Ask the holder of ``theirs`` to exchange it with ``mine``: rooms, or rooms and times. He reads of it.

    Sent twice it is asked for once. Raises MayNot, NotForSwap, WouldNotPass or AlreadyAsked.
    """
    if by.person_id is None or {by.office_id} != {mine.office_id, theirs.office_id}:
        raise MayNot
    require_exchangeable(mine, theirs, by)
    found = outlook(mine, theirs, by, rooms_only=rooms_only)
    if found.reasons:
        raise WouldNotPass(found.reasons)
    same = Q(mine=mine, theirs=theirs, asked_by=by.person_id, rooms_only=rooms_only, message=message)
    try:
        with transaction.atomic():
            if swap := _clear(mine, theirs, by, same):
                return swap
            swap = Swap.objects.create(
                office=mine.office,
                mine=mine,
                theirs=theirs,
                mine_version=mine.version,
                theirs_version=theirs.version,
                rooms_only=rooms_only,
                message=message,
                asked_by_id=by.person_id,
                asked_at=clock.now(),
            )
            actions.note(booking=theirs, by=by, verb=Verb.ASK, remark=message)
    except IntegrityError as error:
        if swap := swaps_of(mine.office).filter(same, state=Stand.OPEN).first():
            return swap
        raise AlreadyAsked from error
    return swap


def require_exchangeable(mine: Booking, theirs: Booking, by: Rights) -> None:
    """Raise NotForSwap, with the sentence why, unless one's own coming booking meets one of somebody else's."""
    if not is_own(mine, by):
        raise NotForSwap(_("Choose one of your own bookings, or of your group."))
    if is_own(theirs, by):
        raise NotForSwap(own_words())
    for booking in (mine, theirs):
        if words := not_exchangeable(booking):
            raise NotForSwap(words)


def accept(*, swap: Swap, by: Rights, remark: str = "") -> UUID:
    """Agree to an exchange, and do it at once: both bookings move, or nothing. Sent twice it is done once.

    Where a booking was changed since, the exchange is void from then on. Raises ChangedSince, NotOpen, MayNot, and what
    ``bookings.actions.exchange`` raises.
    """
    with transaction.atomic():
        found = _lock(swap, by, may=may_answer(swap, by))
        if found.state == Stand.ACCEPTED and found.answered_by_id == by.person_id and found.act:
            return found.act
        _require_open(found)
        if not (reasons := changes_since(found, by)):
            act = _exchange(found, by)
            if act:
                _settle(found, by, Stand.ACCEPTED, remark=remark, act=act)
                return act
            reasons = changes_since(_again(found), by) or [_("Who asked may no longer change that booking.")]
        _settle(found, by, Stand.VOID)
        _tell(found, by)
    raise ChangedSince(_("Nothing was exchanged. %(reasons)s") % {"reasons": " ".join(reasons)})


def decline(*, swap: Swap, by: Rights, remark: str = "") -> None:
    """Say that one does not agree; who asked reads of it. Raises NotOpen or MayNot."""
    with transaction.atomic():
        found = _lock(swap, by, may=may_answer(swap, by))
        _require_open(found)
        _settle(found, by, Stand.DECLINED, remark=remark)
        if found.mine.is_holding:
            actions.note(booking=found.mine, by=by, verb=Verb.REFUSE, remark=remark, concerns=found.asked_by_id)
        else:
            _tell(found, by)


def withdraw(*, swap: Swap, by: Rights) -> None:
    """Take back what was asked for. Raises NotOpen or MayNot."""
    with transaction.atomic():
        found = _lock(swap, by, may=may_withdraw(swap, by))
        _require_open(found)
        _settle(found, by, Stand.WITHDRAWN)
        _tell(found, by)


def _tell(swap: Swap, by: Rights) -> None:
    """Record what became of a wish to exchange of which no booking's history tells."""
    subject = f"swap:{swap.pk}"
    audit.record(office_id=swap.office_id, act=Act.SWAP, actor_id=by.person_id, subject=subject, verb=str(swap.state))


def _exchange(swap: Swap, by: Rights) -> UUID | None:
    """Exchange the two; None where somebody changed one of them in this very moment, or who asked lost the right to his."""
    try:
        with transaction.atomic():
            return actions.exchange(
                mine=swap.mine,
                theirs=swap.theirs,
                asker=rights_of(swap.asked_by),
                by=by,
                rooms_only=swap.rooms_only,
                versions=(swap.mine_version, swap.theirs_version),
            )
    except (Stale, MayNot):
        return None


def _clear(mine: Booking, theirs: Booking, by: Rights, same: Q) -> Swap | None:
    """Make void what was asked for, either way, before one of the two was changed.

    Of what still waits it returns that which is the ``same``, sent before, and raises AlreadyAsked for any other.
    """
    pair = Q(mine=mine, theirs=theirs) | Q(mine=theirs, theirs=mine)
    waiting = swaps_of(mine.office).filter(pair, state=Stand.OPEN).order_by("pk")
    for swap in waiting.select_for_update(no_key=True, of=["self"]):
        if not changes_since(swap, by):
            if found := swaps_of(mine.office).filter(same, pk=swap.pk).first():
                return found
            raise AlreadyAsked
        swap.state, swap.answered_at = Stand.VOID, clock.now()
        swap.save(update_fields=["state", "answered_at"])
    return None


def _lock(swap: Swap, by: Rights, *, may: bool) -> Swap:
    if by.person_id is None or not may:
        raise MayNot
    found = swaps_of(swap.office).select_for_update(no_key=True, of=["self"]).get(pk=swap.pk)
    for booking in (found.mine, found.theirs):
        booking.office = swap.office
    return found


def _again(swap: Swap) -> Swap:
    return swaps_of(swap.office).get(pk=swap.pk)


def _require_open(swap: Swap) -> None:
    """Raise NotOpen for what was answered, and for what is out of time."""
    if swap.state != Stand.OPEN:
        raise NotOpen(str(Stand(swap.state).label))
    if min(swap.mine.starts_at, swap.theirs.starts_at) <= clock.now():
        raise NotOpen(_("one of the two bookings has begun"))


def _settle(swap: Swap, by: Rights, state: Stand, *, remark: str = "", act: UUID | None = None) -> None:
    swap.state, swap.answered_by_id, swap.answered_at = state, by.person_id, clock.now()
    swap.remark, swap.act = remark, act
    swap.save(update_fields=["state", "answered_by", "answered_at", "remark", "act"])
