"""The page on which an officer says what becomes of each booking in a time that closes."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jonghong.bookings.actions.closures import Choice, Decision, NotMoved
from jonghong.bookings.models import Booking
from jonghong.bookings.pages import key_of
from jonghong.bookings.refusals import Refused
from jonghong.bookings.timeslots import Place
from jonghong.bookings.verdicts import slot_words
from jonghong.desk.closures_forms import ClosureForm, decision_of
from jonghong.desk.closures_offers import Offers, Row, choose_rest, lay_out, rows_of
from jonghong.desk.closures_queries import span_words
from jonghong.people.access import PersonRequest
from jonghong.rooms.queries import halves_of

REST = {"move": None, **{choice.value: choice for choice in Choice}}


def form_page(request: PersonRequest, form: ClosureForm, *, status: int = 200, **words: Any) -> HttpResponse:
    """Show the form, with the words about the bookings in that time if there are any."""
    words |= {"form": form, "key": key_of(request.POST.get("key")) or uuid4(), **span_speech(request), **slot_words(request)}
    return render(request, "desk/closures_close.html", words, status=status)


def choosing_page(
    request: PersonRequest,
    form: ClosureForm,
    bookings: Sequence[Booking],
    *,
    refusal: Refused | None = None,
) -> HttpResponse:
    """Show every booking in that time with what was chosen for it, what else could be, and what is still to be chosen."""
    rest = request.POST.get("rest", "") if refusal is None else ""
    rows = chosen_rows(request, form, bookings, rest)
    listed = request.POST.get("listed", "").split()
    if isinstance(refusal, NotMoved):
        next(row for row in rows if row.booking == refusal.booking).mistake = str(refusal)
    for row in rows:
        if not rest and not row.chosen and row.name in listed:
            row.mistake = row.mistake or _("Choose what becomes of it.")
    words = {
        "rows": rows,
        "rooms": [(room, list(of_room)) for room, of_room in groupby(rows, key=lambda row: row.booking.room)],
        "undecided": sum(not row.chosen for row in rows),
        "closing": form.span,
        "has_mistakes": any(row.mistake for row in rows),
        "rest": rest,
    }
    return form_page(request, form, status=422 if refusal else 200, **words)


def chosen_rows(request: PersonRequest, form: ClosureForm, bookings: Sequence[Booking], rest: str) -> list[Row]:
    """Return a row for each booking with what the form sent chose for it; what it did not list before is new to its reader."""
    rows = rows_of(request.office, bookings)
    listed = set(request.POST.get("listed", "").split())
    sent = sent_decisions(request, rows)
    for row in rows:
        decision = sent.get(row.name)
        row.is_new = bool(listed) and row.name not in listed
        if isinstance(decision, Choice) and (decision is Choice.CANCEL or not row.is_held):
            row.chosen = decision.value
    places = {name: decision for name, decision in sent.items() if isinstance(decision, Place)}
    is_moving = rest == "move"
    proposes = {row.name for row in rows if is_moving or row.name not in listed}
    lay_out(rows, Offers(request.office, form.span, bookings), places, proposes=proposes, anywhere=is_moving)
    for row in rows:
        if row.name in places and not row.chosen:
            row.mistake = _("This place is not free any more. Choose another.")
    if choice := REST.get(rest):
        choose_rest(rows, choice)
    return rows


def sent_decisions(request: PersonRequest, rows: Sequence[Row]) -> dict[str, Decision]:
    """Return what the form sent about each of the rows that it can be about: those that nobody changed since."""
    halves = halves_of(request.office)
    found = {row.name: decision_of(request.POST.get(row.name, ""), halves) for row in rows}
    return {name: decision for name, decision in found.items() if decision}


def span_speech(request: PersonRequest) -> dict[str, Any]:
    """Return what templates need to speak of closures."""
    return {"closed_span": lambda what: span_words(what.starts_at, what.ends_at, request.office)}
