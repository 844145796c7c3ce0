from datetime import UTC, date, datetime

import pytest
import time_machine
from django.contrib.auth.hashers import check_password

from jonghong.offices.models import Office
from jonghong.people import actions, codes, guessing, identity
from jonghong.people.models import ActivationCode, GuessCounter, Membership, Person, Role
from jonghong.people.permissions import Rights, rights_of
from jonghong.people.refusals import (
    AlreadyListed,
    HasLeft,
    LastAdministrator,
    MayNotManage,
    NotInOffice,
    Refused,
    WeakPassword,
    WrongPair,
    WrongPassword,
)
from tests import make
from tests.people.conftest import at_once

NOW = datetime(2023, 5, 25, 2, 0, tzinfo=UTC)
DIGITS = "1234567890121"
GOOD = "ทุ่งกุลา ฟ้าใส ไก่ย่าง"
OTHER = "four green kettles"


def version(office: Office) -> int:
    return Office.objects.get(pk=office.pk).version


def roles(person: Person) -> dict[str, str]:
    return dict(person.memberships.values_list("group__name", "role"))


def enrolled(
    office: Office, *, digits: str = DIGITS, role: str = Role.CLERK, actor: Rights | None = None, group: int = 0
) -> Person:
    return actions.enrol(
        office=office,
        name="นางสาวสมศรี ใจงาม",
        citizen_id=digits,
        group=office.groups.all()[group],
        role=role,
        actor=actor,
    )


def activated(office: Office, **facts) -> Person:
    person = enrolled(office, **facts)
    code = actions.issue_code(person=person)
    return actions.activate(office=office, citizen_id=facts.get("digits", DIGITS), code=code, password=GOOD)


def administrator(office: Office) -> Person:
    return make.person(office, role=Role.ADMINISTRATOR)


def test_enrol_keeps_the_number_as_a_keyed_hash_and_four_digits(office: Office) -> None:
    before = version(office)
    person = actions.enrol(
        office=office, name="  นางสาวสมศรี\u00a0 ใจงาม ", citizen_id="๑-2345-67890-12-1", group=office.groups.all()[1]
    )
    person = Person.objects.get(pk=person.pk)
    assert (person.name, person.citizen_last4, person.masked_id) == ("นางสาวสมศรี ใจงาม", "0121", "x-xxxx-xxxx0-12-1")
    assert len(person.citizen_key) == 64
    assert DIGITS not in str(vars(person))
    assert (person.is_active, person.activated_at, person.has_usable_password()) == (True, None, False)
    assert roles(person) == {"นโยบายและแผน": Role.CLERK}
    assert version(office) == before + 1


def test_enrol_refuses_a_number_twice(office: Office) -> None:
    person = enrolled(office)
    with pytest.raises(AlreadyListed, match="สมศรี"):
        enrolled(office, group=1)
    actions.leave(person=person)
    with pytest.raises(AlreadyListed, match=r"who has left|พ้น"):
        enrolled(office, group=1)
    assert enrolled(make.office()).citizen_key == person.citizen_key


def test_enrol_refuses_a_group_of_another_office(office: Office) -> None:
    with pytest.raises(NotInOffice):
        actions.enrol(office=office, name="ก", citizen_id=DIGITS, group=make.office().groups.all()[0])
    assert not Person.objects.filter(office=office).exists()


def test_enrol_refuses_what_is_no_number(office: Office) -> None:
    with pytest.raises(identity.BadCitizenId):
        enrolled(office, digits="123")


@pytest.mark.parametrize(
    ("actor", "given"),
    [
        (Role.CLERK, []),
        (Role.OFFICER, [Role.CLERK]),
        (Role.ADMINISTRATOR, [Role.CLERK, Role.OFFICER, Role.ADMINISTRATOR]),
    ],
)
def test_roles_that_somebody_may_give(office: Office, actor: str, given: list[str]) -> None:
    rights = rights_of(make.person(office, role=actor))
    taken = []
    for number, role in enumerate(Role):
        try:
            enrolled(office, digits=make.citizen_id(7000 + number), role=role, actor=rights)
            taken.append(role)
        except MayNotManage:
            pass
    assert taken == given


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR])
def test_officer_touches_nobody_above_a_clerk(office: Office, role: str) -> None:
    administrator(office)
    officer, person = rights_of(make.person(office, role=Role.OFFICER)), make.person(office, role=role)
    group = office.groups.all()[0]
    for act in (
        lambda: actions.change_person(person=person, name="ก", roles={group.pk: Role.CLERK}, actor=officer),
        lambda: actions.leave(person=person, actor=officer),
        lambda: actions.come_back(person=person, actor=officer),
        lambda: actions.issue_code(person=person, issued_by=officer),
    ):
        with pytest.raises(MayNotManage):
            act()
    assert (Person.objects.get(pk=person.pk).is_active, ActivationCode.objects.count()) == (True, 0)


