"""The page on which a room is found: by one line of words, or by a form."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from jonghong.bookings.series_words import rule_words
from jonghong.bookings.verdicts import length_words, slot_words
from jonghong.core import clock
from jonghong.core.pace import paced
from jonghong.finding.addresses import booking_address, page_address
from jonghong.finding.asking import filled_in, gap_need_of, need_of
from jonghong.finding.finder import find_rooms
from jonghong.finding.forms import FindForm, QuickForm
from jonghong.finding.gaps import find_gaps
from jonghong.finding.phrases import Ground, Understood, understand
from jonghong.finding.queries import equipment_of, room_names, thing_names
from jonghong.finding.search_views import page_asked
from jonghong.finding.wording import asked, chips, examples, span_of_days, time_asked
from jonghong.people.access import PersonRequest
from jonghong.rooms.models import Equipment
from jonghong.rooms.queries import halves_of


@require_safe
@paced("searching", counts=lambda request: request.GET)
def find(request: PersonRequest) -> HttpResponse:
    """Show which rooms are free when one is wanted, to anyone; an empty form and examples where nothing is asked."""
    equipment = equipment_of(request.office)
    is_quick = "q" in request.GET
    quick = QuickForm(request.GET or None)
    line = quick.cleaned_data["q"] if quick.is_valid() else ""
    said = _understood(request, line, equipment) if line else None
    form = _line_as_form(request, said, equipment) if is_quick else _form(request, equipment)
    is_wrong = (quick.is_bound and not quick.is_valid()) or (form.is_bound and not form.is_valid())
    words = {
        "quick": quick,
        "form": form,
        "examples": examples(room_names(request.office)[:1]) if not form.is_bound and not line else [],
        **(_said_words(said) if said else {}),
        **(_answer(request, form) if form.is_bound and not is_wrong else {}),
        **slot_words(request),
    }
    return render(request, "finding/find.html", words, status=422 if is_wrong else 200)


def _understood(request: PersonRequest, line: str, equipment: list[Equipment]) -> Understood:
    """Return what a line of words says in this office, today."""
    office = request.office
    ground = Ground(
        today=clock.today(office.zone),
        halves=halves_of(office),
        rooms=room_names(office),
        things=thing_names(equipment),
        language=get_language() or "th",
    )
    return understand(line, ground)


def _line_as_form(request: PersonRequest, said: Understood | None, equipment: list[Equipment]) -> FindForm:
    """Return the form as the line fills it in; it asks for nothing while the line leaves questions open."""
    facts = filled_in(said) if said else {}
    data = facts if said and said.is_clear else None
    return FindForm(data, office=request.office, equipment=equipment, initial=_first_choice(request) | facts)


def _form(request: PersonRequest, equipment: list[Equipment]) -> FindForm:
    data = request.GET if FindForm.base_fields.keys() & request.GET.keys() else None
    return FindForm(data, office=request.office, equipment=equipment, initial=_first_choice(request))


def _first_choice(request: PersonRequest) -> dict[str, Any]:
    return {"on": clock.today(request.office.zone)}


def _said_words(said: Understood) -> dict[str, Any]:
    questions = [asked(question) for question in said.questions]
    about_time = time_asked(said)
    return {"said": said, "chips": list(chips(said)), "questions": [*questions, *([about_time] if about_time else [])]}


def _answer(request: PersonRequest, form: FindForm) -> dict[str, Any]:
    """Return what a valid form finds, and what the page needs to speak of it."""
    asked_page = page_asked(request)
    if form.is_any_time:
        gap_need = gap_need_of(request.office, form)
        gap_answer = find_gaps(request.office, gap_need, page=asked_page) if gap_need else None
        answer: dict[str, Any] = {"gap_answer": gap_answer}
    else:
        need = need_of(request.office, form)
        answer = {"answer": find_rooms(request.office, need, page=asked_page) if need else None}
    page = found.page if (found := next(iter(answer.values()))) else 1
    return answer | {
        "is_asked": True,
        "book_at": partial(booking_address, form),
        "rule_words": rule_words,
        "span_of_days": span_of_days,
        "length_words": length_words,
        "today": clock.today(request.office.zone),
        "page_before": page_address(request.GET, page - 1),
        "page_after": page_address(request.GET, page + 1),
    }
