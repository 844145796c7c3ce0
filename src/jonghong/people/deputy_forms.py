"""The form by which somebody is named to act for a room officer. Its rules stand in the action."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from jonghong.core.fields import LineField, RowField, ThaiDateField, offer
from jonghong.core.forms import Form
from jonghong.people.models import Person


class DeputyForm(Form):
    """Who acts, from which day to which, both included, and by which order."""

    person = RowField(label=_("Who acts"))
    starts_on = ThaiDateField(label=_("From the day"))
    ends_on = ThaiDateField(label=_("To the day"), help_text=_("That day included, at most a year later"))
    remark = LineField(label=_("Remark"), max_length=200, required=False, help_text=_("Such as the number of the order"))

    def __init__(self, *args: Any, people: list[Person], **facts: Any) -> None:
        super().__init__(*args, **facts)
        offer(self, "person", people, must_choose=True)
