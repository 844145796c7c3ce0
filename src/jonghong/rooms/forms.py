"""The form about a room."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, gettext_lazy as _

from jonghong.core.fields import LineField, tidy
from jonghong.offices.forms import NamedForm
from jonghong.rooms import actions, photos
from jonghong.rooms.models import HUES, Equipment, Room

PHOTO_TYPES = "image/jpeg,image/png,image/webp"
LONGEST_THING = Equipment._meta.get_field("name").max_length or 0


class RoomForm(NamedForm[Room]):
    """What a room is. ``things`` are the names of the equipment that the office knows."""

    name = LineField(label=_("Name of the room"), max_length=80)
    capacity = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        max_value=9999,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    hue = forms.TypedChoiceField(label=_("Colour"), choices=list(HUES.items()), coerce=int, widget=forms.RadioSelect)
    equipment = forms.MultipleChoiceField(label=_("Equipment"), required=False, widget=forms.CheckboxSelectMultiple)
    more_equipment = LineField(
        label=_("More equipment"),
        max_length=400,
        required=False,
        help_text=_("Separate by commas. What stands in no room any more leaves the list by itself."),
    )
    is_open = forms.BooleanField(
        label=_("Open for booking"),
        required=False,
        help_text=_("A closed room keeps its bookings and its history, and takes no new bookings."),
    )
    needs_permission = forms.BooleanField(
        label=_("Bookings wait for permission"),
        required=False,
        help_text=_("A request keeps its place until a room officer answers. What room officers book stands at once."),
    )
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        help_text=_("JPEG, PNG or WebP up to 10 MB. Place and time of taking are removed from it."),
        widget=forms.FileInput(attrs={"accept": PHOTO_TYPES}),
    )
    without_photo = forms.BooleanField(label=_("Remove the photo"), required=False)

    def __init__(self, *args: Any, things: Sequence[str], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.things = {name.casefold(): name for name in things}
        equipment = self.fields["equipment"]
        assert isinstance(equipment, forms.MultipleChoiceField)
        equipment.choices = [(name, name) for name in things]

    def clean_photo(self) -> bytes | None:
        """Return the photo drawn anew, or None."""
        upload: UploadedFile[bytes] | None = self.cleaned_data["photo"]
        try:
            return photos.drawn_anew(upload) if upload else None
        except photos.PhotoTooLarge as fact:
            raise ValidationError(_("This picture is too large. Choose one up to 10 MB and 50 megapixels.")) from fact
        except photos.BadPhoto as fact:
            raise ValidationError(_("This file is not a picture that can be read. Choose a JPEG, PNG or WebP.")) from fact

    def clean_more_equipment(self) -> list[str]:
        """Return the names between the commas."""
        names = [tidy(name) for name in re.split("[,，、]", self.cleaned_data["more_equipment"])]
        if any(len(name) > LONGEST_THING for name in names):
            words = {"longest": LONGEST_THING}
            raise ValidationError(gettext("Write at most %(longest)s characters between two commas.") % words)
        return [name for name in names if name]

    def clean(self) -> None:
        """Join ticked and new equipment."""
        ticked, typed = self.cleaned_data.get("equipment", []), self.cleaned_data.pop("more_equipment", [])
        self.cleaned_data["equipment"] = self._without_doubles([*ticked, *typed])

    def keep(self, action: Callable[..., Room], **facts: Any) -> Room | None:
        """Keep the room, then its photo, or its going."""
        photo, is_bare = self.cleaned_data.pop("photo"), self.cleaned_data.pop("without_photo")
        room = super().keep(action, **facts)
        if room and photo:
            actions.set_photo(room=room, photo=photo)
        elif room and is_bare:
            actions.remove_photo(room=room)
        return room

    @property
    def lost_photo(self) -> bool:
        """Whether a photo was sent with mistakes elsewhere; browsers do not keep it."""
        return bool(self.errors) and "photo" in self.files and "photo" not in self.errors

    def _without_doubles(self, names: list[str]) -> list[str]:
        return list({name.casefold(): self.things.get(name.casefold(), name) for name in names}.values())
