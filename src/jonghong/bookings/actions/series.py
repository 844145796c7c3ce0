"""Changing and cancelling several dates of a series at once."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from jonghong.bookings import queries
from jonghong.bookings.actions.ground import (
    act_of,
    placed,
    rearrange,
    require_free,
    require_lifted,
    require_rules,
    settle,
    writing,
)
from jonghong.bookings.actions.single import SeriesFacts, book_all, by_room, cancel_all
from jonghong.bookings.actions.work import Facts, Work
from jonghong.bookings.models import Booking, Series, State, Verb
from jonghong.bookings.permissions import may_change
from jonghong.bookings.refusals import MayNot, SeriesChanged, Stale
from jonghong.bookings.rules import objections_to_cancel, rules_of_details
from jonghong.bookings.snapshots import Details
from jonghong.bookings.timeslots import Place
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights


class Scope(StrEnum):
    """Which dates of a series are meant."""

    ONE = "one"
    FOLLOWING = "following"
    ALL = "all"


@dataclass(frozen=True)
class Revision:
    """What becomes of a series, as a preview showed it.

    ``touched`` are the keys of its bookings that are meant, of which some are ``moved``; ``cancelled`` ones stay dates of the
    series, so they never come back, ``dropped`` ones are dates no longer. ``added`` dates are booked anew. ``details`` holds
    what all of them say, ``changed`` the names of what is new in that. ``series`` is the rule from now on, None while it stays
    as it is; ``earlier`` is the rule of those before, where the series is split.
    """

    details: Details
    changed: tuple[str, ...] = ()
    touched: frozenset[int] = frozenset()
    moved: Mapping[int, Place] = field(default_factory=dict)
    cancelled: frozenset[int] = frozenset()
    dropped: frozenset[int] = frozenset()
    added: tuple[Place, ...] = ()
    series: SeriesFacts | None = None
    earlier: SeriesFacts | None = None

    @property
    def facts(self) -> Facts:
        """The fields that every standing booking gets."""
        return {name: value for name, value in asdict(self.details).items() if name in self.changed}


def change_series(
    *,
    booking: Booking,
    by: Rights,
    version: int,
    seen: str,
    revision: Revision,
    answer: str = "",
    key: UUID | None = None,
    override: str = "",
) -> UUID:
    """Change several dates of the series that a booking belongs to, or the series itself; all as previewed, or nothing.

    ``version`` is the booking's and ``seen`` the ``versions_of`` its series when the form was opened; ``answer`` is what was
    sent about its preview, by which the same form sent again is known. Raises Stale, SeriesChanged, MayNot, AgainstRule,
    RoomTaken or NoSuchRoom.
    """
    office = booking.office
    wish = act_of(key, Verb.CHANGE, booking.pk, version, seen, answer)
    series = queries.series_of(office, booking.series_id or 0)
    if series is None:
        raise Stale
    places = [*revision.moved.values(), *revision.added]
    rooms = set(queries.bookings_of_series(series).values_list("room_id", flat=True))
    with writing(office, by, rooms | {place.room_id for place in places}) as work:
        act, is_done = settle(office, wish)
        if is_done:
            return act
        bookings = _locked_series(work, series, by, seen, revision)
        if version not in [each.version for each in bookings if each.pk == booking.pk]:
            raise Stale
        reason = _require_rules(work, bookings, revision, override)
        later = _kept(work, revision.series) or series
        earlier = _kept(work, revision.earlier) or series
        changes = {each: _facts(work, each, revision, later, earlier) for each in bookings}
        changes = {each: facts for each, facts in changes.items() if facts}
        rearrange(work, act, Verb.CHANGE, changes, attendees=revision.details.attendees, remark=reason)
        for room_id, slots in by_room(revision.added).items():
            require_free(work.rooms[room_id], slots, attendees=revision.details.attendees)
        if revision.added:
            organizer_id = booking.organizer_id
            book_all(work, act, revision.added, revision.details, series=later, remark=reason, organizer_id=organizer_id)
    return act


def change_done(*, booking: Booking, version: int, seen: str, answer: str, key: UUID | None) -> UUID | None:
    """Return the act that a form about a series asks for, if it is done and still stands: a form sent twice."""
    act, is_done = settle(booking.office, act_of(key, Verb.CHANGE, booking.pk, version, seen, answer))
    return act if is_done else None


def cancel_dates(
    *,
    booking: Booking,
    by: Rights,
    scope: Scope,
    version: int | None = None,
    seen: str = "",
    key: UUID | None = None,
    override: str = "",
) -> UUID:
    """Cancel a date of a series and what follows it, or all that still stands; all of it, or nothing.

    Raises MayNot, AgainstRule, Stale where the booking was changed since ``version``, or SeriesChanged where another of its
    series was since ``seen``.
    """
    office = booking.office
    wish = act_of(key, Verb.CANCEL, booking.pk, scope.value)
    act, is_done = settle(office, wish)
    if is_done:
        return act
    series = queries.series_of(office, booking.series_id or 0)
    every = list(queries.bookings_of_series(series)) if series else [booking]
    for each in every:
        each.office = office
    if seen:
        _require_seen(every, seen)
    meant = [each for each in in_scope(every, booking, scope) if each.is_holding]
    if not meant:
        raise Stale
    shown = {booking.pk: version} if version else None
    return cancel_all(meant, by, wish, shown=shown, override=override)


def cancel_these(*, office: Office, by: Rights, bookings: Sequence[Booking], key: UUID | None = None) -> UUID:
    """Cancel those bookings, on whose dates a holiday came to be; all of them, or none. Raises MayNot, AgainstRule or Stale.

    For an officer that is reason enough to cancel past the deadline. ``key`` alone tells a form sent twice: of what it has
    cancelled nothing is left to name.
    """
    wish = act_of(key, Verb.CANCEL, "holiday")
    act, is_done = settle(office, wish)
    if is_done:
        return act
    for booking in bookings:
        booking.office = office
    if not bookings:
        raise Stale
    return cancel_all(bookings, by, wish, override=_("The day became a holiday."))


def in_scope(bookings: Sequence[Booking], booking: Booking, scope: Scope) -> list[Booking]:
    """Return those of a series that are meant, starting from one of them."""
    if scope is Scope.ONE:
        return [each for each in bookings if each.pk == booking.pk]
    if scope is Scope.ALL:
        return list(bookings)
    return [each for each in bookings if day_of(each) >= day_of(booking)]


def day_of(booking: Booking) -> date:
    """Return the day that its series gave a booking, wherever it was moved since."""
    return booking.series_date or booking.date


def versions_of(bookings: Sequence[Booking]) -> str:
    """Return how a series stands, so that a later look tells whether it was changed: the versions, oldest booking first."""
    return ".".join(str(booking.version) for booking in sorted(bookings, key=lambda each: each.pk))


def _require_seen(bookings: Sequence[Booking], seen: str) -> None:
    now = versions_of(bookings)
    if seen != now:
        changed = zip_longest(sorted(bookings, key=lambda each: each.pk), seen.split("."), now.split("."))
        raise SeriesChanged([booking.date for booking, before, after in changed if booking and before != after])


def _locked_series(work: Work, series: Series, by: Rights, seen: str, revision: Revision) -> list[Booking]:
    """Return the bookings of a series, kept from others, as they were seen."""
    found = Booking.objects.select_for_update(no_key=True).filter(office=work.office, series=series)
    bookings = list(found.order_by("pk"))
    for booking in bookings:
        booking.office = work.office
    _require_seen(bookings, seen)
    if not all(may_change(by, booking) for booking in bookings if booking.pk in revision.touched):
        raise MayNot
    return bookings


def _require_rules(work: Work, bookings: Sequence[Booking], revision: Revision, override: str) -> str:
    """Ask the rules about every new place, about what is said anew of dates that stay, and about those given up.

    Returns the reason, where that was needed.
    """
    details, but = revision.details, [booking.pk for booking in bookings]
    is_new_group = "group_id" in revision.changed
    drops = revision.cancelled | revision.dropped
    asked: dict[str, Any] = {"group_id": details.group_id, "attendees": details.attendees, "but": but, "drops": drops}
    reasons = [
        require_rules(
            work.wish(room_id, slots, **asked, is_new_group=is_new_group or bool(revision.added), adds=revision.added),
            override=override,
        )
        for room_id, slots in by_room([*revision.moved.values(), *revision.added]).items()
    ]
    stays = [each for each in bookings if each.pk in revision.touched - drops and each.is_holding]
    places = [Place(each.room_id, queries.slot_of_booking(each, work.office)) for each in stays]
    is_fuller = any((details.attendees or 0) > (each.attendees or 0) for each in stays)
    rules = rules_of_details(is_new_group=is_new_group, is_fuller=is_fuller)
    for room_id, slots in by_room(places).items():
        wish = work.wish(room_id, slots, **asked, is_new_group=is_new_group, adds=places)
        reasons.append(require_rules(wish, override=override, rules=rules))
    given_up = [each for each in bookings if each.pk in drops and each.is_holding]
    reasons.append(require_lifted(objections_to_cancel(work.office, given_up, work.now), work.by, override))
    return max(reasons)


def _kept(work: Work, facts: SeriesFacts | None) -> Series | None:
    return Series.objects.create(office=work.office, created_at=work.now, **asdict(facts)) if facts else None


def _facts(work: Work, booking: Booking, revision: Revision, later: Series, earlier: Series) -> Facts:
    """Return what a booking of the series gets; nothing for one that stays as it is."""
    pk = booking.pk
    if pk in revision.dropped:
        return {"state": State.CANCELLED.value}
    series = later if pk in revision.touched else earlier
    facts: Facts = {"series_id": series.pk} if series.pk != booking.series_id else {}
    if pk in revision.cancelled:
        return {**facts, "state": State.CANCELLED.value}
    if pk in revision.touched and booking.is_holding:
        facts |= {name: value for name, value in revision.facts.items() if getattr(booking, name) != value}
        if pk in revision.moved:
            place = revision.moved[pk]
            facts |= placed(work, work.rooms[place.room_id], place.slot)
    return facts