def test_officer_cannot_raise_a_clerk(office: Office) -> None:
    officer, clerk = rights_of(make.person(office, role=Role.OFFICER)), make.person(office)
    with pytest.raises(MayNotManage):
        actions.change_person(person=clerk, name="ก", roles={office.groups.all()[1].pk: Role.OFFICER}, actor=officer)
    assert roles(clerk) == {"นโยบายและแผน": Role.CLERK}


def test_change_person_sets_name_and_all_roles(office: Office) -> None:
    person, before = make.person(office, group=0), version(office)
    first, second, third = office.groups.all()
    actions.change_person(person=person, name=" นาง  สมศรี ", roles={second.pk: Role.OFFICER, third.pk: Role.CLERK})
    assert (Person.objects.get(pk=person.pk).name, roles(person)) == (
        "นาง สมศรี",
        {"นโยบายและแผน": Role.OFFICER, "บริหารงานบุคคล": Role.CLERK},
    )
    actions.change_person(person=person, name="สมศรี", roles={first.pk: Role.CLERK, second.pk: Role.CLERK})
    assert roles(person) == {"อำนวยการ": Role.CLERK, "นโยบายและแผน": Role.CLERK}
    assert version(office) == before + 2


def test_change_person_refuses_no_group_and_foreign_groups(office: Office) -> None:
    person, foreign = make.person(office), make.office().groups.all()[0]
    for bad in ({}, {foreign.pk: Role.CLERK}):
        with pytest.raises(NotInOffice):
            actions.change_person(person=person, name="ก", roles=bad)
    assert roles(person) == {"นโยบายและแผน": Role.CLERK}


def test_last_administrator_stays(office: Office) -> None:
    only, group = administrator(office), office.groups.all()[0]
    enrolled(office, role=Role.ADMINISTRATOR)  # cannot sign in yet
    make.person(office, role=Role.ADMINISTRATOR, active=False)
    administrator(make.office())
    with pytest.raises(LastAdministrator):
        actions.leave(person=only)
    with pytest.raises(LastAdministrator):
        actions.change_person(person=only, name="ก", roles={group.pk: Role.OFFICER})
    actions.change_person(person=only, name="ก", roles={group.pk: Role.ADMINISTRATOR})
    second = administrator(office)
    actions.leave(person=only)
    with pytest.raises(LastAdministrator):
        actions.leave(person=second)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_leave_at_once_leave_one_behind() -> None:
    office = make.office()
    both = [administrator(office), administrator(office)]
    outcomes = at_once(lambda number: actions.leave(person=both[number]), 2)
    assert sorted(map(type, outcomes), key=str) == sorted([LastAdministrator, type(None)], key=str)
    assert Person.objects.filter(office=office, is_active=True).count() == 1


def test_leave_keeps_the_row_and_voids_codes(office: Office) -> None:
    person, before = enrolled(office), version(office)
    code = actions.issue_code(person=person)
    actions.leave(person=person)
    assert (Person.objects.get(pk=person.pk).is_active, roles(person)) == (False, {"อำนวยการ": Role.CLERK})
    assert version(office) == before + 2
    with pytest.raises(WrongPair):
        actions.activate(office=office, citizen_id=DIGITS, code=code, password=GOOD)
    with pytest.raises(HasLeft):
        actions.issue_code(person=person)
    actions.come_back(person=person)
    with pytest.raises(WrongPair):
        actions.activate(office=office, citizen_id=DIGITS, code=code, password=GOOD)


@pytest.mark.parametrize("spelling", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code[:2]} {code[2:]} "])
def test_activate_takes_the_code_however_it_is_typed(office: Office, spelling) -> None:
    person, before = enrolled(office), version(office)
    code = actions.issue_code(person=person)
    actions.activate(office=office, citizen_id="1-2345-67890-12-1", code=spelling(code), password=GOOD)
    person = Person.objects.get(pk=person.pk)
    assert person.check_password(GOOD)
    assert person.activated_at is not None
    assert version(office) == before + 2


def test_code_is_kept_as_argon2id_and_is_used_once(office: Office) -> None:
    person = enrolled(office)
    code = actions.issue_code(person=person)
    kept = ActivationCode.objects.get()
    assert kept.code_hash.startswith("argon2$argon2id$")
    assert check_password(codes.normalised(code), kept.code_hash)
    actions.activate(office=office, citizen_id=DIGITS, code=code, password=GOOD)
    with pytest.raises(WrongPair):
        actions.activate(office=office, citizen_id=DIGITS, code=code, password=OTHER)
    assert Person.objects.get(pk=person.pk).check_password(GOOD)


