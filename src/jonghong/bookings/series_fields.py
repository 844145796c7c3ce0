"""What people type to have a booking repeated, and the rule that it makes."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy as _

from jonghong.bookings.recurrence import LAST, MOST_DATES, MOST_INTERVAL, Frequency, Recurrence, TooManyDates, Written
from jonghong.bookings.rules import is_within_reach, reach_words
from jonghong.core import clock, thai
from jonghong.core.fields import LineField, ThaiDateField, written
from jonghong.core.forms import Form
from jonghong.offices.models import Office

NTH, LAST_WEEK = "nth", "last"
REPEATS = [
    ("", _("does not repeat")),
    (Frequency.DAILY.value, _("daily")),
    (Frequency.WEEKLY.value, _("weekly")),
    (Frequency.MONTHLY.value, _("monthly, same date")),
    (NTH, _("monthly, same weekday")),
    (LAST_WEEK, _("monthly, last such weekday")),
    (Frequency.CHOSEN.value, _("dates I choose")),
]
LONGEST_LIST = 12_000  # characters: the most dates, each written out
A_MONDAY = date(2023, 1, 2)


class DatesField(forms.CharField):
    """Several dates, with commas or line ends between, each in any of the ways that ``ThaiDateField`` reads.

    Gives a list of ``datetime.date`` in their order, each once.
    """

    widget = forms.Textarea({"rows": 2, "autocomplete": "off", "data-calendar": "many"})

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST_LIST, required=False, **options)

    def clean(self, value: Any) -> Any:
        """Read the dates; raises ValidationError with the sentence for the first that cannot be read."""
        words = [word for word in re.split("[,;\n]", super().clean(value)) if word.strip()]
        if len(words) > MOST_DATES:
            raise ValidationError(too_many_words())
        return sorted({self._read(number, word) for number, word in enumerate(words, start=1)})

    def _read(self, number: int, word: str) -> Any:
        try:
            return ThaiDateField().clean(word)
        except ValidationError as fact:
            raise ValidationError(_("Date %(number)s: %(advice)s") % {"number": number, "advice": fact.messages[0]}) from fact

    def prepare_value(self, value: Any) -> Any:
        """Show dates as people read them; leave a text alone."""
        return value if isinstance(value, str) else ", ".join(written(day) for day in value or ())


class RepeatForm(Form):
    """How a booking repeats. Stands before a form that has ``on`` and ``until``, whose date the rule counts from."""

    office: Office

    repeat = forms.ChoiceField(label=_("Repeat"), choices=REPEATS, required=False, widget=forms.RadioSelect)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which weekdays"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    interval = forms.IntegerField(
        label=_("Every how many"),
        required=False,
        min_value=1,
        max_value=MOST_INTERVAL,
        initial=1,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    count = forms.IntegerField(
        label=_("How many times"),
        required=False,
        min_value=1,
        max_value=MOST_DATES,
        help_text=_("Or give the last day above. Days off that are skipped count too."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    dates = DatesField(label=_("Dates"), help_text=_("The date above is one of them. Put commas between the others."))
    skip_holidays = forms.BooleanField(label=_("Skip holidays"), required=False, initial=True)
    skip_weekends = forms.BooleanField(label=_("Skip Saturdays and Sundays"), required=False)
    # Names the question that a preview asked, so that an answer fits only that.
    asked = LineField(required=False, max_length=64)

    rule: Written | None = None
    REPETITION: tuple[str, ...] = ("repeat", "weekdays", "interval", "count", "dates")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["weekdays"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = weekday_names()
        if on := self.initial.get("on"):
            self.initial.setdefault("weekdays", [on.weekday()])

    @property
    def short_weekdays(self) -> list[str]:
        """The weekdays, Monday first, as short as they are written."""
        language = get_language() or "th"
        return [thai.weekday_name(A_MONDAY.replace(day=2 + day), language, short=True) for day in range(7)]

    @property
    def has_repetition(self) -> bool:
        """Whether that fold was filled in or something in it is wrong, so that it opens."""
        return bool(self["repeat"].value()) or any(self[name].errors for name in self.REPETITION)

    @property
    def skips(self) -> dict[str, bool]:
        """What the rule leaves out, as a series names it, from a valid form; dates chosen one by one are all meant."""
        facts = self.cleaned_data
        leaves_out = facts.get("repeat") != Frequency.CHOSEN
        return {f"skips_{name}": leaves_out and facts[f"skip_{name}"] for name in ("holidays", "weekends")}

    def clean(self) -> dict[str, Any]:
        """Make the rule, and say what is wrong where that cannot be done."""
        facts = super().clean() or self.cleaned_data
        if facts.get("repeat") and not self.errors:
            self._make_rule(facts)
        return facts

    def first_day(self) -> date:
        """Return the day that the rule counts from."""
        day: date = self.cleaned_data["on"]
        return day

    def _make_rule(self, facts: dict[str, Any]) -> None:
        first = self.first_day()
        end = self._end(facts)
        if end is None:
            return
        field, limits = end
        recurrence = Recurrence(**shape_of(facts, first), **limits)
        try:
            dates = recurrence.dates(first)
        except TooManyDates:
            self.add_error(field, too_many_words())
            return
        today = clock.today(self.office.zone)
        if not dates:
            self.add_error(field, _("No date falls under this rule. Choose a later last day."))
        elif not all(is_within_reach(day, today=today) for day in (dates[0], dates[-1])):
            self.add_error(field, reach_words())
        else:
            self.rule = Written(recurrence, dates[0], frozenset())

    def _end(self, facts: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
        """Return how the rule ends and which field says so; None after saying what is wrong."""
        until, count = facts.get("until"), facts.get("count")
        if facts["repeat"] == Frequency.CHOSEN:
            return self._end_of_chosen(facts)
        if until and count:
            self.add_error("count", _("Give either the last day or how many times, not both."))
        elif not until and not count:
            self.add_error("until", _("Say until which day it repeats, or how many times."))
        else:
            return ("until" if until else "count"), {"until": until, "count": count}
        return None

    def _end_of_chosen(self, facts: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
        if facts.get("until") or facts.get("count"):
            self.add_error("until" if facts.get("until") else "count", _("Leave this empty where you choose the dates."))
            return None
        chosen = self._chosen_days(facts)
        if not chosen:
            self.add_error("dates", _("Choose at least one date."))
            return None
        return "dates", {"chosen": chosen}

    def _chosen_days(self, facts: Mapping[str, Any]) -> tuple[date, ...]:
        return tuple(sorted({*facts["dates"], self.first_day()}))


def shape_of(facts: dict[str, Any], first: date) -> dict[str, Any]:
    """Return how dates follow each other, as facts for a Recurrence; what was not said is taken from its first day."""
    kind = facts["repeat"]
    interval = {} if kind == Frequency.CHOSEN else {"interval": facts.get("interval") or 1}
    if kind == Frequency.WEEKLY:
        weekdays = tuple(sorted(set(facts.get("weekdays") or [first.weekday()])))
        return {"frequency": Frequency.WEEKLY, "weekdays": weekdays, **interval}
    if kind == Frequency.MONTHLY:
        return {"frequency": Frequency.MONTHLY, "month_day": first.day, **interval}
    if kind in {NTH, LAST_WEEK}:
        nth = LAST if kind == LAST_WEEK else (first.day + 6) // 7
        return {"frequency": Frequency.BY_WEEKDAY, "weekdays": (first.weekday(),), "nth": nth, **interval}
    return {"frequency": Frequency(kind), **interval}


def typed_as(rule: Written) -> dict[str, Any]:
    """Return what a form shows of a rule."""
    recurrence = rule.recurrence
    kind: str = recurrence.frequency.value
    if recurrence.frequency is Frequency.BY_WEEKDAY:
        kind = LAST_WEEK if recurrence.nth == LAST else NTH
    return {
        "repeat": kind,
        "weekdays": list(recurrence.weekdays) or [rule.first.weekday()],
        "interval": recurrence.interval,
        "until": recurrence.until,
        "count": recurrence.count,
        "dates": list(recurrence.chosen),
    }


def weekday_names() -> list[tuple[int, str]]:
    """Return the weekdays, Monday 0, with their names in the visitor's language."""
    language = get_language() or "th"
    return [(day, thai.weekday_name(A_MONDAY.replace(day=2 + day), language)) for day in range(7)]


def too_many_words() -> str:
    """Return what is said of a rule that gives too many dates."""
    return _("One series has at most %(most)s dates. Make it end earlier.") % {"most": MOST_DATES}
