"""What the pages about lists of people show, prepared."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField

from jonghong.offices.models import Group, Office
from jonghong.people.models import Person, Role
from jonghong.roster import reading, words
from jonghong.roster.choices import Choices
from jonghong.roster.forms import MOST_SHOWN, SAMPLES, CheckForm, ColumnsForm
from jonghong.roster.models import Intake
from jonghong.roster.plans import Plan, Rejected, Somebody
from jonghong.roster.uploads import Content

LATEST = 10  # reports
MOST_ROWS = 200  # in a list on a page; files have all


@dataclass(frozen=True)
class Column:
    """One column of the file: its field, and what stands in its first rows, without long numbers."""

    field: BoundField
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One row or person of a list on a page."""

    number: int
    name: str
    said: str
    key: int = 0
    is_ticked: bool = False
    hint: str = ""


def columns_of(form: ColumnsForm, content: Content, choices: Choices) -> list[Column]:
    """Return the columns of a file with their first rows."""
    rows = content.body(choices)[:SAMPLES]
    shown = [reading.hidden(row, choices.columns, content.table.width) for row in rows]
    samples = list(zip(*shown, strict=True)) or [()] * content.table.width
    return [Column(form[f"column_{column}"], samples[column]) for column in range(content.table.width)]


def check_page(form: CheckForm, content: Content, plan: Plan, groups: Sequence[Group]) -> dict[str, Any]:
    """Return what the page says on which a plan is shown."""
    names = {group.pk: group.name for group in groups}
    choices, width = form.choices, content.table.width
    rows = {row.number: row for row in content.body(choices)}
    return {
        "form": form,
        "content": content,
        "plan": plan,
        "rows": len(rows),
        "most": MOST_ROWS,
        "strange": [(form[name], strange) for name, strange in form.strange.items()],
        "rejected": [
            rejected_line(one, reading.hidden(rows[one.number], choices.columns, width)) for one in plan.rejected[:MOST_ROWS]
        ],
        "doubtful": doubtful_lines(plan, choices),
        "absent": [
            Line(0, one.name, places(one.roles, names), one.person_id, one.person_id in plan.leaving)
            for one in plan.may_leave[:MOST_SHOWN]
        ],
        "others": [one.name for one in plan.absent if one not in plan.may_leave][:MOST_SHOWN],
        "changed": [Line(one.rows[0], one.name, news_of(one, names)) for one in plan.changed[:MOST_ROWS]],
        "new": [Line(one.rows[0], one.name, places(one.roles, names)) for one in plan.new[:MOST_ROWS]],
        "namesakes": [Line(one.rows[0], one.name, "") for one in plan.namesakes[:MOST_ROWS]],
    }


def report_page(office: Office, intake: Intake) -> dict[str, Any]:
    """Return what the report on a list says; people are called what they are called today."""
    changed: dict[str, list[str]] = intake.people["changed"]
    keys = [*intake.people["new"][:MOST_ROWS], *map(int, [*changed][:MOST_ROWS]), *intake.people["left"][:MOST_ROWS]]
    names = dict(Person.objects.filter(office=office, pk__in=keys).values_list("pk", "name"))
    kept = json.loads(intake.rejected) if intake.rejected else {"rows": []}
    return {
        "intake": intake,
        "people": sorted(names),
        "new": [names[key] for key in intake.people["new"] if key in names],
        "changed": [(names[int(key)], said(what)) for key, what in changed.items() if int(key) in names],
        "left": [names[key] for key in intake.people["left"] if key in names],
        "rejected": [
            Line(row["number"], first_words(row["cells"]), words.sentences(row["reasons"], row["before"]))
            for row in kept["rows"][:MOST_ROWS]
        ],
        "most": MOST_ROWS,
    }


def rejected_line(one: Rejected, cells: Sequence[str]) -> Line:
    """Return a row that is not taken, and why."""
    return Line(one.number, first_words(cells), words.sentences(one.reasons, one.before))


def doubtful_lines(plan: Plan, choices: Choices) -> list[Line]:
    """Return the rows whose number may be mistyped."""
    return [
        Line(one.number, one.name, reading.hidden_id(one.digits), one.number, one.number in choices.sure)
        for one in plan.doubtful[:MOST_SHOWN]
    ]


def first_words(cells: Sequence[str]) -> str:
    """Return what stands in a row, in short."""
    return " · ".join(filter(None, cells))[:160]


def places(roles: Any, names: dict[int, str]) -> str:
    """Return groups and roles in words."""
    return " · ".join(f"{names.get(place, place)} ({Role(role).label})" for place, role in roles.items())


def news_of(one: Somebody, names: dict[int, str]) -> str:
    """Return what of somebody changes, from what it was."""
    assert one.standing
    told = {
        "name": f"{one.standing.name} → {one.name}",
        "email": f"{one.standing.email or '–'} → {one.email}",
        "roles": f"+ {places(one.roles, names)}",
    }
    return "; ".join(told[what] for what in one.news)


def said(news: Sequence[str]) -> str:
    """Return what of somebody was changed, in words."""
    return ", ".join(str(words.NEWS[what]) for what in news)
