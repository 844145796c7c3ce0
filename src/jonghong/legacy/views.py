"""The page on which a password of AMSS++ is left behind."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_variables

from jonghong.core import clock
from jonghong.core.forms import posted, status_of
from jonghong.core.htmx import go
from jonghong.core.views import safe_next
from jonghong.legacy.actions import replace_password as replace
from jonghong.legacy.queries import overdue
from jonghong.people import signin
from jonghong.people.access import PersonRequest, sign_in_first
from jonghong.people.forms import NewPasswordForm
from jonghong.people.views import secret_form


@secret_form
@sensitive_variables()
def replace_password(request: PersonRequest) -> HttpResponse:
    """Set a new password before going in, once the days of grace are over.

    Nobody else who is half in may: without the second step a right password must not change anything.
    """
    goal, person = safe_next(request), signin.half_person(request)
    if person is None or not overdue(person, clock.today(request.office.zone)):
        return sign_in_first(request, then=goal)
    form = NewPasswordForm(posted(request), office=request.office, person=person)
    if form.is_valid():
        backend = request.session[signin.HALF]["backend"]
        replace(person=person, new=form.cleaned_data["password"])
        return go(request, signin.enter(request, person, backend=backend, goal=goal))
    return render(request, "legacy/replace_password.html", {"form": form, "goal": goal}, status=status_of(form))
