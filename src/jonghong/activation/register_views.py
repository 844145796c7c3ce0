"""The pages for people who register and have no slip at hand. None of them tells whether a number is on the list."""

from typing import Any

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from jonghong.activation import actions, browsers
from jonghong.activation.forms import AskForm, NumberForm
from jonghong.activation.models import AccountRequest
from jonghong.activation.queries import asked_by, is_approved
from jonghong.activation.refusals import NotApproved
from jonghong.core import clock
from jonghong.core.forms import posted, status_of
from jonghong.core.htmx import go
from jonghong.core.network import network_of
from jonghong.core.waits import time_to_wait, wait_first
from jonghong.offices.queries import groups_in_use
from jonghong.people import devices
from jonghong.people.access import PersonRequest
from jonghong.people.forms import NewPasswordForm
from jonghong.people.guessing import TooManyGuesses
from jonghong.people.views import secret_form
from jonghong.post.queries import is_on


@secret_form
@sensitive_variables()
def ask_for_mail(request: PersonRequest) -> HttpResponse:
    """Take the wish for a code by mail; the answer is the same for every number."""
    if not is_on():
        return render(request, "activation/no_mail.html", status=403 if request.method == "POST" else 200)
    form = NumberForm(posted(request))
    if not form.is_valid():
        return render(request, "activation/ask_mail.html", {"form": form}, status=status_of(form))
    try:
        actions.wish(office=request.office, citizen_id=form.cleaned_data["username"], network=network_of(request))
    except TooManyGuesses as fact:
        return slowed(request, "activation/ask_mail.html", form, fact)
    return render(request, "activation/mail_asked.html")


@secret_form
@sensitive_variables()
def ask_for_account(request: PersonRequest) -> HttpResponse:
    """Take a request for an account and show, this once, the number to read out; the same for every number."""
    form = AskForm(posted(request), groups=list(groups_in_use(request.office)))
    if not form.is_valid():
        return render(request, "activation/ask.html", {"form": form}, status=status_of(form))
    facts = form.cleaned_data
    try:
        asked = actions.ask(
            office=request.office,
            citizen_id=facts["username"],
            name=facts["name"],
            group=facts["group"],
            network=network_of(request),
        )
    except TooManyGuesses as fact:
        return slowed(request, "activation/ask.html", form, fact)
    response = render(request, "activation/asked.html", {"number": asked.number})
    browsers.hand(response, asked.ticket)
    return response


@secret_form
@sensitive_variables()
def approved(request: PersonRequest) -> HttpResponse:
    """Let the browser whose request was approved set the password, once."""
    asked = asked_by(browsers.ticket_of(request), request.office)
    if asked is None or not is_approved(asked):
        return not_approved(request, asked)
    form = NewPasswordForm(posted(request), office=request.office, person=asked.person)
    if form.is_valid():
        try:
            person = actions.set_password(request=asked, password=form.cleaned_data["password"])
        except NotApproved:  # meanwhile
            return not_approved(request, asked_by(browsers.ticket_of(request), request.office))
        logout(request)
        response = go(request, f"{reverse('sign-in')}?registered=1")
        browsers.take_back(response)
        devices.remember(request, response, person.citizen_key)
        return response
    return render(request, "activation/approved.html", {"form": form, "asked": asked}, status=status_of(form))


def not_approved(request: PersonRequest, asked: AccountRequest | None) -> HttpResponse:
    """Say whether there is something to wait for; whoever was declined, or is on no list, is not told."""
    waits = asked is not None and asked.used_at is None and asked.expires_at > clock.now()
    return render(request, "activation/waits.html", {"waits": waits}, status=403 if request.method == "POST" else 200)


def slowed(request: PersonRequest, template: str, form: Any, fact: TooManyGuesses) -> HttpResponse:
    """Show the form again with how long to wait."""
    form.add_error(None, _("That was asked for often. Wait %(time)s, then try again.") % {"time": time_to_wait(fact.wait)})
    return wait_first(request, template, {"form": form}, fact.wait)
