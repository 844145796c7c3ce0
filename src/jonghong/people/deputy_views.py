"""The page on which officers name who acts for them (ปฏิบัติราชการแทน)."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from jonghong.core import clock, thai
from jonghong.core.forms import number_of, posted, status_of
from jonghong.core.htmx import go
from jonghong.people import actions, queries
from jonghong.people.access import PersonRequest, confirm_first, for_keepers_of_people
from jonghong.people.deputy_forms import DeputyForm
from jonghong.people.looking import note_people
from jonghong.people.models import Deputy, Person
from jonghong.people.refusals import Refused
from jonghong.people.signin import is_sure

MOST_SHOWN = 100  # of those who act no longer


@for_keepers_of_people
@require_http_methods(["GET", "HEAD", "POST"])
def manage_deputies(request: PersonRequest) -> HttpResponse:
    """List who acts for an officer, will and did, and name somebody."""
    office, today = request.office, clock.today(request.office.zone)
    people = list(queries.people_to_name(office))
    form = DeputyForm(posted(request), people=people, initial=proposed(request, people, today))
    if form.is_valid():
        if not is_sure(request):
            return confirm_first(request)
        try:
            made = actions.name_deputy(office=office, by=request.rights, **form.cleaned_data)
        except Refused as fact:
            form.add_error(fact.field, str(fact))
        else:
            return to_deputies(f"?named={made.pk}#deputy-{made.pk}" if isinstance(made, Deputy) else "", request)
    left, past = list(queries.not_over(office, today)), list(queries.over(office, today)[:MOST_SHOWN])
    words = {
        "form": form,
        "present": [deputy for deputy in left if deputy.starts_on <= today],
        "coming": [deputy for deputy in left if deputy.starts_on > today],
        "past": past,
        "named": request.GET.get("named", ""),
        "ended": deputy_asked(request, "ended"),
        "span": span_words,
    }
    note_people(request, "deputies", [*people, *(deputy.person for deputy in [*left, *past])])
    return render(request, "people/deputies.html", words, status=status_of(form))


@for_keepers_of_people
@require_POST
def end_deputy(request: PersonRequest, deputy_id: int) -> HttpResponse:
    """Let somebody act no longer; the page beyond offers to name them again."""
    deputy = get_object_or_404(queries.deputies_of(request.office), pk=deputy_id)
    actions.end_deputy(deputy=deputy, by=request.rights)
    return to_deputies(f"?ended={deputy.pk}", request)


def proposed(request: PersonRequest, people: list[Person], today: date) -> dict[str, Any]:
    """Return what the form holds at first: from today on, or what stood in an entry that is to be named again."""
    again = deputy_asked(request, "again")
    if again is None:
        return {"starts_on": today}
    first, last = max(again.starts_on, today), max(again.ends_on, today)
    person = again.person if again.person in people else None
    return {"person": person, "starts_on": first, "ends_on": last, "remark": again.remark}


def deputy_asked(request: PersonRequest, name: str) -> Deputy | None:
    """Return the entry of this office that the address names."""
    key = number_of(request.GET.get(name))
    return queries.deputies_of(request.office).filter(pk=key).first() if key else None


def span_words(deputy: Deputy) -> str:
    """Return the days of an entry: ``25 พ.ค. - 5 มิ.ย. 2566``."""
    return thai.format_span(deputy.starts_on, deputy.ends_on, get_language() or "th")


def to_deputies(note: str, request: PersonRequest) -> HttpResponse:
    """Go back to the list."""
    return go(request, reverse("manage-deputies") + note)
