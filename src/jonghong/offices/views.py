"""The pages on which officers keep the office itself, its groups and its holidays."""

from datetime import date

from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from jonghong.core import clock, thai
from jonghong.core.forms import posted, status_of
from jonghong.core.htmx import go
from jonghong.offices import actions
from jonghong.offices.access import OfficeRequest, for_officers
from jonghong.offices.drafts import holiday_draft
from jonghong.offices.forms import ChangedGroupForm, DraftForm, GroupForm, HolidayForm, OfficeForm
from jonghong.offices.models import Group, Holiday
from jonghong.offices.ordering import DIRECTIONS
from jonghong.offices.queries import holiday_names

form_page = require_http_methods(["GET", "HEAD", "POST"])


@for_officers
@form_page
def manage_office(request: OfficeRequest) -> HttpResponse:
    """Keep what the office is called and when the halves of its day are."""
    form = OfficeForm(posted(request), initial=model_to_dict(request.office))
    if form.is_valid():
        actions.change_office(office=request.office, **form.cleaned_data)
        return go(request, reverse("manage-office") + "?saved=1")
    words = {"form": form, "is_saved": "saved" in request.GET}
    return render(request, "offices/office.html", words, status=status_of(form))


@for_officers
@form_page
def manage_groups(request: OfficeRequest) -> HttpResponse:
    """List the groups in order, and add one."""
    form = GroupForm(posted(request))
    if form.is_valid() and (group := form.keep(actions.add_group, office=request.office)):
        return to_groups(request, group)
    words = {"form": form, "groups": list(request.office.groups.all()), "saved": request.GET.get("saved", "")}
    return render(request, "offices/groups.html", words, status=status_of(form))


@for_officers
@form_page
def change_group(request: OfficeRequest, group_id: int) -> HttpResponse:
    """Rename one group, or take it out of use."""
    group = get_object_or_404(Group, office=request.office, pk=group_id)
    form = ChangedGroupForm(posted(request), initial=model_to_dict(group))
    if form.is_valid() and form.keep(actions.change_group, group=group):
        return to_groups(request, group)
    return render(request, "offices/group.html", {"form": form, "group": group}, status=status_of(form))


@for_officers
@require_POST
def move_group(request: OfficeRequest, group_id: int) -> HttpResponse:
    """Let one group change places with its neighbour."""
    group = get_object_or_404(Group, office=request.office, pk=group_id)
    if direction := DIRECTIONS.get(request.POST.get("direction")):
        actions.move_group(group=group, direction=direction)
    return go(request, f"{reverse('manage-groups')}#group-{group.pk}")


def to_groups(request: OfficeRequest, group: Group) -> HttpResponse:
    """Go back to the list, which points at the group."""
    return go(request, f"{reverse('manage-groups')}?saved={group.pk}#group-{group.pk}")


@for_officers
@form_page
def manage_holidays(request: OfficeRequest, year: int | None = None) -> HttpResponse:
    """List the holidays of one year of the common era, the present one by default, and add one."""
    this_year = clock.today(request.office.zone).year
    year = year or this_year
    form = HolidayForm(posted(request))
    if form.is_valid() and (holiday := form.keep(actions.add_holiday, office=request.office)):
        return to_touched_bookings(request, holiday)
    words = {
        "form": form,
        "years": {each: thai.buddhist_year(each) for each in (year - 1, year, year + 1, this_year) if is_known(each)},
        "year": year,
        "this_year": this_year,
        "holidays": list(request.office.holidays.filter(date__year=year)),
        "note": request.GET,
    }
    return render(request, "offices/holidays.html", words, status=status_of(form))


@for_officers
@form_page
def change_holiday(request: OfficeRequest, holiday_id: int) -> HttpResponse:
    """Move or rename one holiday."""
    holiday = get_object_or_404(Holiday, office=request.office, pk=holiday_id)
    form = HolidayForm(posted(request), initial=model_to_dict(holiday))
    year = holiday.date.year
    if form.is_valid() and form.keep(actions.change_holiday, holiday=holiday):
        return to_touched_bookings(request, holiday)
    words = {"form": form, "holiday": holiday, "year": year}
    return render(request, "offices/holiday.html", words, status=status_of(form))


@for_officers
@require_POST
def remove_holiday(request: OfficeRequest, holiday_id: int) -> HttpResponse:
    """Take one holiday away."""
    holiday = get_object_or_404(Holiday, office=request.office, pk=holiday_id)
    actions.remove_holiday(holiday=holiday)
    return to_holidays(request, holiday.date, "?removed=1")


@for_officers
@form_page
def draft_holidays(request: OfficeRequest, year: int) -> HttpResponse:
    """Propose the holidays of one year; what is ticked becomes one where the day bears no mark yet."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    marked = holiday_names(request.office, first, last)
    draft = holiday_draft(year)
    form = DraftForm(posted(request), draft=[(day, name) for day, name in draft if day not in marked])
    if form.is_valid():
        added = actions.add_drafted_holidays(office=request.office, days=form.cleaned_data["days"])
        return to_holidays(request, first, f"?added={added}")
    ticked = request.POST.getlist("days") if form.is_bound else list(form.by_key)
    words = {"form": form, "year": year, "be": thai.buddhist_year(year), "draft": draft, "marked": marked, "ticked": ticked}
    return render(request, "offices/draft.html", words, status=status_of(form))


def is_known(year: int) -> bool:
    """Tell whether it is a year of the common era that dates here may have."""
    return thai.FIRST_YEAR <= year <= thai.LAST_YEAR


def to_touched_bookings(request: OfficeRequest, holiday: Holiday) -> HttpResponse:
    """Go on to what stands on that day; the page beyond leads back here."""
    return go(request, reverse("holiday-bookings", kwargs={"holiday_id": holiday.pk}))


def to_holidays(request: OfficeRequest, day: date, note: str) -> HttpResponse:
    """Go back to the list of that day's year."""
    return go(request, reverse("holidays-of-year", kwargs={"year": day.year}) + note)
