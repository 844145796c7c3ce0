"""Taking an import back."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _, ngettext

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.bookings import actions as bookings, tallies
from jonghong.bookings.imported import in_parts, touched
from jonghong.bookings.models import Booking, Closure, History
from jonghong.core import clock
from jonghong.moving.actions.carrying_out import Tell
from jonghong.moving.facts import Code
from jonghong.moving.models import Kept, Run
from jonghong.moving.refusals import MayNotMoveIn
from jonghong.offices.actions import remove_groups
from jonghong.offices.models import Group
from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.people.actions import remove_people
from jonghong.people.models import Membership, Person
from jonghong.people.permissions import Rights
from jonghong.rooms.actions import remove_rooms
from jonghong.rooms.models import Room

AT_ONCE = 1_000  # rows, after which is told how far it is


class BuiltOn(Exception):
    """Something was done since that stands on the import; ``what`` are sentences that tell it."""

    def __init__(self, what: Sequence[str]) -> None:
        super().__init__(" ".join(what))
        self.what = list(what)


def undo_run(*, run: Run, by: Rights | None, tell: Tell | None = None) -> Run:
    """Take back all that an import made here, unless something was built on it since: then BuiltOn tells what.

    Rows that officers mended go along. The run itself stays, as a record; one that was taken back already stays so.
    ``tell`` hears how many of how many steps are done. Raises MayNotMoveIn.
    """
    office = run.office
    if by and not (by.is_administrator and by.office_id == office.pk):
        raise MayNotMoveIn
    try:
        with transaction.atomic():
            hold(office.pk)
            present = Run.objects.get(office=office, pk=run.pk)
            present.office = office
            if present.undone_at:
                return present
            # Locked before anything is asked: nobody books, moves or cancels there from here on.
            list(Room.objects.select_for_update(no_key=True).filter(office=office).order_by("pk").values_list("pk"))
            if what := in_the_way(present):
                raise BuiltOn(what)
            _take_back(present, tell)
            present.undone_at, present.undone_by_id = clock.now(), by.person_id if by else None
            present.save(update_fields=["undone_at", "undone_by"])
            actor = by.person_id if by else None
            audit.record(office_id=office.pk, act=Act.MOVED_BACK, actor_id=actor, subject=f"run:{run.pk}")
            raise_version(office.pk)
    except (ProtectedError, IntegrityError) as error:
        raise BuiltOn([_("Something else was done since with what this import brought in.")]) from error
    return present


def in_the_way(run: Run) -> list[str]:
    """Return what keeps a run from being taken back as things stand, in sentences; none where nothing does."""
    return list(_built_on(run))


def _acts(run: Run) -> list[Any]:
    """Return the acts of the bookings that a run wrote first, also for rows that were here before."""
    written = [pk for pk, *_facts in run.facts.get("rows_written", [])]
    rows = Kept.objects.filter(Q(run=run) | Q(pk__in=written), office=run.office, act__isnull=False)
    return list(rows.order_by("pk").values_list("act", flat=True))


def _rows(run: Run) -> list[int]:
    """Return the rows that a run brought first, those that repeat another before it."""
    rows = Kept.objects.filter(office=run.office, run=run).order_by("pk")
    return sorted(rows.values_list("pk", flat=True), key=set(rows.filter(twin=None).values_list("pk", flat=True)).__contains__)


def _rewritten(run: Run) -> list[Any]:
    rows = Kept.objects.filter(office=run.office, pk__in=run.facts.get("rows_rewritten", []), act__isnull=False)
    return list(rows.values_list("act", flat=True))


def _built_on(run: Run) -> Iterator[str]:
    """Give what stands on a run, in sentences."""
    later = Run.objects.filter(office=run.office, source=run.source, pk__gt=run.pk, undone_at=None)
    if later.exclude(facts__new=0, facts__changed=0, facts__conflicts=0).exists():
        yield _("The same source was brought in again later. Take that import back first.")
    acts = _acts(run)
    changed = touched(run.office, [*acts, *_rewritten(run)])
    if number := sum(map(len, changed.values())):
        yield ngettext("%(n)s booking was changed here since.", "%(n)s bookings were changed here since.", number) % {
            "n": number
        }
    yield from _used(run, [*acts, *_rewritten(run)])
    yield from _carried_otherwise(run)


def _used(run: Run, acts: Sequence[Any]) -> Iterator[str]:
    """Give which rooms, groups and people that a run made others use by now."""
    office, made = run.office, run.facts.get("made", {})
    own: set[int] = set()
    for some in in_parts(acts):
        own.update(History.objects.filter(office=office, act__in=some).values_list("booking_id", flat=True))
    rooms = _others("room", office.pk, made.get("rooms", []), own)
    rooms |= set(Closure.objects.filter(office=office, room__in=made.get("rooms", [])).values_list("room_id", flat=True))
    for name in Room.objects.filter(office=office, pk__in=rooms).values_list("name", flat=True):
        yield _("Room %(name)s is in use by now.") % {"name": name}
    groups = _others("group", office.pk, made.get("groups", []), own)
    members = Membership.objects.filter(office=office, group__in=made.get("groups", []))
    groups |= set(members.exclude(person__in=made.get("people", [])).values_list("group_id", flat=True))
    for name in Group.objects.filter(office=office, pk__in=groups).values_list("name", flat=True):
        yield _("The group %(name)s is in use by now.") % {"name": name}
    people = Person.objects.filter(office=office, pk__in=made.get("people", []))
    here = set(people.exclude(activated_at=None, last_login=None).values_list("pk", flat=True))
    if number := len(here | _others("organizer", office.pk, made.get("people", []), own)):
        yield ngettext("%(n)s person uses the system by now.", "%(n)s people use the system by now.", number) % {"n": number}


def _others(name: str, office_id: int, made: Collection[int], own: set[int]) -> set[int]:
    """Return which of these rooms, groups or people have bookings besides those of the run."""
    rows = Booking.objects.filter(office=office_id, **{f"{name}__in": made}).order_by()
    return {key for pk, key in rows.values_list("pk", f"{name}_id").iterator() if pk not in own}


def _carried_otherwise(run: Run) -> Iterator[str]:
    now = tallies.carried_by_month(run.office.pk)
    for month, (_was, set_to) in run.facts.get("was_carried", {}).items():
        if now.get(_month(month), 0) != set_to:
            yield _("What was brought forward into %(month)s was changed since.") % {"month": month}


def _month(text: str) -> tuple[int, int]:
    year, month = text.split("-")
    return int(year), int(month)


def _take_back(run: Run, tell: Tell | None) -> None:
    office, made, acts, rows = run.office, run.facts.get("made", {}), _acts(run), _rows(run)
    done, total = 0, len(acts) + len(rows)

    def step(number: int) -> None:
        nonlocal done
        done += number
        if tell:
            tell(done, total)

    bookings.put_back_requests(office=office, acts=_rewritten(run))
    for some in in_parts(acts, AT_ONCE):
        bookings.take_back_requests(office=office, acts=some)
        step(len(some))
    sums = {_month(month): was for month, (was, _now) in run.facts.get("was_carried", {}).items()}
    bookings.carry_forward(office=office, sums=sums)
    _restore_rows(run)
    for keys in in_parts(rows, AT_ONCE):
        Kept.objects.filter(office=office, run=run, pk__in=keys).delete()
        step(len(keys))
    remove_people(office=office, people=made.get("people", []))
    remove_rooms(office=office, rooms=made.get("rooms", []))
    remove_groups(office=office, groups=made.get("groups", []))


def _restore_rows(run: Run) -> None:
    """Let rows that were here before the run be what they were; the next import looks at them again."""
    rows = Kept.objects.filter(office=run.office)
    for pk, outcome, reason, task, twin in run.facts.get("rows_written", []):
        rows.filter(pk=pk).update(outcome=outcome, reason=reason, task=task, twin=twin, act=None, digest="")
    for pk in run.facts.get("rows_rewritten", []):
        rows.filter(pk=pk).update(digest="")
    told = {Code.CHANGED_HERE: "rows_conflicting", Code.GONE: "rows_gone"}
    for code, name in told.items():
        for kept in rows.filter(pk__in=run.facts.get(name, [])).only("codes"):
            codes = [each for each in kept.codes if each != code]
            facts = {"digest": ""} if code == Code.CHANGED_HERE else {}
            rows.filter(pk=kept.pk).update(codes=codes, task="", **facts)
