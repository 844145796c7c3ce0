"""Verbs of the second step: what they write, what they refuse, and two at once."""

from datetime import timedelta

import pytest
from django.core import mail
from pytest_django import Settings

from jonghong.audit.models import Record
from jonghong.factors import actions, queries
from jonghong.factors.models import BackupCode, Passkey, Totp
from jonghong.factors.passkeys import NewPasskey, Proof
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
from jonghong.offices.models import Office
from jonghong.offices.versions import office_version
from jonghong.people.codes import BadCode
from jonghong.people.guessing import TooManyGuesses
from jonghong.people.models import GuessCounter, Person, Role
from jonghong.people.permissions import rights_of
from tests import make
from tests.factors.conftest import SECRET, acts_of, code_now, with_app
from tests.people.conftest import at_once


def passkey(number: int = 1) -> NewPasskey:
    return NewPasskey(credential_id=f"number-{number}", public=b"public", sign_count=0)


def added(person: Person, number: int = 1) -> Passkey:
    return actions.add_passkey(person=person, new=passkey(number), name=f"โทรศัพท์ {number}")


def test_passkey_is_added_and_noted(office: Office) -> None:
    person, before = make.person(office), office_version(office.pk)
    made = actions.add_passkey(person=person, new=passkey(), name=" มือถือ\u202e  ของฉัน ", is_first=True)
    made.refresh_from_db()
    assert (made.name, made.credential_id, bytes(made.public), made.sign_count) == ("มือถือ ของฉัน", "number-1", b"public", 0)
    assert Person.objects.get(pk=person.pk).has_factor
    assert acts_of(office) == [("factor.added", person.pk, {"way": "passkey"})]
    assert Record.objects.get(act="factor.added").subject == f"person:{person.pk}"
    assert office_version(office.pk) > before


def test_passkey_is_taken_once_in_an_office(office: Office) -> None:
    person, other = make.person(office), make.person(office)
    added(person)
    with pytest.raises(PasskeyKnown):
        added(other)
    added(make.person(make.office()))
    assert not other.has_factor


def test_twenty_passkeys_are_enough(office: Office) -> None:
    person = make.person(office)
    for number in range(actions.MOST_PASSKEYS):
        added(person, number)
    with pytest.raises(TooManyPasskeys, match="20"):
        added(person, 100)


def test_who_has_a_second_step_adds_none_by_the_password_alone(office: Office) -> None:
    person = make.person(office)
    added(person)
    with pytest.raises(SetUpMeanwhile):
        actions.add_passkey(person=person, new=passkey(2), name="อื่น", is_first=True)
    with pytest.raises(SetUpMeanwhile):
        actions.set_up_app(person=person, secret=SECRET, code=code_now(), is_first=True)
    assert queries.factors_left(person) == 1


def test_passkey_is_renamed(office: Office) -> None:
    made = added(make.person(office))
    actions.rename_passkey(passkey=made, name="  คอมพิวเตอร์ ")
    assert Passkey.objects.get().name == "คอมพิวเตอร์"


def test_app_is_set_up_by_a_right_code_which_is_used_by_that(office: Office, clock) -> None:
    person = make.person(office)
    with pytest.raises(WrongCode):
        actions.set_up_app(person=person, secret=SECRET, code="000000")
    assert not Totp.objects.exists()
    actions.set_up_app(person=person, secret=SECRET, code=code_now())
    assert Person.objects.get(pk=person.pk).has_factor
    with pytest.raises(WrongCode):
        actions.pass_by_app(person=person, code=code_now())
    clock.shift(timedelta(seconds=30))
    actions.pass_by_app(person=person, code=code_now())
    said = [(act, facts) for act, _actor, facts in acts_of(office)]
    assert said == [
        ("factor.added", {"way": "app"}),
        ("factor.failed", {"way": "app"}),
        ("factor.passed", {"way": "app"}),
    ]


def test_secret_is_kept_sealed(office: Office) -> None:
    from django.db import connection

    with_app(make.person(office))
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM factors_totp")
        kept = cursor.fetchone()[0]
    assert kept.startswith("1.")
    assert SECRET not in kept
    assert Totp.objects.get().secret == SECRET


def test_app_set_up_anew_replaces_the_one_before(office: Office, clock) -> None:
    person = with_app(make.person(office))
    actions.set_up_app(person=person, secret=SECRET[::-1], code=code_now(SECRET[::-1]))
    clock.shift(timedelta(seconds=60))
    with pytest.raises(WrongCode):
        actions.pass_by_app(person=person, code=code_now())
    actions.pass_by_app(person=person, code=code_now(SECRET[::-1]))


def test_no_code_of_an_earlier_step_is_taken_after_a_later_one(office: Office, clock) -> None:
    person = with_app(make.person(office))
    actions.pass_by_app(person=person, code=code_now(later=1))
    for step in (-1, 0, 1):
        with pytest.raises(WrongCode):
            actions.pass_by_app(person=person, code=code_now(later=step))


