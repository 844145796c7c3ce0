"""What people type to book."""

from collections.abc import Mapping, Sequence
from dataclasses import fields as dataclass_fields
from datetime import date, time, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import get_language, gettext_lazy as _, ngettext, pgettext_lazy

from jonghong.bookings.models import Booking, Layout
from jonghong.bookings.queries import slot_of_booking
from jonghong.bookings.rules import is_within_reach, reach_words
from jonghong.bookings.series_fields import RepeatForm
from jonghong.bookings.snapshots import Details
from jonghong.bookings.timeslots import TimeSlot, days_between, quarter_hours, slot_of
from jonghong.core import clock, thai
from jonghong.core.fields import LineField, RowField, ThaiDateField, offer
from jonghong.core.forms import Form
from jonghong.offices.models import Group, Office
from jonghong.offices.queries import groups_in_use
from jonghong.people.permissions import Rights
from jonghong.rooms.hours import Half, Hours
from jonghong.rooms.models import Room
from jonghong.rooms.queries import halves_of, rooms_of

LONGEST_SPAN = 60  # days of one request
MOST_PEOPLE = 100_000
HALVES = [
    (Half.MORNING.value, pgettext_lazy("half of the day", "morning")),
    (Half.AFTERNOON.value, pgettext_lazy("half of the day", "afternoon")),
    (Half.DAY.value, pgettext_lazy("half of the day", "whole day")),
    (Half.EXACT.value, _("exact times")),
]


@cache
def quarters_to_choose() -> list[tuple[str, str]]:
    """Return no time and each quarter of an hour of the day, as they are offered; forms copy the function, not its list."""
    return [("", "–"), *((f"{at:%H:%M}", thai.format_time(at)) for at in quarter_hours())]


class QuarterHourField(forms.TypedChoiceField):
    """A quarter of an hour of the day, chosen from a list; its value is a ``datetime.time`` or None."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=quarters_to_choose, coerce=time.fromisoformat, empty_value=None, required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        """Return what the list shows chosen."""
        return f"{value:%H:%M}" if isinstance(value, time) else value


class DetailsForm(Form):
    """What a booking says besides room and time."""

    title = LineField(label=_("Subject"), max_length=250, widget=forms.TextInput({"autocomplete": "off", "autofocus": True}))
    attendees = forms.IntegerField(
        label=_("Attendees"),
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    group = RowField(label=_("Group"))
    chair = LineField(label=_("Chair"), max_length=120, required=False)
    coordinator = LineField(label=_("Coordinator"), max_length=120, required=False)
    phone = LineField(label=_("Phone"), max_length=40, required=False, widget=forms.TextInput({"inputmode": "tel"}))
    layout = forms.ChoiceField(label=_("Tables and chairs"), choices=Layout.choices, required=False)
    needs_sound = forms.BooleanField(label=_("Sound system"), required=False)
    needs_projector = forms.BooleanField(label=_("Projector"), required=False)
    needs_drinks = forms.BooleanField(label=_("Drinks and snacks"), required=False)
    sign = LineField(label=_("Text of the sign"), max_length=250, required=False)
    is_private = forms.BooleanField(
        label=_("Private"),
        required=False,
        help_text=_("The public table then shows only that the room is in use."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    CONTACT = ("chair", "coordinator", "phone")
    PREPARATION = ("layout", "needs_sound", "needs_projector", "needs_drinks", "sign")

    @property
    def details(self) -> Details:
        """The facts for the action, from a valid form."""
        names = [field.name for field in dataclass_fields(Details) if field.name != "group_id"]
        facts = {name: self.cleaned_data[name] for name in names}
        return Details(group_id=self.cleaned_data["group"].pk, **facts)

    @property
    def has_preparation(self) -> bool:
        """Whether anything in that fold was filled in or is wrong, so that it opens."""
        return self._has_any(self.PREPARATION)

    @property
    def has_contact(self) -> bool:
        """Whether anything in that fold was filled in or is wrong, so that it opens."""
        return self._has_any(self.CONTACT)

    def _has_any(self, names: tuple[str, ...]) -> bool:
        return any(self[name].value() or self[name].errors for name in names)


class WhenForm(Form):
    """Which days, what time of day."""

    on = ThaiDateField(label=_("Date"))
    until = ThaiDateField(label=_("Until (several days)"), required=False)
    half = forms.ChoiceField(label=_("Time of day"), choices=HALVES, widget=forms.RadioSelect, initial=Half.MORNING.value)
    starts = QuarterHourField(label=_("From"))
    ends = QuarterHourField(label=_("Until"))

    def __init__(self, *args: Any, office: Office, **options: Any) -> None:
        super().__init__(*args, **options)
        self.office = office

    def clean(self) -> dict[str, Any]:
        """Check what concerns two fields."""
        facts = super().clean() or self.cleaned_data
        self._check_reach(facts)
        self._check_days(facts)
        if facts.get("half") == Half.EXACT:
            self._check_times(facts)
        return facts

    def _check_reach(self, facts: Mapping[str, Any]) -> None:
        today = clock.today(self.office.zone)
        for name in ("on", "until"):
            if facts.get(name) and not is_within_reach(facts[name], today=today):
                self.add_error(name, reach_words())

    def _check_days(self, facts: Mapping[str, Any]) -> None:
        first, last = facts.get("on"), facts.get("until")
        if not first or not last:
            return
        if last < first:
            self.add_error("until", _("The last day comes before the first."))
        elif not facts.get("repeat") and last - first >= timedelta(days=LONGEST_SPAN):
            words = _("One request spans at most %(days)s days.") % {"days": LONGEST_SPAN}
            self.add_error("until", words)

    def _check_times(self, facts: Mapping[str, Any]) -> None:
        if not facts.get("starts") or not facts.get("ends"):
            if "starts" not in self.errors and "ends" not in self.errors:
                self.add_error("starts", _("Choose from when until when."))
        elif facts["starts"] >= facts["ends"]:
            self.add_error("ends", _("The meeting ends before it starts."))

    @property
    def all_days(self) -> list[date]:
        """Every day asked for, from a valid form."""
        first = self.cleaned_data["on"]
        return list(days_between(first, self.cleaned_data.get("until") or first))

    def slots(self, days: list[date]) -> list[TimeSlot]:
        """Return the time of day asked for on each of the days, from a valid form."""
        facts = self.cleaned_data
        half = Half(facts["half"])
        exact = Hours(facts["starts"], facts["ends"]) if half is Half.EXACT else None
        return [slot_of(day, half, halves_of(self.office), exact) for day in days]


class PlaceForm(WhenForm):
    """Which room, which days, what time of day."""

    room = RowField(label=_("Room"), error_messages={"required": _("Choose a room.")})

    def __init__(self, *args: Any, office: Office, rooms: Sequence[Room], **options: Any) -> None:
        super().__init__(*args, office=office, **options)
        self.rooms = rooms
        offer(self, "room", rooms, say=room_words, must_choose=True)

    @property
    def chosen_room(self) -> Room | None:
        """The room that the form shows chosen, rightly or not."""
        chosen = str(self["room"].value())
        return next((room for room in self.rooms if str(room.pk) == chosen), None)


class WholeForm(PlaceForm, DetailsForm):
    """All that a booking says: where, when and what for; ``override`` is an officer's reason to go against a rule."""

    override = LineField(label=_("Reason to book all the same"), max_length=250, required=False)

    # As the pages show them; what is not named comes after.
    field_order = ("override", "title", "half", "starts", "ends", "on", "until", *RepeatForm.REPETITION, "room", "attendees")

    def __init__(self, *args: Any, rights: Rights, groups: Sequence[Group] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "group", groups or groups_to_choose(self.office, rights))
        self.initial.setdefault("group", rights.group_ids[0] if rights.group_ids else None)
        self.initial.setdefault("key", uuid4())


