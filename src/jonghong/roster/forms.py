"""The forms on which a list of people is sent, understood and decided about."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _, gettext_lazy

from jonghong.core import tables
from jonghong.core.fields import tidy
from jonghong.core.forms import Form
from jonghong.core.tables.sentences import sentence
from jonghong.offices.models import Group
from jonghong.roster import words
from jonghong.roster.choices import NEW, NO_HEAD, Choices
from jonghong.roster.columns import LOOKED_AT, Field
from jonghong.roster.plans import Plan
from jonghong.roster.uploads import Content

TYPES = ".xlsx,.csv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAMPLES = 3  # rows shown of each column
MOST_SHOWN = 200  # ticks, or groups, of one kind: a form has at most 1,000 fields


class FileForm(Form):
    """The file; ``table`` is what stands in it once the form is valid."""

    file = forms.FileField(
        label=gettext_lazy("File with the list of staff"),
        help_text=gettext_lazy("Excel (.xlsx) or CSV, up to 10 MB and 20,000 rows."),
        error_messages={"required": gettext_lazy("Choose a file.")},
        widget=forms.FileInput(attrs={"accept": TYPES}),
    )

    def clean_file(self) -> tables.Table:
        """Return the table in the file."""
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        self.file_name = tidy(upload.name or "").replace("\0", "")
        try:
            return tables.read(upload.read(), cuts=True)
        except tables.BadTable as fact:
            raise ValidationError(sentence(fact), code="invalid") from fact


class ColumnsForm(Form):
    """Which row is the head, what each column holds, and the group of rows that name none."""

    head = forms.TypedChoiceField(label=gettext_lazy("The headings stand in"), coerce=int)
    group = forms.TypedChoiceField(
        label=gettext_lazy("Group of people without one"),
        help_text=gettext_lazy("For rows in which no group stands."),
        coerce=int,
        required=False,
    )

    def __init__(self, *args: Any, content: Content, choices: Choices, groups: Sequence[Group], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.content = content
        head, group = self.fields["head"], self.fields["group"]
        assert isinstance(head, forms.ChoiceField)
        assert isinstance(group, forms.ChoiceField)
        rows = content.table.rows[: min(LOOKED_AT, len(content.table.rows))]
        numbered = [(place, _("Row %(row)s") % {"row": row.number}) for place, row in enumerate(rows)]
        head.choices = [*numbered, (NO_HEAD, _("No row: people begin at once"))]
        head.initial = choices.head
        group.choices = [("", "–"), *((one.pk, one.name) for one in groups)]
        group.initial = choices.group or ""
        kinds = [("", "–"), *words.LABELS.items()]
        for column in range(content.table.width):
            initial = choices.columns.get(column, "")
            name = words.title(column, content.head(choices))
            self.fields[f"column_{column}"] = forms.ChoiceField(label=name, choices=kinds, initial=initial, required=False)

    def clean(self) -> dict[str, Any]:
        """Check that people can be known and named by what is chosen, and that nothing stands in two columns."""
        facts: dict[str, Any] = super().clean() or {}
        columns = self._columns()
        held = list(columns.values())
        for column, field in columns.items():
            if held.count(field) > 1:
                self.add_error(f"column_{column}", _("Two columns hold this. Choose one of them."))
        if Field.CITIZEN_ID not in held:
            self.add_error(None, _("Choose the column that holds the citizen ID."))
        if not {Field.NAME, Field.GIVEN} & set(held):
            self.add_error(None, _("Choose the column that holds the name."))
        if Field.GROUP not in held and not facts.get("group"):
            self.add_error("group", _("Choose a group here, or the column that holds the groups."))
        if facts.get("head") == len(self.content.table.rows) - 1:
            self.add_error("head", _("No people stand below this row."))
        return facts

    def understood(self, choices: Choices) -> Choices:
        """Return the choices with what was said here; another head starts the other questions anew."""
        facts = self.cleaned_data
        kept = choices if facts["head"] == choices.head else Choices()
        return replace(kept, head=facts["head"], columns=self._columns(), group=facts["group"] or 0)

    def _columns(self) -> dict[int, Field]:
        chosen = {column: self.cleaned_data.get(f"column_{column}") for column in range(self.content.table.width)}
        return {column: Field(held) for column, held in chosen.items() if held}


class CheckForm(Form):
    """What is to be decided about a plan; ``seal`` is that of the plan that was shown."""

    seal = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput())
    sure = forms.TypedMultipleChoiceField(required=False, coerce=int)
    is_sure_of_all = forms.BooleanField(label=gettext_lazy("All these numbers are right"), required=False)
    leaving = forms.TypedMultipleChoiceField(required=False, coerce=int)
    do_all_leave = forms.BooleanField(label=gettext_lazy("All of them have left"), required=False)

    def __init__(self, *args: Any, plan: Plan, groups: Sequence[Group], choices: Choices, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.choices = choices
        set_choices(self, "sure", [entry.number for entry in plan.doubtful[:MOST_SHOWN]])
        set_choices(self, "leaving", [one.person_id for one in plan.may_leave[:MOST_SHOWN]])
        offered = [(str(one.pk), one.name) for one in groups]
        self.strange = {f"group_{place}": strange for place, strange in enumerate(plan.strange[:MOST_SHOWN])}
        for name, strange in self.strange.items():
            more = [(NEW, _("Make a new group of this name"))] if strange.may_be_made else []
            options = [("", _("Leave these rows out")), *more, *offered]
            chosen = choices.groups.get(strange.key, "")
            field = forms.ChoiceField(label=strange.name, choices=options, initial=chosen, required=False)
            self.fields[name] = field

    def decided(self) -> Choices:
        """Return the choices with what was decided here."""
        facts = self.cleaned_data
        return replace(
            self.choices,
            groups={strange.key: facts[name] for name, strange in self.strange.items() if facts[name]},
            sure=frozenset(facts["sure"]),
            is_sure_of_all=facts["is_sure_of_all"],
            leaving=frozenset(facts["leaving"]),
            do_all_leave=facts["do_all_leave"],
        )


def set_choices(form: forms.Form, name: str, keys: Sequence[int]) -> None:
    """Set which keys a form takes in one of its fields."""
    field = form.fields[name]
    assert isinstance(field, forms.TypedMultipleChoiceField)
    field.choices = [(key, key) for key in keys]
