"""The forms of the second step."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jonghong.core.fields import LineField
from jonghong.core.forms import Form
from jonghong.core.thai import arabic_digits
from jonghong.factors import totp
from jonghong.factors.models import LONGEST_NAME
from jonghong.factors.passkeys import LONGEST_ANSWER
from jonghong.people import codes
from jonghong.people.forms import CLOSED_KEYBOARD

SEPARATORS = " -\u00a0\u200b"
SHAPE = ("required", "max_length", "null_characters_not_allowed", "invalid")


def saying(sentence: Any) -> dict[str, Any]:
    """Return one sentence for whatever is wrong with the shape of a text."""
    return dict.fromkeys(SHAPE, sentence)


class AppCodeField(forms.CharField):
    """Six digits, typed with a space, a hyphen or in Thai digits; gives just the digits."""

    def __init__(self, **facts: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", **CLOSED_KEYBOARD}
        sentence = _("Type the six digits that the app shows now.")
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attrs), error_messages=saying(sentence), **facts)

    def clean(self, value: Any) -> str:
        """Return the digits; raises ValidationError."""
        digits = "".join(letter for letter in arabic_digits(super().clean(value)) if letter not in SEPARATORS)
        if len(digits) != totp.DIGITS or not (digits.isascii() and digits.isdigit()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return digits


class AnswerField(forms.CharField):
    """What the browser says for a passkey: JSON that a script fills in."""

    def __init__(self, **facts: Any) -> None:
        sentence = _("No passkey arrived. Press the button once more and follow the browser.")
        super().__init__(max_length=LONGEST_ANSWER, widget=forms.HiddenInput, error_messages=saying(sentence), **facts)


class AppForm(Form):
    """A code of the app."""

    code = AppCodeField(label=_("Code of the app"), help_text=_("Six digits, another every half minute"))


class BackupForm(Form):
    """A code on paper."""

    backup = forms.CharField(
        label=_("Backup code"),
        max_length=codes.LONGEST_TEXT,
        help_text=_("One that was not used, such as ABCD-2345"),
        widget=forms.TextInput(attrs={"autocomplete": "off", **CLOSED_KEYBOARD}),
        error_messages=saying(_("A backup code has 8 letters and digits, such as ABCD-2345.")),
    )

    def clean_backup(self) -> str:
        """Return the code as it is kept."""
        try:
            return codes.normalised(self.cleaned_data["backup"])
        except codes.BadCode:
            raise ValidationError(self.fields["backup"].error_messages["invalid"], code="invalid") from None


class PasskeyForm(Form):
    """The answer of a passkey."""

    answer = AnswerField()


class NameForm(Form):
    """What a passkey is called by its owner."""

    name = LineField(
        label=_("Name of the passkey"),
        max_length=LONGEST_NAME,
        help_text=_("So that you know it again, such as: my phone, computer at the office"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NewPasskeyForm(NameForm):
    """A new passkey, and what it is called."""

    answer = AnswerField()
