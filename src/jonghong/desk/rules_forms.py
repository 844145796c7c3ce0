"""The form in which an officer sets the rules of booking."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from jonghong.bookings.forms import QuarterHourField
from jonghong.bookings.models import DaysOff, Overfull
from jonghong.bookings.rules.contradictions import LARGEST
from jonghong.bookings.rules.settings import NOTHING, RuleFacts
from jonghong.core.forms import Form
from jonghong.offices.models import Group

YES, NO, ALL, ONLY = "yes", "no", "all", "only"
AS_OFFICE = ("", _("as the office"))
PAST = [(NO, _("may be written down")), (YES, _("refuse them"))]
WHO = [(ALL, _("every group")), (ONLY, _("only these"))]


class NumberField(forms.IntegerField):
    """A whole number, or nothing for no such rule."""

    def __init__(self, name: str, *, label: Any) -> None:
        widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(label=label, required=False, min_value=0, max_value=LARGEST[name], widget=widget)


class RulesForm(Form):
    """The rules of the office or, with ``is_room``, what one room has for itself; what is left empty says nothing."""

    opens_at = QuarterHourField(label=_("Opens at"))
    closes_at = QuarterHourField(label=_("Closes at"))
    days_off = forms.ChoiceField(label=_("Weekends and holidays"), widget=forms.RadioSelect, required=False)
    refuses_past = forms.ChoiceField(label=_("Times that are over"), widget=forms.RadioSelect, required=False)
    least_notice_hours = NumberField("least_notice_hours", label=_("Book at least this many hours before"))
    most_notice_days = NumberField("most_notice_days", label=_("Book at most this many days ahead"))
    longest_hours = NumberField("longest_hours", label=_("Longest booking, in hours"))
    longest_days = NumberField("longest_days", label=_("Most days of one request"))
    most_of_person = NumberField("most_of_person", label=_("Most bookings ahead of one person"))
    most_of_group = NumberField("most_of_group", label=_("Most bookings ahead of one group"))
    minutes_before = NumberField("minutes_before", label=_("Minutes kept free before"))
    minutes_after = NumberField("minutes_after", label=_("Minutes kept free after"))
    overfull = forms.ChoiceField(label=_("More people than seats"), widget=forms.RadioSelect, required=False)
    who = forms.ChoiceField(label=_("Who may book"), widget=forms.RadioSelect, required=False)
    groups = forms.MultipleChoiceField(label=_("Groups that may book"), required=False, widget=forms.CheckboxSelectMultiple)
    cancel_hours = NumberField("cancel_hours", label=_("Cancel at least this many hours before"))
    request_hours = NumberField("request_hours", label=_("Give up an unanswered request after this many hours"))
    hold_hours = NumberField("hold_hours", label=_("Keep a freed place for the first in the queue, in hours"))

    def __init__(self, *args: Any, groups: Sequence[Group], facts: RuleFacts, is_room: bool, **options: Any) -> None:
        super().__init__(*args, initial=_shown(facts, is_room=is_room), **options)
        first = [AS_OFFICE] if is_room else []
        choices: dict[str, list[Any]] = {
            "days_off": [*first, *DaysOff.choices],
            "overfull": [*first, *Overfull.choices],
            "refuses_past": [*first, *PAST],
            "who": [*first, WHO[1]] if is_room else WHO,
            "groups": [(str(group.pk), group.name) for group in groups if group.is_active or group.pk in facts["groups"]],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered

    def clean(self) -> None:
        """Ask for at least one group where not all of them may book."""
        if self.cleaned_data.get("who") == ONLY and self.cleaned_data.get("groups") == []:
            self.add_error("groups", gettext("Tick at least one group."))

    @property
    def facts(self) -> RuleFacts:
        """What to set, from whatever fields are valid."""
        typed = self.cleaned_data
        groups = typed.get("groups", []) if typed.get("who") == ONLY else []
        facts = {**NOTHING, **{name: typed[name] for name in NOTHING if name in typed}}
        past = {YES: True, NO: False}.get(typed.get("refuses_past", ""))
        return {**facts, "refuses_past": past, "groups": frozenset(map(int, groups))}

    def tell(self, mistakes: Mapping[str, str]) -> None:
        """Say what is wrong beside each field."""
        for name, sentence in mistakes.items():
            self.add_error(name, sentence)


def _shown(facts: RuleFacts, *, is_room: bool) -> dict[str, Any]:
    """Return what the form shows of what is set."""
    unset = {"days_off": "", "overfull": ""} if is_room else {"days_off": DaysOff.MARK, "overfull": Overfull.WARN}
    past = {True: YES, False: NO, None: "" if is_room else NO}[facts["refuses_past"]]
    return {
        **facts,
        "days_off": facts["days_off"] or unset["days_off"],
        "overfull": facts["overfull"] or unset["overfull"],
        "refuses_past": past,
        "who": ONLY if facts["groups"] else ("" if is_room else ALL),
        "groups": [str(key) for key in facts["groups"]],
    }
