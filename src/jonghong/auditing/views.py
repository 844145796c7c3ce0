"""The page on which officers read what was done, and the export of it. Looking at it is recorded, too."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jonghong.audit import actions as recording
from jonghong.audit.acts import Act
from jonghong.audit.models import Record
from jonghong.auditing import alerts, queries
from jonghong.auditing.exporting import MOST, csv_of
from jonghong.auditing.forms import AuditForm
from jonghong.auditing.queries import Names, Wish
from jonghong.auditing.words import ALERTS, detail_of, label_of, who_of
from jonghong.core.pace import paced
from jonghong.core.views import problem
from jonghong.people.access import PersonRequest, for_keepers_of_people, for_sure
from jonghong.people.models import Person


@dataclass(frozen=True)
class Line:
    """A record as the page shows it; ``booking`` is the key of the first that an act touched."""

    record: Record
    who: str
    label: str
    detail: str
    booking: int | None


@for_keepers_of_people
@require_safe
@never_cache
def audit(request: PersonRequest) -> HttpResponse:
    """Show what the filters of the address ask for, the newest first."""
    office, rights = request.office, request.rights
    people = list(Person.objects.filter(office=office).only("name"))
    form = AuditForm(request.GET, kinds=queries.kinds_for(rights), people=people)
    found: list[Record] = []
    if form.is_valid():
        wish = form.wish
        found = list(queries.seen_records(office, wish, rights)[: queries.ON_A_PAGE + 1])
        recording.view(office_id=office.pk, act=Act.AUDIT_VIEWED, **told_of(wish))
    lines = lines_of(found[: queries.ON_A_PAGE], queries.names_for(office, found, people))
    words = {
        "form": form,
        "lines": lines,
        "older": urlencode({**form.asked, "before": lines[-1].record.number}) if len(found) > len(lines) else "",
        "newest": urlencode(form.asked) if form.data.get("before") else None,
        "alerts": warnings_for(request, people) if rights.is_administrator else [],
    }
    return render(request, "auditing/audit.html", words, status=200 if form.is_valid() else 422)


@for_keepers_of_people
@for_sure
@require_POST
@never_cache
@paced("taking out")
def export(request: PersonRequest) -> HttpResponse:
    """Give the records that the filters ask for as CSV, the newest first; for administrators, who confirmed who they are."""
    office, rights = request.office, request.rights
    if not rights.is_administrator:
        raise PermissionDenied(_("Only an administrator takes the audit out. Ask one of them."))
    people = list(Person.objects.filter(office=office).only("name"))
    form = AuditForm(request.POST, kinds=queries.kinds_for(rights), people=people)
    if not form.is_valid():
        advice = " ".join(sentence for sentences in form.errors.values() for sentence in map(str, sentences))
        return problem(request, status=422, title=_("Nothing was taken out"), advice=advice)
    wish = replace(form.wish, before=None)
    found = list(queries.seen_records(office, wish, rights)[: MOST + 1])
    if len(found) > MOST:
        advice = _("These are more than %(most)s records. Choose fewer days.") % {"most": MOST}
        return problem(request, status=422, title=_("Nothing was taken out"), advice=advice)
    names = queries.names_for(office, [], people)
    recording.view(office_id=office.pk, act=Act.EXPORTED, what="audit", records=len(found), **told_of(wish))
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return HttpResponse(csv_of(found, names), content_type="text/csv; charset=utf-8", headers=headers)


def told_of(wish: Wish) -> dict[str, Any]:
    """Return what a record tells of filters: a person is its subject."""
    facts = {"kind": wish.kind, "since": wish.since and wish.since.isoformat(), "until": wish.until and wish.until.isoformat()}
    told = {name: value for name, value in facts.items() if value}
    return {**told, "subject": f"person:{wish.person.pk}"} if wish.person else told


def lines_of(records: list[Record], names: Names) -> list[Line]:
    """Return the lines of the page."""
    return [
        Line(
            record=record,
            who=who_of(record, names),
            label=label_of(record),
            detail=detail_of(record, names),
            booking=names.bookings.get(record.subject.removeprefix("act:")),
        )
        for record in records
    ]


def warnings_for(request: PersonRequest, people: list[Person]) -> list[tuple[str, str, int]]:
    """Return what administrators are warned of: the sentence, by whom, how often."""
    names = Names(people={person.pk: person.name for person in people})
    found = alerts.due(request.office)
    return [(str(ALERTS[each.kind]), names.person(each.actor_id) if each.actor_id else "", each.times) for each in found]
