"""What the pages about an import that was done show, prepared."""

from typing import Any

from django.http import QueryDict

from jonghong.bookings.models import Booking, History, State
from jonghong.core.forms import number_of
from jonghong.moving import queries, reconciling, remarks, words
from jonghong.moving.facts import Code
from jonghong.moving.models import Kept, Kind, Outcome, Run
from jonghong.moving.pages import ON_A_PAGE, TASKS, Count, Line, in_short, months_in_words, query_of
from jonghong.people.models import Person, Role


def run_page(run: Run) -> dict[str, Any]:
    """Return what the report on an import says."""
    rows = Kept.objects.filter(office=run.office_id, run=run)
    return {
        "run": run,
        "edition": words.edition(run.facts.get("edition", "")) if run.kind == Kind.AMSS else "",
        "tables": [(words.table(table), of_table) for table, of_table in run.counts.items()],
        "all": {name: sum(each[name] for each in run.counts.values()) for name in ("rows", "imported", "quarantined")},
        "counts": counts_by_code(run),
        "facts": run.facts,
        "carried": run.facts.get("carried", {}),
        "remarks": remarks.of_run(run),
        "gives_way": months_in_words(run.facts.get("gives_way", {})),
        # A later import of the same source leaves rows with the one that brought them first: all of them are asked for here.
        "open_rows": queries.quarantined(run.office).filter(source=run.source).count(),
        "open_tasks": queries.tasks(run.office).filter(source=run.source).count(),
        "rewritten": len(run.facts.get("rows_rewritten", [])),
        "proposed": proposed_of(run),
        "waits": len(run.facts.get("waiting", [])),
        "mended": rows.filter(outcome=Outcome.MENDED).count(),
    }


def proposed_of(run: Run) -> list[tuple[Person, str]]:
    """Return who ruled over there, and the role that an administrator may give them here."""
    roles = dict(run.facts.get("proposed", []))
    people = Person.objects.filter(office=run.office_id, pk__in=roles).order_by("name")
    return [(person, str(Role(roles[person.pk]).label)) for person in people]


def counts_by_code(run: Run) -> list[Count]:
    """Return how many rows each code was noted about."""
    found = [(table, code, number) for table, code, number in run.facts.get("codes", [])]
    kept = Kept.objects.filter(office=run.office_id, source=run.source).exclude(reason="")
    reasons = set(kept.values_list("reason", flat=True))
    kinds = dict.fromkeys(reasons, "quarantine") | {code.value: "task" for code in TASKS}
    return [Count(table, code, number, kinds.get(code, "note")) for table, code, number in sorted(found)]


def rows_page(asked: QueryDict, run: Run) -> dict[str, Any]:
    """Return a page of the rows behind a number of the report."""
    table, code = asked.get("table", ""), asked.get("code", "")
    is_known = table in {"", *run.counts} and code in {"", *Code}
    found = queries.rows_of(run, table=table, code=code) if is_known else Kept.objects.none()
    page = max(1, number_of(asked.get("page")) or 1)
    shown = found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    number = found.count()
    return {
        "run": run,
        "lines": [(kept, line_of(kept)) for kept in shown],
        "number": number,
        "page": page,
        "has_more": number > page * ON_A_PAGE,
        "query": query_of(table=table, code=code),
        "title": " · ".join(filter(None, [words.table(table) if table else "", words.what(code) if code else ""])),
        "todo": words.todo(code) if code else "",
    }


def line_of(kept: Kept) -> Line:
    """Return a row in short."""
    codes = dict.fromkeys([*filter(None, [kept.reason, kept.task]), *kept.codes])
    name = words.row(kept.where, kept.key, kept.source)
    return Line(name, in_short(queries.cells_of(kept), queries.heads_of(kept)), tuple(codes), kept.reason)


def counts_of(run: Run) -> reconciling.Counts:
    """Return the months of what an import brought in, counted in both ways."""
    acts = Kept.objects.filter(office=run.office_id, run=run, act__isnull=False).values("act")
    made = History.objects.filter(office=run.office_id, act__in=acts).values("booking")
    used = Booking.objects.filter(office=run.office_id, pk__in=made, state=State.CONFIRMED)
    days = used.values_list("date", "series", "series__rule")
    return reconciling.of_days((day, None if rule else series) for day, series, rule in days)
