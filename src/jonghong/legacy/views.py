"""The page on which a password of AMSS++ is left behind."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from jonghong.core.forms import posted, status_of
from jonghong.core.htmx import go
from jonghong.core.views import safe_next
from jonghong.legacy.actions import replace_password as replace
from jonghong.legacy.queries import comes_from_amss, is_above_it
from jonghong.legacy.steps import may_replace
from jonghong.people import signin
from jonghong.people.access import PersonRequest, sign_in_first
from jonghong.people.forms import NewPasswordForm
from jonghong.people.refusals import WeakPassword, WrongPassword
from jonghong.people.views import secret_form


@secret_form
@sensitive_variables()
def replace_password(request: PersonRequest) -> HttpResponse:
    """Set a new password before going in, once the days of grace are over.

    Nobody else who is half in may: without the second step a right password must not change anything.
    """
    goal, person = safe_next(request), signin.half_person(request)
    if person is None or not may_replace(request, person):
        return sign_in_first(request, then=goal)
    form = NewPasswordForm(posted(request), office=request.office, person=person)
    if form.is_valid():
        backend = request.session[signin.HALF]["backend"]
        is_stepped = signin.has_stepped(request, person)
        try:
            replace(person=person, new=form.cleaned_data["password"])
        except WeakPassword as fact:
            form.add_error("password", str(fact))
        except WrongPassword:  # the password was changed meanwhile, elsewhere
            return sign_in_first(request, then=goal)
        else:
            return go(request, signin.enter(request, person, backend=backend, goal=goal, is_stepped=is_stepped))
    words = {"form": form, "goal": goal, "is_short": not comes_from_amss(person)}
    return render(request, "legacy/replace_password.html", words, status=status_of(form))


@never_cache
@require_safe
def own_password(request: PersonRequest) -> HttpResponse:
    """Tell who became more than a clerk that a password of AMSS++ lets in no longer: a fresh activation code sets another."""
    goal, person = safe_next(request), signin.half_person(request)
    if person is None or not is_above_it(person):
        return sign_in_first(request, then=goal)
    return render(request, "legacy/own_password.html", {"goal": goal})
