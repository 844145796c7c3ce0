"""The audit as a table for a spreadsheet."""

import json
from collections.abc import Iterable, Iterator

from jonghong.audit.models import Record
from jonghong.auditing.queries import Names
from jonghong.auditing.words import label_of
from jonghong.core.tables import rows_to_csv

MOST = 50_000  # records at once
HEAD = ("number", "at", "act", "words", "actor", "actor_name", "subject", "subject_name", "facts", "network", "request", "seal")


def csv_of(records: Iterable[Record], names: Names) -> bytes:
    """Return the records as CSV: instants in UTC, people by number and by what they are called at this moment."""
    return rows_to_csv(_rows(records, names))


def _rows(records: Iterable[Record], names: Names) -> Iterator[tuple[str | int | None, ...]]:
    yield HEAD
    for record in records:
        yield (
            record.number,
            record.at.isoformat(),
            record.act,
            label_of(record),
            record.actor_id,
            names.people.get(record.actor_id or 0, ""),
            record.subject,
            names.subject(record.subject),
            json.dumps(record.facts, ensure_ascii=False, sort_keys=True),
            record.network,
            record.request,
            record.seal,
        )
