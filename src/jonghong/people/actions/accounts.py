"""How people come in the first time, and their passwords.

Passwords and codes are hashed before a transaction opens, because a hash takes longer than all of its writes.
"""

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.views.decorators.debug import sensitive_variables

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.people import codes, guessing, identity, letters, numbers
from jonghong.people.actions import entries
from jonghong.people.actions.issuing import void_codes, void_ways_in
from jonghong.people.hashing import TooBusy
from jonghong.people.models import ActivationCode, Person
from jonghong.people.passwords import NOBODYS_HASH, SHORTEST, weakness
from jonghong.people.permissions import shortest_password, still_manages
from jonghong.people.queries import names_to_avoid
from jonghong.people.refusals import WeakPassword, WrongPair, WrongPassword
from jonghong.people.signals import activated, code_offered


@sensitive_variables()
def activate(*, office: Office, citizen_id: str, code: str, password: str, network: str = "") -> Person:
    """Set the password of whoever holds this number and this code; the code is used up.

    ``network`` is where the try comes from. One hash is compared in every case. Raises BadCitizenId, BadCode, WeakPassword,
    TooManyGuesses, or WrongPair for everything that depends on what is stored.
    """
    digits = identity.normalised(citizen_id)
    code = codes.normalised(code)
    _require_strong(password, numbers.newest_key(digits), office)
    guess = guessing.Guess(office.pk, network=network)
    issued = _taken_try(guess, digits)
    try:
        fits = check_password(code, issued.code_hash if issued else NOBODYS_HASH)
    except TooBusy:  # the code was never compared and keeps its try; the network's stays spent
        ActivationCode.objects.filter(pk=issued.pk if issued else 0).update(tries_left=F("tries_left") + 1)
        raise
    if issued is None or not fits:
        entries.note_refusal(office=office, act=Act.NOT_ACTIVATED, why="wrong number or code")
        raise WrongPair
    _use(issued, make_password(password), digits)
    guessing.forgive(guess)
    return issued.person


def open_account(*, person: Person, password: str, account: str) -> None:
    """Give a hashed password (``hashed``) to somebody who proved who they are, in the caller's transaction.

    Earlier sessions and codes end; ``account`` is under what wrong tries at the number are counted (``numbers.steady_key``).
    """
    person.password, person.activated_at = password, clock.now()
    person.save(update_fields=["password", "activated_at"])
    void_codes(person)
    entries.close_sessions(person, but=0)
    letters.tell_of_password(person)
    guessing.reopen(person.office_id, account)
    subject = f"person:{person.pk}"
    activated.send(Person, person=person)
    audit.record(office_id=person.office_id, act=Act.ACTIVATED, actor_id=person.pk, subject=subject)
    raise_version(person.office_id)


@sensitive_variables()
def hashed(*, person: Person, password: str) -> str:
    """Return a new password of somebody as it is kept. Raises WeakPassword."""
    _require_strong(password, person.citizen_key, person.office, person)
    return make_password(password)


@sensitive_variables()
def confirm(*, person: Person, password: str) -> None:
    """Check that somebody who is signed in knows the present password. Raises TooManyGuesses or WrongPassword."""
    # By the person's own number, which no new key of citizen ids changes: that would give new tries.
    guess = guessing.Guess(person.office_id, account=f"person {person.pk}", device="change of password")
    with guessing.giving_back(guessing.take(guess)):
        is_right = person.check_password(password)
    if not is_right:
        entries.note_not_confirmed(person=person, way="password")
        raise WrongPassword
    guessing.forgive(guess)


@sensitive_variables()
def change_password(*, person: Person, current: str, new: str, session_id: int = 0) -> None:
    """Replace a password that is known; every session of the person ends by that but this, and a code that was not used.

    Raises TooManyGuesses, WrongPassword or WeakPassword.
    """
    confirm(person=person, password=current)
    set_password(person=person, new=new, session_id=session_id)


@sensitive_variables()
def set_password(*, person: Person, new: str, session_id: int = 0, **facts: str) -> None:
    """Set another password of somebody who proved a moment ago who they are; ``facts`` go into the record.

    Every session of the person ends by that but the one named, and a code that was not used. Raises WeakPassword, or
    WrongPassword where another was set meanwhile.
    """
    _require_strong(new, person.citizen_key, person.office, person)
    known, password = person.password, make_password(new)
    with transaction.atomic():
        hold(person.office_id)
        # Another password set meanwhile, by a code say, stays: the one that was proved is no longer the present one.
        if not Person.objects.filter(pk=person.pk, password=known, is_active=True).update(password=password):
            raise WrongPassword
        person.password = password
        void_ways_in(person)
        entries.close_sessions(person, but=session_id)
        letters.tell_of_password(person)
        subject = f"person:{person.pk}"
        audit.record(office_id=person.office_id, act=Act.PASSWORD_CHANGED, actor_id=person.pk, subject=subject, **facts)
        raise_version(person.office_id)


def _require_strong(password: str, citizen_key: str, office: Office, person: Person | None = None) -> None:
    shortest = shortest_password(person) if person else SHORTEST
    words = names_to_avoid(office, person)
    if sentence := weakness(password, citizen_key=citizen_key, words=words, shortest=shortest):
        raise WeakPassword(sentence)


def _taken_try(guess: guessing.Guess, digits: str) -> ActivationCode | None:
    """Take one of the tries of the person's code, and return it if there was one to take.

    One transaction writes the network's counter and the tries, so that the disk is waited for once in every case.
    """
    with transaction.atomic():
        guessing.take(guess)
        standing = (
            ActivationCode.objects.select_related("person")
            .defer("person__email")
            .filter(
                office=guess.office_id,
                person__citizen_key__in=numbers.every_key(digits),
                person__is_active=True,
                used_at=None,
                revoked_at=None,
                expires_at__gt=clock.now(),
            )
        )
        issued = standing.first()
        tries = ActivationCode.objects.filter(pk=issued.pk if issued else 0, tries_left__gt=0)
        return issued if tries.update(tries_left=F("tries_left") - 1) else None


def _use(issued: ActivationCode, password: str, digits: str) -> None:
    """Give the hashed password to the code's person, unless the code was used or revoked or its person left meanwhile.

    Whoever gave the code out has to look after the person still, whose role may have been raised since.
    """
    person = issued.person
    with transaction.atomic():
        hold(issued.office_id)
        codes_left = ActivationCode.objects.filter(pk=issued.pk, used_at=None, revoked_at=None, person__is_active=True)
        if not codes_left.update(used_at=clock.now()):
            raise WrongPair
        if issued.issued_by_id and not still_manages(issued.issued_by_id, person):
            raise WrongPair
        code_offered.send(ActivationCode, issued=issued)
        open_account(person=person, password=password, account=numbers.steady_key(digits))
