"""What goes to the log of the server: one line of JSON for each event, in UTC, with the number of its request.

No personal data: of an address the name of its route, without what was asked; of a mistake where it happened, not what it
says, which may be what somebody typed. Thirteen digits are blotted out wherever they come from.
"""

import json
import re
import traceback
from datetime import UTC, datetime
from logging import Formatter, LogRecord
from typing import Any

from jonghong.audit.origin import current

CITIZEN_ID = re.compile(r"(?:[0-9๐-๙][ \-]?){12}[0-9๐-๙]")
BLOT = "[13 digits]"
FRAMES = 12  # the innermost of a mistake


class JsonLines(Formatter):
    """Write a record as one line, whatever is in it: JSON in ASCII knows no sign that ends or hides a line."""

    def format(self, record: LogRecord) -> str:
        """Return the line."""
        request = getattr(record, "request", None)
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            "said": scrubbed(message_of(record, request)),
            "request": getattr(request, "number", "") or current.get().request,
        }
        if request is not None:
            match = getattr(request, "resolver_match", None)
            said |= {"method": request.method, "route": match.view_name if match else ""}
        if hasattr(record, "status_code"):
            said["status"] = record.status_code
        # Facts of ours beside the sentence: numbers, names of routes, statements without what was asked.
        said |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[0]:
            said |= {"mistake": record.exc_info[0].__name__, "where": where_of(record)}
        return json.dumps(said, ensure_ascii=True, default=str)


def message_of(record: LogRecord, request: Any) -> str:
    """Return what a record says; of a request neither its address nor another, which may hold what somebody typed."""
    if request is None or not isinstance(record.args, tuple):
        return record.getMessage()
    return str(record.msg) % tuple("…" if "/" in str(part) else part for part in record.args)


def scrubbed(text: str) -> str:
    """Return a text with every thirteen digits, in any script and with signs between, blotted out."""
    return CITIZEN_ID.sub(BLOT, text)


def where_of(record: LogRecord) -> list[str]:
    """Return the innermost places of a mistake: file, line and function."""
    assert record.exc_info
    frames = traceback.extract_tb(record.exc_info[2])[-FRAMES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