class BookingForm(RepeatForm, WholeForm):
    """A new booking. ``days_answer`` says whether days off are booked, too, and of which span that was said."""

    days_answer = LineField(required=False, max_length=60)


class RepeatedPlaceForm(RepeatForm, PlaceForm):
    """Where and when, and how that repeats: what a form asks about while it is filled in."""


class ChangeForm(WholeForm):
    """A booking that stands, to be changed; ``version`` is the one that its reader saw."""

    until = None  # type: ignore[assignment]
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, office: Office, rights: Rights, booking: Booking, **options: Any) -> None:
        # What the booking has now stays on offer, even to somebody who may not choose it anew.
        groups = [*groups_to_choose(office, rights).exclude(pk=booking.group_id), booking.group]
        super().__init__(*args, office=office, rights=rights, groups=groups, initial=facts_of(booking), **options)


class CancelForm(Form):
    """Whether a booking is cancelled; ``override`` is an officer's reason to do so past the deadline."""

    override = LineField(label=_("Reason to cancel all the same"), max_length=250, required=False)


class JumpForm(Form):
    """A month to look at."""

    month = forms.TypedChoiceField(label=_("Month"), coerce=int)
    year = forms.IntegerField(
        label=_("Year (B.E.)"),
        min_value=thai.buddhist_year(thai.FIRST_YEAR),
        max_value=thai.buddhist_year(thai.LAST_YEAR),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "size": "4"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = [(month, thai.month_name(month, get_language() or "th")) for month in range(1, 13)]
        field = self.fields["month"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = names

    @classmethod
    def at(cls, day: date) -> "JumpForm":
        """Return the form as it stands on the page of that day's month."""
        return cls(initial={"month": day.month, "year": thai.buddhist_year(day.year)}, auto_id="jump_%s")

    @property
    def chosen(self) -> tuple[int, int]:
        """The year of the common era and the month, from a valid form."""
        return thai.gregorian_year(self.cleaned_data["year"]), self.cleaned_data["month"]


def room_words(room: Room) -> str:
    """Return a room as lists offer it: with its seats, where they are known."""
    if not room.capacity:
        return room.name
    seats = ngettext("%(num)s seat", "%(num)s seats", room.capacity) % {"num": room.capacity}
    return f"{room.name} · {seats}"


def groups_to_choose(office: Office, rights: Rights) -> QuerySet[Group]:
    """Return the groups that a person may book for, in the office's own order."""
    groups = groups_in_use(office)
    return groups if rights.is_officer else groups.filter(pk__in=rights.group_ids)


def rooms_to_choose(office: Office, booking: Booking) -> QuerySet[Room]:
    """Return the rooms that a booking may move to, its own among them even where that is closed."""
    return rooms_of(office).filter(Q(is_open=True) | Q(pk=booking.room_id))


def facts_of(booking: Booking) -> dict[str, Any]:
    """Return what a form shows of a booking that stands."""
    slot = slot_of_booking(booking, booking.office)
    details = {field.name: getattr(booking, field.name) for field in dataclass_fields(Details)}
    return {
        **details,
        "group": booking.group_id,
        "room": booking.room_id,
        "on": booking.date,
        "half": slot.half.value,
        "starts": slot.hours.start,
        "ends": slot.hours.end,
        "version": booking.version,
        "key": uuid4(),
    }
