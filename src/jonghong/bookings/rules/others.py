"""Rules about who books, and what others have booked."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jonghong.bookings.models import Booking, Overfull, State
from jonghong.bookings.queries import holding
from jonghong.bookings.refusals import Objection
from jonghong.bookings.rules.sentences import buffer_words, cancel_words, group_words, groups_words, person_words, subject
from jonghong.bookings.rules.settings import all_settings
from jonghong.bookings.rules.wishes import Lifter, Wish
from jonghong.offices.models import Office

OFFICER = Lifter.OFFICER.value
DAY = timedelta(days=1)
Stretch = tuple[datetime, datetime]


def for_a_group_that_may(wish: Wish) -> Objection | None:
    """Only certain groups book the room, where the office says so."""
    if not wish.settings.groups or wish.group_id is None or wish.group_id in wish.settings.groups:
        return None
    names = dict(wish.office.groups.values_list("pk", "short_name"))
    return Objection("for_a_group_that_may", groups_words(wish.settings, wish.room.name, names), OFFICER)


def within_quota_of_person(wish: Wish) -> Objection | None:
    """One person has only so many bookings ahead."""
    most = wish.settings.most_of_person
    if not most or not wish.by.is_signed_in:
        return None
    owners = [wish.by.person_id]
    if wish.but:  # who moves a booking need not be the one it belongs to
        owners = list(Booking.objects.filter(office=wish.office, pk=next(iter(wish.but))).values_list("organizer", flat=True))
    ahead = _ahead(wish, "most_of_person").filter(organizer__in=owners)
    if not _is_above(most, ahead, wish, "most_of_person"):
        return None
    return Objection("within_quota_of_person", person_words(wish.settings, wish.room.name), OFFICER)


def within_quota_of_group(wish: Wish) -> Objection | None:
    """One group has only so many bookings ahead."""
    most = wish.settings.most_of_group
    if not most or wish.group_id is None:
        return None
    ahead = _ahead(wish, "most_of_group").filter(group=wish.group_id)
    if not _is_above(most, ahead, wish, "most_of_group"):
        return None
    return Objection("within_quota_of_group", group_words(wish.settings, wish.room.name), OFFICER)


def _ahead(wish: Wish, field: str) -> QuerySet[Booking]:
    """Return what is still to come or going on; a figure that a room has of its own is about that room alone."""
    found = holding(wish.office).filter(date__gte=wish.today, ends_at__gt=wish.now)
    return found.filter(room=wish.room) if field in wish.settings.own else found


def _is_above(most: int, ahead: QuerySet[Booking], wish: Wish, field: str) -> bool:
    """Tell whether a wish leaves more bookings ahead than there may be, and more than there were."""
    had = set(ahead.values_list("pk", flat=True))
    if wish.adds is None:
        kept, wanted = had.difference(wish.but), len(wish.slots_ahead(wish.slots))
    else:
        is_own = field in wish.settings.own
        places = [place for place in wish.adds if place.room_id == wish.room.pk or not is_own]
        kept, wanted = had.difference(wish.drops), len(wish.slots_ahead(place.slot for place in places))
    return len(kept) + wanted > max(most, len(had))


def with_room_around(wish: Wish) -> Objection | None:
    """The room stays free for some minutes before and after each booking, this one and its neighbours."""
    minutes = max(wish.settings.minutes_before or 0, wish.settings.minutes_after or 0)
    if not minutes:
        return None
    gap = timedelta(minutes=minutes)
    near = _by_day(_neighbours(wish, gap))
    slots = tuple(
        slot
        for slot, wanted in zip(wish.slots, wish.instants, strict=True)
        if any(_is_near(other, wanted, gap) for shift in (-DAY, timedelta(0), DAY) for other in near[slot.day + shift])
    )
    return Objection("with_room_around", buffer_words(wish.settings, wish.room.name), OFFICER, slots) if slots else None


def _neighbours(wish: Wish, gap: timedelta) -> Iterable[tuple[date, datetime, datetime]]:
    """Return day, start and end of what stands in the room from a little before the wish to a little after it."""
    starts, ends = min(start for start, _end in wish.instants), max(end for _start, end in wish.instants)
    found = holding(wish.office).filter(room=wish.room, is_legacy=False, starts_at__lt=ends + gap, ends_at__gt=starts - gap)
    # No booking is longer than a day, which spares reading all that the room ever had.
    found = found.filter(starts_at__gt=starts - gap - DAY)
    return found.exclude(pk__in=list(wish.but)).values_list("date", "starts_at", "ends_at")


def _by_day(neighbours: Iterable[tuple[date, datetime, datetime]]) -> dict[date, list[Stretch]]:
    found: dict[date, list[Stretch]] = defaultdict(list)
    for day, start, end in neighbours:
        found[day].append((start, end))
    return found


def _is_near(other: Stretch, wanted: Stretch, gap: timedelta) -> bool:
    """Tell whether another booking is too near; one that shares an instant is in the way, which is not a matter of rules."""
    (start, end), (from_, until) = other, wanted
    is_in_the_way = start < until and end > from_
    return not is_in_the_way and start < until + gap and end > from_ - gap


def with_enough_seats(wish: Wish) -> Objection | None:
    """No more people come than there are seats, where the office refuses that."""
    seats = wish.room.capacity
    if wish.settings.overfull != Overfull.REFUSE or not seats or (wish.attendees or 0) <= seats:
        return None
    words = {"subject": subject(wish.room.name), "seats": seats}
    return Objection("with_enough_seats", _("%(subject)s has %(seats)s seats and takes no more people.") % words, OFFICER)


def objections_to_cancel(office: Office, bookings: Iterable[Booking], now: datetime) -> list[Objection]:
    """Return what stands against cancelling them: of each room, that its deadline has passed for one of them.

    A request that waits and a place that is only kept for somebody can be given up at any time.
    """
    settings = all_settings(office)
    found: set[int] = set()
    for booking in bookings:
        hours = settings.of(booking.room_id).cancel_hours
        if hours and booking.state == State.CONFIRMED and booking.starts_at - now < timedelta(hours=hours):
            found.add(booking.room_id)
    names = office.rooms.filter(pk__in=found).values_list("pk", "name") if found else []
    return [Objection("cancelled_in_time", cancel_words(settings.of(pk), name), OFFICER) for pk, name in names]
