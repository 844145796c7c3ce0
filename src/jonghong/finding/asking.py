"""From what was asked to what is looked for: a line of words as the form would be filled in, and the form as a need."""

from datetime import date
from typing import Any

from jonghong.bookings.recurrence import Frequency
from jonghong.bookings.series_plan import split_days
from jonghong.core import clock
from jonghong.finding.finder import Need
from jonghong.finding.forms import ANY_TIME, FindForm
from jonghong.finding.gaps import GapNeed, working_days
from jonghong.finding.phrases import Understood
from jonghong.offices.models import Office
from jonghong.offices.queries import days_off
from jonghong.rooms.hours import Half

DAYS_OF_A_WEEK = 7


def filled_in(said: Understood) -> dict[str, Any]:
    """Return what a line says as the fields of the form; a day without a time is taken whole."""
    facts: dict[str, Any] = {"attendees": said.people, "title": said.title, "room": said.room and said.room.id}
    facts["things"] = [thing.id for thing in said.things]
    if said.days:
        is_span = said.weekdays or said.days.last > said.days.first
        facts |= {"on": said.days.first, "until": said.days.last if is_span else None}
    return {name: value for name, value in {**facts, **_time(said), **_repetition(said)}.items() if value}


def _time(said: Understood) -> dict[str, Any]:
    if said.hours:
        hours = said.hours
        return {"half": Half.EXACT.value, "starts": f"{hours.start:%H:%M}", "ends": f"{hours.end:%H:%M}"}
    if said.length:
        return {"half": ANY_TIME, "length": int(said.length.total_seconds()) // 60}
    return {"half": (said.half or Half.DAY).value}


def _repetition(said: Understood) -> dict[str, Any]:
    if not said.weekdays:
        return {}
    if len(said.weekdays) == DAYS_OF_A_WEEK:
        return {"repeat": Frequency.DAILY.value, "interval": 1}
    return {"repeat": Frequency.WEEKLY.value, "weekdays": said.weekdays, "interval": 1, "skip_holidays": "on"}


def need_of(office: Office, form: FindForm) -> Need | None:
    """Return what a valid form looks for; None where everything it names is left out as a day off."""
    days = dates_of(office, form)
    if not days:
        return None
    return Need(
        slots=tuple(form.slots(days)),
        attendees=form.cleaned_data["attendees"],
        things=form.wanted_things,
        room_id=form.cleaned_data["room"],
        is_series=form.rule is not None,
    )


def dates_of(office: Office, form: FindForm) -> list[date]:
    """Return the days of a valid form, of a series without the days off that it skips."""
    days = form.asked_days
    if not form.rule:
        return days
    return split_days(days, days_off(office, days), **form.skips)[0]


def gap_need_of(office: Office, form: FindForm) -> GapNeed | None:
    """Return which gaps a valid form looks for, on working days; None where all its days are over."""
    now = clock.now()
    today = now.astimezone(office.zone).date()
    days = [day for day in form.asked_days if day >= today]
    if not days:
        return None
    return GapNeed(
        length=form.asked_length,
        days=working_days(office, days),
        now=now,
        attendees=form.cleaned_data["attendees"],
        things=form.wanted_things,
        room_id=form.cleaned_data["room"],
    )
