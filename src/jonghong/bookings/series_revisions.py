"""What a changed form makes of a standing series: which dates move, leave, come, or stay where somebody put them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from jonghong.bookings import queries
from jonghong.bookings.actions.series import Revision, Scope, day_of, in_scope
from jonghong.bookings.actions.single import SeriesFacts
from jonghong.bookings.models import Booking
from jonghong.bookings.recurrence import Written
from jonghong.bookings.series_forms import SeriesChangeForm
from jonghong.bookings.series_plan import SKIP, Line, Plan, split_days
from jonghong.bookings.series_previews import Asker, Preview, digest, ground_of
from jonghong.bookings.series_words import rule_words
from jonghong.bookings.timeslots import Place
from jonghong.core import clock
from jonghong.offices.queries import days_off
from jonghong.rooms.hours import Hours


@dataclass(frozen=True, kw_only=True)
class ChangePreview(Preview):
    """A preview of a change: ``dropped`` dates leave the series, ``by_hand`` ones stay where somebody put them.

    ``touched`` is how many dates get what is new, wherever they are.
    """

    dropped: tuple[Booking, ...]
    by_hand: tuple[Booking, ...]
    touched: int
    revision: Revision

    @property
    def does_something(self) -> bool:
        """Whether anything would be other than it is."""
        revision = self.revision
        return bool(self.plan.lines or self.dropped or revision.changed or (revision.series and not revision.earlier))

    @property
    def moving(self) -> int:
        """How many dates come to another room or time as asked."""
        return sum(line.booking_id is not None for line in self.plan.free)

    @property
    def coming(self) -> int:
        """How many new dates can be booked as asked."""
        return len(self.plan.free) - self.moving


@dataclass(frozen=True)
class Dates:
    """What becomes of the dates of a series whose rule may have changed."""

    rule: Written | None
    gone: tuple[Booking, ...] = ()
    added: tuple[date, ...] = ()
    days_off: Mapping[date, str] | None = None


def change_preview(
    form: SeriesChangeForm,
    bookings: Sequence[Booking],
    asker: Asker,
    choices: Mapping[str, str],
) -> ChangePreview:
    """Return what a valid form about several dates would do to the bookings of its series, cancelled ones among them."""
    today = clock.today(form.office.zone)
    meant = in_scope(bookings, form.booking, form.scope_meant)
    standing = [booking for booking in meant if booking.is_holding]
    put = _put_by_hand(standing, form)
    dates = _dates(form, meant, put, today)
    staying = [booking for booking in standing if booking not in dates.gone]
    moving = [booking for booking in staying if form.is_place_changed and (booking.pk == form.booking.pk or booking not in put)]
    lines, against = _lines(form, moving, dates, asker, choices)
    first_slot = form.place.slot
    said = (sorted(form.changed_details), form.cleaned_data["seen"], bool(asker.override))
    asked = digest(form.scope_meant, dates.rule, form.place, *said)
    return ChangePreview(
        plan=Plan(lines, dict(dates.days_off or {}), asked),
        words=rule_words(dates.rule) if dates.rule else "",
        room=form.cleaned_data["room"],
        slot=first_slot,
        today=today,
        attendees=asker.attendees,
        objections=against,
        skips_months=dates.rule.recurrence.may_skip_months if dates.rule else False,
        dropped=dates.gone,
        by_hand=tuple(booking for booking in put if booking in staying and booking not in moving),
        touched=len(staying),
        revision=_revision(form, meant, dates, lines),
    )


def _put_by_hand(standing: Sequence[Booking], form: SeriesChangeForm) -> list[Booking]:
    """Return those that are not where most of the series is, or not on the day that the rule gave them."""
    if not standing:
        return []
    common, _times = Counter(_where(booking, form) for booking in standing).most_common(1)[0]
    return [booking for booking in standing if _where(booking, form) != common or day_of(booking) != booking.date]


def _where(booking: Booking, form: SeriesChangeForm) -> tuple[int, Hours]:
    return booking.room_id, queries.hours_of(booking, form.office)


def _dates(form: SeriesChangeForm, meant: Sequence[Booking], put: Sequence[Booking], today: date) -> Dates:
    """Return which dates leave the series and which come. What is over stays as it was, and so does what was cancelled."""
    rule = form.wanted_rule
    if rule is None or form.old_rule is None or not form.is_rule_changed:
        return Dates(rule)
    left_out = frozenset(day for day in form.old_rule.left_out if day >= rule.first)
    rule = replace(rule, left_out=left_out)
    days = rule.dates()
    off_days = days_off(form.office, days) if days else {}
    kept, off = split_days(days, off_days, **form.skips)
    _kept, off_before = split_days(days, off_days, **form.skipped)
    # A holiday that came late only marks its dates; a date leaves where the rule is new that leaves it out.
    stays = {*kept, *(day for day in off if day in off_before)}
    gone = [booking for booking in meant if booking.is_holding and booking not in put and day_of(booking) not in stays]
    had = {day_of(booking) for booking in meant}
    added = [day for day in kept if day not in had and day >= today]
    new_off = {day: name for day, name in off.items() if day not in had}
    return Dates(rule, tuple(booking for booking in gone if booking.date >= today), tuple(added), new_off)


def _lines(
    form: SeriesChangeForm,
    moving: Sequence[Booking],
    dates: Dates,
    asker: Asker,
    choices: Mapping[str, str],
) -> tuple[list[Line], tuple[str, ...]]:
    new = form.place
    wanted = [(day_of(booking), Place(new.room_id, new.slot.moved(day=booking.date)), booking.pk) for booking in moving]
    wanted += [(day, Place(new.room_id, new.slot.moved(day=day)), 0) for day in dates.added]
    if not wanted:
        return [], ()
    wanted.sort(key=lambda each: each[0])
    places = [place for _day, place, _booking in wanted]
    days = sorted(place.slot.day for place in places)
    but = [booking.pk for booking in (*moving, *dates.gone)]
    held = queries.taken(form.office, days[0], days[-1], but=but)
    ground, against = ground_of(places, held, form.rooms, asker, choices, but=but)
    return [ground.line(day, place, booking_id or None) for day, place, booking_id in wanted], against


def _revision(form: SeriesChangeForm, meant: Sequence[Booking], dates: Dates, lines: Sequence[Line]) -> Revision:
    old = [line for line in lines if line.booking_id]
    new = [line for line in lines if not line.booking_id]
    skipped = frozenset(line.day for line in new if line.outcome is None)
    later, earlier = _rules(form, dates, skipped)
    return Revision(
        details=form.details,
        changed=form.changed_details,
        touched=frozenset(booking.pk for booking in meant),
        moved={line.booking_id: line.outcome for line in old if line.booking_id and line.outcome},
        cancelled=frozenset(line.booking_id for line in old if line.booking_id and not line.is_free and line.chosen == SKIP),
        dropped=frozenset(booking.pk for booking in dates.gone),
        added=tuple(line.outcome for line in new if line.outcome),
        series=later,
        earlier=earlier,
    )


def _rules(form: SeriesChangeForm, dates: Dates, skipped: frozenset[date]) -> tuple[SeriesFacts | None, SeriesFacts | None]:
    """Return the rule from the first date meant on, and that of the dates before it; None for what stays as it is."""
    if dates.rule is None or form.old_rule is None:
        return None, None
    before = form.old_rule.before(day_of(form.booking)) if form.scope_meant is Scope.FOLLOWING else None
    if before is None and not form.is_rule_changed:
        return None, None
    rule = replace(dates.rule, left_out=dates.rule.left_out | skipped)
    later = SeriesFacts(rule=rule.to_rfc(), **(form.skips if form.is_rule_changed else form.skipped))
    return later, SeriesFacts(rule=before.to_rfc(), **form.skipped) if before else None
