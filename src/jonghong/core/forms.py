"""The form that all forms of the product are: its mistakes speak the office's own words."""

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

# Said wherever Django would use words of its own; a field's own ``error_messages`` win.
SENTENCES = (
    (forms.Field, "required", _("Fill this in.")),
    (forms.Field, "max_length", _("Write at most %(limit_value)d characters; these are %(show_value)d.")),
    (forms.Field, "min_value", _("Write a number that is not below %(limit_value)s.")),
    (forms.Field, "max_value", _("Write a number that is not above %(limit_value)s.")),
    (forms.Field, "null_characters_not_allowed", _("There is a character in it that cannot be kept. Type it anew.")),
    (forms.IntegerField, "invalid", _("Write a whole number, such as 20.")),
    (forms.ChoiceField, "invalid_choice", _("Choose one that is offered.")),
    (forms.MultipleChoiceField, "invalid_choice", _("Choose among those that are offered.")),
    (forms.MultipleChoiceField, "invalid_list", _("Choose among those that are offered.")),
    (forms.ModelChoiceField, "invalid_choice", _("Choose one that is offered.")),
    (forms.FileField, "invalid", _("No file arrived. Choose it again.")),
    (forms.FileField, "missing", _("No file arrived. Choose it again.")),
    (forms.FileField, "empty", _("This file is empty. Choose another.")),
)


class Form(forms.Form):
    """A form whose fields say what is wrong in our own sentences.

    Django ties each control to its hint (``<id>_helptext``) and its mistake (``<id>_error``); parts/forms.html writes both.
    """

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        for field in self.fields.values():
            speak_plainly(field)


def speak_plainly(field: forms.Field) -> None:
    """Put our sentences where a field still has Django's."""
    for owner, code, words in SENTENCES:
        is_djangos = field.error_messages.get(code) is owner.default_error_messages.get(code)
        if isinstance(field, owner) and is_djangos:
            field.error_messages[code] = words


def point_at_mistake(form: forms.BaseForm) -> None:
    """Have the cursor wait in the first field that is wrong; in none where nothing is, or where it is a row of choices."""
    for field in form.fields.values():
        field.widget.attrs.pop("autofocus", None)
    seen = {name: field.widget for name, field in form.fields.items() if not field.widget.is_hidden}
    wrong = next((widget for name, widget in seen.items() if name in form.errors), None)
    if wrong and not isinstance(wrong, forms.RadioSelect):
        wrong.attrs["autofocus"] = True


def number_of(text: str | None) -> int | None:
    """Return a number that was sent, None for anything else."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, an empty form too; None for a request that only looks."""
    return request.POST if request.method == "POST" else None


def status_of(form: forms.BaseForm) -> int:
    """Return 422 for a form that is shown again with its mistakes."""
    return 422 if form.is_bound else 200
