"""What several pages of bookings do alike: find the booking, show the form, go on when it is done."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_noop

from jonghong.bookings import queries
from jonghong.bookings.actions.series import Scope
from jonghong.bookings.forms import ChangeForm, DetailsForm, RepeatedPlaceForm, WholeForm, facts_of
from jonghong.bookings.histories import changes_since
from jonghong.bookings.models import Booking
from jonghong.bookings.permissions import may_change
from jonghong.bookings.refusals import AgainstRule, MayNot, Refused, RoomTaken
from jonghong.bookings.series_fields import RepeatForm
from jonghong.bookings.signals import facts_asked
from jonghong.bookings.timeslots import TimeSlot
from jonghong.bookings.verdicts import PLACE, Verdict, slot_words, verdict_after, with_place
from jonghong.core.forms import number_of, point_at_mistake
from jonghong.core.views import came_from, safe_next
from jonghong.people.access import PersonRequest

SAY_WHY = gettext_noop("Say why it is to be booked all the same, or choose another time.")


def found_booking(request: PersonRequest, booking_id: int) -> Booking:
    """Return a booking of this office, with its room, group and organizer."""
    found = queries.booking_in_full(request.office, booking_id)
    if found is None:
        raise Http404
    found.office = request.office
    return found


def own_booking(request: PersonRequest, booking_id: int) -> Booking:
    """Return a booking that the person may change; else say who may."""
    found = found_booking(request, booking_id)
    if not may_change(request.rights, found):
        raise PermissionDenied(str(MayNot()))
    return found


def known_besides(found: Booking) -> list[tuple[str, str]]:
    """Return what other apps know of a booking, as pairs of a label and a text."""
    answers: Iterable[tuple[Any, Any]] = facts_asked.send(Booking, booking=found)
    return [fact for _receiver, facts in answers for fact in facts]


def again_address(found: Booking, slot: TimeSlot, today: date) -> str:
    """Return the address of a form that asks again for what was declined or not answered, while its day is to come."""
    words: dict[str, Any] = {"again": found.pk}
    if found.date >= today:
        words |= {"room": found.room_id, "on": found.date.isoformat(), "half": slot.half.value}
        words |= {"starts": f"{slot.hours.start:%H:%M}", "ends": f"{slot.hours.end:%H:%M}"}
    return f"{reverse('book')}?{urlencode(words)}"


def said_before(request: PersonRequest) -> dict[str, Any]:
    """Return what a form begins with that asks again for a booking (``again``) of one's own; its day only if it is to come."""
    key = number_of(request.GET.get("again"))
    found = queries.booking_in_full(request.office, key) if key else None
    if found is None or not may_change(request.rights, found):
        return {}
    found.office = request.office
    return {name: value for name, value in facts_of(found).items() if name not in {"key", "version", "on"}}


def require_standing(found: Booking) -> None:
    """Have no page for a booking that keeps nobody out."""
    if not found.is_holding:
        raise Http404


def form_page(
    request: PersonRequest,
    template: str,
    form: WholeForm,
    verdict: Verdict | None,
    *,
    status: int = 200,
    **words: Any,
) -> HttpResponse:
    """Show the page of a form with what is known of its room and time."""
    is_sent_back = form.is_bound and status != HTTPStatus.OK  # what was kept through signing in only waits to be sent
    if is_sent_back or (verdict and (verdict.holders or verdict.objections)):
        point_at_mistake(form)
    is_taken = verdict is not None and verdict.holders
    words |= {
        "form": form,
        "verdict": verdict,
        # Who goes back after booking finds the form again, and must not think that somebody was faster.
        "own": queries.own_among(request.rights.person_id, verdict.room, verdict.slots) if verdict and is_taken else None,
        **slot_words(request),
        "next": safe_next(request, default=""),
    }
    return render(request, template, words, status=status)


def place_in_address(place: RepeatedPlaceForm) -> dict[str, Any]:
    """Return where, when and how often the address of the form says, for its fields to begin with."""
    facts = place.cleaned_data
    chosen = {name: facts[name] for name in (*PLACE, *RepeatForm.REPETITION) if facts.get(name)}
    skips = ("skip_holidays", "skip_weekends") if facts.get("repeat") else ()
    return chosen | {name: facts[name] for name in skips}


def said_in_address(request: PersonRequest) -> dict[str, Any]:
    """Return the subject and the number of people that the address of the form says, as far as they can be taken."""
    said = {}
    for name in ("title", "attendees"):
        with suppress(ValidationError):
            said[name] = DetailsForm.base_fields[name].clean(request.GET.get(name))
    return {name: value for name, value in said.items() if value}


def refused(request: PersonRequest, template: str, form: WholeForm, refusal: Refused, **words: Any) -> HttpResponse:
    """Show the form again, as it was typed, with the reason and what is free instead."""
    if isinstance(refusal, RoomTaken):
        return form_page(request, template, form, verdict_after(refusal, form), status=409, **words)
    if isinstance(refusal, AgainstRule):
        verdict = verdict_after(refusal, form)
        if verdict.is_liftable and request.rights.is_officer:
            form.add_error("override", _(SAY_WHY))
        return form_page(request, template, form, verdict, status=422, **words)
    form.add_error(None, str(refusal))
    return form_page(request, template, form, None, status=422, **words)


def overtaken(request: PersonRequest, form: ChangeForm, booking: Booking) -> HttpResponse:
    """Show a form that came too late as it was typed, with what was changed since; sent once more, it is meant all the same."""
    now = own_booking(request, booking.pk)
    since = changes_since(now, form.cleaned_data["version"])
    data = with_place(request.POST).copy()
    data["version"], data["key"] = str(now.version), str(uuid4())
    form.data = data
    return form_page(request, "bookings/change.html", form, None, booking=now, status=409, overtaken=True, since=since)


def after(request: PersonRequest, day: date, act: UUID) -> str:
    """Return where to go on: back where the person came from, or to the day in its month's table, saying what was done."""
    month_page = reverse("month", kwargs={"year": day.year, "month": day.month})
    back = came_from(request, default=month_page)
    row = f"#d{day.day}" if back == month_page else ""
    return f"{back}?{urlencode({'done': act})}{row}"


def is_about_several(request: HttpRequest) -> bool:
    """Tell whether a request asks for a preview of several dates, or to book or change them: what ``core.pace`` counts."""
    facts = request.POST if request.method == "POST" else request.GET
    return bool(facts.get("repeat")) or facts.get("scope", Scope.ONE) != Scope.ONE


def key_of(text: str | None) -> UUID | None:
    """Return the key of a form that was sent, None for anything else."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
