"""What gives power takes two administrators, where the office has set so: proposed by one, decided by another."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from jonghong.audit.models import Record
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.offices.versions import office_version
from jonghong.people import actions, proposals
from jonghong.people.actions.seconding import part_roles
from jonghong.people.models import ActivationCode, Deputy, Matter, Membership, Person, Proposal, Role, Stage
from jonghong.people.permissions import Rights, rights_of
from jonghong.people.refusals import (
    MayNotDecide,
    MayNotSetOffice,
    NobodyToApprove,
    NoLongerWaits,
    NotYourProposal,
    ProposedAlready,
    TooFewAdministrators,
    WaitsForSecond,
)
from jonghong.post.models import Letter
from tests import make
from tests.people.conftest import at_once

ADMINISTRATOR, OFFICER, CLERK = Role.ADMINISTRATOR.value, Role.OFFICER.value, Role.CLERK.value
MAY = date(2031, 5, 1)


class House:
    """An office in which what gives power takes two: three administrators, an officer and a clerk."""

    def __init__(self) -> None:
        self.office = make.office(power_takes_two=True)
        self.groups = [group.pk for group in self.office.groups.all()]
        self.first, self.second, self.third = (self.one(ADMINISTRATOR) for _number in range(3))
        self.officer, self.clerk = self.one(OFFICER), self.one(CLERK)

    def one(self, role: str, **facts: Any) -> Person:
        return make.person(self.office, group=1, role=role, **facts)

    def give(self, person: Person, role: str, by: Person, **facts: Any) -> Proposal | None:
        facts = {"name": person.name, "roles": {self.groups[1]: role}, **facts}
        return actions.change_person(person=person, actor=rights_of(by), **facts)

    def proposed(self, person: Person | None = None, role: str = OFFICER, by: Person | None = None) -> Proposal:
        made = self.give(person or self.clerk, role, by or self.first)
        assert made
        return made


@pytest.fixture
def house(db: None) -> House:
    return House()


def role_of(person: Person) -> list[str]:
    return list(Membership.objects.filter(person=person).values_list("role", flat=True))


def stage_of(proposal: Proposal) -> str:
    return str(Proposal.objects.values_list("stage", flat=True).get(pk=proposal.pk))


def told(office: Office) -> list[tuple[str, int | None, str]]:
    return list(Record.objects.filter(office=office).order_by("number").values_list("act", "actor_id", "subject"))


def approve(proposal: Proposal, by: Person) -> None:
    actions.approve_proposal(proposal=proposal, by=rights_of(by))


def test_role_waits_until_another_administrator_approves(house: House) -> None:
    before = office_version(house.office.pk)
    made = house.proposed()
    about = f"person:{house.clerk.pk}"
    assert (made.matter, made.facts["roles"], made.facts["was"]) == (
        Matter.ROLES,
        {str(house.groups[1]): OFFICER},
        {str(house.groups[1]): CLERK},
    )
    assert role_of(house.clerk) == [CLERK]
    approve(made, house.second)
    assert role_of(house.clerk) == [OFFICER]
    made.refresh_from_db()
    assert (made.stage, made.decided_by_id) == (Stage.DONE, house.second.pk)
    assert told(house.office) == [
        ("person.changed", house.first.pk, about),
        ("person.proposed", house.first.pk, about),
        ("person.proposal-approved", house.second.pk, about),
        ("person.changed", house.second.pk, about),
    ]
    assert Record.objects.get(act="person.changed", actor_id=house.second.pk).facts["proposal"] == made.pk
    assert office_version(house.office.pk) > before


@pytest.mark.parametrize("role", [OFFICER, ADMINISTRATOR])
def test_who_is_put_on_the_list_begins_as_a_clerk(house: House, role: str) -> None:
    group = house.office.groups.all()[0]
    facts: dict[str, Any] = {"citizen_id": make.citizen_id(71), "name": "นายใหม่", "group": group, "role": role}
    person = actions.enrol(office=house.office, actor=rights_of(house.first), **facts)
    assert role_of(person) == [CLERK]
    assert Proposal.objects.get().facts["roles"] == {str(group.pk): role}
    approve(Proposal.objects.get(), house.second)
    assert role_of(person) == [role]


def test_who_comes_back_comes_back_as_a_clerk(house: House) -> None:
    Person.objects.filter(pk=house.officer.pk).update(is_active=False)
    made = actions.come_back(person=house.officer, actor=rights_of(house.first))
    assert made
    assert role_of(house.officer) == [CLERK]
    approve(made, house.second)
    assert role_of(house.officer) == [OFFICER]


def test_who_comes_back_is_not_the_second_for_himself(house: House) -> None:
    for each in (house.second, house.third):
        actions.leave(person=each)
    assert actions.come_back(person=house.second, actor=rights_of(house.first)) is None
    assert role_of(house.second) == [ADMINISTRATOR]
    assert [act for act, _actor, _subject in told(house.office)][-2:] == ["person.done-alone", "person.back"]
    assert proposals.is_binding(house.office)


def test_who_never_left_does_not_come_back_as_a_clerk(house: House) -> None:
    assert actions.come_back(person=house.second, actor=rights_of(house.first)) is None
    assert (role_of(house.second), Proposal.objects.exists(), told(house.office)) == ([ADMINISTRATOR], False, [])


def test_roles_of_a_list_wait_and_the_rest_comes_in(house: House) -> None:
    group, other = house.groups[:2]
    new = actions.Newcomer(make.citizen_id(72), "นายใหม่", "", {group: OFFICER})
    plain = actions.Newcomer(make.citizen_id(73), "นายเก่า", "", {group: CLERK})
    raised = actions.Alteration(house.clerk.pk, "ชื่อใหม่", "", {other: ADMINISTRATOR, group: CLERK})
    came = actions.bring_in(office=house.office, newcomers=[new, plain], changes=[raised], actor=rights_of(house.first))
    newcomer = Person.objects.get(name="นายใหม่")
    assert came.proposed == [newcomer.pk, house.clerk.pk]
    assert [role_of(Person.objects.get(pk=key)) for key in came.new] == [[CLERK], [CLERK]]
    assert set(role_of(house.clerk)) == {CLERK}
    assert Person.objects.get(pk=house.clerk.pk).name == "ชื่อใหม่"
    given = dict(Proposal.objects.values_list("person", "facts__roles"))
    assert given == {newcomer.pk: {str(group): OFFICER}, house.clerk.pk: {str(other): ADMINISTRATOR}}
    again = actions.bring_in(office=house.office, newcomers=[], changes=[raised], actor=rights_of(house.second))
    assert again.proposed == [house.clerk.pk]
    assert Proposal.objects.count() == 2
    for each in Proposal.objects.all():
        approve(each, house.second if each.proposed_by == house.first else house.first)
    assert (role_of(newcomer), sorted(role_of(house.clerk))) == ([OFFICER], [ADMINISTRATOR, CLERK])


def test_code_is_made_by_who_proposed_it_once_it_is_approved(house: House) -> None:
    first = rights_of(house.first)
    people = [house.officer, house.clerk]
    slips = actions.issue_codes(office=house.office, people=people, issued_by=first)
    assert [slip.person for slip in slips] == [house.clerk]
    made = Proposal.objects.get()
    with pytest.raises(WaitsForSecond):
        actions.issue_code(person=house.officer, issued_by=first)
    assert Proposal.objects.get() == made
    approve(made, house.second)
    assert not ActivationCode.objects.filter(person=house.officer).exists()
    with pytest.raises(WaitsForSecond):
        actions.issue_code(person=house.officer, issued_by=rights_of(house.second))
    Proposal.objects.filter(stage=Stage.OPEN).delete()
    code = actions.issue_code(person=house.officer, issued_by=first)
    assert ActivationCode.objects.get(person=house.officer).issued_by == house.first
    assert len(code) == 9
    assert stage_of(made) == Stage.DONE
    assert Record.objects.get(act="activation.issued", subject=f"person:{house.officer.pk}").facts == {"proposal": made.pk}
    with pytest.raises(WaitsForSecond):
        actions.issue_code(person=house.officer, issued_by=first)


def test_each_of_several_codes_is_its_own_persons(house: House, hash_runs: list[str]) -> None:
    other = house.one(CLERK)
    people = [house.clerk, house.officer, other]
    slips = actions.issue_codes(office=house.office, people=people, issued_by=rights_of(house.first))
    assert [slip.person for slip in slips] == [house.clerk, other]
    for slip in slips:
        number = slip.person.typed_id  # type: ignore[attr-defined]
        actions.activate(office=house.office, citizen_id=number, code=slip.code, password="ลมหนาวพัดมาแล้ว-เก้าโมงเช้า")


def approved_code(house: House) -> Proposal:
    with pytest.raises(WaitsForSecond):
        actions.issue_code(person=house.officer, issued_by=rights_of(house.first))
    made = Proposal.objects.get()
    approve(made, house.second)
    return made


@pytest.mark.parametrize("who", ["first", "second", "third"])
def test_approved_code_is_taken_back_or_declined_before_it_is_made(house: House, who: str) -> None:
    made = approved_code(house)
    act: Any = actions.withdraw_proposal if who == "first" else actions.decline_proposal
    with pytest.raises(NoLongerWaits):
        approve(made, house.third)
    act(proposal=made, by=rights_of(getattr(house, who)))
    assert stage_of(made) == (Stage.WITHDRAWN if who == "first" else Stage.DECLINED)
    with pytest.raises(WaitsForSecond):
        actions.issue_code(person=house.officer, issued_by=rights_of(house.first))


@pytest.mark.parametrize("happens", [{"is_active": False}, {"activated_at": None}, {}])
def test_approved_code_lapses_once_who_approved_it_is_no_administrator(house: House, happens: dict[str, Any]) -> None:
    made = approved_code(house)
    assert proposals.ready(house.office) == [made]
    Person.objects.filter(pk=house.second.pk).update(**happens)
    if not happens:
        Membership.objects.filter(person=house.second).update(role=OFFICER)
    with pytest.raises(WaitsForSecond):
        actions.issue_code(person=house.officer, issued_by=rights_of(house.first))
    assert (stage_of(made), proposals.ready(house.office)) == (Stage.LAPSED, [])


def test_approved_code_is_good_for_a_day(house: House, settings: Settings) -> None:
    with pytest.raises(WaitsForSecond):
        actions.issue_code(person=house.officer, issued_by=rights_of(house.first))
    made = Proposal.objects.get()
    approve(made, house.second)
    made.refresh_from_db()
    assert made.ends_at - clock.now() <= timedelta(days=1)
    Proposal.objects.update(ends_at=clock.now())
    with pytest.raises(WaitsForSecond):
        actions.issue_code(person=house.officer, issued_by=rights_of(house.first))
    assert stage_of(made) == Stage.LAPSED


@pytest.mark.parametrize("power", ["role", "deputy", "is deputy"])
def test_code_waits_for_who_is_about_to_hold_power(house: House, power: str) -> None:
    facts: dict[str, Any] = {"starts_on": MAY, "ends_on": MAY, "person": house.clerk, "office": house.office}
    made = house.proposed() if power == "role" else actions.name_deputy(by=rights_of(house.officer), **facts)
    assert isinstance(made, Proposal)
    if power == "is deputy":
        approve(made, house.second)
    with pytest.raises(WaitsForSecond):
        actions.issue_code(person=house.clerk, issued_by=rights_of(house.first))
    assert not ActivationCode.objects.exists()


def test_code_no_longer_waits_once_the_role_came_to_nothing(house: House) -> None:
    house.proposed()
    Proposal.objects.update(ends_at=clock.now())
    assert len(actions.issue_code(person=house.clerk, issued_by=rights_of(house.first))) == 9


def test_deputy_waits_for_an_administrator(house: House) -> None:
    facts: dict[str, Any] = {"starts_on": MAY, "ends_on": MAY, "remark": "คำสั่งที่ 1"}
    made = actions.name_deputy(office=house.office, person=house.clerk, by=rights_of(house.officer), **facts)
    assert isinstance(made, Proposal)
    assert not Deputy.objects.exists()
    approve(made, house.first)
    deputy = Deputy.objects.get()
    assert (deputy.person, deputy.named_by, deputy.starts_on, deputy.remark) == (house.clerk, house.officer, MAY, "คำสั่งที่ 1")


def test_console_needs_no_second_one(house: House) -> None:
    roles = {house.groups[1]: ADMINISTRATOR}
    assert actions.change_person(person=house.clerk, name="ใหม่", roles=roles) is None
    assert role_of(house.clerk) == [ADMINISTRATOR]
    assert len(actions.issue_code(person=house.clerk)) == 9
    assert not Proposal.objects.exists()


def test_one_is_enough_where_the_office_has_not_set_so(house: House) -> None:
    Office.objects.update(power_takes_two=False)
    assert house.give(house.clerk, ADMINISTRATOR, house.first) is None
    assert role_of(house.clerk) == [ADMINISTRATOR]


def test_what_gives_no_more_power_is_done_at_once(house: House) -> None:
    group, other = house.groups[:2]
    held = {group: CLERK, other: OFFICER}
    assert part_roles({other: OFFICER}, held) == (held, {})
    assert part_roles({other: OFFICER}, {group: OFFICER}) == ({group: OFFICER}, {})
    assert part_roles({other: OFFICER}, {group: ADMINISTRATOR}) == ({group: OFFICER}, {group: ADMINISTRATOR})
    assert part_roles({group: CLERK}, {group: OFFICER, other: CLERK}) == ({group: CLERK, other: CLERK}, {group: OFFICER})
    assert house.give(house.officer, CLERK, house.first) is None
    assert role_of(house.officer) == [CLERK]
    never_in = house.one(ADMINISTRATOR)
    Person.objects.filter(pk=never_in.pk).update(activated_at=None)
    assert house.give(never_in, CLERK, house.first) is None
    actions.leave(person=house.officer, actor=rights_of(house.first))
    assert not Person.objects.get(pk=house.officer.pk).is_active
    assert not Proposal.objects.exists()


def test_administrator_leaves_once_a_second_one_approves(house: House) -> None:
    made = actions.leave(person=house.second, actor=rights_of(house.first))
    assert made
    assert (made.matter, made.facts["leaves"]) == (Matter.FEWER, True)
    assert Person.objects.get(pk=house.second.pk).is_active
    assert actions.leave(person=house.second, actor=rights_of(house.first)) == made
    with pytest.raises(ProposedAlready):
        house.give(house.second, CLERK, house.third)
    for each in (house.first, house.second):
        with pytest.raises(MayNotDecide):
            approve(made, each)
    approve(made, house.third)
    assert not Person.objects.get(pk=house.second.pk).is_active
    assert Record.objects.get(act="person.left").facts["proposal"] == made.pk


def test_administrator_is_lowered_once_a_second_one_approves(house: House) -> None:
    group, other = house.groups[1:3]
    made = house.give(house.second, CLERK, house.first, name="ชื่ออื่น", roles={other: CLERK, group: OFFICER})
    assert made
    assert (made.matter, made.facts["roles"]) == (Matter.FEWER, {str(group): OFFICER, str(other): CLERK})
    assert (Person.objects.get(pk=house.second.pk).name, role_of(house.second)) == ("ชื่ออื่น", [ADMINISTRATOR])
    approve(made, house.third)
    assert dict(house.second.memberships.values_list("group", "role")) == {group: OFFICER, other: CLERK}


@pytest.mark.parametrize("way", ["leaves", "lowered"])
def test_nobody_is_rid_of_the_others_alone(house: House, way: str) -> None:
    for each in (house.second, house.third):
        if way == "leaves":
            actions.leave(person=each, actor=rights_of(house.first))
        else:
            house.give(each, CLERK, house.first)
    assert house.give(house.clerk, ADMINISTRATOR, house.first)
    assert (role_of(house.clerk), proposals.is_binding(house.office)) == ([CLERK], True)


@pytest.mark.parametrize("act", [actions.approve_proposal, actions.decline_proposal])
def test_of_two_administrators_the_other_agrees_to_be_none(house: House, act: Any) -> None:
    actions.leave(person=house.third)
    made = actions.leave(person=house.second, actor=rights_of(house.first))
    assert made
    with pytest.raises(MayNotDecide):
        act(proposal=made, by=rights_of(house.first))
    act(proposal=made, by=rights_of(house.second))
    assert Person.objects.get(pk=house.second.pk).is_active == (act is actions.decline_proposal)


def test_one_of_two_administrators_who_wants_to_be_none_asks_the_other(house: House) -> None:
    actions.leave(person=house.third)
    made = house.give(house.second, CLERK, house.second)
    assert made
    approve(made, house.first)
    assert role_of(house.second) == [CLERK]


@pytest.mark.parametrize("act", [actions.approve_proposal, actions.decline_proposal])
def test_neither_who_proposed_it_nor_whom_it_is_about_decides(house: House, act: Any) -> None:
    made = house.proposed(house.officer, ADMINISTRATOR)
    stranger = make.person(make.office(), role=ADMINISTRATOR)
    gone = rights_of(house.third)
    Person.objects.filter(pk=house.third.pk).update(is_active=False)
    about = Rights(house.officer.pk, house.office.pk, frozenset({ADMINISTRATOR}))
    for rights in (rights_of(house.first), about, rights_of(house.officer), rights_of(stranger), gone, Rights()):
        with pytest.raises(MayNotDecide):
            act(proposal=made, by=rights)
    assert (stage_of(made), role_of(house.officer)) == (Stage.OPEN, [OFFICER])


@pytest.mark.parametrize("act", [actions.approve_proposal, actions.decline_proposal])
def test_administrator_does_not_decide_about_a_code_of_his_own(house: House, act: Any) -> None:
    with pytest.raises(WaitsForSecond):
        actions.issue_code(person=house.second, issued_by=rights_of(house.first))
    made = Proposal.objects.get()
    for who in (house.first, house.second):
        with pytest.raises(MayNotDecide):
            act(proposal=made, by=rights_of(who))
    assert stage_of(made) == Stage.OPEN
    act(proposal=made, by=rights_of(house.third))
    assert stage_of(made) == (Stage.APPROVED if act is actions.approve_proposal else Stage.DECLINED)


def test_declined_and_withdrawn_come_to_nothing(house: House) -> None:
    made = house.proposed()
    actions.decline_proposal(proposal=made, by=rights_of(house.second))
    another = house.proposed()
    with pytest.raises(NotYourProposal):
        actions.withdraw_proposal(proposal=another, by=rights_of(house.second))
    actions.withdraw_proposal(proposal=another, by=rights_of(house.first))
    assert (stage_of(made), stage_of(another), role_of(house.clerk)) == (Stage.DECLINED, Stage.WITHDRAWN, [CLERK])
    for each in (made, another):
        for act in (actions.approve_proposal, actions.decline_proposal):
            with pytest.raises(NoLongerWaits):
                act(proposal=each, by=rights_of(house.second))
    with pytest.raises(NoLongerWaits):
        actions.withdraw_proposal(proposal=another, by=rights_of(house.first))
    acts = [act for act, _actor, _subject in told(house.office) if "proposal-" in act]
    assert acts == ["person.proposal-declined", "person.proposal-withdrawn"]


def out_of_time(_house: House) -> None:
    Proposal.objects.update(ends_at=clock.now())


def person_leaves(house: House) -> None:
    actions.leave(person=house.clerk, actor=rights_of(house.second))


def person_changes_place(house: House) -> None:
    house.give(house.clerk, CLERK, house.second, roles={house.groups[2]: CLERK})


def person_has_another_name(house: House) -> None:
    house.give(house.clerk, CLERK, house.first, name="ชื่ออื่น")


def proposer_is_clerk_now(house: House) -> None:
    lowered = house.give(house.first, CLERK, house.second)
    assert lowered
    approve(lowered, house.third)


def proposer_leaves(house: House) -> None:
    actions.leave(person=house.first)


@pytest.mark.parametrize(
    "happens",
    [out_of_time, person_leaves, person_changes_place, person_has_another_name, proposer_is_clerk_now, proposer_leaves],
    ids=lambda f: f.__name__,
)
def test_proposal_lapses_when(house: House, happens: Any) -> None:
    made = house.proposed()
    happens(house)
    assert proposals.waiting(house.office) == []
    with pytest.raises(NoLongerWaits):
        approve(made, house.second)
    assert (stage_of(made), told(house.office)[-1]) == (
        Stage.LAPSED,
        ("person.proposal-lapsed", None, f"person:{house.clerk.pk}"),
    )
    assert role_of(house.clerk) == [CLERK]
    assert actions.lapse_proposals(house.office) == 0


def test_one_waits_for_a_person_and_matter(house: House) -> None:
    made = house.proposed()
    assert house.give(house.clerk, OFFICER, house.second) == made
    with pytest.raises(ProposedAlready, match=house.first.name):
        house.give(house.clerk, ADMINISTRATOR, house.second)
    assert Proposal.objects.get() == made


def test_nobody_left_to_approve_is_said_where_there_are_two(house: House) -> None:
    actions.leave(person=house.third)
    with pytest.raises(NobodyToApprove):
        actions.issue_code(person=house.second, issued_by=rights_of(house.first))
    assert not ActivationCode.objects.exists()


def test_rule_binds_nobody_once_the_console_let_the_last_but_one_administrator_leave(house: House) -> None:
    made = house.proposed()
    for each in (house.second, house.third):
        actions.leave(person=each)
    with pytest.raises(MayNotDecide):
        approve(made, house.first)
    assert house.give(house.clerk, OFFICER, house.first) is None
    assert role_of(house.clerk) == [OFFICER]
    assert stage_of(made) == Stage.LAPSED
    about = f"person:{house.clerk.pk}"
    assert told(house.office)[-3:] == [
        ("person.done-alone", house.first.pk, about),
        ("person.proposal-lapsed", None, about),
        ("person.changed", house.first.pk, about),
    ]


def test_setting_is_switched_on_by_one_of_two_administrators(db: None) -> None:
    office = make.office()
    first = make.person(office, role=ADMINISTRATOR)
    set_it: dict[str, Any] = {"office": office, "is_required": True}
    with pytest.raises(TooFewAdministrators):
        actions.require_second(by=rights_of(first), **set_it)
    unready = make.person(office, role=ADMINISTRATOR)
    Person.objects.filter(pk=unready.pk).update(activated_at=None)
    with pytest.raises(TooFewAdministrators):
        actions.require_second(by=rights_of(first), **set_it)
    make.person(office, role=ADMINISTRATOR)
    for person in (make.person(office, role=OFFICER), make.person(make.office(), role=ADMINISTRATOR)):
        with pytest.raises(MayNotSetOffice):
            actions.require_second(by=rights_of(person), **set_it)
    assert actions.require_second(by=rights_of(first), **set_it) is None
    assert Office.objects.get(pk=office.pk).power_takes_two
    assert [act for act, _actor, _subject in told(office)] == ["office.changed"]


def test_setting_is_switched_off_by_two(house: House) -> None:
    off: dict[str, Any] = {"office": house.office, "is_required": False}
    made = actions.require_second(by=rights_of(house.first), **off)
    assert made
    assert Office.objects.get(pk=house.office.pk).power_takes_two
    assert actions.require_second(by=rights_of(house.second), **off) == made
    with pytest.raises(MayNotDecide):
        approve(made, house.first)
    approve(made, house.second)
    assert not Office.objects.get(pk=house.office.pk).power_takes_two


def test_setting_is_switched_off_by_the_only_one_left(house: House) -> None:
    for each in (house.second, house.third):
        actions.leave(person=each)
    assert actions.require_second(office=house.office, is_required=False, by=rights_of(house.first)) is None
    assert not Office.objects.get(pk=house.office.pk).power_takes_two
    assert told(house.office)[-2][:2] == ("person.done-alone", house.first.pk)


def test_others_are_told_by_letter_and_who_proposed_it_of_the_end(house: House, settings: Settings) -> None:
    settings.MAIL_FROM = "jonghong@example.go.th"
    for each in (house.first, house.second, house.third):
        Person.objects.filter(pk=each.pk).update(email=f"p{each.pk}@example.go.th")
    made = house.proposed()
    addresses = [letter.address for letter in Letter.objects.order_by("pk")]
    assert sorted(addresses) == sorted(f"p{each.pk}@example.go.th" for each in (house.second, house.third))
    actions.decline_proposal(proposal=made, by=rights_of(house.second))
    last = Letter.objects.order_by("pk").last()
    assert last
    assert last.address == f"p{house.first.pk}@example.go.th"
    assert [letter for letter in Letter.objects.all() if house.clerk.name in letter.subject + letter.body] == []
    assert mail.outbox == []


def statements(act: Any) -> int:
    with CaptureQueriesContext(connection) as caught:
        act()
    return len(caught)


def test_what_waits_is_read_by_as_many_statements_however_much_it_is(house: House) -> None:
    rights = rights_of(house.second)
    house.proposed()
    asked = (lambda: proposals.waiting(house.office), lambda: proposals.in_hand(house.office, rights))
    few = [statements(ask) for ask in asked]
    for _number in range(3):
        house.proposed(house.one(CLERK), by=house.one(ADMINISTRATOR))
    assert len(proposals.waiting(house.office)) == 4
    assert [statements(ask) for ask in asked] == few == [3, 3]


def bring_in(house: House, people: list[Person]) -> None:
    raised = [actions.Alteration(person.pk, person.name, "", {house.groups[1]: OFFICER}) for person in people]
    actions.bring_in(office=house.office, newcomers=[], changes=raised, actor=rights_of(house.first))


def test_officers_of_a_list_are_proposed_by_few_statements_and_one_letter(house: House, settings: Settings) -> None:
    settings.MAIL_FROM = "jonghong@example.go.th"
    for each in (house.first, house.second, house.third):
        Person.objects.filter(pk=each.pk).update(email=f"p{each.pk}@example.go.th")
    counts = []
    for number in (1, 3):
        people = [house.one(CLERK) for _number in range(number)]
        Letter.objects.all().delete()
        counts.append(statements(lambda people=people: bring_in(house, people)))
        assert Letter.objects.count() == 2
    assert Proposal.objects.count() == Record.objects.filter(act="person.proposed").count() == 4
    assert counts[1] - counts[0] == 2  # a row of the audit for each


def test_other_offices_are_not_touched(house: House) -> None:
    made, other = house.proposed(), House()
    assert proposals.waiting(other.office) == []
    Proposal.objects.update(ends_at=clock.now())
    assert actions.lapse_proposals(other.office) == 0
    assert stage_of(made) == Stage.OPEN


def test_nothing_is_done_where_the_act_is_refused_at_last(house: House) -> None:
    facts: dict[str, Any] = {"starts_on": MAY, "ends_on": MAY, "person": house.clerk, "office": house.office}
    made = actions.name_deputy(by=rights_of(house.officer), **facts)
    assert isinstance(made, Proposal)
    Deputy.objects.create(office=house.office, person=house.clerk, starts_on=MAY, ends_on=MAY, created_at=clock.now())
    with pytest.raises(Exception, match=house.clerk.name):
        approve(made, house.first)
    assert stage_of(made) == Stage.OPEN


@pytest.mark.django_db(transaction=True)
def test_two_administrators_approve_at_once_and_it_is_done_once() -> None:
    house = House()
    made = house.proposed()
    who = [rights_of(house.second), rights_of(house.third)]
    found = at_once(lambda number: actions.approve_proposal(proposal=made, by=who[number]), 2)
    assert sorted(map(repr, map(type, found))) == sorted(map(repr, [type(None), NoLongerWaits]))
    assert role_of(house.clerk) == [OFFICER]
    assert [act for act, _actor, _subject in told(house.office)].count("person.proposal-approved") == 1
    assert [act for act, _actor, _subject in told(house.office)].count("person.changed") == 2


@pytest.mark.django_db(transaction=True)
def test_same_is_proposed_twice_at_once_and_waits_once() -> None:
    house = House()
    who = [house.first, house.second]
    found = at_once(lambda number: house.give(house.clerk, OFFICER, who[number]), 2)
    assert found[0] == found[1] == Proposal.objects.get()


def test_stage_is_settled_within_the_act(house: House) -> None:
    made = house.proposed()
    with transaction.atomic():
        approve(made, house.second)
        transaction.set_rollback(True)
    assert (stage_of(made), role_of(house.clerk)) == (Stage.OPEN, [CLERK])
