"""The page about the security of one's own account, and what is changed from there."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jonghong.core.forms import posted, status_of
from jonghong.core.htmx import go
from jonghong.core.views import safe_next
from jonghong.factors import actions, passkeys, queries
from jonghong.factors.enrol_views import show_new_codes
from jonghong.factors.forms import NameForm
from jonghong.factors.permissions import must_have_factor
from jonghong.people.access import PersonRequest, for_people, for_sure_by_factor
from jonghong.people.refusals import Refused
from jonghong.people.views import secret_form, signed_in

form_page = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
@for_people
def security(request: PersonRequest) -> HttpResponse:
    """Show by which steps one signs in, and where that is changed."""
    person = signed_in(request)
    words = {
        "passkeys": list(queries.passkeys_of(person)),
        "app": queries.totp_of(person),
        "codes_left": queries.codes_left(person).count(),
        "must": must_have_factor(person),
        "is_possible": passkeys.is_possible(request),
        "note": request.GET,
    }
    return render(request, "factors/security.html", words)


@never_cache
@form_page
@for_people
@for_sure_by_factor
def change_passkey(request: PersonRequest, passkey_id: int) -> HttpResponse:
    """Call a passkey something else; from here it is removed."""
    passkey = get_object_or_404(queries.passkeys_of(signed_in(request)), pk=passkey_id)
    form = NameForm(posted(request), initial={"name": passkey.name})
    if form.is_valid():
        actions.rename_passkey(passkey=passkey, name=form.cleaned_data["name"])
        return to_security(request, "?saved=1")
    return render(request, "factors/passkey.html", {"form": form, "passkey": passkey}, status=status_of(form))


@never_cache
@require_POST
@for_people
@for_sure_by_factor
def remove_passkey(request: PersonRequest, passkey_id: int) -> HttpResponse:
    """Take a passkey no longer."""
    passkey = get_object_or_404(queries.passkeys_of(signed_in(request)), pk=passkey_id)
    try:
        actions.remove_passkey(passkey=passkey)
    except Refused as fact:
        raise PermissionDenied(str(fact)) from fact
    return to_security(request, "?removed=1")


@never_cache
@form_page
@for_people
@for_sure_by_factor
def remove_app(request: PersonRequest) -> HttpResponse:
    """Ask, then take codes of the app no longer."""
    person = signed_in(request)
    if request.method != "POST":
        return render(request, "factors/remove_app.html", {"is_there": queries.totp_of(person) is not None})
    try:
        actions.remove_app(person=person)
    except Refused as fact:
        raise PermissionDenied(str(fact)) from fact
    return to_security(request, "?removed=1")


@secret_form
@for_people
@for_sure_by_factor
@sensitive_variables()
def new_codes(request: PersonRequest) -> HttpResponse:
    """Ask, then show ten new backup codes, this once."""
    person = signed_in(request)
    if not person.has_factor:
        return to_security(request, "")
    if request.method == "POST":
        return show_new_codes(request, person)
    return render(request, "factors/new_codes.html", {"left": queries.codes_left(person).count()})


@never_cache
@require_POST
@for_people
def codes_saved(request: PersonRequest) -> HttpResponse:
    """Go on where the visitor wanted to be, once they said that the codes are put away safely."""
    return go(request, safe_next(request)) if request.POST.get("saved") else to_security(request, "?unsaved=1")


def to_security(request: PersonRequest, note: str) -> HttpResponse:
    """Go back to the page about security."""
    return go(request, reverse("security") + note)
