"""What would become of each date of a series: free, taken, against a rule, or left out as a day off."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import islice

from jonghong.bookings.queries import Taken, misfit
from jonghong.bookings.refusals import Alternative, Holder
from jonghong.bookings.timeslots import Place, TimeSlot, free_parts, gaps
from jonghong.rooms.hours import Half, Halves, Hours
from jonghong.rooms.models import Room

SKIP, KEEP = "skip", "keep"
MOST_ROOMS, MOST_TIMES = 3, 2  # offers for one date: other rooms, other hours of the same room
WALL = "(?:[01][0-9]|2[0-3])[0-5][0-9]"
SENT = re.compile(f"(?P<room>[0-9]{{1,18}}) (?P<half>[a-z]+) (?P<start>{WALL}) (?P<end>{WALL})")
ALL_DAY = Hours(time.min, time.max)

Against = Mapping[tuple[int, date], str]


@dataclass(frozen=True)
class Line:
    """One date that the rule gives: where it would be, who is in the way, what else is free and what was chosen.

    ``against`` is the sentence of a rule that stands against it. ``booking_id`` is the booking that would move there.
    """

    day: date
    place: Place
    holders: tuple[Holder, ...] = ()
    against: str = ""
    offers: tuple[Alternative, ...] = ()
    chosen: str = SKIP
    booking_id: int | None = None

    @property
    def is_free(self) -> bool:
        """Whether it can be booked just as asked."""
        return not self.holders and not self.against

    @property
    def name(self) -> str:
        """The field in which a choice about it is sent."""
        return f"at-{self.day}"

    @property
    def choices(self) -> list[tuple[str, Alternative | None]]:
        """What may be chosen where it cannot be booked as asked, each as it is sent."""
        others: list[tuple[str, Alternative | None]] = [(sent(offer), offer) for offer in self.offers]
        return [(KEEP, None), (SKIP, None), *others] if self.booking_id else [(SKIP, None), *others]

    @property
    def outcome(self) -> Place | None:
        """Where it comes to be as chosen; None where it is skipped or stays as it was."""
        if self.is_free:
            return self.place
        offer = dict(self.choices).get(self.chosen)
        return Place(offer.room_id, offer.slots[0]) if offer else None


@dataclass(frozen=True)
class Plan:
    """All dates of a rule. ``days_off`` are those left out, each with the holiday's name if any."""

    lines: list[Line]
    days_off: dict[date, str] = field(default_factory=dict)
    asked: str = ""

    @property
    def free(self) -> list[Line]:
        """The dates that can be booked as asked."""
        return [line for line in self.lines if line.is_free]

    @property
    def clashes(self) -> list[Line]:
        """The dates about which something has to be chosen."""
        return [line for line in self.lines if not line.is_free]

    @property
    def total(self) -> int:
        """How many dates the rule gives."""
        return len(self.lines) + len(self.days_off)

    def places_sent(self, sent_words: Mapping[str, str]) -> list[Place]:
        """Return where the dates come to be as an answer has it; whether these are free, the verb says."""
        chosen = [(line, sent_words.get(line.name)) for line in self.lines]
        places = (line.place if words is None else place_sent(words, line.day) for line, words in chosen)
        return [place for place in places if place]

    def is_answered(self, sent_words: Mapping[str, str]) -> bool:
        """Tell whether what was sent answers just this question: the same rule, and every clash."""
        answers = all(sent_words.get(line.name) == line.chosen for line in self.clashes)
        return sent_words.get("asked") == self.asked and answers


def sent(offer: Alternative) -> str:
    """Return an offer as a form sends it when chosen."""
    hours = offer.slots[0].hours
    return f"{offer.room_id} {offer.half} {hours.start:%H%M} {hours.end:%H%M}"


def place_sent(words: str, day: date) -> Place | None:
    """Return the place that a choice names on a day, as ``sent`` wrote it; None for skipping it, and for anything else."""
    found = SENT.fullmatch(words)
    if not found or found["half"] not in set(Half) or found["start"] >= found["end"]:
        return None
    hours = Hours(*(time(int(found[name][:2]), int(found[name][2:])) for name in ("start", "end")))
    return Place(int(found["room"]), TimeSlot(day, Half(found["half"]), hours))


