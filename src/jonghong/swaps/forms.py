"""What people type to ask for an exchange, and to answer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy as _

from jonghong.bookings.entries import when
from jonghong.bookings.models import Booking
from jonghong.bookings.queries import slot_of_booking
from jonghong.core import thai
from jonghong.core.fields import LineField, RowField, offer
from jonghong.core.forms import Form
from jonghong.offices.models import Office

ROOMS, PLACES = "rooms", "places"


class AskForm(Form):
    """Which of one's own bookings is offered, and what is exchanged."""

    mine = RowField(label=_("Your booking"))
    kind = forms.ChoiceField(
        label=_("What is exchanged"),
        choices=[(ROOMS, _("only the rooms")), (PLACES, _("room and time"))],
        widget=forms.RadioSelect,
        initial=ROOMS,
    )
    message = LineField(
        label=_("Message"),
        max_length=250,
        required=False,
        help_text=_("Whom you ask reads it, such as why you need that room."),
    )

    def __init__(self, *args: Any, office: Office, own: Sequence[Booking], **options: Any) -> None:
        super().__init__(*args, **options)
        self.own = own
        offer(self, "mine", own, say=lambda booking: booking_words(booking, office), must_choose=len(own) > 1)

    @property
    def is_rooms_only(self) -> bool:
        """Whether both keep their times, from a valid form."""
        return bool(self.cleaned_data["kind"] == ROOMS)


class AnswerForm(Form):
    """What is said with an answer."""

    remark = LineField(label=_("Remark"), max_length=250, required=False)


def booking_words(booking: Booking, office: Office) -> str:
    """Return a booking as a list offers it: when, where, what about."""
    language, slot = get_language() or "th", slot_of_booking(booking, office)
    day = thai.format_date(slot.day, language, style="short")
    return f"{day} {when(slot, language)} · {booking.room.name} · {booking.title}"