def test_code_is_good_for_fourteen_days_of_the_office(office: Office) -> None:
    person = enrolled(office)
    with time_machine.travel(NOW, tick=False) as clock:
        (slip,) = actions.issue_codes(office=office, people=[person])
        assert slip.last_day == date(2023, 6, 7)
        clock.move_to(datetime(2023, 6, 7, 16, 59, tzinfo=UTC))  # 23.59 in Bangkok
        actions.activate(office=office, citizen_id=DIGITS, code=slip.code, password=GOOD)
        clock.move_to(NOW)
        (slip,) = actions.issue_codes(office=office, people=[person])
        clock.move_to(datetime(2023, 6, 7, 17, 0, tzinfo=UTC))
        with pytest.raises(WrongPair):
            actions.activate(office=office, citizen_id=DIGITS, code=slip.code, password=GOOD)


def test_new_code_voids_the_earlier_one(office: Office) -> None:
    person = enrolled(office)
    first, second = actions.issue_code(person=person), actions.issue_code(person=person)
    with pytest.raises(WrongPair):
        actions.activate(office=office, citizen_id=DIGITS, code=first, password=GOOD)
    assert actions.activate(office=office, citizen_id=DIGITS, code=second, password=GOOD) == person


def test_fifth_wrong_try_ends_a_code(office: Office) -> None:
    code = actions.issue_code(person=enrolled(office))
    for _ in range(4):
        with pytest.raises(WrongPair):
            actions.activate(office=office, citizen_id=DIGITS, code="AAAA-AAAA", password=GOOD)
    assert ActivationCode.objects.get().tries_left == 1
    with pytest.raises(WrongPair):
        actions.activate(office=office, citizen_id=DIGITS, code="AAAA-AAAA", password=GOOD)
    with pytest.raises(WrongPair):
        actions.activate(office=office, citizen_id=DIGITS, code=code, password=GOOD)
    assert ActivationCode.objects.get().tries_left == 0


def test_fifth_try_may_be_the_right_one(office: Office) -> None:
    code = actions.issue_code(person=enrolled(office))
    for _ in range(4):
        with pytest.raises(WrongPair):
            actions.activate(office=office, citizen_id=DIGITS, code="AAAA-AAAA", password=GOOD)
    assert actions.activate(office=office, citizen_id=DIGITS, code=code, password=GOOD).citizen_last4 == "0121"


def test_unknown_number_costs_what_a_known_one_does(office: Office, hash_runs: list[str], django_assert_num_queries) -> None:
    actions.issue_code(person=enrolled(office))
    queries = []
    for digits in (DIGITS, "1111111111119"):
        hash_runs.clear()
        with pytest.raises(WrongPair), django_assert_num_queries(10) as asked:
            actions.activate(office=office, citizen_id=digits, code="AAAA-AAAA", password=GOOD, network=f"n{digits}")
        queries.append([query["sql"].split()[0] for query in asked.captured_queries])
        assert hash_runs == ["checked"]
    assert queries[0] == queries[1]


def test_code_of_one_office_opens_no_other(office: Office) -> None:
    elsewhere = make.office()
    enrolled(elsewhere)
    code = actions.issue_code(person=enrolled(office))
    with pytest.raises(WrongPair):
        actions.activate(office=elsewhere, citizen_id=DIGITS, code=code, password=GOOD)


@pytest.mark.parametrize("password", ["สั้น", "1234567890121 ok ok", "passwordpassword"])
def test_activate_asks_the_rules_before_anything_stored(office: Office, password: str, hash_runs: list[str]) -> None:
    code = actions.issue_code(person=enrolled(office))
    hash_runs.clear()
    with pytest.raises(WeakPassword):
        actions.activate(office=office, citizen_id=DIGITS, code=code, password=password)
    assert (hash_runs, ActivationCode.objects.get().tries_left) == ([], 5)


def test_activate_refuses_what_has_not_the_shape_of_a_code(office: Office) -> None:
    with pytest.raises(codes.BadCode):
        actions.activate(office=office, citizen_id=DIGITS, code="0000", password=GOOD)


def test_activate_from_one_network_is_slowed_after_thirty_wrong_pairs(office: Office) -> None:
    for _ in range(30):
        guessing.take(guessing.Guess(office.pk, network="n"))
    code = actions.issue_code(person=enrolled(office))
    with pytest.raises(guessing.TooManyGuesses):
        actions.activate(office=office, citizen_id=DIGITS, code=code, password=GOOD, network="n")
    assert ActivationCode.objects.get().tries_left == 5
    actions.activate(office=office, citizen_id=DIGITS, code=code, password=GOOD, network="m")
    assert [counter.failures for counter in GuessCounter.objects.exclude(failures=30)] == [0]


