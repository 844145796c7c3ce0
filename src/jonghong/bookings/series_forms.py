"""What people type to change a booking that belongs to a series: this date, those that follow, or all."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jonghong.bookings.actions.series import Scope, day_of
from jonghong.bookings.forms import ChangeForm
from jonghong.bookings.models import Booking
from jonghong.bookings.queries import slot_of_booking
from jonghong.bookings.recurrence import Frequency, Recurrence, Written, from_rfc
from jonghong.bookings.series_fields import REPEATS, RepeatForm, typed_as
from jonghong.bookings.timeslots import Place
from jonghong.core.fields import LineField, ThaiDateField

SCOPES = [
    (Scope.ONE.value, _("This one")),
    (Scope.FOLLOWING.value, _("This and following")),
    (Scope.ALL.value, _("All of them")),
]
LONGEST_SEEN = 6_000  # characters: the versions of more dates than any series has


class SeriesChangeForm(RepeatForm, ChangeForm):
    """A booking of a series, to be changed by itself, with what follows, or with all; ``seen`` is how the series stood."""

    scope = forms.ChoiceField(label=_("What to change"), choices=SCOPES, required=False, widget=forms.RadioSelect)
    until = ThaiDateField(label=_("Last day"), required=False)  # type: ignore[assignment]
    seen = LineField(required=False, max_length=LONGEST_SEEN, widget=forms.HiddenInput)

    REPETITION = (*RepeatForm.REPETITION, "until", "skip_holidays", "skip_weekends")

    def __init__(self, *args: Any, booking: Booking, seen: str, **options: Any) -> None:
        super().__init__(*args, booking=booking, **options)
        self.booking = booking
        assert booking.series is not None
        self.series = booking.series
        self.old_rule = from_rfc(self.series.rule) if self.series.rule else None
        self.initial.update(seen=seen, scope=Scope.ONE.value)
        self.fields["repeat"].choices = REPEATS[1:]  # type: ignore[attr-defined]
        self.fields["count"].help_text = _("Or give the last day. Days off that are skipped count too.")
        self.fields["dates"].help_text = _("Put commas between the dates.")
        if self.old_rule:
            self.initial.update(typed_as(self.old_rule))
            self.initial.update(skip_holidays=self.series.skips_holidays, skip_weekends=self.series.skips_weekends)

    @property
    def has_repetition(self) -> bool:
        """Whether the rule was changed or something in it is wrong, so that the fold opens."""
        return any(self[name].errors for name in self.REPETITION) or (self.is_bound and self.is_rule_changed)

    @property
    def scope_meant(self) -> Scope:
        """Which dates are meant; just this one where that was not said rightly."""
        return Scope(self.cleaned_data.get("scope") or Scope.ONE)

    @property
    def is_rule_changed(self) -> bool:
        """Whether another rule was typed than the series has, or what it skips."""
        if self.rule is None or self.old_rule is None:
            return False
        return self._is_other(self.rule.recurrence) or self.skips != self.skipped

    @property
    def skipped(self) -> dict[str, bool]:
        """What the series leaves out so far."""
        return {"skips_holidays": self.series.skips_holidays, "skips_weekends": self.series.skips_weekends}

    def _is_other(self, typed: Recurrence) -> bool:
        assert self.old_rule is not None
        old = self.old_rule.recurrence
        if typed.frequency is old.frequency is Frequency.CHOSEN:
            return tuple(self.cleaned_data["dates"]) != old.chosen
        return typed != old

    @property
    def all_days(self) -> list[date]:
        """The day of this one booking, from a valid form."""
        return [self.cleaned_data["on"]]

    @property
    def place(self) -> Place:
        """Where this booking comes to be, from a valid form."""
        return Place(self.cleaned_data["room"].pk, self.slots(self.all_days)[0])

    @property
    def is_place_changed(self) -> bool:
        """Whether another room or time of day was chosen than the booking has, from a valid form."""
        had = Place(self.booking.room_id, slot_of_booking(self.booking, self.booking.office))
        return self.place != had

    @property
    def changed_details(self) -> tuple[str, ...]:
        """The names of what else was typed anew, from a valid form."""
        return tuple(name for name, value in asdict(self.details).items() if getattr(self.booking, name) != value)

    def first_day(self) -> date:
        """Return the day that a changed rule counts from."""
        if self.scope_meant is Scope.ALL and self.old_rule:
            return self.old_rule.first
        return day_of(self.booking)

    def clean(self) -> dict[str, Any]:
        """Ask for the date of several bookings by their rule."""
        facts = super().clean()
        if self.scope_meant is not Scope.ONE and facts.get("on") not in {None, self.booking.date}:
            self.add_error("on", _("The date is changed for one booking only. For several, change how they repeat."))
        return facts

    def _make_rule(self, facts: dict[str, Any]) -> None:
        if self.scope_meant is not Scope.ONE and self.old_rule:
            super()._make_rule(facts)

    def _chosen_days(self, facts: Mapping[str, Any]) -> tuple[date, ...]:
        since = self.first_day()
        return tuple(day for day in facts["dates"] if day >= since)

    def _check_days(self, facts: Mapping[str, Any]) -> None:
        """Leave the last day of the rule to the rule."""

    @property
    def wanted_rule(self) -> Written | None:
        """The rule from the first date meant on; None where the series is of days in a row. From a valid form."""
        if self.old_rule is None:
            return None
        if self.is_rule_changed and self.rule:
            return self.rule
        return self.old_rule if self.scope_meant is Scope.ALL else self.old_rule.since(day_of(self.booking))
