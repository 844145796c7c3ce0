"""A made-up run, as JSON would hold it."""

from typing import Any

from bench.bars import VISITED
from bench.forms import ONE


def run(
    kind: str = "sqlite", *, form: str = ONE, state: str = "quiet", is_whole: bool = True, **figures: Any
) -> dict[str, Any]:
    """Return a run that reaches every bar, but for the figures given: ``month``, ``book``, ``below``, and so on."""
    figures = {
        "empty": 0.15,
        "way": 20.0,
        "month": 2.0,
        "book": 400.0,
        "below": 900.0,
        "memory": 120.0,
        "report": 1.0,
        "clock": 8.0,
        "afresh": 4.0,
        "refused": 0,
        **figures,
    }

    def page(ratio: float, rate: float = 2_000.0) -> dict[str, Any]:
        facts = {"rate": rate, "ratio": ratio, "bare_ratio": round(ratio * figures["empty"], 6)}
        return facts | {"p50": 3.0, "p99": 9.5, "cpu_ms": 0.4, "rates": [rate]}

    sent = {"clients_cpu_share": 0.1}
    requests = {
        "bare WSGI": page(1.0) | {"cpu_ms": 0.4 / figures["way"]},
        "empty view": page(1.0),
        "month page": page(figures["month"]),
        "month page, 304": page(2.5),
        "month page, signed in": page(1.5),
        "week page, signed in": page(1.5),
        "day page": page(2.0),
        "day page, 304": page(2.0),
        "year report": page(2.0),
        "year report, 304": page(2.5),
        "year report, signed in": page(1.5),
        "finder": page(0.05, 100.0),
        "search": page(0.05, 100.0),
        "free cell to form": page(0.05, 100.0),
        "book": page(0.2, figures["book"]) | sent,
        "series of 50": page(0.01, 20.0) | sent,
        "sign in": page(0.05, 80.0) | sent,
    }
    below = {
        "rate": figures["below"],
        "ratio": 0.5,
        "p50": 9.0,
        "p99": 40.0,
        "clients_cpu_share": 0.4,
        "refused": figures["refused"],
    }
    facts: dict[str, Any] = {
        "size": {"offices": 1, "all_rooms": 5, "bookings": 3526},
        "requests": requests,
        "kept_report_time": 1.0,
        "report_time": figures["report"],
        "actions": below | {"commits_of_one": 1_800.0, "commits_of_all": 1_500.0, "fsyncs": 5_000.0},
        "afresh": {
            f"{page}, {who}": {"cpu_ms": 4.0, "ms": 8.0, "ratio": 10.0, "bare_ratio": 80.0}
            for page in VISITED
            for who in ("visitor", "signed in")
        },
        "memory": {"mb": figures["memory"], "processes": 3, "ratio": 2.0},
        "start": {"seconds": 2.0, "floor": 0.5, "ratio": 4.0},
    }
    facts["afresh"]["month page, visitor"] |= {"cpu_ms": figures["afresh"], "ms": figures["clock"]}
    return {
        "kind": kind,
        "date": "2026-11-22 03:00 UTC",
        "commit": "abc1234",
        "command": "./jonghong bench",
        "options": {"workers": 2},
        "machine": {"cores": 2, "processor": "made up", "memory_gb": 8.0, "system": "Linux"},
        "load_before": 0.1,
        "state": state,
        "asked_by": "wrk",
        "versions": {"Python": "3.11"},
        "is_whole": is_whole,
        "forms": {form: facts},
        "failed": {},
    }
