"""What is done with lists of people: taken in, decided about, brought in, given up. Nothing else writes these rows."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.core import clock
from jonghong.core.tables import Table
from jonghong.offices.actions import add_group
from jonghong.offices.models import Group, Office
from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.people import actions as people
from jonghong.people.models import Person
from jonghong.people.permissions import Rights
from jonghong.roster import queries, reading, uploads
from jonghong.roster.choices import Choices, of_text
from jonghong.roster.models import Intake, Layout, Upload
from jonghong.roster.plans import Plan, Somebody
from jonghong.roster.uploads import Content

WAITS = timedelta(days=1)
REJECTED_KEPT = timedelta(days=30)
LONGEST_FILE_NAME = 120
LONGEST_SHORT_NAME = Group._meta.get_field("short_name").max_length or 0


class ChangedMeanwhile(Exception):
    """The list of people is no longer as it was when the plan was shown."""


@sensitive_variables()
def take(*, office: Office, by: Rights, file: str, table: Table) -> Upload:
    """Keep a table sealed until its officer has decided, for a day at most; it replaces what waited of the same officer."""
    content = Content(file[:LONGEST_FILE_NAME], table)
    choices = uploads.first_choices(table)
    choices = Choices(head=choices.head, columns=queries.remembered(office, content, choices))
    now = clock.now()
    assert by.person_id
    with transaction.atomic():
        Upload.objects.filter(office=office, by=by.person_id).delete()
        return Upload.objects.create(
            office=office,
            by_id=by.person_id,
            content=content.as_text(),
            choices=choices.as_text(),
            made_at=now,
            expires_at=now + WAITS,
        )


def decide(*, upload: Upload, choices: Choices) -> None:
    """Keep what was decided so far, if it is anything new."""
    if of_text(upload.choices) == choices:
        return
    with transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(choices=choices.as_text())
    upload.choices = choices.as_text()


def learn(*, upload: Upload, choices: Choices) -> None:
    """Keep what the columns hold, for this list and for the next one with the same heads."""
    head = uploads.of_text(upload.content).head(choices)
    with transaction.atomic():
        decide(upload=upload, choices=choices)
        if head:
            columns = {str(column): held for column, held in choices.columns.items()}
            heads = uploads.heads_key(head)
            Layout.objects.update_or_create(office=upload.office, heads=heads, defaults={"columns": columns})


def give_up(*, upload: Upload) -> None:
    """Delete a list that waits."""
    with transaction.atomic():
        Upload.objects.filter(pk=upload.pk).delete()


@sensitive_variables()
def bring_in_upload(*, upload: Upload, by: Rights, seal: str) -> Intake:
    """Bring a list in as it was shown: ``seal`` is that of the plan. The list is deleted; see ``bring_in``.

    Raises ChangedMeanwhile, or Refused where somebody could not leave.
    """
    content, choices = uploads.of_text(upload.content), of_text(upload.choices)
    with transaction.atomic():
        made = bring_in(office=upload.office, content=content, choices=choices, by=by, seal=seal, number=upload.pk)
        give_up(upload=upload)
    return made


@sensitive_variables()
def bring_in(
    *,
    office: Office,
    content: Content,
    choices: Choices,
    by: Rights | None = None,
    seal: str = "",
    number: int = 0,
) -> Intake:
    """Do what the plan says, all or nothing, and return the report. Done twice, the second time finds nothing to do.

    The plan is made anew while nobody else changes the list of people. Raises ChangedMeanwhile where it is not the one with
    that seal, MayNotManage or LastAdministrator.
    """
    with transaction.atomic():
        hold(office.pk)
        plan = queries.plan(office, content, choices, by)
        if seal and seal != plan.seal:
            raise ChangedMeanwhile
        groups = _groups_made(office, plan.new_groups)
        brought = people.bring_in(
            office=office,
            newcomers=[people.Newcomer(one.digits, one.name, one.email, _roles(one, groups)) for one in plan.new],
            changes=[_change(one, groups) for one in plan.changed],
            actor=by,
        )
        leaving = Person.objects.filter(office=office, pk__in=plan.leaving).select_related("office")
        stays = [person.pk for person in leaving if people.leave(person=person, actor=by)]
        made = _report(office, content, choices, plan, brought=brought, stays=stays, by=by, number=number)
        raise_version(office.pk)
    return made


def forget_due() -> int:
    """Delete lists that waited too long, and the rejected rows of old reports; return how many that were."""
    now = clock.now()
    with transaction.atomic():
        gone, _each = Upload.objects.filter(expires_at__lte=now).delete()
        return gone + Intake.objects.filter(forgets_at__lte=now).exclude(rejected="").update(rejected="")


def _groups_made(office: Office, names: Sequence[str]) -> dict[str, int]:
    return {name: add_group(office=office, name=name, short_name=name[:LONGEST_SHORT_NAME].strip()).pk for name in names}


def _roles(one: Somebody, groups: dict[str, int]) -> dict[int, str]:
    return {groups[place] if isinstance(place, str) else place: role for place, role in one.roles.items()}


def _change(one: Somebody, groups: dict[str, int]) -> people.Alteration:
    assert one.standing
    return people.Alteration(one.standing.person_id, one.name, one.email or one.standing.email, _roles(one, groups))


def _report(
    office: Office,
    content: Content,
    choices: Choices,
    plan: Plan,
    *,
    brought: people.BroughtIn,
    stays: Sequence[int],
    by: Rights | None,
    number: int,
) -> Intake:
    """Write what was done, once for its page and once for the audit; who ``stays`` waits for a second administrator."""
    left = [pk for pk in plan.leaving if pk not in stays]
    counts = {
        "rows": len(content.body(choices)),
        "new": len(brought.new),
        "changed": len(plan.changed),
        "unchanged": len(plan.unchanged),
        "rejected": len(plan.rejected),
        "left": len(left),
        "groups": len(plan.new_groups),
        **({"proposed": len(brought.proposed)} if brought.proposed else {}),
        **({"stays": len(stays)} if stays else {}),
    }
    changed = {str(one.standing.person_id): one.news for one in plan.changed if one.standing}
    now = clock.now()
    made = Intake.objects.create(
        office=office,
        by_id=by.person_id if by else None,
        upload_number=number,
        made_at=now,
        counts=counts,
        people={"new": brought.new, "changed": changed, "left": left},
        rejected=json.dumps(rejected_rows(content, choices, plan), ensure_ascii=False) if plan.rejected else "",
        forgets_at=now + REJECTED_KEPT,
    )
    audit.record(
        office_id=office.pk,
        act=Act.ROSTER_IMPORTED,
        actor_id=by.person_id if by else None,
        subject=f"intake:{made.pk}",
        **counts,
        people_new=brought.new,
        people_changed=changed,
        people_left=left,
        gives_offices=plan.gives_offices,
    )
    return made


def rejected_rows(content: Content, choices: Choices, plan: Plan) -> dict[str, Any]:
    """Return the rows that are not taken, as they may be kept and given out: the head, and each row without its numbers."""
    rows = {row.number: row for row in content.body(choices)}
    head, width = content.head(choices), content.table.width
    return {
        "head": [head.cell(column) for column in range(width)] if head else [""] * width,
        "rows": [
            {**asdict(rejected), "cells": reading.hidden(rows[rejected.number], choices.columns, width)}
            for rejected in plan.rejected
        ],
    }
