"""What people say when they begin to wait, and when they take up what was kept for them."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jonghong.bookings.forms import DetailsForm, PlaceForm, groups_to_choose
from jonghong.bookings.models import Booking
from jonghong.core.fields import LineField, RowField, offer
from jonghong.offices.models import Group
from jonghong.people.permissions import Rights
from jonghong.waiting.actions import Need
from jonghong.waiting.models import Waiter


class JoinForm(PlaceForm):
    """For what to wait; it takes what the booking form sends, so that nothing has to be typed again."""

    title = LineField(label=_("Subject"), max_length=250, required=False, widget=forms.TextInput({"autocomplete": "off"}))
    attendees = DetailsForm.base_fields["attendees"]
    group = RowField(label=_("Group"), required=False)

    def __init__(self, *args: Any, rights: Rights, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "group", groups_to_choose(self.office, rights))
        self.initial.setdefault("group", rights.group_ids[0] if rights.group_ids else None)

    def clean_group(self) -> Group:
        """Return the group that was chosen, else one's own: a button beside a taken place asks for none."""
        field = self.fields["group"]
        assert isinstance(field, RowField)
        chosen = self.cleaned_data["group"] or field.rows.get(str(self.initial["group"]))
        if not isinstance(chosen, Group):
            raise ValidationError(_("You belong to no group yet. An administrator can put you into one."))
        return chosen

    @property
    def all_days(self) -> list[date]:
        """Every day asked for; of a booking that was to repeat, only the first."""
        return [self.cleaned_data["on"]] if self.data.get("repeat") else super().all_days

    @property
    def need(self) -> Need:
        """The facts for the action, from a valid form."""
        facts = self.cleaned_data
        return Need(facts["group"].pk, facts["attendees"], facts["title"])


class TakeUpForm(DetailsForm):
    """What a place that was kept is used for."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, booking: Booking, waiter: Waiter | None, rights: Rights, **options: Any) -> None:
        known = {
            "title": waiter.title if waiter else "",
            "attendees": booking.attendees,
            "group": booking.group_id,
            "version": booking.version,
            "key": uuid4(),
        }
        super().__init__(*args, initial=known, **options)
        offer(self, "group", groups_to_choose(booking.office, rights))
