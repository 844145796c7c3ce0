"""What pages and verbs ask about moving in."""

import json
from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from jonghong.bookings.models import Booking, History
from jonghong.core import clock
from jonghong.moving.models import Kept, Mapping as ColumnMapping, Outcome, Run, Upload
from jonghong.moving.previews import default_choices, judge, known_of, preview
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights

__all__ = [
    "cells_of",
    "default_choices",
    "extra_of",
    "heads_of",
    "judge",
    "kept_of",
    "kept_suggestion",
    "known_of",
    "legacy_row",
    "mappings_of",
    "preview",
    "quarantined",
    "rows_of",
    "runs_of",
    "set_aside",
    "suggestion_of",
    "tasks",
    "waiting",
]


def waiting(office: Office, rights: Rights) -> QuerySet[Upload]:
    """Return the source of that administrator that waits for decisions."""
    return Upload.objects.filter(office=office, by=rights.person_id, expires_at__gt=clock.now())


def runs_of(office: Office) -> QuerySet[Run]:
    """Return the imports of an office, the latest first."""
    return Run.objects.filter(office=office).select_related("office", "by", "undone_by")


def mappings_of(office: Office) -> QuerySet[ColumnMapping]:
    """Return what administrators said of columns and gave names."""
    return ColumnMapping.objects.filter(office=office)


def rows_of(run: Run, *, table: str = "", code: str = "") -> QuerySet[Kept]:
    """Return the rows that a run brought, in their order, of one table or about which that code was noted."""
    rows = Kept.objects.filter(office=run.office_id, run=run).order_by("pk")
    if table:
        rows = rows.filter(table=table)
    # Neither database can look into a list alike; as a text it holds each code in quotation marks.
    return rows.annotate(noted=Cast("codes", TextField())).filter(noted__contains=f'"{code}"') if code else rows


def kept_of(office: Office, kept_id: int) -> Kept | None:
    """Return one row of a source."""
    rows = Kept.objects.filter(office=office, pk=kept_id)
    return rows.select_related("office", "run", "room", "group", "person", "settled_by", "twin").first()


def quarantined(office: Office) -> QuerySet[Kept]:
    """Return the rows in quarantine, those of the latest run first."""
    return _open(office).filter(outcome=Outcome.QUARANTINED)


def tasks(office: Office) -> QuerySet[Kept]:
    """Return the rows that an officer still has to see to, those of the latest run first."""
    return _open(office).exclude(task="").filter(settled_at=None)


def set_aside(office: Office) -> QuerySet[Kept]:
    """Return the rows that officers set aside, those of the latest run first."""
    return _open(office).filter(outcome=Outcome.SET_ASIDE)


def _open(office: Office) -> QuerySet[Kept]:
    return Kept.objects.filter(office=office).select_related("run").order_by("-run", "pk")


def cells_of(kept: Kept) -> Mapping[str, str | None]:
    """Return the cells of a row, verbatim."""
    cells: dict[str, str | None] = _inside(kept.cells).get("cells", {})
    return cells


def heads_of(kept: Kept) -> Mapping[str, str | None]:
    """Return the cells that named the columns of a row on its sheet; empty where none did."""
    heads: dict[str, str | None] = _inside(kept.cells).get("heads", {})
    return heads


def extra_of(kept: Kept) -> Mapping[str, str]:
    """Return what a row says and no field here does, such as columns that are not understood and texts that are too long."""
    extra: dict[str, str] = _inside(kept.cells).get("extra", {})
    return extra


def suggestion_of(kept: Kept) -> Mapping[str, str]:
    """Return what fills the form that mends a row, by the names of fields of a draft; room_id and so on are ids of ours."""
    return kept_suggestion(kept)


def kept_suggestion(kept: Kept) -> dict[str, str]:
    """Return the same as it is kept."""
    return _inside(kept.suggestion)


def legacy_row(booking: Booking) -> Kept | None:
    """Return the row of an imported booking; None for any other booking."""
    acts = History.objects.filter(office=booking.office_id, booking=booking).values("act")
    return Kept.objects.filter(Q(act__in=acts), office=booking.office_id).first()


def _inside(text: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(text) if text else {}
    return facts
