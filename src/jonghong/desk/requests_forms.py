"""What an officer sends to answer requests."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from jonghong.bookings.models import History
from jonghong.core.fields import LineField
from jonghong.core.forms import Form, number_of

LONGEST_REMARK = History._meta.get_field("remark").max_length or 0
MOST_BOOKINGS = 5_000
ANSWERS = ("approve", "decline")


class AnswerForm(Form):
    """The answer to one request or to all that are ticked.

    The button that was pressed says which: ``approve`` or ``decline``, holding the bookings that it is for, or nothing for
    those that are ticked; behind a bar, the remark that it offers.
    """

    remark = LineField(
        label=_("Remark for who asked"),
        max_length=LONGEST_REMARK,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("Goes with every button of this page."),
    )

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        sent = data.copy() if data is not None else None
        self.pressed = {name: sent.get(name, "") for name in ANSWERS if name in sent} if sent is not None else {}
        if sent is not None and (offered := self._offered()):
            sent["remark"] = offered
        super().__init__(sent, **options)

    def clean(self) -> dict[str, Any]:
        """Read which bookings it is about, each with the version that was shown."""
        facts = super().clean() or self.cleaned_data
        if len(self.pressed) != 1:
            self.add_error(None, _("Press one of the buttons: permit, or do not permit."))
        elif not self.versions:
            self.add_error(None, _("Nothing is ticked. Tick at least one request, or use the buttons beside it."))
        return facts

    @property
    def answer(self) -> str:
        """Which button was pressed, from a valid form."""
        return next(iter(self.pressed))

    @property
    def versions(self) -> dict[int, int]:
        """The bookings that are answered, by key, each with the version that was shown; what is none is passed over."""
        words = " ".join(value.partition("|")[0] for value in self.pressed.values()).split() or self.ticked
        pairs = [word.partition(".") for word in words[:MOST_BOOKINGS]]
        numbers = ((number_of(key), number_of(version)) for key, _dot, version in pairs)
        return {key: version for key, version in numbers if key is not None and version is not None}

    @property
    def ticked(self) -> list[str]:
        """What is ticked, each booking in one word."""
        return " ".join(self.data.getlist("request")).split() if isinstance(self.data, QueryDict) else []

    def _offered(self) -> str:
        return next((rest for value in self.pressed.values() if (rest := value.partition("|")[2])), "")
