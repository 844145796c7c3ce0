"""What is noted of coming in and going out, and sessions that people end."""

from django.db import transaction
from django.db.models import F

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.offices.models import Office
from jonghong.people import guessing, letters
from jonghong.people.models import Person, Session
from jonghong.people.permissions import Rights
from jonghong.people.refusals import MayNotManage


@transaction.atomic
def note_entry(*, person: Person, way: str, device: str, is_known: bool) -> None:
    """Note that somebody signed in, by which way and in which browser; tell the person of a device that is new."""
    Person.objects.filter(pk=person.pk).update(last_device=device)
    if not is_known:
        letters.tell_of_new_device(person, device)
    audit.record(
        office_id=person.office_id,
        act=Act.SIGNED_IN,
        actor_id=person.pk,
        subject=f"person:{person.pk}",
        way=way,
        is_known_device=is_known,
    )


@transaction.atomic
def note_refusal(
    *,
    office: Office,
    act: Act = Act.NOT_SIGNED_IN,
    why: str = "wrong number or password",
    **facts: str,
) -> None:
    """Note that a number with a password or a code was refused, and that this happens far too often, which raises the alarm.

    Whose number it was is not kept: the same is written whether somebody has it or not.
    """
    wave = guessing.count_for_office(office.pk)
    audit.record(office_id=office.pk, act=act, actor_id=None, why=why, **facts)
    if wave:
        audit.record(office_id=office.pk, act=Act.GUESSED_MUCH, actor_id=None, failures=wave.failures, usual=wave.usual)


def note_slowed(*, office: Office, fact: guessing.TooManyGuesses, actor_id: int | None = None) -> None:
    """Note that somebody has to wait after wrong tries: once in a while for each counter, however often it is asked."""
    if not fact.untold:
        return
    with transaction.atomic():
        if guessing.tell(office.pk, fact.untold):
            audit.record(office_id=office.pk, act=Act.SLOWED, actor_id=actor_id, is_closed=fact.is_closed)


@transaction.atomic
def note_sign_out(*, person: Person) -> None:
    """Note that somebody signs out."""
    audit.record(office_id=person.office_id, act=Act.SIGNED_OUT, actor_id=person.pk, subject=f"person:{person.pk}")


@transaction.atomic
def note_confirmed(*, person: Person, way: str) -> None:
    """Note that somebody who is signed in proved again who they are."""
    subject = f"person:{person.pk}"
    audit.record(office_id=person.office_id, act=Act.CONFIRMED, actor_id=person.pk, subject=subject, way=way)


@transaction.atomic
def note_not_confirmed(*, person: Person, way: str) -> None:
    """Note that somebody in a session of that person failed to prove who they are."""
    subject = f"person:{person.pk}"
    audit.record(office_id=person.office_id, act=Act.NOT_CONFIRMED, actor_id=person.pk, subject=subject, way=way)


@transaction.atomic
def end_session(*, person: Person, session_id: int) -> bool:
    """End one of somebody's own sessions; tell whether there was such a one."""
    ended, _rows = Session.objects.filter(office=person.office_id, person=person, pk=session_id).delete()
    if ended:
        _note_ended(person, person.pk, ended)
    return bool(ended)


@transaction.atomic
def end_other_sessions(*, person: Person, but: int) -> int:
    """End all of somebody's own sessions but one, and return how many there were."""
    ended, _rows = Session.objects.filter(office=person.office_id, person=person).exclude(pk=but).delete()
    if ended:
        _note_ended(person, person.pk, ended)
    return ended


@transaction.atomic
def end_all_sessions(*, person: Person, by: Rights | None = None) -> int:
    """End all sessions of somebody, by an administrator or the console; return how many there were. Raises MayNotManage."""
    if by and not (by.is_administrator and by.office_id == person.office_id):
        raise MayNotManage
    Person.objects.filter(pk=person.pk).update(sessions_ended=F("sessions_ended") + 1)
    ended, _rows = Session.objects.filter(office=person.office_id, person=person).delete()
    _note_ended(person, by.person_id if by else None, ended)
    return ended


def close_sessions(person: Person, *, but: int) -> None:
    """End all sessions of somebody but one, in the transaction of what they end by, which is recorded."""
    Session.objects.filter(office=person.office_id, person=person).exclude(pk=but).delete()


def _note_ended(person: Person, actor_id: int | None, ended: int) -> None:
    subject = f"person:{person.pk}"
    audit.record(office_id=person.office_id, act=Act.SESSION_ENDED, actor_id=actor_id, subject=subject, sessions=ended)