def test_new_password_by_code_reopens_to_strangers_and_ends_the_old_one(office: Office) -> None:
    person = activated(office)
    key = guessing.counter_key("strangers", person.citizen_key)
    GuessCounter.objects.create(office=office, key=key, failures=100, blocked_until=guessing.NEVER, counted_at=NOW)
    code = actions.issue_code(person=person)
    assert Person.objects.get(pk=person.pk).check_password(GOOD)
    assert GuessCounter.objects.count() == 1
    actions.activate(office=office, citizen_id=DIGITS, code=code, password=OTHER)
    assert [Person.objects.get(pk=person.pk).check_password(word) for word in (GOOD, OTHER)] == [False, True]
    assert GuessCounter.objects.count() == 0


def test_codes_for_a_group_are_all_different_and_name_their_issuer(office: Office) -> None:
    issuer = make.person(office, role=Role.OFFICER)
    people = [enrolled(office, digits=make.citizen_id(8000 + number)) for number in range(3)]
    slips = actions.issue_codes(office=office, people=people, issued_by=rights_of(issuer))
    assert [slip.person for slip in slips] == people
    assert len({slip.code for slip in slips}) == 3
    assert set(ActivationCode.objects.values_list("issued_by", flat=True)) == {issuer.pk}
    assert slips[0].code not in repr(slips[0])


def test_codes_for_nobody_are_none(office: Office) -> None:
    assert actions.issue_codes(office=office, people=[]) == []


def test_change_password_needs_the_present_one(office: Office) -> None:
    person, before = activated(office), version(office)
    with pytest.raises(WrongPassword):
        actions.change_password(person=person, current="not this one at all", new=OTHER)
    with pytest.raises(WeakPassword):
        actions.change_password(person=person, current=GOOD, new="นางสาวสมศรี ใจงาม")
    with pytest.raises(WeakPassword):
        actions.change_password(person=person, current=GOOD, new=f"x {DIGITS} x")
    actions.change_password(person=person, current=GOOD, new=OTHER)
    assert Person.objects.get(pk=person.pk).check_password(OTHER)
    assert version(office) == before + 1


def test_change_password_leaves_one_that_was_set_meanwhile(office: Office) -> None:
    person = activated(office)
    meanwhile = Person.objects.get(pk=person.pk)
    meanwhile.set_password("ทุ่งกุลา ฟ้าใส ไก่ย่าง")
    meanwhile.save()
    with pytest.raises(WrongPassword):
        actions.change_password(person=person, current=GOOD, new=OTHER)
    assert Person.objects.get(pk=person.pk).password == meanwhile.password


def test_change_password_slows_who_guesses_the_present_one(office: Office) -> None:
    person = activated(office)
    for _ in range(5):
        with pytest.raises(WrongPassword):
            actions.change_password(person=person, current="not this one at all", new=OTHER)
    with pytest.raises(guessing.TooManyGuesses):
        actions.change_password(person=person, current=GOOD, new=OTHER)


@pytest.mark.django_db(transaction=True)
def test_tries_of_a_code_at_once_are_five() -> None:
    office = make.office()
    code = actions.issue_code(person=enrolled(office))
    tries = ["AAAA-AAAA"] * 10

    def attempt(number: int) -> None:
        actions.activate(office=office, citizen_id=DIGITS, code=tries[number], password=GOOD)

    assert {type(outcome) for outcome in at_once(attempt, 10)} == {WrongPair}
    assert ActivationCode.objects.get().tries_left == 0
    with pytest.raises(WrongPair):
        actions.activate(office=office, citizen_id=DIGITS, code=code, password=GOOD)


@pytest.mark.django_db(transaction=True)
def test_code_used_at_once_by_several_sets_one_password() -> None:
    office = make.office()
    code = actions.issue_code(person=enrolled(office))
    words = [f"four green kettles {number}" for number in range(4)]
    outcomes = at_once(lambda n: actions.activate(office=office, citizen_id=DIGITS, code=code, password=words[n]), 4)
    winners = [word for word, outcome in zip(words, outcomes, strict=True) if isinstance(outcome, Person)]
    assert len(winners) == 1
    assert [type(outcome) for outcome in outcomes].count(WrongPair) == 3
    assert Person.objects.get().check_password(winners[0])


@pytest.mark.django_db(transaction=True)
def test_number_enrolled_at_once_by_several_stands_once() -> None:
    office = make.office()
    outcomes = at_once(lambda _number: enrolled(office), 4)
    assert [type(outcome) for outcome in outcomes].count(AlreadyListed) == 3
    assert (Person.objects.count(), Membership.objects.count()) == (1, 1)


def test_every_refusal_is_a_sentence() -> None:
    for fact in (
        MayNotManage(),
        AlreadyListed("ก", is_active=True),
        AlreadyListed("ก", is_active=False),
        LastAdministrator(),
        NotInOffice(),
        HasLeft("ก"),
        WrongPair(),
        WrongPassword(),
        WeakPassword("x."),
    ):
        assert isinstance(fact, Refused)
        assert str(fact) != ""
