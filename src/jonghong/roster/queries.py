"""What pages ask about lists of people."""

from collections import defaultdict

from django.db.models import QuerySet

from jonghong.core import clock
from jonghong.offices.models import Group, Office
from jonghong.people.models import Membership, Person
from jonghong.people.permissions import Rights
from jonghong.roster import reading, uploads
from jonghong.roster.choices import Choices
from jonghong.roster.columns import Field
from jonghong.roster.models import Intake, Layout, Upload
from jonghong.roster.plans import Known, Plan, Planner, Standing
from jonghong.roster.uploads import Content


def waiting(office: Office, rights: Rights) -> QuerySet[Upload]:
    """Return the list of that officer that waits for decisions."""
    return Upload.objects.filter(office=office, by=rights.person_id, expires_at__gt=clock.now())


def intakes(office: Office) -> QuerySet[Intake]:
    """Return the lists that were brought in, the latest first."""
    return Intake.objects.filter(office=office).select_related("by").defer("rejected")


def remembered(office: Office, content: Content, choices: Choices) -> dict[int, Field]:
    """Return what the columns hold: as an officer said of the same heads before, else as the heads say."""
    head = content.head(choices)
    layout = head and Layout.objects.filter(office=office, heads=uploads.heads_key(head)).first()
    if not layout:
        return dict(choices.columns)
    return {int(column): Field(held) for column, held in layout.columns.items()}


def known(office: Office) -> Known:
    """Return who is on the list of the office, and its groups, by three statements however many they are."""
    roles: dict[int, dict[int, str]] = defaultdict(dict)
    for person_id, group_id, role in Membership.objects.filter(office=office).values_list("person_id", "group_id", "role"):
        roles[person_id][group_id] = role
    rows = Person.objects.filter(office=office).exclude(citizen_last4="")
    facts = rows.values_list("citizen_key", "pk", "name", "email", "is_active")
    people = {key: Standing(pk, name, email, is_active, roles[pk]) for key, pk, name, email, is_active in facts}
    return Known(people, list(Group.objects.filter(office=office)))


def plan(office: Office, content: Content, choices: Choices, rights: Rights | None) -> Plan:
    """Return what bringing the list in would do now."""
    entries = reading.entries(content.body(choices), choices.columns)
    return Planner(known(office), choices, rights).plan_for(entries)