def split_days(
    dates: Iterable[date],
    days_off: Mapping[date, str],
    *,
    skips_holidays: bool,
    skips_weekends: bool,
) -> tuple[list[date], dict[date, str]]:
    """Return the dates that stay, and those left out with the holiday's name if any."""
    kept, left_out = [], {}
    for day in dates:
        name = days_off.get(day)
        is_weekend = day.weekday() >= 5
        if (skips_holidays and name) or (skips_weekends and is_weekend):
            left_out[day] = name or ""
        else:
            kept.append(day)
    return kept, left_out


@dataclass(frozen=True)
class Ground:
    """What lines are judged by: who holds what, the open rooms that may be offered, best first, and the office's halves.

    ``against`` holds the rules' sentences by room and day, ``choices`` what a form sent about dates.
    """

    held: Taken
    rooms: Sequence[Room]
    halves: Halves
    against: Against = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)

    def line(self, day: date, place: Place, booking_id: int | None = None) -> Line:
        """Return what would become of one date; ``booking_id`` is the booking that would move there."""
        line = Line(
            day,
            place,
            holders=tuple(self.held.holders(place.room_id, [place.slot])),
            against=self.against.get((place.room_id, place.slot.day), ""),
            booking_id=booking_id,
            chosen=KEEP if booking_id else SKIP,
        )
        if line.is_free:
            return line
        offered = replace(line, offers=(*self._other_rooms(place), *self._other_times(line)))
        chosen = self.choices.get(line.name)
        return replace(offered, chosen=chosen) if chosen in dict(offered.choices) else offered

    def _other_rooms(self, place: Place) -> list[Alternative]:
        slot = place.slot
        free = (
            room
            for room in self.rooms
            if room.pk != place.room_id and (room.pk, slot.day) not in self.against and self.held.is_free(room.pk, [slot])
        )
        return [Alternative(room.pk, room.name, room.capacity, (slot,)) for room in islice(free, MOST_ROOMS)]

    def _other_times(self, line: Line) -> list[Alternative]:
        room = next((room for room in self.rooms if room.pk == line.place.room_id), None)
        if room is None or line.against:
            return []
        slot = line.place.slot
        all_day = self.held.holders(room.pk, [TimeSlot(slot.day, Half.EXACT, ALL_DAY)])
        slots = other_times(slot, self.halves, [holder.hours for holder in all_day])
        return [Alternative(room.pk, room.name, room.capacity, (other,)) for other in slots[:MOST_TIMES]]


def ranked(rooms: Iterable[Room], attendees: int | None) -> list[Room]:
    """Return the open rooms, those first that fit that many people best."""
    return sorted((room for room in rooms if room.is_open), key=lambda room: misfit(room, attendees or 0))


def other_times(slot: TimeSlot, halves: Halves, taken: Sequence[Hours]) -> list[TimeSlot]:
    """Return when else on that day the room is free: other parts of the day, or for exact times the nearest as long."""
    if slot.half is not Half.EXACT:
        return sorted(free_parts(slot.day, halves, taken), key=lambda part: not part.overlaps(slot))
    nearest = nearest_hours(slot.hours, halves.day, taken)
    return [TimeSlot(slot.day, Half.EXACT, nearest)] if nearest else []


def nearest_hours(wanted: Hours, within: Hours, taken: Sequence[Hours]) -> Hours | None:
    """Return the stretch as long as ``wanted`` that lies nearest to it, among what is free of ``within``."""
    length = _since_midnight(wanted.end) - _since_midnight(wanted.start)
    busy = sorted((hours for hours in taken if within.overlaps(hours)), key=lambda hours: hours.start)
    starts = []
    for gap in gaps(within, busy):
        last_start = _since_midnight(gap.end) - length
        if last_start >= _since_midnight(gap.start):
            starts.append(min(max(_since_midnight(wanted.start), _since_midnight(gap.start)), last_start))
    if not starts:
        return None
    best = min(starts, key=lambda start: abs(start - _since_midnight(wanted.start)))
    return Hours(_wall(best), _wall(best + length))


def _since_midnight(wall: time) -> timedelta:
    return datetime.combine(date.min, wall) - datetime.combine(date.min, time.min)


def _wall(since_midnight: timedelta) -> time:
    return (datetime.combine(date.min, time.min) + since_midnight).time()
