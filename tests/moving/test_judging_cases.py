"""Every dirty case in every edition that can have it: its rows become what docs/moving-in.md says."""

from typing import Any

import pytest

from jonghong.moving.facts import Edition, Judged, Plan
from jonghong.moving.judging.office import judge
from tests.moving.amss_dumps import CASES, IMPORTED, KNOWN, LINKED, QUARANTINED, Case, Wanted, cases_in_editions, tables_of

pytestmark = pytest.mark.pure

EACH = [pytest.param(case, edition, id=f"{case.name} {edition}") for case, edition in cases_in_editions()]
GONE = {("person_main", "4"): "D20", ("person_sch_main", "1"): "D20"}


def outcome(judged: Judged) -> str:
    return QUARANTINED if judged.reason else LINKED if judged.twin else IMPORTED


def codes(judged: Judged) -> str:
    return " ".join(sorted({code.value for code in [*judged.notes, judged.reason, judged.task] if code}))


def facts(judged: Judged, wanted: Wanted) -> dict[str, Any]:
    return {name: judged.thing if name == "thing" else getattr(judged.thing, name) for name in wanted.facts}


def rows_of(plan: Plan) -> dict[tuple[str, str], Judged]:
    return {(judged.row.table, judged.row.key): judged for judged in plan.rows}


@pytest.mark.parametrize(("case", "edition"), EACH)
def test_a_row_becomes_what_its_case_says(case: Case, edition: Edition) -> None:
    tables, keys = tables_of(case, edition)
    plan = judge(tables.source(), KNOWN)
    rows = rows_of(plan)
    for key, (_, _, wanted) in zip(keys, case.rows, strict=True):
        judged = rows.pop(key)
        assert (outcome(judged), codes(judged), judged.task or "") == (wanted.outcome, wanted.codes, wanted.task)
        assert facts(judged, wanted) == wanted.facts
        assert {name: judged.suggestion.get(name) for name in wanted.suggested} == wanted.suggested
    assert plan.stubs == list(case.stubs)
    # Beside those of the case nothing is noted: of the small office only two are no staff of today.
    touched = {key: codes(judged) for key, judged in rows.items() if codes(judged) not in ("", case.code)}
    if not case.without:
        assert touched == {key: code for key, code in GONE.items() if code != case.code}
    assert all(judged.is_taken for judged in rows.values())


def test_case_names_are_told_apart() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
