"""The pages on which administrators keep to the law on personal data."""

from datetime import datetime, time, timedelta
from typing import Any

from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.core import clock
from jonghong.core.forms import posted, status_of
from jonghong.core.htmx import go
from jonghong.core.pace import paced
from jonghong.people.access import PersonRequest, for_administrators, for_keepers_of_people, for_sure
from jonghong.people.looking import note_people, note_person
from jonghong.people.models import Person
from jonghong.people.office_views import managed_person
from jonghong.people.refusals import Refused
from jonghong.privacy import actions, copies, queries
from jonghong.privacy.answers import as_file, as_list
from jonghong.privacy.datamap import ACTIVITIES
from jonghong.privacy.forms import EraseForm, IncidentForm, NoticeForm, RetentionForm
from jonghong.privacy.incidents import Incident, incident_of
from jonghong.privacy.labels import TABLE_LABELS
from jonghong.privacy.refusals import OnlyAdministrators
from jonghong.privacy.wording import record_of_processing

form_page = require_http_methods(["GET", "HEAD", "POST"])


@for_administrators(OnlyAdministrators)
@form_page
def manage_privacy(request: PersonRequest) -> HttpResponse:
    """Say how long what is kept, and show what is too old by now."""
    kept = queries.retention_of(request.office)
    gone = list(queries.people_who_left(request.office))
    form = RetentionForm(posted(request), initial=model_to_dict(kept))
    if form.is_valid():
        actions.change_retention(office=request.office, by=request.rights, **form.cleaned_data)
        return go(request, reverse("manage-privacy") + "?saved=1")
    words = {
        "form": form,
        "kept": kept,
        "due": queries.due(request.office),
        "day": queries.limits_of(request.office, kept).day,
        "gone": gone,
        "note": request.GET,
    }
    note_people(request, "privacy", gone)
    return render(request, "privacy/retention.html", words, status=status_of(form))


@for_administrators(OnlyAdministrators)
@for_sure
@require_POST
def keep_retention(request: PersonRequest) -> HttpResponse:
    """Let go now what is too old, rather than by night."""
    actions.keep_to_retention(office=request.office, by=request.rights)
    return go(request, reverse("manage-privacy") + "?done=1")


@for_administrators(OnlyAdministrators)
@form_page
def manage_notice(request: PersonRequest) -> HttpResponse:
    """Write what the office says of itself in the privacy notice."""
    notice = queries.notice_of(request.office)
    form = NoticeForm(posted(request), initial=model_to_dict(notice))
    if form.is_valid():
        actions.write_notice(office=request.office, by=request.rights, **form.cleaned_data)
        return go(request, reverse("manage-notice") + "?saved=1")
    words = {"form": form, "version": queries.version_of(notice), "note": request.GET}
    return render(request, "privacy/notice_form.html", words, status=status_of(form))


@for_administrators(OnlyAdministrators)
@require_safe
def processing_record(request: PersonRequest) -> HttpResponse:
    """Show the record of processing (PDPA, section 39), made from the data map."""
    words = {
        "record": record_of_processing(queries.retention_of(request.office)),
        "notice": queries.notice_of(request.office),
        "today": clock.today(request.office.zone),
    }
    return render(request, "privacy/record.html", words)


@for_administrators(OnlyAdministrators)
@require_safe
def incident(request: PersonRequest) -> HttpResponse:
    """Show who saw or took what of whom in a time; the last three days at first."""
    form = incident_form(request)
    audit.view(office_id=request.office.pk, act=Act.AUDIT_VIEWED, page="incident")
    found = incident_asked(request, form)
    words = {"form": form, "incident": found, "asked": request.GET.urlencode(), "label": lambda act: Act(act).label}
    return render(request, "privacy/incident.html", words, status=200 if found else 422)


@for_administrators(OnlyAdministrators)
@for_sure
@require_POST
@paced("taking out")
def take_incident(request: PersonRequest) -> HttpResponse:
    """Give the list of an incident as a file."""
    found = incident_asked(request, incident_form(request))
    if found is None:
        return go(request, f"{reverse('incident')}?{request.GET.urlencode()}")
    people = [person.pk for person in found.people]
    audit.record(
        office_id=request.office.pk, act=Act.EXPORTED, actor_id=request.rights.person_id, subject="incident", people=people
    )
    return as_list(found, request.office)


def incident_form(request: PersonRequest) -> IncidentForm:
    """Return the form with what the address asks for; without that, with the last three days."""
    today = clock.today(request.office.zone)
    asked = request.GET if "since" in request.GET else {"since": today - timedelta(days=2), "until": today}
    return IncidentForm(asked, people=list(Person.objects.filter(office=request.office).exclude(citizen_last4="")))


def incident_asked(request: PersonRequest, form: IncidentForm) -> Incident | None:
    """Return what was done in the time of the form; None where that cannot be read."""
    if not form.is_valid():
        return None
    zone, facts = request.office.zone, form.cleaned_data
    since = datetime.combine(facts["since"], time.min, zone)
    until = datetime.combine(facts["until"] + timedelta(days=1), time.min, zone)
    return incident_of(request.office, since=since, until=until, by=facts["who"].pk if facts["who"] else None)


@for_keepers_of_people
@for_sure
@require_POST
@paced("taking out")
def copy_person(request: PersonRequest, person_id: int) -> HttpResponse:
    """Give the copy of what the office keeps about somebody, who asked for it: an administrator the whole, see ``copy_for``."""
    person = managed_person(request, person_id)
    audit.record(
        office_id=request.office.pk,
        act=Act.PERSON_EXPORTED,
        actor_id=request.rights.person_id,
        subject=f"person:{person.pk}",
    )
    return as_file(copy_for(request, person), person, request.office)


@for_keepers_of_people
@form_page
def person_data(request: PersonRequest, person_id: int) -> HttpResponse:
    """Show an officer what can be done about somebody's data; by POST an administrator erases who has left."""
    person = managed_person(request, person_id)
    if request.method == "POST":
        return erase_person(request, person_id=person.pk)
    return shown(request, person, EraseForm())


@for_administrators(OnlyAdministrators)
@for_sure
def erase_person(request: PersonRequest, person_id: int) -> HttpResponse:
    """Erase somebody who has left."""
    person = managed_person(request, person_id)
    form = EraseForm(request.POST)
    if form.is_valid():
        try:
            actions.erase(person=person, reason=form.cleaned_data["reason"], by=request.rights)
        except Refused as fact:
            form.add_error(None, str(fact))
        else:
            return go(request, reverse("manage-privacy") + "?erased=1")
    return shown(request, person, form)


def copy_for(request: PersonRequest, person: Person) -> dict[str, Any]:
    """Return the copy as it may be given by who asks: officers see neither audit and sessions nor letters of anybody."""
    return copies.copy_of(person, activities=ACTIVITIES if request.rights.is_administrator else copies.OF_OFFICERS)


def shown(request: PersonRequest, person: Person, form: EraseForm) -> HttpResponse:
    """Return the page about somebody's data."""
    copy = copy_for(request, person)
    note_person(request, "data", person)
    words = {"form": form, "someone": person, "copy": copy, "labels": TABLE_LABELS}
    return render(request, "privacy/person.html", words, status=status_of(form))
