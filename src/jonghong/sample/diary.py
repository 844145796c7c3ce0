"""A diary of meetings as a real office's would be: the known days by heart, all others by chance. Pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from jonghong.bookings.timeslots import TimeSlot, days_between
from jonghong.core import thai
from jonghong.rooms.hours import Half, Halves, Hours
from jonghong.sample.chance import Chance
from jonghong.sample.subjects import Subject

DAY = timedelta(days=1)
WEDNESDAY, SATURDAY = 2, 5
FIRST_MONTH_OF_SCHOOL = 5
SEED = 2566
# The day before the one on which the founding document was written: whatever lies ahead of it was booked by then.
LAST_BOOKING = date(2023, 5, 24)
# The document shows these four days whole: nothing else was in any room.
SHOWN_DAYS = frozenset(days_between(date(2023, 6, 1), date(2023, 6, 4)))
NEWS_HOURS = Hours(time(8), time(9))
EXACT_HOURS = (
    Hours(time(8, 30), time(10)),
    Hours(time(9), time(10, 30)),
    Hours(time(9, 30), time(11, 30)),
    Hours(time(10), time(12)),
    Hours(time(13), time(14, 30)),
    Hours(time(13, 30), time(15, 45)),
    Hours(time(14), time(16)),
)
WEEKEND_SHARE = 0.15  # of what suits a weekend
APART = 3 * DAY  # before the same people meet about the same again
MANY = 35  # people who need a microphone and are counted in fives


@dataclass(frozen=True)
class Meeting:
    """One request: a room, named by its place among the rooms, on one day or on several."""

    group: str
    title: str
    room: int
    slots: tuple[TimeSlot, ...]
    attendees: int
    booked_at: datetime
    layout: str = ""
    is_private: bool = False
    needs_drinks: bool = False

    @property
    def day(self) -> date:
        """The first day."""
        return self.slots[0].day


class Diary:
    """The meetings of some rooms, none of which overlaps another in its room."""

    def __init__(self, *, capacities: Sequence[int], halves: Halves, holidays: Collection[date]) -> None:
        self.last_booking = LAST_BOOKING
        self.capacities = capacities
        self.halves = halves
        self.holidays = frozenset(holidays)
        self.meetings: list[Meeting] = []
        self._held: defaultdict[tuple[int, date], list[Hours]] = defaultdict(list)

    def add(self, meeting: Meeting) -> None:
        """Write a meeting in; the room has to be free."""
        assert self.is_free(meeting.room, meeting.slots), meeting
        self.meetings.append(meeting)
        for slot in meeting.slots:
            self._held[meeting.room, slot.day].append(slot.hours)

    def is_free(self, room: int, slots: Sequence[TimeSlot]) -> bool:
        """Tell whether nothing in that room overlaps any of the slots."""
        return not any(slot.hours.overlaps(held) for slot in slots for held in self._held[room, slot.day])

    def times(self, year: int, month: int) -> int:
        """Return ครั้ง of a month of the common era."""
        return sum((slot.day.year, slot.day.month) == (year, month) for meeting in self.meetings for slot in meeting.slots)

    def is_worked(self, day: date) -> bool:
        """Tell whether the office is open: no weekend and no holiday."""
        return day.weekday() < SATURDAY and day not in self.holidays

    def worked_before(self, day: date) -> date:
        """Return that day, or the last one before it on which the office was open."""
        while not self.is_worked(day):
            day -= DAY
        return day


def write_diary(
    diary: Diary,
    subjects: Sequence[Subject],
    times: Mapping[tuple[int, int], int],
    today: date | None = None,
) -> list[Meeting]:
    """Fill the diary until each month, (year of the common era, month), has its ครั้ง; return it in the order of booking.

    Given ``today``, go on to it as the office would have: each month as in one of the years that are known whole.
    """
    chance = Chance(SEED)
    for meeting in known_meetings(diary):
        diary.add(meeting)
    for (year, month), number in sorted(times.items()):
        _fill_month(diary, chance, subjects, first=date(year, month, 1), times=number)
    if today and today > LAST_BOOKING:
        diary.last_booking = today
        for first, number in _later_times(chance, times, today):
            _fill_month(diary, chance, subjects, first=first, times=number)
    return sorted(numbered(diary.meetings), key=lambda meeting: meeting.booked_at)


def known_meetings(diary: Diary) -> Iterator[Meeting]:
    """Yield what the founding document shows of June 2566, and the weekly news that its later months count."""
    halves, booked_at = diary.halves, datetime.combine(LAST_BOOKING, time(9, 12))
    exam = tuple(TimeSlot(day, Half.DAY, halves.day) for day in sorted(SHOWN_DAYS))
    morning = TimeSlot(exam[0].day, Half.MORNING, halves.morning)
    information = "ประชุมการบริหารจัดการข้อมูลสารสนเทศ ปีการศึกษา 2566"
    appointment = "บรรจุข้าราชการครูและบุคลากรทางการศึกษา ตำแหน่งครูผู้ช่วย"
    yield Meeting("บุคคล", "รับสมัครสอบ ครูผู้ช่วย", 0, exam, 100, booked_at, "classroom")
    yield Meeting("แผน", information, 1, exam[:1], 50, booked_at, "u")
    yield Meeting("บุคคล", appointment, 3, (morning,), 20, booked_at, "theatre")
    yield Meeting("อำนวยการ", "พุธเช้า ข่าว สพฐ.", 1, tuple(_news(diary)), 45, booked_at, "theatre")


def _news(diary: Diary) -> Iterator[TimeSlot]:
    """Yield the Wednesdays from August to December 2566, but no holiday."""
    for day in days_between(date(2023, 8, 2), date(2023, 12, 31)):
        if day.weekday() == WEDNESDAY and day not in diary.holidays:
            yield TimeSlot(day, Half.EXACT, NEWS_HOURS)


def numbered(meetings: Sequence[Meeting]) -> list[Meeting]:
    """Return the meetings by day, with the years and running numbers of their titles filled in."""
    counts: Counter[tuple[str, int]] = Counter()
    done = []
    for meeting in sorted(meetings, key=lambda meeting: meeting.day):
        year = thai.buddhist_year(meeting.day.year)
        counts[meeting.title, year] += 1
        title = meeting.title.format(
            year=year,
            number=counts[meeting.title, year],
            fiscal=thai.fiscal_year(meeting.day),
            school=year - (meeting.day.month < FIRST_MONTH_OF_SCHOOL),
        )
        done.append(replace(meeting, title=title))
    return done


def _later_times(chance: Chance, times: Mapping[tuple[int, int], int], today: date) -> Iterator[tuple[date, int]]:
    """Yield the first day and the ครั้ง of each month after the known ones up to today's, and a third of next month's."""
    _started, *whole, _begun = sorted({year for year, _month in times})
    first = date(*max(times), 1)
    while first <= today:
        first = (first + 31 * DAY).replace(day=1)
        number = times[chance.pick(whole), first.month]
        yield first, number if first <= today else number // 3


def _fill_month(diary: Diary, chance: Chance, subjects: Sequence[Subject], *, first: date, times: int) -> None:
    left = times - diary.times(first.year, first.month)
    weights = [subject.weight for subject in subjects]
    held: defaultdict[str, list[date]] = defaultdict(list)
    while left > 0:
        subject = chance.pick_weighed(subjects, weights)
        if subject.days > left or len(held[subject.title]) == subject.monthly:
            continue
        meeting = _draft(diary, chance, subject, first)
        if meeting and all(abs(meeting.day - day) > APART for day in held[subject.title]):
            diary.add(meeting)
            held[subject.title].append(meeting.day)
            left -= subject.days


def _draft(diary: Diary, chance: Chance, subject: Subject, first: date) -> Meeting | None:
    """Return such a meeting on days and in a room that are free; None where chance chose others."""
    days = _days(diary, chance, subject, first)
    half, hours = _hours(chance, subject.time, diary.halves)
    slots = tuple(TimeSlot(day, half, hours) for day in days)
    attendees = _attendees(chance, subject)
    roomy = [number for number, seats in enumerate(diary.capacities) if seats >= attendees]
    closest = sorted(roomy, key=lambda number: diary.capacities[number])[:2]
    room = next((number for number in closest if diary.is_free(number, slots)), None)
    if room is None or not days:
        return None
    return Meeting(
        subject.group,
        subject.title,
        room,
        slots,
        attendees,
        booked_at=_booked_at(diary, chance, days[0]),
        layout=subject.layout,
        is_private=subject.is_private,
        needs_drinks=chance.happens(0.5) and attendees >= MANY,
    )


def _days(diary: Diary, chance: Chance, subject: Subject, first: date) -> list[date]:
    """Return days of that month, one after the other, all worked or, now and then, all on a weekend; none by bad luck."""
    on_weekend = subject.suits_weekend and chance.happens(WEEKEND_SHARE)
    month = [day for day in days_between(first, first + 30 * DAY) if day.month == first.month and day not in SHOWN_DAYS]
    fitting = [day for day in month if (day.weekday() >= SATURDAY if on_weekend else diary.is_worked(day))]
    start = chance.number(0, len(fitting) - 1)
    days = fitting[start : start + subject.days]
    is_unbroken = len(days) == subject.days and days[-1] - days[0] == (subject.days - 1) * DAY
    return days if is_unbroken else []


def _hours(chance: Chance, kind: str, halves: Halves) -> tuple[Half, Hours]:
    if kind == Half.EXACT:
        return Half.EXACT, chance.pick(EXACT_HOURS)
    half = chance.pick((Half.MORNING, Half.AFTERNOON)) if kind == "half" else Half(kind)
    return half, halves.hours(half)


def _attendees(chance: Chance, subject: Subject) -> int:
    number = chance.number(subject.least, subject.most)
    return number - number % 5 if number >= MANY else number


def _booked_at(diary: Diary, chance: Chance, day: date) -> datetime:
    """Return when somebody booked that day: up to a month ahead, in office hours."""
    booked_on = diary.worked_before(min(day, diary.last_booking) - chance.number(1, 28) * DAY)
    minute = chance.number(8 * 60 + 30, 16 * 60 + 15)
    return datetime.combine(booked_on, time(minute // 60, minute % 60))
