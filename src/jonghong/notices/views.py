"""The bell: how much is new, what it is, and that it was read."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jonghong.bookings.queries import pending
from jonghong.bookings.verdicts import slot_words
from jonghong.core.forms import number_of
from jonghong.core.htmx import go
from jonghong.core.views import safe_next
from jonghong.notices import actions, queries
from jonghong.notices.words import Writer
from jonghong.people.access import PersonRequest, for_people


@require_safe
@for_people
def notices(request: PersonRequest) -> HttpResponse:
    """Show what others did to one's bookings, latest first; looking changes nothing, the page says itself that it was read."""
    person, number = request.rights.person_id, number_of(request.GET.get("page", "1"))
    assert person is not None
    if not number:
        raise Http404(_("There is no such page"))
    page = queries.page_of(request.office, person, number)
    writer = Writer(request.office)
    new_here = len({notice.row.act for notice in page.notices if notice.is_new})
    unread = queries.unread(request.office, person)
    words = {
        "lines": [writer.line(notice) for notice in page.notices],
        "number": number,
        "has_more": page.has_more,
        "last_id": page.last_id,
        "unread": unread if number == 1 else 0,
        # What is new on a later page is not taken as read before anybody has seen it there.
        "reads_itself": new_here >= unread,
        "requests": pending(request.office).count() if request.rights.is_officer else 0,
        **slot_words(request),
    }
    return render(request, "notices/notices.html", words)


@require_safe
def count(request: PersonRequest) -> HttpResponse:
    """Answer the bell of an open page how much is new; nobody's bell stays as it is."""
    person = request.rights.person_id
    if person is None:
        answer = HttpResponse(status=204)
    else:
        number = queries.unread(request.office, person)
        answer = render(request, "notices/count.html", {"number": number, "most": queries.MOST_COUNTED})
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@for_people
def read(request: PersonRequest) -> HttpResponse:
    """Count what was shown as read."""
    actions.mark_read(office=request.office, by=request.rights, last_id=number_of(request.POST.get("last_id")) or 0)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Trigger": "look"})
    return go(request, safe_next(request, default=request.path.removesuffix("read/")))
