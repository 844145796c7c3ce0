"""What pages and verbs ask about moving in."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from jonghong.bookings.models import Booking, History
from jonghong.core import clock
from jonghong.moving.labels import is_heading
from jonghong.moving.models import Kept, Mapping as ColumnMapping, Outcome, Run, Upload
from jonghong.moving.previews import default_choices, judge, known_of, preview
from jonghong.moving.sheets.facts import HEADING
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights

__all__ = [
    "cells_of",
    "default_choices",
    "extra_of",
    "headed",
    "judge",
    "kept_of",
    "kept_suggestion",
    "known_of",
    "legacy_facts",
    "mappings_of",
    "preview",
    "quarantined",
    "rows_of",
    "runs_of",
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


def _open(office: Office) -> QuerySet[Kept]:
    return Kept.objects.filter(office=office).select_related("run").order_by("-run", "pk")


def cells_of(kept: Kept) -> Mapping[str, str | None]:
    """Return the cells of a row, verbatim."""
    cells: dict[str, str | None] = _inside(kept.cells).get("cells", {})
    return cells


def headed(rows: Iterable[Kept]) -> Iterator[tuple[Kept, Mapping[str, str | None]]]:
    """Give rows, each with the heading that stands above it in its file; empty where none came in with it."""
    rows = list(rows)
    found = Kept.objects.filter(run__in={kept.run_id for kept in rows}, table=HEADING).order_by("pk")
    heads = [(head.run_id, head.pk, cells) for head in found if is_heading(cells := cells_of(head))]
    for kept in rows:
        above = [cells for run_id, key, cells in heads if run_id == kept.run_id and key < kept.pk]
        yield kept, above[-1] if above else {}


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


def legacy_facts(booking: Booking) -> Mapping[str, str]:
    """Return what the row of an imported booking says and the booking does not; empty for any other booking."""
    acts = History.objects.filter(office=booking.office_id, booking=booking).values("act")
    kept = Kept.objects.filter(Q(act__in=acts), office=booking.office_id).first()
    return extra_of(kept) if kept else {}


def _inside(text: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(text) if text else {}
    return facts
