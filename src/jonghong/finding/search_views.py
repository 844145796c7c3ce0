"""The page on which bookings are searched for."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.bookings.verdicts import slot_words
from jonghong.core import clock
from jonghong.core.pace import paced
from jonghong.finding.search import LAST_PAGE, search as find
from jonghong.finding.search_forms import SearchForm
from jonghong.people.access import PersonRequest
from jonghong.people.models import Person
from jonghong.rooms.queries import rooms_of


@require_safe
@paced("searching", counts=lambda request: request.GET)
def search(request: PersonRequest) -> HttpResponse:
    """Show what the words and filters of the address find, as far as the visitor may know of it."""
    office, rights = request.office, request.rights
    rooms, groups = list(rooms_of(office)), list(office.groups.all())
    people = list(Person.objects.filter(office=office).only("name")) if rights.is_signed_in else []
    form = SearchForm(request.GET, rights=rights, rooms=rooms, groups=groups, people=people)
    found = None
    if form.is_valid() and not form.wish.is_empty:
        today = clock.today(office.zone)
        found = find(office, form.wish, rights=rights, today=today, page=page_asked(request))
    if found and form.wish.person and rights.is_signed_in and form.wish.person.pk != rights.person_id:
        audit.view(office_id=office.pk, act=Act.PERSON_VIEWED, subject=f"person:{form.wish.person.pk}", page="search")
    words = {
        "form": form,
        "found": found,
        "rooms": {room.pk: room for room in rooms},
        "groups": {group.pk: group for group in groups},
        "page_before": address_of(form, found.page - 1) if found else "",
        "page_after": address_of(form, found.page + 1) if found and found.has_more and found.page < LAST_PAGE else "",
        "is_person_left_out": "person" in request.GET and not rights.is_signed_in,
        **slot_words(request),
    }
    return render(request, "finding/search.html", words, status=200 if form.is_valid() else 422)


def address_of(form: SearchForm, page: int) -> str:
    """Return what the address of another page of the same search asks."""
    return urlencode({**form.asked, "page": page})


def page_asked(request: PersonRequest) -> int:
    """Return the page that the address names, within those there are; the first for what is no number."""
    text = request.GET.get("page", "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(LAST_PAGE)) else 1
    return min(max(number, 1), LAST_PAGE)
