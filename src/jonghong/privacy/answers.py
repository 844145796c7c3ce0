"""Answers that are files."""

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from jonghong.audit.acts import Act
from jonghong.core import clock
from jonghong.core.tables import rows_to_csv
from jonghong.core.tables.writing import Value
from jonghong.offices.models import Office
from jonghong.people.models import Person
from jonghong.privacy.incidents import Incident


def as_file(copy: dict[str, Any], person: Person, office: Office) -> HttpResponse:
    """Return a copy of somebody's data as a file of JSON."""
    text = json.dumps(copy, ensure_ascii=False, indent=2, default=str)
    return _download(text, "application/json", f"person-{person.pk}-{clock.today(office.zone)}.json")


def as_list(incident: Incident, office: Office) -> HttpResponse:
    """Return what an incident touched as a file of comma-separated values: one line for each act and person."""
    head = [_("At what time"), _("Number of the record"), _("What"), _("Who"), _("Network"), _("Whom"), _("Number")]
    rows: list[Sequence[Value]] = [head]
    for touch in incident.touches:
        record = touch.record
        at = record.at.astimezone(office.zone).isoformat(timespec="seconds")
        who = touch.who.name if touch.who else _("nobody known")
        facts: list[Value] = [at, record.number, str(Act(record.act).label), who, record.network]
        whom: list[tuple[Value, ...]] = [(person.name, person.pk) for person in touch.people] or [("", "")]
        rows += [(*facts, *each) for each in whom]
    return _download(rows_to_csv(rows), "text/csv", f"incident-{clock.today(office.zone)}.csv")


def _download(content: str | bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=f"{kind}; charset=utf-8", headers=headers)
