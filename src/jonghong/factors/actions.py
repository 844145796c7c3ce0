"""What is done with the second step. Nothing else writes passkeys, apps, backup codes and ``Person.has_factor``."""

from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F, Q
from django.utils.functional import Promise
from django.views.decorators.debug import sensitive_variables

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.core import clock
from jonghong.core.fields import tidy
from jonghong.factors import letters, queries, totp
from jonghong.factors.models import BackupCode, Passkey, Totp
from jonghong.factors.passkeys import NewPasskey, Proof
from jonghong.factors.permissions import may_take_off, must_have_factor
from jonghong.factors.refusals import (
    LastFactor,
    NotAdministrator,
    NotYourOwn,
    PasskeyKnown,
    SetUpMeanwhile,
    TooManyPasskeys,
    WrongBackupCode,
    WrongCode,
    WrongPasskey,
)
from jonghong.offices import actions as offices
from jonghong.offices.models import Office
from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.people import codes, guessing
from jonghong.people.actions.seconding import propose, takes_two
from jonghong.people.models import Matter, Person, Proposal
from jonghong.people.permissions import Rights

MOST_PASSKEYS = 20  # of one person
BACKUP_CODES = 10


@transaction.atomic
def add_passkey(*, person: Person, new: NewPasskey, name: str, is_first: bool = False) -> Passkey:
    """Add a passkey. ``is_first`` says that the person came without a second step, by the password alone.

    Raises SetUpMeanwhile, TooManyPasskeys or PasskeyKnown.
    """
    hold(person.office_id)
    _require_first(person, is_first=is_first)
    if queries.passkeys_of(person).count() >= MOST_PASSKEYS:
        raise TooManyPasskeys(MOST_PASSKEYS)
    if Passkey.objects.filter(office=person.office_id, credential_id=new.credential_id).exists():
        raise PasskeyKnown
    passkey = Passkey.objects.create(
        office=person.office,
        person=person,
        name=tidy(name),
        credential_id=new.credential_id,
        public=new.public,
        sign_count=new.sign_count,
        created_at=clock.now(),
    )
    _note_added(person, "passkey", letters.ADDED)
    return passkey


@transaction.atomic
def rename_passkey(*, passkey: Passkey, name: str) -> None:
    """Call a passkey something else."""
    passkey.name = tidy(name)
    passkey.save(update_fields=["name"])


@transaction.atomic
def remove_passkey(*, passkey: Passkey) -> None:
    """Take a passkey no longer. Raises LastFactor."""
    hold(passkey.office_id)
    if Passkey.objects.filter(pk=passkey.pk).delete()[0]:
        _note_removed(passkey.person, "passkey")


@sensitive_variables()
@transaction.atomic
def set_up_app(*, person: Person, secret: str, code: str, is_first: bool = False) -> Totp:
    """Take codes of the app that holds this secret from now on, in place of an app of before, once it shows a right one.

    ``is_first`` as in ``add_passkey``. Raises SetUpMeanwhile or WrongCode.
    """
    hold(person.office_id)
    _require_first(person, is_first=is_first)
    step = totp.fitting_step(secret, code, clock.machine_now().timestamp())
    if step is None:
        raise WrongCode
    app, is_new = Totp.objects.update_or_create(
        person=person,
        defaults={
            "office": person.office,
            "secret": secret,
            "last_step": step,
            "confirmed_at": clock.now(),
            "last_used_at": None,
        },
    )
    _note_added(person, "app", letters.ADDED if is_new else letters.REPLACED)
    return app


@transaction.atomic
def remove_app(*, person: Person) -> None:
    """Take codes of the app no longer. Raises LastFactor."""
    hold(person.office_id)
    if Totp.objects.filter(person=person).delete()[0]:
        _note_removed(person, "app")


@sensitive_variables()
def make_backup_codes(*, person: Person) -> list[str]:
    """Return ten new codes in clear, as they are to be printed, this once; those of before are void from now on."""
    drawn = [codes.draw() for _number in range(BACKUP_CODES)]
    hashes = [make_password(code) for code in drawn]
    with transaction.atomic():
        hold(person.office_id)
        BackupCode.objects.filter(person=person).delete()
        BackupCode.objects.bulk_create(
            BackupCode(office=person.office, person=person, code_hash=code_hash, created_at=clock.now()) for code_hash in hashes
        )
        letters.tell(person, letters.CODES_MADE)
        _record(Act.BACKUP_CODES_MADE, person)
        raise_version(person.office_id)
    return [codes.shown(code) for code in drawn]


@sensitive_variables()
def pass_by_app(*, person: Person, code: str, device: str = "") -> None:
    """Pass the second step with a code that the app shows; no code, and none of before it, is taken again.

    ``device`` is the number of a device that is known for the person, or empty. Raises TooManyGuesses or WrongCode.
    """
    guess = _taken_guess(person, device)
    app = queries.totp_of(person)
    step = totp.fitting_step(app.secret, code, clock.machine_now().timestamp()) if app else None
    with transaction.atomic():
        fresh = Totp.objects.filter(person=person, last_step__lt=step or 0)
        if fresh.update(last_step=step, last_used_at=clock.now()):
            guessing.forgive(guess)
            _record(Act.FACTOR_PASSED, person, way="app")
            return
    _record(Act.FACTOR_FAILED, person, way="app")
    raise WrongCode


