"""The notice that everybody may read, and the page on which somebody sees what the office keeps about him."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.core.pace import paced
from jonghong.offices.access import OfficeRequest
from jonghong.people.access import PersonRequest, for_people
from jonghong.people.models import Person
from jonghong.privacy import copies, incidents, queries
from jonghong.privacy.answers import as_file
from jonghong.privacy.labels import COLUMN_LABELS, TABLE_LABELS
from jonghong.privacy.wording import record_of_processing, said

MOST_LOOKS = 50
MOST_ROWS = 20  # of a table on the page; the copy holds all
LOOKS = {act.value for act in incidents.TOUCHING}


@require_safe
def notice(request: OfficeRequest) -> HttpResponse:
    """Show the privacy notice (PDPA, section 23): what is kept, what for, for how long, and whom to ask."""
    said = queries.notice_of(request.office)
    words = {
        "notice": said,
        "version": queries.version_of(said),
        "record": record_of_processing(queries.retention_of(request.office)),
    }
    return render(request, "privacy/notice.html", words)


@for_people
@require_safe
@never_cache
def my_data(request: PersonRequest) -> HttpResponse:
    """Show somebody what the office keeps about him, and who looked."""
    person = himself(request)
    records = [record for record in copies.records_about(person) if record.act in LOOKS and record.actor_id != person.pk]
    latest = records[: -MOST_LOOKS - 1 : -1]
    names = Person.objects.filter(office=request.office).in_bulk([record.actor_id for record in latest if record.actor_id])
    words = {
        "copy": copies.copy_of(person),
        "told": queries.told(person),
        "labels": TABLE_LABELS,
        "columns": COLUMN_LABELS,
        "most": MOST_ROWS,
        "say": partial(said, zone=request.office.zone),
        "looks": [(record, Act(record.act).label, names.get(record.actor_id or 0)) for record in latest],
    }
    return render(request, "privacy/my_data.html", words)


@for_people
@require_POST
@paced("taking out")
def take_my_data(request: PersonRequest) -> HttpResponse:
    """Give somebody the copy of what the office keeps about him, as a file."""
    person = himself(request)
    audit.record(office_id=request.office.pk, act=Act.PERSON_EXPORTED, actor_id=person.pk, subject=f"person:{person.pk}")
    return as_file(copies.copy_of(person), person, request.office)


def himself(request: HttpRequest) -> Person:
    """Return who is signed in, which a guard saw to."""
    assert isinstance(request.user, Person)
    return request.user
