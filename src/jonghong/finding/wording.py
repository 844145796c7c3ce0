"""What the page says of a line of words: what was understood, what has to be asked, and the answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, gettext as _, ngettext

from jonghong.bookings.entries import half_names
from jonghong.bookings.series_fields import weekday_names
from jonghong.bookings.verdicts import length_words
from jonghong.core import thai
from jonghong.core.fields import sentence
from jonghong.finding.phrases import Days, Fact, Question, RoomName, ThingName, Understood
from jonghong.finding.phrases.facts import Unsure
from jonghong.rooms.hours import Half, Hours


@dataclass(frozen=True)
class Answer:
    """A link that answers a question."""

    words: str
    href: str


@dataclass(frozen=True)
class Asked:
    """A question as people read it, with the links that answer it."""

    words: str
    answers: tuple[Answer, ...]


def chips(said: Understood) -> Iterator[tuple[str, str]]:
    """Yield what was understood, piece by piece: what it is, and what was understood of it."""
    if said.weekdays:
        names = dict(weekday_names())
        yield _("Every week"), ", ".join(names[day] for day in said.weekdays)
    if said.days:
        yield _("Date"), day_words(said.days)
    if said.hours or said.half:
        yield _("Time of day"), fact_words(said.hours or said.half or "")
    if said.length and not said.hours:
        yield _("How long"), length_words(int(said.length.total_seconds()) // 60)
    if said.people:
        yield _("Attendees"), fact_words(said.people)
    if said.room:
        yield _("Room"), said.room.name
    if said.things:
        yield _("Equipment"), ", ".join(thing.name for thing in said.things)
    if said.title:
        yield _("Subject"), said.title


def asked(question: Question) -> Asked:
    """Return a question in words, and each answer as a link to this page with the line written anew."""
    words = sentence(question.fault) if question.fault else question_words(question)
    answers = (Answer(answer_words(question, choice.fact), address_of(choice.text)) for choice in question.choices)
    return Asked(words, tuple(answers))


def time_asked(said: Understood) -> Asked | None:
    """Return the question of the time of day, where none is said."""
    if said.has_time or not said.days or said.questions:
        return None
    halves = [(half, {"th": thai_half, "en": english}) for half, thai_half, english in HALVES_SAID]
    answers = (Answer(half_names()[half], address_of(f"{said.text} {words[_language()]}")) for half, words in halves)
    return Asked(_("At what time of day? Shown is the whole day."), tuple(answers))


HALVES_SAID = (
    (Half.MORNING, "เช้า", "morning"),
    (Half.AFTERNOON, "บ่าย", "afternoon"),
    (Half.DAY, "ทั้งวัน", "all day"),
)


def question_words(question: Question) -> str:
    """Return the sentence that asks about some words of the line."""
    words = {"words": question.words}
    return {
        Unsure.NO_DAY: _("On which day?"),
        Unsure.WHICH_DAY: _("Which day does “%(words)s” mean?") % words,
        Unsure.WHICH_WEEK: _("“%(words)s”: in which week?") % words,
        Unsure.WHICH_YEAR: _("“%(words)s”: in which year?") % words,
        Unsure.BAD_DATE: _("“%(words)s” is no date. Write another.") % words,
        Unsure.NO_END_OF_SERIES: _("Until when does it repeat?"),
        Unsure.WHICH_HOURS: _("What time does “%(words)s” mean?") % words,
        Unsure.NO_END: _("“%(words)s”: until when?") % words,
        Unsure.REVERSED: _("“%(words)s” ends before it begins. Did you mean:") % words,
        Unsure.NO_QUARTER: _("Rooms are booked by quarters of an hour. Take this?"),
        Unsure.WHICH_HALF: _("“%(words)s”: morning or afternoon?") % words,
        Unsure.WHICH_ROOM: _("Which room does “%(words)s” mean?") % words,
        Unsure.ROOM_OR_SUBJECT: _("Is “%(words)s” the room or the subject?") % words,
        Unsure.THING_OR_SUBJECT: _("Is “%(words)s” equipment that the room must have, or the subject?") % words,
        Unsure.PEOPLE: _("Does “%(words)s” count people?") % words,
    }[question.about]


def answer_words(question: Question, fact: Fact) -> str:
    """Return what an answer says on its button."""
    if question.about is Unsure.NO_END_OF_SERIES:
        return _("until %(day)s") % {"day": fact_words(fact)}
    return fact_words(fact)


def fact_words(fact: Fact) -> str:
    """Return what a line may say, as people read it."""
    match fact:
        case Days():
            return day_words(fact)
        case Hours():
            return thai.format_hours(fact.start, fact.end, _language())
        case Half():
            return half_names()[fact]
        case RoomName() | ThingName():
            return _named(fact)
        case int():
            return ngettext("%(num)s person", "%(num)s people", fact) % {"num": fact}
        case _:
            return _("“%(words)s” is the subject") % {"words": fact}


def _named(fact: RoomName | ThingName) -> str:
    if isinstance(fact, RoomName):
        return _("Room %(room)s") % {"room": fact.name}
    return _("A room with %(equipment)s") % {"equipment": fact.name}


def day_words(days: Days) -> str:
    """Return a day with its weekday, or the days from when until when."""
    if days.first == days.last:
        return thai.format_date(days.first, _language(), style="full")
    return thai.format_span(days.first, days.last, _language())


def span_of_days(days: Sequence[date]) -> str:
    """Return the days that are looked at, from the first to the last."""
    return day_words(Days(days[0], days[-1]))


def address_of(line: str) -> str:
    """Return the address of the page for a line of words."""
    return f"{reverse('find')}?{urlencode({'q': line})}"


def examples(rooms: Sequence[RoomName]) -> list[Answer]:
    """Return lines to learn from, as links; one names a room, where there is one."""
    lines = [_("tomorrow morning 40 people"), _("day after tomorrow 9.00-11.30"), _("this week 3 hours 20 people")]
    lines += [_("tomorrow afternoon %(room)s staff meeting") % {"room": room.name} for room in rooms]
    lines += [_("every Wednesday morning until the end of the year")]
    return [Answer(line, address_of(line)) for line in lines]


def _language() -> str:
    return get_language() or "th"