@sensitive_variables()
def pass_by_backup_code(*, person: Person, code: str, device: str = "") -> None:
    """Pass the second step with a code on paper, which is used up by that; ``device`` as in ``pass_by_app``.

    Raises BadCode, TooManyGuesses or WrongBackupCode.
    """
    code = codes.normalised(code)
    guess = _taken_guess(person, device)
    fitting = [kept.pk for kept in queries.codes_left(person) if check_password(code, kept.code_hash)]
    with transaction.atomic():
        if BackupCode.objects.filter(pk__in=fitting, used_at=None).update(used_at=clock.now()):
            guessing.forgive(guess)
            letters.tell(person, letters.CODE_USED)
            _record(Act.FACTOR_PASSED, person, way="backup code")
            return
    _record(Act.FACTOR_FAILED, person, way="backup code")
    raise WrongBackupCode


def pass_by_passkey(*, person: Person, proof: Proof | None) -> None:
    """Pass the second step with a passkey of the person's that answered, None where none did.

    One that counts has to have counted on: else a copy of it is about. Raises WrongPasskey.
    """
    with transaction.atomic():
        if proof and _has_counted_on(person, proof):
            _record(Act.FACTOR_PASSED, person, way="passkey")
            return
    _record(Act.FACTOR_FAILED, person, way="passkey")
    raise WrongPasskey


@transaction.atomic
def note_tried(*, person: Person) -> None:
    """Tell somebody that another, who knows the password, keeps failing the second step."""
    letters.tell(person, letters.TRIED)


@transaction.atomic
def take_off(*, person: Person, by: Rights, agreed: Proposal | None = None) -> Proposal | None:
    """Take all second steps off somebody who lost them; their sessions end, and who needs one sets up another.

    Returns what waits for a second administrator, where that takes two. Raises NotYourOwn or NobodyToApprove.
    """
    hold(person.office_id)
    if not may_take_off(by, person):
        raise NotYourOwn
    if not agreed and takes_two(office=person.office, matter=Matter.FACTORS, person=person, by=by):
        return propose(office=person.office, matter=Matter.FACTORS, person=person, by=by)
    Passkey.objects.filter(person=person).delete()
    Totp.objects.filter(person=person).delete()
    BackupCode.objects.filter(person=person).delete()
    Person.objects.filter(pk=person.pk).update(has_factor=False, sessions_ended=F("sessions_ended") + 1)
    letters.tell(person, letters.TAKEN_OFF)
    facts = {"proposal": agreed.pk} if agreed else {}
    _record(Act.FACTOR_REMOVED, person, actor_id=by.person_id, way="all", **facts)
    raise_version(person.office_id)
    return None


@transaction.atomic
def require_factor(*, office: Office, is_required: bool, by: Rights) -> None:
    """Let officers and administrators of the office need a second step from now on, or none. Raises NotAdministrator."""
    if not by.is_administrator or by.office_id != office.pk:
        raise NotAdministrator
    offices.require_factor(office=office, is_required=is_required)


def _require_first(person: Person, *, is_first: bool) -> None:
    """Ask the database, whatever stood there when the page was opened."""
    if is_first and queries.factors_left(person):
        raise SetUpMeanwhile


def _note_added(person: Person, way: str, what: Promise) -> None:
    Person.objects.filter(pk=person.pk).update(has_factor=True)
    person.has_factor = True
    letters.tell(person, what)
    _record(Act.FACTOR_ADDED, person, way=way)
    raise_version(person.office_id)


def _note_removed(person: Person, way: str) -> None:
    """Refuse it after all if that was the last one of somebody who needs one; without any, backup codes are of no use."""
    person.has_factor = queries.factors_left(person) > 0
    if not person.has_factor and must_have_factor(person):
        raise LastFactor
    if not person.has_factor:
        BackupCode.objects.filter(person=person).delete()
    Person.objects.filter(pk=person.pk).update(has_factor=person.has_factor)
    letters.tell(person, letters.REMOVED)
    _record(Act.FACTOR_REMOVED, person, way=way)
    raise_version(person.office_id)


def _taken_guess(person: Person, device: str) -> guessing.Guess:
    """Count one try: each device that the person is known on has its own counter, all others share one."""
    # By the person's own number, which no new key of citizen ids changes: that would give new tries.
    guess = guessing.Guess(person.office_id, account=f"person {person.pk}", device=f"second step {device}")
    guessing.take(guess)
    return guess


def _has_counted_on(person: Person, proof: Proof) -> bool:
    counts_not = Q(sign_count=0) if proof.sign_count == 0 else Q(sign_count__lt=proof.sign_count)
    found = queries.passkeys_of(person).filter(counts_not, credential_id=proof.credential_id)
    return bool(found.update(sign_count=proof.sign_count, last_used_at=clock.now()))


def _record(act: Act, person: Person, **facts: Any) -> None:
    """Record what somebody did; with ``actor_id``, what another did to them, None for the console."""
    told = {"actor_id": person.pk, **facts}
    audit.record(office_id=person.office_id, act=act, subject=f"person:{person.pk}", **told)
