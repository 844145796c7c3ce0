"""Decides which time of day a line means, or asks. Pure."""

from dataclasses import dataclass
from datetime import timedelta

from jonghong.finding.phrases import times
from jonghong.finding.phrases.days import days_from
from jonghong.finding.phrases.facts import Unsure
from jonghong.finding.phrases.reading import Part, Reading
from jonghong.finding.phrases.times import Stretch, hours_between, in_quarters, minutes_of
from jonghong.rooms.hours import Half, Hours

EVENINGS = ((990, 1110), (1020, 1140), (1080, 1200))  # minutes of the day: 16.30-18.30, 17.00-19.00, 18.00-20.00


@dataclass(frozen=True)
class _Time:
    """All that a line says of the time of day, and which parts say it."""

    stretch: Stretch | None
    length: timedelta | None
    half: Half | None
    parts: tuple[Part, ...]

    @property
    def minutes(self) -> int:
        return int(self.length.total_seconds()) // 60 if self.length else 0


def read_hours(reading: Reading) -> None:
    """Read the hours, the half of the day, or how long it takes."""
    stretch = _stretch(reading.line.unread)
    if stretch and stretch.is_bare and not (reading.said.days or reading.loose or reading.said.questions):
        _ask_days_or_hours(reading, stretch)
        return
    time = _take(reading, stretch)
    if stretch:
        _decide(reading, stretch, time)
    elif time.half and time.length:
        _part_of_half(reading, time.half, time)
    else:
        reading.said.half, reading.said.length = time.half, time.length
    if not time.parts:
        _ask_vague(reading)


def _take(reading: Reading, stretch: Stretch | None) -> _Time:
    """Take all that says when out of the line."""
    line, parts = reading.line, []
    if stretch:
        line.mark(line.before(times.BEFORE, stretch.start), stretch.end)
        parts.append((stretch.start, stretch.end))
    length = line.take(times.LENGTH)
    half = times.half_in(line.unread)
    if length:
        parts.append(length.span())
    if half:
        line.mark(*half[0].span())
        parts.append(half[0].span())
    return _Time(stretch, times.length_of(length) if length else None, half[1] if half else None, tuple(parts))


def _stretch(text: str) -> Stretch | None:
    """Return the stretch of time that says the most: one with an end, else a moment, else two bare numbers."""
    found, at = [], 0
    while at < len(text):
        each = times.stretch_from(text, at)
        found += [each] if each else []
        at = each.end if each else at + 1
    return min(found, key=lambda each: (each.is_bare, not each.has_end), default=None)


def _ask_days_or_hours(reading: Reading, stretch: Stretch) -> None:
    """Ask whether "9-11" is days or hours, where no day is known."""
    part = (stretch.start, stretch.end)
    options = [option for option in _options(reading, stretch, 0) if _is_possible(option)]
    choices = reading.hours(*_hours(options[:1]))
    days = days_from(f"วันที่ {reading.line.unread[slice(*part)].strip()}", 0, reading.ground.today)
    if days and days.is_sure:
        choices += reading.days(*days.readings)
    reading.line.mark(*part)
    reading.ask(Unsure.WHICH_HOURS, choices, part)


def _decide(reading: Reading, stretch: Stretch, time: _Time) -> None:
    """Take the hours that are left when everything said is heeded; ask where several are, or none."""
    options = _options(reading, stretch, time.minutes)
    fitting = [option for option in options if _lies_in(option, time.half)]
    is_certain = len(fitting) == 1 and not stretch.is_reversed and not (stretch.is_spoken and not time.length)
    if is_certain and _is_possible(fitting[0]) and fitting[0] == in_quarters(*fitting[0]):
        reading.said.hours = _hours(fitting)[0]
        return
    about = Unsure.WHICH_HOURS if stretch.has_end or not fitting else Unsure.NO_END
    about = Unsure.NO_QUARTER if is_certain and _is_possible(fitting[0]) else about
    choices = reading.hours(*_hours(fitting or options))
    if stretch.is_spoken:
        choices += reading.halves(Half.AFTERNOON)
    reading.ask(Unsure.REVERSED if stretch.is_reversed else about, choices, *time.parts)


def _options(reading: Reading, stretch: Stretch, minutes: int) -> list[Part]:
    """Return the readings of a stretch; one without an end gets the length that is said, or some usual ones."""
    options: list[Part] = []
    for start, end in stretch.readings:
        if end is not None:
            options.append((start, end))
        elif minutes:
            options.append((start, start + minutes))
        else:
            ends = {start + 60, start + 120, times.end_of_half(start, reading.ground.halves)}
            options += [(start, each) for each in sorted(ends) if each > start]
    return options


def _lies_in(option: Part, half: Half | None) -> bool:
    return half in {None, Half.DAY} or (option[0] < times.NOON) == (half is Half.MORNING)


def _is_possible(option: Part) -> bool:
    return hours_between(*in_quarters(*option)) is not None


def _hours(options: list[Part]) -> list[Hours]:
    """Return those of the options that are hours of one day, in whole quarters."""
    return [each for option in options if (each := hours_between(*in_quarters(*option)))]


def _part_of_half(reading: Reading, half: Half, time: _Time) -> None:
    """Ask which hours of a half are meant, its first ones or its last ones; take all of it where they are as many."""
    hours = reading.ground.halves.hours(half)
    start, end = minutes_of(hours.start), minutes_of(hours.end)
    if end - start == time.minutes:
        reading.said.half = half
        return
    within = [(start, start + time.minutes), (end - time.minutes, end)] if time.minutes < end - start else []
    reading.ask(Unsure.WHICH_HOURS, [*reading.hours(*_hours(within)), *reading.halves(half)], *time.parts)


def _ask_vague(reading: Reading) -> None:
    """Ask which half of the day, or which hours of the evening."""
    if half := reading.line.take(times.HALF_A_DAY):
        reading.ask(Unsure.WHICH_HALF, reading.halves(Half.MORNING, Half.AFTERNOON), half.span())
    elif evening := reading.line.take(times.EVENING):
        reading.ask(Unsure.WHICH_HOURS, reading.hours(*_hours(list(EVENINGS))), evening.span())
