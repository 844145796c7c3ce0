"""The forms about accounts and people. What depends on nothing stored is checked here, openly."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.debug import sensitive_variables

from jonghong.core.fields import LineField, RowField, offer
from jonghong.core.forms import Form
from jonghong.offices.models import Group, Office
from jonghong.people import codes, emails, identity, numbers, queries
from jonghong.people.models import Person, Role
from jonghong.people.passwords import LONGEST, SHORTEST, weakness
from jonghong.people.permissions import Rights, roles_to_give, shortest_password

MOST_GROUPS = 20  # of one person
CLOSED_KEYBOARD = {"autocapitalize": "none", "spellcheck": "false"}


class CitizenIdField(forms.CharField):
    """Thirteen digits, typed with hyphens, spaces or Thai digits; gives just the digits."""

    def __init__(self, **facts: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "username", **CLOSED_KEYBOARD, **facts.pop("attrs", {})}
        super().__init__(max_length=60, widget=forms.TextInput(attrs=attrs), **facts)
        for code in ("required", "max_length", "null_characters_not_allowed"):
            self.error_messages[code] = gettext_lazy("Type the 13 digits of the citizen ID.")

    def clean(self, value: Any) -> str:
        """Return the digits; raises ValidationError, which does not hold what was typed."""
        try:
            return identity.normalised(super().clean(value))
        except identity.BadCitizenId:
            raise ValidationError(self.error_messages["required"], code="invalid") from None


class PasswordField(forms.CharField):
    """A password exactly as typed, which is never shown again."""

    def __init__(self, *, autocomplete: str, **facts: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(strip=False, max_length=LONGEST, widget=widget, **facts)


class SignInForm(Form):
    """Who, and by which password; without a password nothing is looked up."""

    username = CitizenIdField(
        label=gettext_lazy("User name"),
        help_text=gettext_lazy("The 13 digits of your citizen ID"),
        attrs={"autofocus": True},
    )
    password = PasswordField(label=gettext_lazy("Password"), autocomplete="current-password", required=False)
    stay = forms.BooleanField(
        label=gettext_lazy("Stay signed in on this device for 30 days"),
        help_text=gettext_lazy("Only on a device that nobody else uses. Room officers sign in anew each day."),
        required=False,
    )


class ConfirmForm(Form):
    """The present password, to show again who one is."""

    password = PasswordField(
        label=gettext_lazy("Your password"),
        autocomplete="current-password",
    )

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["password"].widget.attrs["autofocus"] = True


class NewPasswordForm(Form):
    """A new password, typed twice."""

    password = PasswordField(
        label=gettext_lazy("New password"),
        autocomplete="new-password",
    )
    repeat = PasswordField(label=gettext_lazy("Confirm the password"), autocomplete="new-password")

    def __init__(self, *args: Any, office: Office, person: Person | None = None, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.office, self.person = office, person
        self.shortest = shortest_password(person) if person else SHORTEST
        said = _("At least %(n)d characters. A few words in a row are good, in Thai too.") % {"n": self.shortest}
        self.fields["password"].help_text = said

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        """Check the password by the rules, and that both are the same."""
        facts: dict[str, Any] = super().clean() or {}
        password = facts.get("password")
        if password and (sentence := self.weakness(password)):
            self.add_error("password", sentence)
        elif password and facts.get("repeat") and facts["repeat"] != password:
            self.add_error("repeat", _("The two passwords are not the same. Type both again."))
        return facts

    @sensitive_variables()
    def weakness(self, password: str) -> str:
        """Return the sentence for the rule that the password breaks; empty when it is good."""
        words = queries.names_to_avoid(self.office, self.person)
        return weakness(password, citizen_key=self.citizen_key(), words=words, shortest=self.shortest)

    def citizen_key(self) -> str:
        """Return the keyed hash of the number of whose password it is; empty while that is not known."""
        return self.person.citizen_key if self.person else ""


class RegisterForm(NewPasswordForm):
    """The first password, by the code on a slip."""

    username = CitizenIdField(
        label=gettext_lazy("User name"),
        help_text=gettext_lazy("The 13 digits of your citizen ID"),
    )
    code = forms.CharField(
        label=gettext_lazy("Activation code"),
        max_length=codes.LONGEST_TEXT,
        help_text=gettext_lazy("It stands on your slip, such as ABCD-2345."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", **CLOSED_KEYBOARD}),
        error_messages=dict.fromkeys(
            ("required", "max_length", "null_characters_not_allowed", "invalid"),
            gettext_lazy("The code has 8 letters and digits, such as ABCD-2345. Type it as it stands on the slip."),
        ),
    )
    field_order = ("username", "code", "password", "repeat")

    def clean_code(self) -> str:
        """Return the code as it is kept."""
        try:
            return codes.normalised(self.cleaned_data["code"])
        except codes.BadCode:
            raise ValidationError(self.fields["code"].error_messages["invalid"], code="invalid") from None

    def citizen_key(self) -> str:
        """Return the keyed hash of the number that was typed."""
        return numbers.newest_key(self.cleaned_data.get("username", ""))


class ChangePasswordForm(NewPasswordForm):
    """A new password, by the present one."""

    current = PasswordField(label=gettext_lazy("Present password"), autocomplete="current-password")
    field_order = ("current", "password", "repeat")


class NameForm(Form):
    """What somebody is called, and where mail reaches them."""

    name = LineField(label=gettext_lazy("Name and surname"), max_length=150, widget=forms.TextInput({"autocomplete": "off"}))
    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        max_length=emails.LONGEST,
        required=False,
        help_text=gettext_lazy("For activation codes and notices. It is kept encrypted, and seen only by who keeps this list."),
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "email", **CLOSED_KEYBOARD}),
    )

    def clean_name(self) -> str:
        """Refuse a citizen id that went astray: a name is shown in clear."""
        name: str = self.cleaned_data["name"]
        if sum(letter.isdigit() for letter in name) >= identity.LENGTH:
            raise ValidationError(_("This holds a citizen ID. Write the name alone."))
        return name

    def clean_email(self) -> str:
        """Return the one address as it is kept."""
        try:
            return emails.normalised(self.cleaned_data["email"]) if self.cleaned_data["email"] else ""
        except emails.BadAddress:
            raise ValidationError(_("Write one e-mail address, such as name@example.go.th."), code="invalid") from None


class AddPersonForm(NameForm):
    """Somebody new: name, number, and the first group and role."""

    citizen_id = CitizenIdField(
        label=gettext_lazy("Citizen ID, 13 digits"),
        attrs={"autocomplete": "off"},
        help_text=gettext_lazy("It is kept as a one-way code. From here on only its last digits are shown."),
    )
    is_sure = forms.BooleanField(label=gettext_lazy("The number is right as I typed it"), required=False)
    group = RowField(label=gettext_lazy("Group"))
    role = forms.ChoiceField(label=gettext_lazy("Role"), initial=Role.CLERK)

    def __init__(self, *args: Any, groups: list[Group], rights: Rights, **facts: Any) -> None:
        super().__init__(*args, **facts)
        offer(self, "group", groups)
        offer_roles(self, rights)

    def clean(self) -> dict[str, Any]:
        """Ask again about a number whose last digit does not fit."""
        facts: dict[str, Any] = super().clean() or {}
        digits = facts.get("citizen_id")
        if digits and not identity.has_right_check_digit(digits) and not facts["is_sure"]:
            sentence = _("The last digit does not fit the others, so one of them may be mistyped. Compare it with the card.")
            self.add_error("citizen_id", ValidationError(sentence, code="check_digit"))
        return facts


class MembershipForm(Form):
    """One group of a person and the role in it; no group takes the line away."""

    group = RowField(label=gettext_lazy("Group"), required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), initial=Role.CLERK)

    def __init__(self, *args: Any, groups: list[Group], rights: Rights, **facts: Any) -> None:
        super().__init__(*args, **facts)
        offer(self, "group", groups)
        offer_roles(self, rights)
        set_choices(self, "group", [("", "–"), *((str(group.pk), group.name) for group in groups)])


class MembershipLines(forms.BaseFormSet):  # type: ignore[type-arg]  # Django's takes no type at run time
    """The groups of a person, one line each, none twice, at least one."""

    def clean(self) -> None:
        """Check that each group stands once."""
        seen: set[Group] = set()
        for form in self.forms:
            group = form.cleaned_data.get("group") if form.is_valid() else None
            if group in seen:
                form.add_error("group", _("This group stands there twice."))
            seen |= {group} if group else set()
        if not seen and not any(form.errors for form in self.forms):
            raise ValidationError(_("Choose at least one group of this office."))

    def roles(self) -> dict[int, str]:
        """Return group id -> role."""
        chosen = (form.cleaned_data for form in self.forms)
        return {facts["group"].pk: facts["role"] for facts in chosen if facts.get("group")}


def membership_lines(data: QueryDict | None, *, person: Person, groups: list[Group], rights: Rights) -> MembershipLines:
    """Return one line for each group of the person, and an empty one."""
    held = [{"group": membership.group_id, "role": membership.role} for membership in person.memberships.all()]
    lines = forms.formset_factory(
        MembershipForm,
        formset=MembershipLines,
        extra=1,
        max_num=MOST_GROUPS,
        absolute_max=MOST_GROUPS,
    )
    made = lines(data, initial=held, form_kwargs={"groups": groups, "rights": rights})
    assert isinstance(made, MembershipLines)
    return made


def offer_roles(form: forms.Form, rights: Rights) -> None:
    """Put the roles on a form's list that somebody with these rights may give."""
    set_choices(form, "role", [(role.value, role.label) for role in roles_to_give(rights)])


def set_choices(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    """Set what a form offers in one of its fields."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
