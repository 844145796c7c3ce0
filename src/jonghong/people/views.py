"""The pages of one's own account: coming in, the first password, another password, going out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from jonghong.core.forms import posted, status_of
from jonghong.core.htmx import go
from jonghong.core.network import network_of
from jonghong.core.views import safe_next
from jonghong.core.waits import time_to_wait, wait_first
from jonghong.people import actions, devices, sessions, signin
from jonghong.people.access import PersonRequest, for_people
from jonghong.people.forms import ChangePasswordForm, ConfirmForm, RegisterForm, SignInForm
from jonghong.people.guessing import TooManyGuesses
from jonghong.people.models import Person
from jonghong.people.refusals import WrongPair, WrongPassword
from jonghong.people.sessions import store_of
from jonghong.post.queries import is_on

View = Callable[..., HttpResponse]


def secret_form(view: View) -> View:
    """Let a page with secrets on it be kept nowhere: not by caches, not in a report of an error."""
    return require_http_methods(["GET", "HEAD", "POST"])(never_cache(sensitive_post_parameters()(view)))


@secret_form
@sensitive_variables()
def sign_in(request: PersonRequest) -> HttpResponse:
    """Ask for number and password, then go on to where the visitor wanted to be."""
    goal = safe_next(request)
    if request.method != "POST" and request.rights.is_signed_in:
        return go(request, goal)
    form = SignInForm(posted(request))
    page = {
        "form": form,
        "goal": goal,
        "is_registered": "registered" in request.GET,
        "is_over": "over" in request.GET and signin.half_person(request) is None,
        "pressed": "pressed" in request.GET,
        "may_stay": devices.is_known(request),
    }
    if form.is_valid() and form.cleaned_data["password"]:
        facts = form.cleaned_data
        claim = signin.Claim(office=request.office, citizen_id=facts["username"], password=facts["password"])
        try:
            address = signin.sign_in(request, claim, goal=goal, is_to_stay=facts["stay"])
        except TooManyGuesses as fact:
            return slowed(request, "people/sign_in.html", page, fact)
        except signin.CannotTell as fact:
            form.add_error(None, str(fact))
        else:
            if address is not None:
                sessions.forget_expired()
                return go(request, address)
            form.add_error(None, _("The user name or the password is not right."))
    return render(request, "people/sign_in.html", page, status=status_of(form))


@secret_form
@sensitive_variables()
def register(request: PersonRequest) -> HttpResponse:
    """Set the first password, or another for a lost one, by the code on a slip."""
    goal = safe_next(request)
    form = RegisterForm(posted(request), office=request.office)
    page = {"form": form, "goal": goal, "has_mail": is_on()}
    if form.is_valid():
        facts = form.cleaned_data
        try:
            person = actions.activate(
                office=request.office,
                citizen_id=facts["username"],
                code=facts["code"],
                password=facts["password"],
                network=network_of(request),
            )
        except TooManyGuesses as fact:
            return slowed(request, "people/register.html", page, fact)
        except WrongPair as fact:
            form.add_error(None, str(fact))
        else:
            logout(request)
            response = go(request, f"{reverse('sign-in')}?{urlencode({'registered': 1, 'next': goal})}")
            # Whoever held the code is known here, and gets in even while others guess at the account.
            devices.remember(request, response, person.citizen_key)
            return response
    return render(request, "people/register.html", page, status=status_of(form))


@secret_form
@for_people
@sensitive_variables()
def change_password(request: PersonRequest) -> HttpResponse:
    """Replace one's password; every other session ends, this one goes on under a new key."""
    person = signed_in(request)
    form = ChangePasswordForm(posted(request), office=request.office, person=person)
    page = {"form": form, "is_done": "done" in request.GET}
    if form.is_valid():
        try:
            actions.change_password(
                person=person,
                current=form.cleaned_data["current"],
                new=form.cleaned_data["password"],
                session_id=session_id(request),
            )
        except TooManyGuesses as fact:
            return slowed(request, "people/password.html", page, fact)
        except WrongPassword as fact:
            form.add_error("current", str(fact))
        else:
            update_session_auth_hash(request, person)
            return go(request, reverse("password") + "?done=1")
    return render(request, "people/password.html", page, status=status_of(form))


@secret_form
@for_people
@sensitive_variables()
def confirm(request: PersonRequest) -> HttpResponse:
    """Ask again who is there, before something that matters, and go on to it."""
    person, goal = signed_in(request), safe_next(request)
    form = ConfirmForm(posted(request))
    offers = [way(request, person, goal) for way in map(import_string, settings.CONFIRM_WAYS)]
    must_be_factor = request.GET.get("by") == "factor" and person.has_factor
    ways = [way for way in offers if way and (way.is_factor or not must_be_factor)]
    page = {"form": form, "goal": goal, "pressed": "pressed" in request.GET, "ways": ways, "must_be_factor": must_be_factor}
    if form.is_valid():
        try:
            actions.confirm(person=person, password=form.cleaned_data["password"])
        except TooManyGuesses as fact:
            return slowed(request, "people/confirm.html", page, fact)
        except WrongPassword as fact:
            form.add_error("password", str(fact))
        else:
            signin.confirm(request)
            return go(request, goal)
    return render(request, "people/confirm.html", page, status=status_of(form))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: PersonRequest) -> HttpResponse:
    """End the session by POST; a visit only shows the button."""
    if request.method != "POST":
        return render(request, "people/sign_out.html")
    signin.leave(request)
    response = go(request, "/")
    # Not "cookies": the language and the device are known the next time, too.
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def signed_in(request: PersonRequest) -> Person:
    """Return who stands behind a request that ``for_people`` let in."""
    assert isinstance(request.user, Person)
    return request.user


def session_id(request: PersonRequest) -> int:
    """Return the key of the session that the request is in; 0 for one that was opened by it."""
    row = store_of(request).row
    return row.pk if row else 0


def slowed(request: PersonRequest, template: str, page: dict[str, Any], fact: TooManyGuesses) -> HttpResponse:
    """Show the form again with how long to wait; whether the number exists makes no difference."""
    actions.note_slowed(office=request.office, fact=fact, actor_id=request.rights.person_id)
    page["form"].add_error(None, closed() if fact.is_closed else waiting(fact.wait))
    return wait_first(request, template, page, fact.wait)


def closed() -> str:
    """Return the sentence for an account to which no other device gets in by guessing on."""
    return _(
        "After too many wrong tries this account takes no password from this device. "
        "Use a device on which you signed in before, or ask for a new activation code.",
    )


def waiting(wait: timedelta) -> str:
    """Return the sentence with the time to wait."""
    return _("Too many wrong tries. Wait %(time)s, then try again.") % {"time": time_to_wait(wait)}
