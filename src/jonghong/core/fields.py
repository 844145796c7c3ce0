"""Form fields that read what people here write, and say in one sentence what to do where they cannot."""

from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext as _

from jonghong.core import texts, thai

EXAMPLE = date(2023, 6, 1)
tidy = texts.tidy


class LineField(forms.CharField):
    """One line of text: runs of white space become one space, what cannot be seen is dropped, NUL is refused."""

    def to_python(self, value: Any) -> str | None:
        """Return the tidy text; ``empty_value`` where nothing is left of it."""
        return super().to_python(tidy(str(value)) if value else value)


class ThaiDateField(forms.Field):
    """A date in any of the ways that ``thai.parse_date`` reads, shown as ``1 มิ.ย. 2566``.

    Gives a ``datetime.date`` or None. What was typed is shown again as it was typed.
    """

    widget = forms.TextInput

    def to_python(self, value: Any) -> date | None:
        """Read a date; raises ValidationError with the sentence for what is wrong."""
        if value in self.empty_values or isinstance(value, date):
            return value or None
        try:
            return thai.parse_date(str(value))
        except thai.BadDate as fact:
            raise ValidationError(sentence(fact), code="invalid") from fact

    def prepare_value(self, value: Any) -> Any:
        """Show a date as people read it; leave a text alone."""
        return written(value) if isinstance(value, date) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Mark the input for the calendar that a script hangs on it."""
        return {**super().widget_attrs(widget), "inputmode": "text", "autocomplete": "off", "data-calendar": True}


class RowField(forms.ChoiceField):
    """One row of a table, chosen from those that ``offer`` put on the list; its value is the row itself.

    Unlike ModelChoiceField it asks the database nothing: whoever builds the form has the rows already.
    """

    rows: dict[str, Model]

    def clean(self, value: Any) -> Any:
        """Return the chosen row, or None where nothing was chosen and nothing need be."""
        return self.rows.get(str(super().clean(value)))

    def prepare_value(self, value: Any) -> Any:
        """Show a row as its key."""
        return value.pk if isinstance(value, Model) else value


def offer(
    form: forms.Form,
    name: str,
    rows: Iterable[Model],
    *,
    say: Callable[[Any], str] = str,
    must_choose: bool = False,
) -> None:
    """Put rows on the list of a form's RowField, in the words of ``say``.

    ``must_choose`` puts an empty line first while none of the rows is chosen, so that nobody takes the first one unawares.
    """
    field = form.fields[name]
    assert isinstance(field, RowField)
    field.rows = {str(row.pk): row for row in rows}
    is_open = must_choose and str(form[name].value()) not in field.rows
    field.choices = [("", "–")] * is_open + [(key, say(row)) for key, row in field.rows.items()]


def written(day: date) -> str:
    """Return a date in the visitor's language: ``1 มิ.ย. 2566``, ``1 Jun 2566``."""
    return thai.format_date(day, translation.get_language() or "th", style="short")


def sentence(fact: thai.BadDate) -> str:
    """Return what to do about a text that gave no date, in the visitor's language."""
    match fact:
        case thai.NoSuchDay(day=day, month=month, year_be=year_be):
            return _no_such_day(day, month, year_be)
        case thai.YearUnclear(candidates=(first, second)):
            dates = {"first": written(first), "second": written(second)}
            return _("Did you mean %(first)s or %(second)s? Write the year with four digits.") % dates
        case thai.YearUnclear(candidates=(only,)):
            return _("Did you mean %(date)s? Write the year in the Buddhist era.") % {"date": written(only)}
        case thai.WrongWeekday(day=day):
            weekday = thai.weekday_name(day, translation.get_language() or "th")
            words = {"date": written(day), "weekday": weekday}
            return _("%(date)s is a %(weekday)s. Correct the weekday or the date.") % words
    return _("Write a date such as %(example)s or 1/6/2566.") % {"example": written(EXAMPLE)}


def _no_such_day(day: int, month: int, year_be: int) -> str:
    year = thai.gregorian_year(year_be)
    words = {
        "day": day,
        "month": thai.format_month(year, month, translation.get_language() or "th"),
        "last": monthrange(year, month)[1],
    }
    return _("There is no day %(day)s in %(month)s. Write a day from 1 to %(last)s.") % words
