"""The forms by which a source is sent, understood, decided about and compared."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _, gettext_lazy

from jonghong.core.fields import LineField, tidy
from jonghong.core.forms import Form, speak_plainly
from jonghong.core.tables import MOST_BYTES
from jonghong.moving import receiving, reconciling, sheets, words
from jonghong.moving.choices import Choices, GroupChoice, RoomChoice
from jonghong.moving.facts import GroupDraft, PersonDraft, RoomDraft, Source
from jonghong.moving.models import Mapping as ColumnMapping
from jonghong.moving.sheets.facts import BOOKINGS
from jonghong.offices.models import Group
from jonghong.rooms.models import HUES, Room

TYPES = ".sql,.gz,.csv,.xlsx,.html,.htm"
TABLES = ".csv,.xlsx"
MOST_SHOWN = 120  # groups, or rooms: a form has at most 1,000 fields
LOOKED_AT = 12  # rows in which the head may stand
NEW = ""


class FileForm(Form):
    """The file; ``received`` is what was read in it once the form is valid."""

    file = forms.FileField(
        label=gettext_lazy("File of the former system"),
        help_text=gettext_lazy("Up to 10 MB. What kind it is, is found out by itself."),
        error_messages={"required": gettext_lazy("Choose a file.")},
        widget=forms.FileInput(
            attrs={
                "accept": TYPES,
                "data-most": MOST_BYTES,
                "data-too-large": gettext_lazy(
                    "This file is too large. Choose one of at most 10 MB; "
                    "a larger export of AMSS++ is brought in on the server."
                ),
            }
        ),
    )

    def clean_file(self) -> receiving.Received:
        """Return what stands in the file."""
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        self.file_name = tidy(upload.name or "").replace("\0", "")
        try:
            return receiving.received(upload.read())
        except receiving.BadFile as fact:
            raise ValidationError(str(fact), code="invalid") from fact


class ColumnsForm(Form):
    """Which row is the head and what each column holds; under a name, if it is to be kept for other files."""

    head = forms.TypedChoiceField(label=gettext_lazy("The headings stand in"), coerce=int)
    name = LineField(
        label=gettext_lazy("Keep this under a name"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("For the next file with the same columns."),
    )

    def __init__(self, *args: Any, source: Source, choices: Choices, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.rows, self.width = source.tables[BOOKINGS], len(sheets.heads(source, choices.head))
        self._offer_heads(choices)
        kinds = [("", "–"), *((field.value, words.COLUMNS[field]) for field in sheets.FIELDS if field != sheets.Field.IGNORED)]
        for column, label in sheets.heads(source, choices.head).items():
            held = str(choices.columns.get(column, ""))
            initial = "" if held == sheets.Field.IGNORED else held
            asked = forms.ChoiceField(label=label, choices=kinds, initial=initial, required=False)
            speak_plainly(asked)
            self.fields[f"column_{column}"] = asked

    def _offer_heads(self, choices: Choices) -> None:
        head = self.fields["head"]
        assert isinstance(head, forms.ChoiceField)
        numbered = [(place, words.place(row.where)) for place, row in enumerate(self.rows[:LOOKED_AT])]
        head.choices = [*numbered, (-1, _("No row: bookings begin at once"))]
        head.initial = choices.head

    def clean(self) -> dict[str, Any]:
        """Check that the days and rooms of bookings can be found by it, and that nothing stands in two columns."""
        facts: dict[str, Any] = super().clean() or {}
        held = list(self._columns().values())
        for column, field in self._columns().items():
            if held.count(field) > 1:
                self.add_error(f"column_{column}", _("Two columns hold this. Choose one of them."))
        if not {sheets.Field.DATE, sheets.Field.DATE_CE} & set(held):
            self.add_error(None, str(words.NO_DATE_COLUMN))
        if sheets.Field.ROOM not in held:
            self.add_error(None, str(words.NO_ROOM_COLUMN))
        if facts.get("head") == len(self.rows) - 1:
            self.add_error("head", _("No bookings stand below this row."))
        return facts

    def understood(self, choices: Choices) -> Choices:
        """Return the choices with what was said here."""
        return replace(choices, head=self.cleaned_data["head"], columns=self._columns())

    def _columns(self) -> dict[int, str]:
        chosen = {column: self.cleaned_data.get(f"column_{column}") for column in range(self.width)}
        return {column: held for column, held in chosen.items() if held}


class SavedForm(Form):
    """A mapping of columns that was kept under a name, to be used for this file or forgotten."""

    mapping = forms.TypedChoiceField(label=gettext_lazy("Use one that was kept"), coerce=int)

    def __init__(self, *args: Any, mappings: Sequence[ColumnMapping], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.mappings = {mapping.pk: mapping for mapping in mappings}
        mapping = self.fields["mapping"]
        assert isinstance(mapping, forms.ChoiceField)
        mapping.choices = [(each.pk, each.name) for each in mappings]

    @property
    def chosen(self) -> ColumnMapping:
        """The mapping that was chosen, from a valid form."""
        return self.mappings[self.cleaned_data["mapping"]]


class MappingForm(Form):
    """What becomes of each group and room of the source: one that is here, or a new one."""

    def __init__(
        self,
        *args: Any,
        groups: Sequence[GroupDraft],
        rooms: Sequence[RoomDraft],
        here: tuple[Sequence[Group], Sequence[Room]],
        choices: Choices,
        is_undecided: bool = False,
        **facts: Any,
    ) -> None:
        super().__init__(*args, **facts)
        self.choices, self.here = choices, here
        if is_undecided:
            label = _("Count what was never decided as allowed")
            self.fields["allows_undecided"] = forms.BooleanField(
                label=label, required=False, initial=bool(choices.allows_undecided)
            )
        self.groups = dict(enumerate(groups[:MOST_SHOWN]))
        self.rooms = dict(enumerate(rooms[:MOST_SHOWN]))
        for place, group in self.groups.items():
            self._ask_of_group(place, group, choices.groups.get(group.key, GroupChoice(name=group.name)))
        for place, room in self.rooms.items():
            self._ask_of_room(place, room, choices.rooms.get(room.key, RoomChoice(name=room.name, capacity=room.capacity)))
        for asked in self.fields.values():
            speak_plainly(asked)

    def _ask_of_group(self, place: int, draft: GroupDraft, chosen: GroupChoice) -> None:
        offered = [(NEW, _("Make a new group")), *((str(each.pk), each.name) for each in self.here[0])]
        self.fields |= {
            f"group_{place}": forms.ChoiceField(
                label=draft.name or draft.key, choices=offered, initial=str(chosen.group_id or NEW), required=False
            ),
            f"group_name_{place}": line(_("Name of the new group"), longest(Group, "name"), chosen.name),
            f"group_short_{place}": line(_("Short name"), longest(Group, "short_name"), chosen.short_name),
        }

    def _ask_of_room(self, place: int, draft: RoomDraft, chosen: RoomChoice) -> None:
        offered = [(NEW, _("Make a new room")), *((str(each.pk), each.name) for each in self.here[1])]
        seats = forms.IntegerField(
            label=_("Seats"),
            min_value=1,
            max_value=9_999,
            required=False,
            initial=chosen.capacity,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )
        self.fields |= {
            f"room_{place}": forms.ChoiceField(
                label=draft.name or draft.key, choices=offered, initial=str(chosen.room_id or NEW), required=False
            ),
            f"room_name_{place}": line(_("Name of the new room"), longest(Room, "name"), chosen.name),
            f"room_hue_{place}": forms.TypedChoiceField(
                label=_("Colour"), choices=list(HUES.items()), coerce=int, initial=chosen.hue, required=False
            ),
            f"room_seats_{place}": seats,
        }

    def clean(self) -> dict[str, Any]:
        """Check that what is new has a name that nothing here has; those of one name become one."""
        facts: dict[str, Any] = super().clean() or {}
        for kind, places, here in (("group", self.groups, self.here[0]), ("room", self.rooms, self.here[1])):
            taken = {each.name.casefold() for each in here}
            for place in places:
                self._check_name(facts, kind, place, taken)
        return facts

    def _check_name(self, facts: Mapping[str, Any], kind: str, place: int, taken: set[str]) -> None:
        field = f"{kind}_name_{place}"
        if facts.get(f"{kind}_{place}") or field not in facts:
            return
        name = facts[field]
        if not name:
            self.add_error(field, _("Fill this in."))
        elif name.casefold() in taken:
            self.add_error(field, _("There is one of this name already. Choose it, or give another name."))

    def decided(self) -> Choices:
        """Return the choices with what was decided here."""
        facts = self.cleaned_data
        groups = {draft.key: self._group(facts, place) for place, draft in self.groups.items()}
        rooms = {draft.key: self._room(facts, place) for place, draft in self.rooms.items()}
        allows = facts.get("allows_undecided", self.choices.allows_undecided)
        decided = replace(self.choices, allows_undecided=allows)
        return replace(decided, groups={**decided.groups, **groups}, rooms={**decided.rooms, **rooms})

    def _group(self, facts: Mapping[str, Any], place: int) -> GroupChoice:
        if chosen := facts[f"group_{place}"]:
            return GroupChoice(group_id=int(chosen))
        return GroupChoice(name=facts[f"group_name_{place}"], short_name=facts[f"group_short_{place}"])

    def _room(self, facts: Mapping[str, Any], place: int) -> RoomChoice:
        if chosen := facts[f"room_{place}"]:
            return RoomChoice(room_id=int(chosen))
        hue = facts[f"room_hue_{place}"] or RoomChoice.hue
        return RoomChoice(name=facts[f"room_name_{place}"], hue=hue, capacity=facts[f"room_seats_{place}"])


class CheckForm(Form):
    """The last button, and who gets the role that he has over there; ``seal`` is that of the preview that was shown.

    People go by their place among those who rule over there: their keys may be numbers that no page shows.
    """

    seal = forms.CharField(required=False, max_length=128, widget=forms.HiddenInput())
    roles = forms.TypedMultipleChoiceField(required=False, coerce=int)

    def __init__(self, *args: Any, rulers: Sequence[PersonDraft], choices: Choices, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.rulers, self.choices = rulers[:MOST_SHOWN], choices
        roles = self.fields["roles"]
        assert isinstance(roles, forms.TypedMultipleChoiceField)
        roles.choices = [(place, each.name) for place, each in enumerate(self.rulers)]

    def decided(self) -> Choices:
        """Return the choices with the roles that are given."""
        return replace(self.choices, roles=tuple(sorted(self.rulers[place].key for place in self.cleaned_data["roles"])))


class PublishedForm(Form):
    """A table of year and month counts that the office published; ``published`` is what stands in it."""

    file = forms.FileField(
        label=gettext_lazy("Published table of years and months"),
        help_text=gettext_lazy("CSV or Excel: a year in each row, its twelve months beside it."),
        error_messages={"required": gettext_lazy("Choose a file.")},
        widget=forms.FileInput(
            attrs={
                "accept": TABLES,
                "data-most": MOST_BYTES,
                "data-too-large": gettext_lazy("This file is too large. Choose one of at most 10 MB."),
            }
        ),
    )

    def clean_file(self) -> reconciling.Published:
        """Return the counts of the table."""
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        try:
            return receiving.published(upload.read())
        except receiving.BadFile as fact:
            raise ValidationError(str(fact), code="invalid") from fact


def line(label: str, most: int, initial: str) -> LineField:
    """Return a field of one line that may be empty."""
    return LineField(label=label, max_length=most, required=False, initial=initial[:most])


def longest(model: type[Group] | type[Room], name: str) -> int:
    """Return how many characters a column takes."""
    return getattr(model._meta.get_field(name), "max_length", 0) or 0
