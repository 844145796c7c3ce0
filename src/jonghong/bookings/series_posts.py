"""What happens to a sent form that repeats: a preview first, and what it showed is booked when it is sent again."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _, gettext_noop

from jonghong.bookings import actions, queries
from jonghong.bookings.actions.series import Scope, in_scope, versions_of
from jonghong.bookings.actions.single import SeriesFacts
from jonghong.bookings.drafts import forget_draft
from jonghong.bookings.forms import BookingForm, ChangeForm, RepeatedPlaceForm, WholeForm
from jonghong.bookings.models import Booking
from jonghong.bookings.pages import SAY_WHY, after, form_page, overtaken
from jonghong.bookings.recurrence import Written
from jonghong.bookings.refusals import Refused, RoomTaken, SeriesChanged, Stale
from jonghong.bookings.series_forms import SeriesChangeForm
from jonghong.bookings.series_previews import Asker, Preview, preview_of
from jonghong.bookings.series_revisions import ChangePreview, change_preview
from jonghong.bookings.timeslots import Place
from jonghong.core.forms import number_of
from jonghong.core.htmx import go
from jonghong.people.access import PersonRequest
from jonghong.rooms.models import Room

BOOK, CHANGE = "bookings/book.html", "bookings/change.html"
TAKEN_MEANWHILE = gettext_noop("Meanwhile somebody booked one of these dates. Nothing was saved; look again.")


def _with_preview(
    request: PersonRequest,
    form: WholeForm,
    preview: Preview,
    *,
    status: int = 422,
    booking: Booking | None = None,
) -> HttpResponse:
    """Show the form with its preview, whose button is what comes next."""
    template = CHANGE if booking else BOOK
    return form_page(request, template, form, None, preview=preview, status=status, booking=booking)


def book_series(request: PersonRequest, form: BookingForm) -> HttpResponse:
    """Answer a valid form that repeats: with its preview, or with the series booked as that preview said."""
    details = form.details
    override = form.cleaned_data["override"]
    asker = Asker(request.office, request.rights, details.group_id, details.attendees, override=override)
    preview = preview_of(form, asker, request.POST)
    if request.POST.get("asked") != preview.plan.asked:
        return _first_preview(request, form, preview)
    places = preview.plan.places_sent(request.POST)
    if not places:
        form.add_error(None, _("Every date is skipped. Choose another room for at least one, or other dates."))
        return _with_preview(request, form, preview)
    series = _facts_of(form, preview, places)
    key = form.cleaned_data["key"]
    try:
        act = actions.book_places(
            office=request.office,
            by=request.rights,
            places=places,
            details=details,
            series=series,
            key=key,
            override=override,
        )
    except RoomTaken:
        # Somebody was quicker: the dates are looked at anew, and what was chosen about others is kept.
        form.add_error(None, _(TAKEN_MEANWHILE))
        return _with_preview(request, form, preview_of(form, asker, request.POST), status=409)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _with_preview(request, form, preview)
    forget_draft(request)
    return go(request, after(request, places[0].slot.day, act))


def _first_preview(request: PersonRequest, form: BookingForm, preview: Preview) -> HttpResponse:
    """Show the preview; where there is nothing to ask about or to book, say on the form why."""
    if preview.is_empty:
        form.add_error("repeat", _("All of these dates are days off, so there is nothing to book."))
    _tell_objections(request, form, preview)
    if form.errors:
        return form_page(request, BOOK, form, None, status=422)
    return _with_preview(request, form, preview)


def _tell_objections(request: PersonRequest, form: WholeForm, preview: Preview) -> None:
    """Say on the form what the rules have against the whole; an officer is asked why it is to be done all the same."""
    for sentence in preview.objections:
        form.add_error(None, sentence)
    if preview.objections and request.rights.is_officer and not form.cleaned_data["override"]:
        form.add_error("override", _(SAY_WHY))


def live_preview(request: PersonRequest, place: RepeatedPlaceForm) -> Preview | None:
    """Return what the repetition would come to that the address names, if it names it rightly."""
    if not place.is_valid() or not place.rule:
        return None
    group_id = number_of(request.GET.get("group")) or next(iter(request.rights.group_ids), 0)
    attendees = number_of(request.GET.get("attendees"))
    asker = Asker(request.office, request.rights, group_id, attendees, is_new_group=False)
    return preview_of(place, asker, {})


def scope_sent(text: str | None) -> Scope:
    """Return which dates were meant; just the one where that was not said rightly."""
    return Scope(text) if text in set(Scope) else Scope.ONE


def scopes_of(booking: Booking) -> dict[str, Any]:
    """Return what may be cancelled, starting from a booking: days that stand, those that follow, and how all of it stood."""
    series = queries.series_of(booking.office, booking.series_id or 0)
    every = list(queries.bookings_of_series(series)) if series else [booking]
    days = [each for each in every if each.is_holding]
    return {"days": days, "following": in_scope(days, booking, Scope.FOLLOWING), "seen": versions_of(every)}


def change_form(request: PersonRequest, booking: Booking, data: QueryDict | None, rooms: Sequence[Room]) -> ChangeForm:
    """Return the form that changes a booking: of one that belongs to a series, with the question which dates are meant."""
    facts: dict[str, Any] = {"office": request.office, "rooms": rooms, "rights": request.rights, "booking": booking}
    if booking.series is None:
        return ChangeForm(data, **facts)
    form = SeriesChangeForm(data, seen=versions_of(list(queries.bookings_of_series(booking.series))), **facts)
    form.initial["scope"] = scope_sent(request.GET.get("scope")).value
    return form


def change_dates(request: PersonRequest, booking: Booking, form: SeriesChangeForm) -> HttpResponse:
    """Answer a valid form about several dates: with its preview, or with the series changed as that preview said."""
    facts = form.cleaned_data
    told: dict[str, Any] = {
        "booking": booking,
        **{name: facts[name] for name in ("version", "seen", "key")},
        "answer": _answer_of(request, form),
    }
    if act := actions.change_done(**told):
        return go(request, after(request, booking.date, act))
    preview = _change_preview(request, form)
    _tell_objections(request, form, preview)
    if not preview.does_something:
        form.add_error(None, _("Nothing was changed. Change something, or close the form."))
    if form.errors:
        return form_page(request, CHANGE, form, None, booking=booking, status=422)
    if not preview.plan.is_answered(request.POST):
        return _with_preview(request, form, preview, booking=booking)
    try:
        act = actions.change_series(
            **told,
            by=request.rights,
            revision=preview.revision,
            override=facts["override"],
        )
    except Refused as refusal:
        return _not_changed(request, booking, form, preview, refusal)
    forget_draft(request)
    return go(request, after(request, booking.date, act))


def _not_changed(
    request: PersonRequest,
    booking: Booking,
    form: SeriesChangeForm,
    preview: ChangePreview,
    refusal: Refused,
) -> HttpResponse:
    if isinstance(refusal, RoomTaken | SeriesChanged):
        # Somebody was quicker: what would happen now is shown, and what was chosen is kept.
        form.add_error(None, str(refusal) if isinstance(refusal, SeriesChanged) else _(TAKEN_MEANWHILE))
        preview = _change_preview(request, form, is_again=True)
        return _with_preview(request, form, preview, status=409, booking=booking)
    if isinstance(refusal, Stale):
        return overtaken(request, form, booking)
    form.add_error(None, str(refusal))
    return _with_preview(request, form, preview, booking=booking)


def _answer_of(request: PersonRequest, form: SeriesChangeForm) -> str:
    """Return all that was sent but how the series stood, so that only the very same form counts as sent again."""
    chosen = sorted(item for item in request.POST.items() if item[0] == "asked" or item[0].startswith("at-"))
    return repr((chosen, form.details))


def _change_preview(request: PersonRequest, form: SeriesChangeForm, *, is_again: bool = False) -> ChangePreview:
    """Return what the form would do to the series as it stands; when asked again, the form takes that for seen."""
    bookings = list(queries.bookings_of_series(form.series))
    for each in bookings:
        each.office = request.office
    if is_again:
        data = request.POST.copy()
        data["seen"] = form.cleaned_data["seen"] = versions_of(bookings)
        form.data = data
    details = form.details
    is_new_group = "group_id" in form.changed_details
    asker = Asker(
        request.office,
        request.rights,
        details.group_id,
        details.attendees,
        is_new_group=is_new_group,
        override=form.cleaned_data["override"],
    )
    return change_preview(form, bookings, asker, request.POST)


def _facts_of(form: BookingForm, preview: Preview, places: Sequence[Place]) -> SeriesFacts:
    """Return the rule as the series keeps it: without the dates that were skipped by choice."""
    rule = form.rule
    assert rule is not None
    left_out = {line.day for line in preview.plan.lines} - {place.slot.day for place in places}
    return SeriesFacts(rule=Written(rule.recurrence, rule.first, frozenset(left_out)).to_rfc(), **form.skips)
