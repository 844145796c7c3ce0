"""What pages and verbs ask about moving in."""

from collections.abc import Mapping

from django.db.models import QuerySet

from jonghong.core import clock
from jonghong.moving.choices import Choices
from jonghong.moving.facts import Known, Plan, Source
from jonghong.moving.matching import Preview
from jonghong.moving.models import Kept, Mapping as ColumnMapping, Run, Upload
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights


def waiting(office: Office, rights: Rights) -> QuerySet[Upload]:
    """Return the source of that administrator that waits for decisions."""
    return Upload.objects.filter(office=office, by=rights.person_id, expires_at__gt=clock.now())


def runs_of(office: Office) -> QuerySet[Run]:
    """Return the imports of an office, the latest first."""
    return Run.objects.filter(office=office).select_related("by", "undone_by")


def mappings_of(office: Office) -> QuerySet[ColumnMapping]:
    """Return what administrators said of columns and gave names."""
    return ColumnMapping.objects.filter(office=office)


def rows_of(run: Run, *, table: str = "", code: str = "") -> QuerySet[Kept]:
    """Return the rows of a run, of one table or about which that code was noted."""
    return Kept.objects.filter(office=run.office_id, run=run)


def kept_of(office: Office, kept_id: int) -> Kept | None:
    """Return one row of a source."""
    return Kept.objects.filter(office=office, pk=kept_id).first()


def quarantined(office: Office) -> QuerySet[Kept]:
    """Return the rows in quarantine, those of the latest run first."""
    return Kept.objects.filter(office=office)


def tasks(office: Office) -> QuerySet[Kept]:
    """Return the rows that an officer still has to see to, those of the latest run first."""
    return Kept.objects.filter(office=office)


def cells_of(kept: Kept) -> Mapping[str, str | None]:
    """Return the cells of a row, verbatim."""
    return {}


def extra_of(kept: Kept) -> Mapping[str, str]:
    """Return what a row says and no field here does, such as columns that are not understood and texts that are too long."""
    return {}


def suggestion_of(kept: Kept) -> Mapping[str, str]:
    """Return what fills the form that mends a row, by the names of fields of a draft; room_id, group_id, booker_id are ours."""
    return {}


def judge(kind: str, source: Source, known: Known, choices: Choices) -> Plan:
    """Return what would become of each row of a source of that kind."""
    return Plan(source)


def known_of(office: Office, source: Source, choices: Choices) -> Known:
    """Return what judging has to know of the office."""
    return Known(clock.now().replace(tzinfo=None))


def default_choices(office: Office, plan: Plan) -> Choices:
    """Return what is proposed for the groups and rooms of a source: those here of the same name, else new ones."""
    return Choices()


def preview(office: Office, kind: str, source: Source, choices: Choices) -> Preview:
    """Return what bringing a source in would do now."""
    known = known_of(office, source, choices)
    return Preview(judge(kind, source, known, choices), choices)
