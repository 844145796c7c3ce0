"""Answers that are files."""

import csv
import io
import json
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from jonghong.audit.acts import Act
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.people.models import Person
from jonghong.privacy.incidents import Incident

# What a spreadsheet would take for the beginning of a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_file(copy: dict[str, Any], person: Person, office: Office) -> HttpResponse:
    """Return a copy of somebody's data as a file of JSON."""
    text = json.dumps(copy, ensure_ascii=False, indent=2, default=str)
    return _download(text, "application/json", f"person-{person.pk}-{clock.today(office.zone)}.json")


def as_list(incident: Incident, office: Office) -> HttpResponse:
    """Return what an incident touched as a file of comma-separated values: one line for each act and person."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow([_("At what time"), _("Number of the record"), _("What"), _("Who"), _("Network"), _("Whom"), _("Number")])
    for touch in incident.touches:
        record = touch.record
        at = record.at.astimezone(office.zone).isoformat(timespec="seconds")
        who = touch.who.name if touch.who else _("nobody known")
        facts = [at, record.number, str(Act(record.act).label), who, record.network]
        whom: list[tuple[object, ...]] = [(person.name, person.pk) for person in touch.people] or [("", "")]
        for each in whom:
            writer.writerow([_harmless(str(cell)) for cell in (*facts, *each)])
    return _download("\ufeff" + sheet.getvalue(), "text/csv", f"incident-{clock.today(office.zone)}.csv")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _download(text: str, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8", headers=headers)
