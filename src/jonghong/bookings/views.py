"""Pages of bookings: one function, one template, one address each."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jonghong.bookings import actions, queries
from jonghong.bookings.actions.series import Scope
from jonghong.bookings.drafts import draft_of, forget_draft, keep_draft, led_through_sign_in
from jonghong.bookings.forms import BookingForm, CancelForm, JumpForm, PlaceForm, RepeatedPlaceForm, rooms_to_choose
from jonghong.bookings.histories import changes_of, done_of, refusals_of
from jonghong.bookings.models import UNGRANTED, Booking, State
from jonghong.bookings.month_table import month_table
from jonghong.bookings.pages import (
    after,
    again_address,
    form_page,
    found_booking,
    is_about_several,
    key_of,
    known_besides,
    overtaken,
    own_booking,
    place_in_address,
    refused,
    require_standing,
    said_before,
    said_in_address,
)
from jonghong.bookings.permissions import may_change, may_decide, may_see_people, may_see_subject
from jonghong.bookings.refusals import AgainstRule, Objection, Refused, RoomTaken, Stale
from jonghong.bookings.rules import YEARS_IN_REACH, objections_to_cancel
from jonghong.bookings.series_forms import SeriesChangeForm
from jonghong.bookings.series_posts import book_series, change_dates, change_form, live_preview, scope_sent, scopes_of
from jonghong.bookings.tallies import first_of_next_month, month_version
from jonghong.bookings.verdicts import Verdict, half_words, slot_words, verdict_on, with_place
from jonghong.core import clock
from jonghong.core.forms import number_of, posted, status_of
from jonghong.core.htmx import go
from jonghong.core.pace import paced
from jonghong.core.pagecache import versioned
from jonghong.core.views import problem, safe_next
from jonghong.people.access import PersonRequest, for_people, sign_in_first
from jonghong.rooms.queries import open_rooms


@require_safe
@versioned(month_version)
def month(request: PersonRequest, year: int, month: int) -> HttpResponse:
    """Show the table of a month, to anyone."""
    today = clock.today(request.office.zone)
    if year > today.year + YEARS_IN_REACH:
        raise Http404
    table = month_table(request.office, year=year, month=month, rights=request.rights, today=today)
    words = {
        "table": table,
        "today": today,
        "before": table.first - timedelta(days=1),
        "after": first_of_next_month(year, month),
        "jump": JumpForm.at(table.first),
        "booking_at": reverse("booking", kwargs={"booking_id": 0}).removesuffix("0/"),
        "done": done_of(request),
        **slot_words(request),
    }
    return render(request, "bookings/month.html", words)


@require_safe
def this_month(request: PersonRequest) -> HttpResponse:
    """Lead to the present month, or to the one that was chosen."""
    today = clock.today(request.office.zone)
    form = JumpForm(request.GET) if {"month", "year"} & request.GET.keys() else None
    if form and not form.is_valid():
        words = {"form": form, "today": today}
        return render(request, "bookings/jump.html", words, status=422)
    year, number = form.chosen if form else (today.year, today.month)
    return redirect("month", year=year, month=number)


@require_http_methods(["GET", "HEAD", "POST"])
@paced("previews", counts=is_about_several)
def book(request: PersonRequest) -> HttpResponse:
    """Book a room: the form over the table, or a page of its own."""
    if request.method == "POST":
        return _book_posted(request)
    if not request.rights.is_signed_in:
        return led_through_sign_in(request)
    draft = draft_of(request)
    rooms = list(open_rooms(request.office))
    place = RepeatedPlaceForm(request.GET, office=request.office, rooms=rooms)
    verdict = _verdict_asked(request, place)
    preview = live_preview(request, place)
    chosen = {**said_before(request), **said_in_address(request), **place_in_address(place)}
    form = BookingForm(draft, office=request.office, rooms=rooms, rights=request.rights, initial=chosen)
    words = {"is_draft": draft is not None, "is_room_gone": "room" in request.GET and "room" in place.errors}
    return form_page(request, "bookings/book.html", form, verdict, live=preview, **words)


def _book_posted(request: PersonRequest) -> HttpResponse:
    data = with_place(request.POST)
    if not request.rights.is_signed_in:
        return sign_in_first(request, then=keep_draft(request, data))
    form = BookingForm(data, office=request.office, rooms=list(open_rooms(request.office)), rights=request.rights)
    if not form.is_valid():
        return form_page(request, "bookings/book.html", form, None, status=422)
    if form.rule:
        return book_series(request, form)
    verdict = verdict_on(
        form,
        attendees=form.details.attendees,
        rights=request.rights,
        group_id=form.details.group_id,
    )
    slots = verdict.answered(form.cleaned_data["days_answer"])
    if not slots:
        return form_page(request, "bookings/book.html", form, verdict, asks_days=True, status=422)
    try:
        act = actions.book(
            office=request.office,
            by=request.rights,
            room_id=verdict.room.pk,
            slots=slots,
            details=form.details,
            key=form.cleaned_data["key"],
            override=form.cleaned_data["override"],
        )
    except Refused as refusal:
        return refused(request, "bookings/book.html", form, refusal)
    forget_draft(request)
    return go(request, after(request, slots[0].day, act))


@require_safe
def booking(request: PersonRequest, booking_id: int) -> HttpResponse:
    """Show one booking; names and history only to people of the office."""
    found = found_booking(request, booking_id)
    sees_people = may_see_people(request.rights, found)
    slot = queries.slot_of_booking(found, request.office)
    words = {
        "booking": found,
        "slot": slot,
        "when": half_words(slot),
        "sees_subject": may_see_subject(request.rights, found),
        "sees_people": sees_people,
        "may_change": (may := may_change(request.rights, found)),
        "may_decide": found.state == State.PENDING and may_decide(request.rights),
        "again": again_address(found, slot, clock.today(request.office.zone)) if may and found.state in UNGRANTED else "",
        "days": queries.days_of_series(found).count() if found.series_id else 1,
        "history": changes_of(found) if sees_people else [],
        "besides": known_besides(found) if sees_people else [],
    }
    return render(request, "bookings/booking.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@paced("previews", counts=is_about_several)
def change(request: PersonRequest, booking_id: int) -> HttpResponse:
    """Change what a booking says, or move it."""
    if not request.rights.is_signed_in:
        return led_through_sign_in(request)
    found = own_booking(request, booking_id)
    if request.method == "POST":
        return _change_posted(request, found)
    require_standing(found)
    draft = draft_of(request)
    rooms = list(rooms_to_choose(request.office, found))
    form = change_form(request, found, draft, rooms)
    place = PlaceForm(request.GET or None, office=request.office, rooms=rooms)
    verdict = _verdict_asked(request, place, but=found)
    return form_page(request, "bookings/change.html", form, verdict, booking=found, is_draft=draft is not None)


def _change_posted(request: PersonRequest, found: Booking) -> HttpResponse:
    data = with_place(request.POST)
    rooms = list(rooms_to_choose(request.office, found))
    form = change_form(request, found, data, rooms)
    if not form.is_valid():
        return form_page(request, "bookings/change.html", form, None, booking=found, status=422)
    if isinstance(form, SeriesChangeForm) and form.scope_meant is not Scope.ONE:
        return change_dates(request, found, form)
    (slot,) = form.slots(form.all_days)
    try:
        act = actions.change(
            booking=found,
            by=request.rights,
            version=form.cleaned_data["version"],
            room_id=form.cleaned_data["room"].pk,
            slot=slot,
            details=form.details,
            key=form.cleaned_data["key"],
            override=form.cleaned_data["override"],
        )
    except Stale:
        return overtaken(request, form, found)
    except Refused as refusal:
        return refused(request, "bookings/change.html", form, refusal, booking=found)
    forget_draft(request)
    return go(request, after(request, slot.day, act))


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def cancel(request: PersonRequest, booking_id: int) -> HttpResponse:
    """Cancel one day or, where one request made several, all that still stand."""
    found = own_booking(request, booking_id)
    form = CancelForm(posted(request))
    if not form.is_bound:
        require_standing(found)
        against = objections_to_cancel(request.office, [found], clock.now())
        return _cancel_page(request, found, form, against)
    if not form.is_valid():
        return _cancel_page(request, found, form)
    facts: dict[str, Any] = {
        "booking": found,
        "by": request.rights,
        "version": number_of(request.POST.get("version")),
        "key": key_of(request.POST.get("key")),
        "override": form.cleaned_data["override"],
    }
    scope = scope_sent(request.POST.get("which"))
    try:
        if scope is Scope.ONE:
            act = actions.cancel(**facts)
        else:
            act = actions.cancel_dates(**facts, scope=scope, seen=request.POST.get("seen", ""))
    except AgainstRule as refusal:
        if request.rights.is_officer:
            form.add_error("override", _("Say why it is to be cancelled all the same."))
        return _cancel_page(request, found, form, refusal.objections)
    except Refused as refusal:
        return problem(request, status=409, title=_("This was not cancelled"), advice=str(refusal))
    return go(request, after(request, found.date, act))


def _cancel_page(
    request: PersonRequest,
    found: Booking,
    form: CancelForm,
    against: Sequence[Objection] = (),
) -> HttpResponse:
    """Ask whether to cancel; where rules are ``against`` it, an officer is asked why."""
    words = {
        "booking": found,
        **scopes_of(found),
        "form": form,
        "against": against,
        "key": key_of(request.POST.get("key")) or uuid4(),
        "next": safe_next(request, default=""),
        **slot_words(request),
    }
    return render(request, "bookings/cancel.html", words, status=status_of(form))


@require_POST
@for_people
def undo(request: PersonRequest, act: UUID) -> HttpResponse:
    """Take back what was just done."""
    rows = list(queries.rows_of_act(request.office, act))
    if not rows:
        raise Http404
    try:
        undone = actions.undo(office=request.office, act=act, by=request.rights)
    except RoomTaken as refusal:
        words = {"refusal": refusal, **slot_words(request)}
        return render(request, "bookings/not_undone.html", words, status=409)
    except Refused as refusal:
        return problem(request, status=409, title=_("This was not undone"), advice=str(refusal))
    return go(request, after(request, rows[0].booking.date, undone))


@require_safe
@for_people
def mine(request: PersonRequest) -> HttpResponse:
    """Show what one has booked: what comes, and what is over or cancelled."""
    today = clock.today(request.office.zone)
    words = {
        **slot_words(request),
        "coming": queries.own_bookings(request.office, request.rights, today),
        "over": (over := queries.own_past_bookings(request.office, request.rights, today)[:50]),
        "refusals": refusals_of(request.office, over),
        "done": done_of(request),
    }
    return render(request, "bookings/mine.html", words)


def _verdict_asked(request: PersonRequest, place: PlaceForm, but: Booking | None = None) -> Verdict | None:
    """Return how the room and time stand that the address names, if it names them rightly."""
    attendees = number_of(request.GET.get("attendees"))
    is_asked = place.is_valid() and not place.cleaned_data.get("repeat")
    if not is_asked:
        return None
    group_id = number_of(request.GET.get("group")) or (but.group_id if but else next(iter(request.rights.group_ids), None))
    return verdict_on(place, attendees=attendees, but=but, rights=request.rights, group_id=group_id)
