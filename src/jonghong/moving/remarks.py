"""What is said of an import as a whole, in sentences beside its numbers."""

from collections.abc import Iterable

from django.utils.translation import gettext as _, ngettext

from jonghong.moving.facts import Code, Plan
from jonghong.moving.models import Run


def of_plan(plan: Plan) -> list[str]:
    """Return what is to be said of an import that was not carried out yet."""
    return [
        *_left_out(len(plan.carried.left_out), ((code, rows) for (_table, code), rows in plan.by_code().items())),
        *_undecided(is_so=plan.is_undecided, allows=plan.allows_undecided),
        *_rechosen(len(plan.rechosen)),
    ]


def of_run(run: Run) -> list[str]:
    """Return the same of one that was done."""
    facts = run.facts
    return [
        *_left_out(len(facts.get("left_out", {})), ((code, rows) for _table, code, rows in facts.get("codes", []))),
        *_undecided(is_so=bool(facts.get("is_undecided")), allows=bool(facts.get("allows_undecided"))),
        *_rechosen(facts.get("rechosen", 0)),
    ]


def several() -> str:
    """Return why the numbers behind codes are no parts of the number of rows."""
    return _("A row may stand under several of these: their numbers may add up to more than the rows.")


def _left_out(months: int, counted: Iterable[tuple[str, int]]) -> list[str]:
    """Return how many sums give way to bookings that stand here, and in how many rows: these count as imported, as all rows."""
    rows = sum(number for code, number in counted if code == Code.MONTH_HAS_BOOKINGS)
    if not months:
        return []
    of_months = ngettext(
        "The sum of %(num)s month is not used: bookings of that month stand here, and they count.",
        "The sums of %(num)s months are not used: bookings of these months stand here, and they count.",
        months,
    )
    of_rows = ngettext(
        "%(num)s of the rows that count as imported holds such a sum.",
        "%(num)s of the rows that count as imported hold such sums.",
        rows,
    )
    return [f"{of_months % {'num': f'{months:,}'}} {of_rows % {'num': f'{rows:,}'}}"]


def _undecided(*, is_so: bool, allows: bool) -> list[str]:
    if not is_so:
        before = _(
            "Bookings that were never decided over there and are over count as allowed, as was chosen in an import before."
        )
        return [before] if allows else []
    if allows:
        return [_("None of these bookings was ever decided over there. As was chosen, those that are over count as allowed.")]
    return [
        _(
            "None of these bookings was ever decided over there. Those that are over come in as out of time, and count nowhere "
            "in the year report."
        )
    ]


def _rechosen(number: int) -> list[str]:
    if not number:
        return []
    said = ngettext(
        "%(num)s of the changed rows is the same over there; only this choice changes it.",
        "%(num)s of the changed rows are the same over there; only this choice changes them.",
        number,
    )
    return [said % {"num": f"{number:,}"}]
