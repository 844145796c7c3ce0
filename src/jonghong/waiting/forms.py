"""What people say when they begin to wait, and when they take up what was kept for them."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms

from jonghong.bookings.forms import DetailsForm, PlaceForm, groups_to_choose
from jonghong.bookings.models import Booking
from jonghong.core.fields import LineField, offer
from jonghong.people.permissions import Rights
from jonghong.waiting.actions import Need
from jonghong.waiting.models import Waiter


class JoinForm(PlaceForm):
    """For what to wait; it takes what the booking form sends, so that nothing has to be typed again."""

    title = LineField(
        label=DetailsForm.base_fields["title"].label,
        max_length=250,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    attendees = DetailsForm.base_fields["attendees"]
    group = DetailsForm.base_fields["group"]

    def __init__(self, *args: Any, rights: Rights, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rights = rights
        offer(self, "group", groups_to_choose(self.office, rights))
        own = rights.group_ids[0] if rights.group_ids else None
        self.initial.setdefault("group", own)

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
