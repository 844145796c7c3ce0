"""The pages on which people set up a second step: those who need one on their way in, others whenever they want."""

from collections.abc import Callable
from functools import wraps

import segno
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from jonghong.core import clock, vault
from jonghong.core.forms import posted, status_of
from jonghong.core.htmx import go
from jonghong.core.views import safe_next
from jonghong.factors import actions, challenges, passkeys, queries, totp
from jonghong.factors.forms import AppForm, NewPasskeyForm
from jonghong.factors.refusals import PasskeyNotTaken
from jonghong.factors.steps import step_before, to
from jonghong.people import signin
from jonghong.people.access import PersonRequest, for_people, for_sure_by_factor
from jonghong.people.models import Person
from jonghong.people.refusals import Refused
from jonghong.people.views import secret_form, signed_in

View = Callable[..., HttpResponse]
OFFERED_FOR = 10 * 60  # seconds, for a secret that no app has shown a code of yet


def for_enrolling(view: View) -> View:
    """Let in who is in and sure, and who is half in for want of a second step: never who has one and did not pass it."""

    @for_people
    @for_sure_by_factor
    def whenever(request: PersonRequest) -> HttpResponse:
        return view(request, person=signed_in(request), is_first=False)

    @wraps(view)
    def answer(request: PersonRequest) -> HttpResponse:
        person = signin.half_person(request)
        if person is None:
            return whenever(request)
        before = step_before(request, person, goal_of(request))
        if before or person.has_factor:
            return go(request, before or to("second-step", goal_of(request)))
        return view(request, person=person, is_first=True)

    return answer


@never_cache
@require_safe
def choose_factor(request: PersonRequest) -> HttpResponse:
    """Let somebody who needs a second step choose which, before they come in."""
    goal, person = goal_of(request), signin.half_person(request)
    if person is None:
        return go(request, reverse("security") if request.rights.is_signed_in else to("sign-in", goal))
    before = step_before(request, person, goal)
    if before or person.has_factor:
        return go(request, before or to("second-step", goal))
    words = {"goal": goal, "someone": person, "is_possible": passkeys.is_possible(request)}
    return render(request, "factors/choose.html", words)


@secret_form
@for_enrolling
def add_passkey(request: PersonRequest, person: Person, *, is_first: bool) -> HttpResponse:
    """Name a passkey and make it."""
    form = NewPasskeyForm(posted(request), initial={"name": _("My phone")})
    if form.is_valid():
        try:
            state = challenges.take(request, "make", person)
            new = passkeys.made(request, state, form.cleaned_data["answer"]) if state else None
            if new is None:
                raise PasskeyNotTaken
            actions.add_passkey(person=person, new=new, name=form.cleaned_data["name"], is_first=is_first)
        except Refused as fact:
            form.add_error(None, str(fact))
        else:
            return set_up(request, person, is_first=is_first)
    words = {
        "form": form,
        "goal": goal_of(request),
        "is_first": is_first,
        "is_possible": passkeys.is_possible(request),
    }
    return render(request, "factors/new_passkey.html", words, status=status_of(form))


@never_cache
@require_POST
@for_enrolling
def ask_new_passkey(request: PersonRequest, person: Person, *, is_first: bool) -> HttpResponse:  # noqa: ARG001 - as above
    """Answer a script with what the browser needs to make a passkey, as JSON; 403 where it could not."""
    if not passkeys.is_possible(request):
        return JsonResponse({}, status=403)
    options, state = passkeys.offer(request, person, queries.passkeys_of(person))
    challenges.keep(request, "make", person, state)
    return JsonResponse(options)


@secret_form
@for_enrolling
@sensitive_variables()
def add_app(request: PersonRequest, person: Person, *, is_first: bool) -> HttpResponse:
    """Show a new secret as a picture and in letters, and take the app once it shows a right code.

    The secret is kept nowhere until then: the form carries it, sealed for this person and with when it was drawn.
    """
    form = AppForm(posted(request))
    secret, drawn_at = secret_sent(request, person)
    if form.is_valid() and secret:
        try:
            actions.set_up_app(person=person, secret=secret, code=form.cleaned_data["code"], is_first=is_first)
        except Refused as fact:
            form.add_error(fact.field, str(fact))
        else:
            return set_up(request, person, is_first=is_first)
    elif form.is_bound and not secret:
        form.add_error(None, _("This page was open for too long. Take in the new picture below."))
    if not secret:
        secret, drawn_at = totp.draw(), int(clock.machine_now().timestamp())
    words = {
        "form": form,
        "goal": goal_of(request),
        "is_first": is_first,
        "sealed": vault.seal(f"{secret} {drawn_at}", context=context_of(person)),
        "secret": totp.in_fours(secret),
        "picture": picture_of(totp.address(secret, name=_("Room booking"), issuer=person.office.short_name)),
        "is_anew": queries.totp_of(person) is not None,
    }
    return render(request, "factors/new_app.html", words, status=status_of(form))


@sensitive_variables()
def set_up(request: PersonRequest, person: Person, *, is_first: bool) -> HttpResponse:
    """Go on after a second step was set up: let in who was half in, and show backup codes to who has none."""
    if is_first:
        signin.complete(request)
    signin.note_factor(request)
    if not queries.codes_left(person).exists():
        return show_new_codes(request, person)
    return go(request, reverse("security") + "?added=1")


@sensitive_variables()
def show_new_codes(request: PersonRequest, person: Person) -> HttpResponse:
    """Make ten backup codes and show them, this once."""
    words = {"codes": actions.make_backup_codes(person=person), "goal": goal_of(request)}
    return render(request, "factors/codes.html", words)


@sensitive_variables()
def secret_sent(request: PersonRequest, person: Person) -> tuple[str, int]:
    """Return the secret that the form carries for this person and when it was drawn, in seconds since 1970.

    Empty, and 0, where it carries none that we sealed within ten minutes.
    """
    try:
        secret, _space, drawn = vault.unseal(request.POST.get("secret", ""), context=context_of(person)).partition(" ")
    except vault.Unreadable:
        return "", 0
    drawn_at = int(drawn) if drawn.isdecimal() else 0
    age = clock.machine_now().timestamp() - drawn_at
    return (secret, drawn_at) if age < OFFERED_FOR else ("", 0)


def context_of(person: Person) -> str:
    """Return what a secret on its way is bound to."""
    return f"factors.new-app.{person.pk}"


def picture_of(address: str) -> str:
    """Return the square that a phone reads, as an address of its own: an SVG, black on white in the dark, too.

    A screen is neither creased nor smeared: the least correction makes the coarsest squares.
    """
    return segno.make(address, error="l", boost_error=False).svg_data_uri(scale=6, border=3, light="#fff", dark="#000")


def goal_of(request: PersonRequest) -> str:
    """Return where to go in the end: where the visitor wanted to be, else the page about security."""
    return safe_next(request, default=reverse("security"))