def test_nobody_passes_by_an_app_that_is_not_there(office: Office) -> None:
    with pytest.raises(WrongCode):
        actions.pass_by_app(person=make.person(office), code=code_now())


def test_wrong_codes_are_slowed_on_each_device_apart(office: Office, clock) -> None:
    person = with_app(make.person(office))
    for _time in range(5):
        with pytest.raises(WrongCode):
            actions.pass_by_app(person=person, code="000000")
    with pytest.raises(TooManyGuesses) as fact:
        actions.pass_by_app(person=person, code=code_now())
    assert fact.value.wait == timedelta(seconds=30)
    actions.pass_by_app(person=person, code=code_now(), device="at the office")
    clock.shift(timedelta(seconds=31))
    actions.pass_by_app(person=person, code=code_now())
    assert not GuessCounter.objects.exists()


def test_backup_codes_are_ten_and_each_is_good_once(office: Office) -> None:
    person = with_app(make.person(office))
    made = actions.make_backup_codes(person=person)
    assert len(set(made)) == 10
    assert {len(code) for code in made} == {9}
    assert {row.code_hash[:14] for row in BackupCode.objects.all()} == {"argon2$argon2i"}
    actions.pass_by_backup_code(person=person, code=made[3].lower())
    with pytest.raises(WrongBackupCode):
        actions.pass_by_backup_code(person=person, code=made[3])
    assert queries.codes_left(person).count() == 9
    assert acts_of(office)[1:] == [
        ("factor.backup-codes", person.pk, {}),
        ("factor.passed", person.pk, {"way": "backup code"}),
        ("factor.failed", person.pk, {"way": "backup code"}),
    ]


def test_new_backup_codes_make_those_of_before_void(office: Office) -> None:
    person = with_app(make.person(office))
    before = actions.make_backup_codes(person=person)
    after = actions.make_backup_codes(person=person)
    with pytest.raises(WrongBackupCode):
        actions.pass_by_backup_code(person=person, code=before[0])
    actions.pass_by_backup_code(person=person, code=after[0])


def test_backup_codes_are_nobody_elses(office: Office) -> None:
    person, other = with_app(make.person(office)), make.person(office)
    made = actions.make_backup_codes(person=person)
    with pytest.raises(WrongBackupCode):
        actions.pass_by_backup_code(person=other, code=made[0])
    with pytest.raises(BadCode):
        actions.pass_by_backup_code(person=person, code="ไม่ใช่รหัส")


@pytest.mark.django_db(transaction=True)
def test_backup_code_used_eight_times_at_once_lets_in_once() -> None:
    person = with_app(make.person(make.office()))
    code = actions.make_backup_codes(person=person)[0]
    results = at_once(lambda number: actions.pass_by_backup_code(person=person, code=code, device=str(number)), 8)
    assert sorted(type(result).__name__ for result in results) == ["NoneType", *["WrongBackupCode"] * 7]


@pytest.mark.django_db(transaction=True)
def test_code_of_the_app_used_eight_times_at_once_lets_in_once() -> None:
    person = with_app(make.person(make.office()))
    code = code_now(later=1)
    results = at_once(lambda number: actions.pass_by_app(person=person, code=code, device=str(number)), 8)
    assert sorted(type(result).__name__ for result in results) == ["NoneType", *["WrongCode"] * 7]


@pytest.mark.parametrize(
    ("kept", "counted", "is_taken"),
    [(0, 0, True), (0, 1, True), (5, 6, True), (5, 5, False), (5, 4, False), (5, 0, False)],
)
def test_passkey_that_counts_has_to_count_on(office: Office, kept: int, counted: int, is_taken: bool) -> None:
    person = make.person(office)
    made = added(person)
    Passkey.objects.update(sign_count=kept)
    proof = Proof(credential_id=made.credential_id, sign_count=counted)
    if is_taken:
        actions.pass_by_passkey(person=person, proof=proof)
    else:
        with pytest.raises(WrongPasskey):
            actions.pass_by_passkey(person=person, proof=proof)
    made.refresh_from_db()
    assert made.sign_count == (counted if is_taken else kept)
    assert (made.last_used_at is not None) == is_taken
    assert acts_of(office)[-1] == ("factor.passed" if is_taken else "factor.failed", person.pk, {"way": "passkey"})


def test_passkey_of_another_is_not_taken(office: Office) -> None:
    made = added(make.person(office))
    for proof in (Proof(credential_id=made.credential_id, sign_count=1), None):
        with pytest.raises(WrongPasskey):
            actions.pass_by_passkey(person=make.person(office), proof=proof)


def test_last_factor_goes_with_its_backup_codes(office: Office) -> None:
    person = with_app(make.person(office))
    made = added(person)
    actions.make_backup_codes(person=person)
    actions.remove_app(person=person)
    assert Person.objects.get(pk=person.pk).has_factor
    assert queries.codes_left(person).count() == 10
    actions.remove_passkey(passkey=made)
    assert not Person.objects.get(pk=person.pk).has_factor
    assert not BackupCode.objects.exists()
    assert [facts for act, _actor, facts in acts_of(office) if act == "factor.removed"] == [{"way": "app"}, {"way": "passkey"}]


