"""The pages of the second step: at the door, where somebody confirms who they are, and the question for a passkey."""

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jonghong.core.htmx import go
from jonghong.core.views import problem, safe_next
from jonghong.factors import actions, challenges, passkeys, queries
from jonghong.factors.asking import Asking
from jonghong.factors.steps import step_before, to
from jonghong.people import signin
from jonghong.people.access import PersonRequest, for_people
from jonghong.people.models import Person
from jonghong.people.views import secret_form, signed_in

MOST_WRONG = 10  # wrong answers, after which signing in starts anew
WRONG = "second_step_wrong"


@secret_form
def second_step(request: PersonRequest) -> HttpResponse:
    """Ask who gave a right password for something only they have, then go on to where they wanted to be."""
    goal = safe_next(request)
    person = signin.half_person(request)
    if person is None:
        return go(request, goal if request.rights.is_signed_in else to("sign-in", goal))
    before = step_before(request, person, goal)
    if before or not person.has_factor:
        return go(request, before or to("choose-factor", goal))
    asking = Asking(request, person)
    if asking.is_passed:
        return let_in(request, goal)
    if asking.is_wrong and is_once_too_often(request):
        return start_anew(request, person)
    return asking.page(goal=goal, here="second-step")


@secret_form
@for_people
def confirm_by_factor(request: PersonRequest) -> HttpResponse:
    """Ask again who is there, before something that matters, and go on to it."""
    goal, person = safe_next(request), signed_in(request)
    if not person.has_factor:
        return go(request, to("confirm", goal))
    asking = Asking(request, person)
    if asking.is_passed:
        signin.confirm(request, way="second step", is_by_factor=True)
        return go(request, goal)
    return asking.page(goal=goal, here="confirm-by-factor")


@never_cache
@require_POST
def ask_passkey(request: PersonRequest) -> HttpResponse:
    """Answer a script with the question for one of the person's passkeys, as JSON; 403 where there is nobody to ask."""
    person = signin.half_person(request) or (signed_in(request) if request.rights.is_signed_in else None)
    known = list(queries.passkeys_of(person)) if person else []
    if person is None or not known or not passkeys.is_possible(request):
        return JsonResponse({}, status=403)
    options, state = passkeys.question(request, known)
    challenges.keep(request, "use", person, state)
    return JsonResponse(options)


def let_in(request: PersonRequest, goal: str) -> HttpResponse:
    """Let somebody in who was half in, and go on; who was half in for too long starts anew."""
    try:
        return go(request, signin.go_on(request, goal=goal))
    except signin.NotHalfIn:
        return go(request, to("sign-in", goal))


def is_once_too_often(request: PersonRequest) -> bool:
    """Count a wrong answer in the session, and tell whether there were too many."""
    wrong = request.session.get(WRONG, 0) + 1
    request.session[WRONG] = wrong
    return bool(wrong >= MOST_WRONG)


def start_anew(request: PersonRequest, person: Person) -> HttpResponse:
    """Forget that the password was right, and tell its owner."""
    request.session.flush()
    actions.note_tried(person=person)
    return problem(
        request,
        status=403,
        title=_("Too many wrong answers"),
        advice=_("Sign in again from the start. Who lost phone and backup codes asks an administrator of the office."),
    )
