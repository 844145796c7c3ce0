"""What happens to a sent form that repeats: a preview first, and what it showed is booked when it is sent again."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from jonghong.bookings import actions, queries
from jonghong.bookings.actions.series import Scope, in_scope, versions_of
from jonghong.bookings.actions.single import SeriesFacts
from jonghong.bookings.drafts import forget_draft
from jonghong.bookings.forms import BookingForm, RepeatedPlaceForm
from jonghong.bookings.models import Booking
from jonghong.bookings.pages import after, form_page, number_of
from jonghong.bookings.recurrence import Frequency, Written
from jonghong.bookings.refusals import Refused, RoomTaken
from jonghong.bookings.series_previews import Asker, Preview, preview_of
from jonghong.core.htmx import go
from jonghong.people.access import PersonRequest

BOOK = "bookings/book.html"


def _with_preview(request: PersonRequest, form: BookingForm, preview: Preview, status: int = 422) -> HttpResponse:
    """Show the form with its preview, whose button is what comes next."""
    form.fields["title"].widget.attrs.pop("autofocus")
    return form_page(request, BOOK, form, None, preview=preview, status=status)


def book_series(request: PersonRequest, form: BookingForm) -> HttpResponse:
    """Answer a valid form that repeats: with its preview, or with the series booked as that preview said."""
    details = form.details
    asker = Asker(request.office, request.rights, details.group_id, details.attendees)
    preview = preview_of(form, asker, request.POST)
    if not _may_go_on(form, preview):
        return form_page(request, BOOK, form, None, status=422)
    if not preview.plan.is_answered(request.POST):
        return _with_preview(request, form, preview)
    places = [line.outcome for line in preview.plan.lines if line.outcome]
    if not places:
        form.add_error(None, _("Every date is skipped. Choose another room for at least one, or other dates."))
        return _with_preview(request, form, preview)
    try:
        act = actions.book_places(
            office=request.office,
            by=request.rights,
            places=places,
            details=details,
            series=_facts_of(form, preview),
            key=form.cleaned_data["key"],
        )
    except RoomTaken:
        # Somebody was quicker: the dates are looked at anew, and what was chosen about others is kept.
        form.add_error(None, _("Meanwhile somebody booked one of these dates. Nothing was saved; look again."))
        preview = preview_of(form, asker, request.POST)
        return _with_preview(request, form, preview, status=409)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _with_preview(request, form, preview)
    forget_draft(request)
    return go(request, after(request, places[0].slot.day, act))


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


def _may_go_on(form: BookingForm, preview: Preview) -> bool:
    """Tell whether there is anything to ask about or to book, and say on the form why not."""
    if preview.is_empty:
        form.add_error("repeat", _("All of these dates are days off, so there is nothing to book."))
    for sentence in preview.objections:
        form.add_error(None, sentence)
    return not form.errors


def _facts_of(form: BookingForm, preview: Preview) -> SeriesFacts:
    rule = form.rule
    assert rule is not None
    is_chosen = rule.recurrence.frequency is Frequency.CHOSEN
    return SeriesFacts(
        rule=Written(rule.recurrence, rule.first, frozenset(preview.plan.skipped)).to_rfc(),
        skips_holidays=form.cleaned_data["skip_holidays"] and not is_chosen,
        skips_weekends=form.cleaned_data["skip_weekends"] and not is_chosen,
    )
