"""Forms about the office, its groups and its holidays."""

from collections.abc import Callable
from datetime import date, time
from itertools import pairwise
from typing import Any, Generic, TypeVar

from django import forms
from django.db.models import Model
from django.utils.translation import gettext, gettext_lazy as _

from jonghong.core import thai
from jonghong.core.fields import LineField, ThaiDateField
from jonghong.core.forms import Form
from jonghong.offices.models import Group, Holiday
from jonghong.offices.names import NameTaken

Row = TypeVar("Row", bound=Model)

QUARTERS = [time(quarter // 4, quarter % 4 * 15) for quarter in range(24 * 4)]
HOURS = ("morning_starts", "morning_ends", "afternoon_starts", "afternoon_ends")
LONGEST_SHORT_NAME = Group._meta.get_field("short_name").max_length or 0


class NamedForm(Form, Generic[Row]):
    """A form about something that has a name of its own in the office."""

    taken = _("There is one of this name already. Give it another name.")

    def keep(self, action: Callable[..., Row], **facts: Any) -> Row | None:
        """Do it with what the form says; where the name is taken, say so beside it and return None."""
        try:
            return action(**facts, **self.cleaned_data)
        except NameTaken:
            self.add_error("name", self.taken)
            return None


class QuarterField(forms.TypedChoiceField):
    """A wall time in steps of a quarter of an hour, chosen from the whole day."""

    def __init__(self, **facts: Any) -> None:
        choices = [(f"{quarter:%H:%M}", thai.format_time(quarter)) for quarter in QUARTERS]
        super().__init__(choices=choices, coerce=time.fromisoformat, **facts)

    def prepare_value(self, value: Any) -> Any:
        """Show a time as its choice is written."""
        return f"{value:%H:%M}" if isinstance(value, time) else value


class OfficeForm(Form):
    """What the office is called and when the halves of its day are."""

    name = LineField(label=_("Name of the office"), max_length=200)
    short_name = LineField(label=_("Short name"), max_length=60, help_text=_("Stands at the top of every page."))
    morning_starts = QuarterField(label=_("Morning from"))
    morning_ends = QuarterField(label=_("Morning until"))
    afternoon_starts = QuarterField(label=_("Afternoon from"))
    afternoon_ends = QuarterField(label=_("Afternoon until"))

    def clean(self) -> None:
        """Refuse halves that are empty or overlap, beside the later of the two times."""
        for earlier, later in pairwise(HOURS):
            self._refuse_disorder(earlier, later)

    def _refuse_disorder(self, earlier: str, later: str) -> None:
        first, second = self.cleaned_data.get(earlier), self.cleaned_data.get(later)
        if first is None or second is None or first < second:
            return
        words = {"time": thai.format_time(first)}
        if later != "afternoon_starts":
            self.add_error(later, gettext("Choose a time later than %(time)s.") % words)
        elif first > second:  # without a lunch break both are one
            self.add_error(later, gettext("Choose %(time)s or a later time.") % words)


class GroupForm(NamedForm[Group]):
    """A group's names."""

    name = LineField(label=_("Name of the group"), max_length=120)
    short_name = LineField(
        label=_("Short name"),
        max_length=LONGEST_SHORT_NAME,
        required=False,
        help_text=_("Stands in the month table. Without one, the whole name does."),
    )

    def clean(self) -> None:
        """Let the name be its own short name where it fits."""
        short_name = self.cleaned_data.get("short_name") or self.cleaned_data.get("name", "")
        if "short_name" in self.cleaned_data and len(short_name) > LONGEST_SHORT_NAME:
            words = {"longest": LONGEST_SHORT_NAME}
            self.add_error("short_name", gettext("Give a short name of at most %(longest)s characters.") % words)
        else:
            self.cleaned_data["short_name"] = short_name


class ChangedGroupForm(GroupForm):
    """A group's names, and whether it is in use."""

    is_active = forms.BooleanField(
        label=_("The group is in use"),
        required=False,
        help_text=_("A group out of use keeps its bookings and its history, and is not offered for new ones."),
    )


class HolidayForm(NamedForm[Holiday]):
    """A day off."""

    taken = _("This day has a holiday of this name already.")

    date = ThaiDateField(label=_("Date"), help_text=_("Such as 1/6/2566"))
    name = LineField(label=_("Name of the holiday"), max_length=120)


class DraftForm(Form):
    """Which days of a draft become holidays."""

    days = forms.MultipleChoiceField(error_messages={"required": _("Tick at least one day.")})

    def __init__(self, *args: Any, draft: list[tuple[date, str]], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.by_key = {f"{day} {name}": (day, name) for day, name in draft}
        days = self.fields["days"]
        assert isinstance(days, forms.MultipleChoiceField)
        days.choices = [(key, key) for key in self.by_key]

    def clean_days(self) -> list[tuple[date, str]]:
        """Return the ticked days with their names."""
        return [self.by_key[key] for key in self.cleaned_data["days"]]
