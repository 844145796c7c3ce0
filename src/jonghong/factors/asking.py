"""Asking for the second step, at the door and where somebody confirms who they are: one page, three ways."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_variables

from jonghong.core.forms import Form
from jonghong.factors import actions, challenges, passkeys, queries
from jonghong.factors.forms import AppForm, BackupForm, PasskeyForm
from jonghong.people import signin
from jonghong.people.access import PersonRequest
from jonghong.people.devices import known_device
from jonghong.people.guessing import TooManyGuesses
from jonghong.people.models import Person
from jonghong.people.refusals import Refused
from jonghong.people.views import slowed

TEMPLATE = "factors/second_step.html"
FORMS: dict[str, type[Form]] = {"passkey": PasskeyForm, "app": AppForm, "backup": BackupForm}


class Asking:
    """What was answered by this request, if anything, and how the page looks that asks (again)."""

    def __init__(self, request: PersonRequest, person: Person) -> None:
        self.request, self.person = request, person
        self.way = request.POST.get("way", "") if request.method == "POST" else ""
        self.forms = {way: form(request.POST if way == self.way else None) for way, form in FORMS.items()}
        self.form = self.forms.get(self.way)
        self.is_passed, self.is_wrong = False, False
        self.too_many: TooManyGuesses | None = None
        if self.form and self.form.is_valid():
            self._judge(self.form)

    @sensitive_variables()
    def _judge(self, form: Form) -> None:
        try:
            self._pass(**form.cleaned_data)
        except TooManyGuesses as fact:
            self.too_many = fact
        except Refused as fact:
            self.is_wrong = True
            form.add_error(None if fact.field == "answer" else fact.field, str(fact))
        else:
            self.is_passed = True

    @sensitive_variables()
    def _pass(self, code: str = "", backup: str = "", answer: str = "") -> None:
        # Half in are those whose number was typed: their devices are known under earlier keys, too.
        keys = self.request.session.get(signin.HALF, {}).get("keys", ())
        person, device = self.person, known_device(self.request, self.person.citizen_key, *keys)
        if self.way == "app":
            actions.pass_by_app(person=person, code=code, device=device)
        elif self.way == "backup":
            actions.pass_by_backup_code(person=person, code=backup, device=device)
        else:
            state = challenges.take(self.request, "use", person)
            proof = passkeys.proof(self.request, state, queries.passkeys_of(person), answer) if state else None
            actions.pass_by_passkey(person=person, proof=proof)

    def page(self, **words: Any) -> HttpResponse:
        """Show what is asked, with what was wrong beside it."""
        has_passkey = queries.passkeys_of(self.person).exists()
        is_possible = passkeys.is_possible(self.request)
        if not (has_passkey and is_possible):
            self.forms["app"].fields["code"].widget.attrs["autofocus"] = True
        words |= {
            "forms": self.forms,
            "form": self.form,
            "has_passkey": has_passkey,
            "is_possible": is_possible,
            "has_app": queries.totp_of(self.person) is not None,
            "has_codes": queries.codes_left(self.person).exists(),
        }
        if self.too_many:
            return slowed(self.request, TEMPLATE, words, self.too_many)
        return render(self.request, TEMPLATE, words, status=422 if self.request.method == "POST" else 200)
