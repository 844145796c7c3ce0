"""Forms about personal data."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from jonghong.core.fields import LineField, RowField, ThaiDateField, offer
from jonghong.core.forms import Form
from jonghong.people.models import Person

LONGEST_INCIDENT = timedelta(days=366)


class NoticeForm(Form):
    """What the office says of itself in the privacy notice."""

    controller = LineField(
        label=_("Who keeps the data, and how to reach them"),
        max_length=500,
        help_text=_("Name, address, telephone and e-mail of the office."),
    )
    officer = LineField(
        label=_("Data protection officer, and how to reach them"),
        max_length=500,
        required=False,
    )
    addition = forms.CharField(
        label=_("What else is to be said"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Such as other places to which the office gives data. A free line begins a new paragraph."),
    )


class RetentionForm(Form):
    """How long what is kept."""

    booking_years = forms.IntegerField(
        label=_("Names behind bookings: fiscal years before the present one"), min_value=1, max_value=30
    )
    account_days = forms.IntegerField(label=_("Accounts of people who left: days"), min_value=1, max_value=3650)
    security_days = forms.IntegerField(label=_("Audit and security records: days"), min_value=365, max_value=3650)


class EraseForm(Form):
    """Why somebody is erased, and that this is meant."""

    reason = LineField(label=_("Reason"), max_length=250, help_text=_("Such as: asked for it on 1 June 2566. Name nobody."))
    is_sure = forms.BooleanField(
        label=_("I have read what goes and what stays. It cannot be undone."),
        error_messages={"required": _("Tick this to go on.")},
    )


class IncidentForm(Form):
    """Which days, and whose doings."""

    since = ThaiDateField(label=_("From"), help_text=_("Such as 1/6/2566"))
    until = ThaiDateField(label=_("Until"))
    who = RowField(label=_("Whose doings"), required=False)

    def __init__(self, *args: Any, people: list[Person], **facts: Any) -> None:
        super().__init__(*args, **facts)
        offer(self, "who", people)
        field = self.fields["who"]
        assert isinstance(field, RowField)
        field.choices = [("", gettext("Everybody")), *((key, str(row)) for key, row in field.rows.items())]

    def clean(self) -> None:
        """Refuse days in the wrong order, and more than a year."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", gettext("The last day is before the first."))
        elif since and until and until - since > LONGEST_INCIDENT:
            self.add_error("until", gettext("Choose at most a year."))
