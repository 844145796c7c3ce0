"""What administrators are warned of: found in the records and on the machine, shown on the page of the audit, mailed once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, QuerySet

from jonghong.audit.acts import Act
from jonghong.audit.models import Record
from jonghong.audit.queries import records_of
from jonghong.core import clock, machine
from jonghong.offices.models import Office
from jonghong.people.models import OFFICERS

WRONG = (Act.NOT_SIGNED_IN, Act.NOT_ACTIVATED, Act.NOT_CONFIRMED, Act.FACTOR_FAILED)
TAKEN = (Act.EXPORTED, Act.PERSON_EXPORTED)
LOOKED = (Act.PEOPLE_VIEWED, Act.PERSON_VIEWED)
GIVES_ROLES = (Act.ENROLLED, Act.PERSON_CHANGED, Act.PERSON_LEFT, Act.PERSON_BACK, Act.DEPUTY_NAMED)

WAVE, WAVE_WITHIN = 50, timedelta(minutes=10)
MUCH_WITHIN = timedelta(hours=1)
EXPORTS, EXPORTS_WITHIN = 5, timedelta(hours=1)
LOOKS, LOOKS_WITHIN = 100, timedelta(hours=1)
ROLES_WITHIN = timedelta(hours=24)
FAULT_WITHIN = timedelta(hours=24)
MACHINE_WITHIN = timedelta(hours=24)
FAILURES, FAILURES_WITHIN, FAILURES_TOLD_FOR = 20, timedelta(minutes=5), timedelta(hours=1)


@dataclass(frozen=True)
class Alert:
    """A kind (``words.ALERTS``), how often within how long, by whom where that is known, and up to which record.

    What is wrong with the server stands in no record (0), and with the machine is not counted either: 0 times.
    """

    kind: str
    times: int
    within: timedelta
    number: int
    actor_id: int | None = None


def due(office: Office) -> list[Alert]:
    """Return what the records of an office, and the machine, give reason to warn of now."""
    return [*_wave(office), *_exports(office), *_roles(office), *_alone(office), *_faults(office), *_machine()]


def _wave(office: Office) -> Iterator[Alert]:
    """Yield an alert for many wrong tries at once, else for an hour with far more than usual (``people.guessing``)."""
    found = _lately(office, WRONG, WAVE_WITHIN)
    times = found.count()
    if times >= WAVE:
        yield _alert("guessing", times, WAVE_WITHIN, found)
    elif much := _lately(office, (Act.GUESSED_MUCH,), MUCH_WITHIN).last():
        yield Alert("guessing", much.facts["failures"], MUCH_WITHIN, much.number)


def _exports(office: Office) -> Iterator[Alert]:
    """Yield an alert for each person who took out, or looked at, more than work asks for."""
    found = _lately(office, TAKEN, EXPORTS_WITHIN)
    for actor_id, times in _often(found, EXPORTS):
        yield _alert("export", times, EXPORTS_WITHIN, found.filter(actor_id=actor_id), actor_id)
    found = _lately(office, LOOKED, LOOKS_WITHIN)
    for actor_id, _times in _often(found, LOOKS):
        looks = found.filter(actor_id=actor_id)
        if (times := looks_at_others(looks)) >= LOOKS:
            yield _alert("export", times, LOOKS_WITHIN, looks, actor_id)


def _often(found: QuerySet[Record], most: int) -> list[tuple[int | None, int]]:
    """Return who has so many of these records or more, and how many."""
    times = found.order_by().values("actor_id").annotate(times=Count("pk")).filter(times__gte=most)
    return list(times.order_by("actor_id").values_list("actor_id", "times"))


def looks_at_others(records: QuerySet[Record]) -> int:
    """Count the looks of one person that showed somebody not shown before: on a list, or on a page of their own.

    Whoever decides what waits sees the same list after each decision, and learns nothing new from it.
    """
    shown, times = set[tuple[str, str]](), 0
    for act, subject, facts in records.values_list("act", "subject", "facts"):
        people = [subject] if act == Act.PERSON_VIEWED else [f"person:{key}" for key in facts.get("people", [])]
        sights = {(act, person) for person in people}
        times += not sights <= shown
        shown |= sights
    return times


def _roles(office: Office) -> Iterator[Alert]:
    """Yield an alert where somebody became, or is no longer, an officer or an administrator."""
    found = _lately(office, GIVES_ROLES, ROLES_WITHIN).filter(number__gt=_sample_made_up_to(office))
    changed = [record for record in found if changes_officers(record)]
    if changed:
        yield Alert("roles", len(changed), ROLES_WITHIN, changed[-1].number)


def _alone(office: Office) -> Iterator[Alert]:
    """Yield an alert where one administrator did what takes two: no second one was there, but may read of it elsewhere."""
    found = _lately(office, (Act.DONE_ALONE,), ROLES_WITHIN)
    if times := found.count():
        yield _alert("alone", times, ROLES_WITHIN, found)


def _faults(office: Office) -> Iterator[Alert]:
    """Yield the faults that the watch found lately (``watching.Watch``): finding them takes longer than a page may."""
    for record in _lately(office, (Act.ALERTED,), FAULT_WITHIN).filter(facts__kind="fault"):
        yield Alert("fault", record.facts["times"], FAULT_WITHIN, record.facts["last"])


def _machine() -> Iterator[Alert]:
    """Yield what is about to be lost: room on the disk, and backups, where the office makes any."""
    for kind, is_due in (("disk", machine.is_space_low()), ("backup", machine.is_backup_late())):
        if is_due:
            yield Alert(kind, 0, MACHINE_WITHIN, 0)


def changes_officers(record: Record) -> bool:
    """Tell whether a record says that a role above that of a clerk was given or taken; a deputy acts as an officer."""
    if record.act == Act.DEPUTY_NAMED:
        return True
    was, roles = (record.facts.get(name, {}).items() for name in ("was", "roles"))
    return any(role in OFFICERS for _group, role in was ^ roles)


def _sample_made_up_to(office: Office) -> int:
    """Return the number of the last record of making the sample, which brings its bookings in; 0 for an office that is none."""
    if not office.is_sample:
        return 0
    brought_in = records_of(office).filter(act=Act.BOOKING, facts__verb="load")
    return brought_in.values_list("number", flat=True).first() or 0


def _lately(office: Office, acts: tuple[Act, ...], within: timedelta) -> QuerySet[Record]:
    return records_of(office).filter(act__in=[act.value for act in acts], at__gt=clock.now() - within)


def _alert(kind: str, times: int, within: timedelta, found: QuerySet[Record], actor_id: int | None = None) -> Alert:
    last = found.last()
    assert last
    return Alert(kind, times, within, last.number, actor_id)