def test_what_is_gone_already_is_removed_without_a_word(office: Office) -> None:
    person = make.person(office)
    made = added(person)
    Passkey.objects.all().delete()
    actions.remove_passkey(passkey=made)
    actions.remove_app(person=person)
    assert [act for act, _actor, _facts in acts_of(office)] == ["factor.added"]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR])
def test_officer_keeps_the_last_factor(office: Office, role: str) -> None:
    person = with_app(make.person(office, role=role))
    with pytest.raises(LastFactor):
        actions.remove_app(person=person)
    made = added(person)
    actions.remove_app(person=person)
    with pytest.raises(LastFactor):
        actions.remove_passkey(passkey=made)
    assert queries.factors_left(person) == 1
    assert Person.objects.get(pk=person.pk).has_factor


@pytest.mark.django_db
def test_officer_gives_up_the_last_factor_where_none_is_needed() -> None:
    person = with_app(make.person(make.office(), role=Role.OFFICER))
    actions.remove_app(person=person)
    assert not Person.objects.get(pk=person.pk).has_factor


@pytest.mark.django_db(transaction=True)
def test_of_two_factors_removed_at_once_one_stays() -> None:
    person = with_app(make.person(make.office(officers_need_factor=True), role=Role.OFFICER))
    made = added(person)

    def remove(number: int) -> None:
        if number:
            actions.remove_app(person=Person.objects.get(pk=person.pk))
        else:
            actions.remove_passkey(passkey=Passkey.objects.get(pk=made.pk))

    results = at_once(remove, 2)
    assert sorted(type(result).__name__ for result in results) == ["LastFactor", "NoneType"]
    assert queries.factors_left(person) == 1


def test_administrator_takes_all_off_somebody(office: Office) -> None:
    boss, person = make.person(office, role=Role.ADMINISTRATOR), with_app(make.person(office, role=Role.ADMINISTRATOR))
    added(person)
    actions.make_backup_codes(person=person)
    actions.take_off(person=person, by=rights_of(boss))
    person.refresh_from_db()
    assert (person.has_factor, person.sessions_ended, queries.factors_left(person)) == (False, 1, 0)
    assert not BackupCode.objects.exists()
    assert acts_of(office)[-1] == ("factor.removed", boss.pk, {"way": "all"})


def test_nobody_else_takes_a_factor_off(office: Office) -> None:
    person = with_app(make.person(office, role=Role.ADMINISTRATOR))
    stranger = make.person(make.office(), role=Role.ADMINISTRATOR)
    for actor in (person, make.person(office, role=Role.OFFICER), make.person(office), stranger):
        with pytest.raises(NotYourOwn):
            actions.take_off(person=person, by=rights_of(actor))
    assert queries.factors_left(person) == 1


def test_administrator_switches_the_duty(office: Office) -> None:
    boss, before = make.person(office, role=Role.ADMINISTRATOR), office_version(office.pk)
    actions.require_factor(office=office, is_required=False, by=rights_of(boss))
    assert not Office.objects.get(pk=office.pk).officers_need_factor
    record = Record.objects.get()
    assert (record.act, record.facts) == ("office.changed", {"verb": "require-factor", "is_required": False})
    assert office_version(office.pk) > before
    for actor in (make.person(office, role=Role.OFFICER), make.person(make.office(), role=Role.ADMINISTRATOR)):
        with pytest.raises(NotAdministrator):
            actions.require_factor(office=office, is_required=True, by=rights_of(actor))


def test_person_is_told_by_letter(office: Office, settings: Settings) -> None:
    from jonghong.post.models import Letter

    settings.EMAIL_HOST, settings.MAIL_FROM = "mail.example", "room@example.go.th"
    boss = make.person(office, role=Role.ADMINISTRATOR)
    person = make.person(office, email="kong@example.go.th")
    actions.set_up_app(person=person, secret=SECRET, code=code_now(later=-1))
    actions.set_up_app(person=person, secret=SECRET, code=code_now(later=-1))
    code = actions.make_backup_codes(person=person)[0]
    actions.pass_by_backup_code(person=person, code=code)
    actions.remove_passkey(passkey=added(person))
    actions.note_tried(person=person)
    actions.take_off(person=person, by=rights_of(boss))
    letters = list(Letter.objects.order_by("pk"))
    assert {letter.address for letter in letters} == {"kong@example.go.th"}
    assert len({letter.subject for letter in letters}) == 1
    assert len({letter.body.splitlines()[0] for letter in letters}) == 7
    assert len(letters) == 8
    assert not any(person.name in letter.body or code in letter.body or SECRET in letter.body for letter in letters)
    assert mail.outbox == []
