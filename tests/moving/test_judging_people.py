"""Who people are and what they may do: nobody becomes an administrator by a flag, and passwords do not come along."""

import pytest

from jonghong.moving.facts import Code, PersonDraft, Plan
from jonghong.moving.judging.office import judge
from tests import make
from tests.moving.amss_dumps import KNOWN, STRANGER, good, person
from tests.moving.amss_tables import ADMINISTRATOR, CLERK, FORMER, OFFICER, TEACHER, V2, V4, Tables, small_office

pytestmark = pytest.mark.pure


def people(plan: Plan) -> dict[str, PersonDraft]:
    return {judged.thing.key: judged.thing for judged in plan.rows if isinstance(judged.thing, PersonDraft)}


def judged(tables: Tables) -> dict[str, PersonDraft]:
    return people(judge(tables.source(), KNOWN))


def test_roles_are_those_of_the_module_of_rooms() -> None:
    found = judged(small_office(V2))
    assert {key: dict(each.groups) for key, each in found.items()} == {
        CLERK: {"1": "clerk"},
        OFFICER: {"1": "officer"},
        ADMINISTRATOR: {"2": "administrator"},
        FORMER: {},
        TEACHER: {},
    }
    assert {key for key, each in found.items() if each.is_active} == {CLERK, OFFICER, ADMINISTRATOR}


def test_an_administrator_of_the_whole_system_is_only_proposed() -> None:
    tables = small_office(V2)
    tables.add("person_main", person(STRANGER))
    tables.add("system_user", {"person_id": STRANGER, "username": STRANGER, "smss_admin": "1"})
    tables.add("system_user", {"person_id": FORMER, "username": FORMER, "smss_admin": "1"})
    found = judged(tables)
    assert {key for key, each in found.items() if each.proposed} == {ADMINISTRATOR, STRANGER}
    assert dict(found[STRANGER].groups) == {"1": "clerk"}


def test_the_highest_role_stays() -> None:
    tables = small_office(V2)
    tables.add("meeting_permission", {"person_id": ADMINISTRATOR, "p1": "1"})
    tables.add("system_module_admin", {"person_id": OFFICER, "module": "meeting"})
    found = judged(tables)
    assert (dict(found[ADMINISTRATOR].groups), dict(found[OFFICER].groups)) == ({"2": "administrator"}, {"1": "administrator"})


def test_other_modules_and_permissions_not_given_change_nothing() -> None:
    tables = small_office(V2)
    tables.add("meeting_permission", {"person_id": CLERK, "p1": "0"})
    tables.add("system_module_admin", {"person_id": CLERK, "module": "book"})
    assert dict(judged(tables)[CLERK].groups) == {"1": "clerk"}


def test_a_user_name_leads_to_its_person() -> None:
    tables = small_office(V2)
    tables.add("system_user", {"person_id": CLERK, "username": "malee"})
    tables.add("meeting_main", good(book_person="malee", officer="malee"))
    plan = judge(tables.source(), KNOWN)
    draft = plan.rows[-1].thing
    assert (draft.booker, draft.decision.by, plan.rows[-1].notes) == (CLERK, CLERK, [])


def test_a_name_that_two_have_leads_to_nobody() -> None:
    tables = small_office(V4)
    for number in (900_300, 900_301):
        tables.add("person_main", person(make.citizen_id(number)))
    tables.add("meeting_main", good(book_person="นางสุดา ทดลอง", user_book=CLERK))
    draft = judge(tables.source(), KNOWN).rows[-1].thing
    assert (draft.booker, dict(draft.extra)) == (CLERK, {"book_person": "นางสุดา ทดลอง"})


def test_a_name_of_signs_alone_leads_to_nobody() -> None:
    tables = small_office(V4)
    for number in (900_300, 900_301):
        tables.add("person_main", person(make.citizen_id(number), name="***", surname=""))
    tables.add("meeting_main", good(book_person="", user_book=CLERK))
    plan = judge(tables.source(), KNOWN)
    assert plan.rows[-1].thing.booker == CLERK
    assert Code.SAME_NAME not in [code for row in plan.rows for code in row.notes]


def test_names_are_put_together_as_they_are_spoken() -> None:
    tables = Tables(V2)
    for number, (prename, name, surname) in enumerate([("ดร.", "ก", "ข"), ("Dr.", "A", "B"), ("นาย", "", ""), ("", " ค ", "")]):
        facts = {"prename": prename, "name": name, "surname": surname}
        tables.add("person_main", person(make.citizen_id(900_400 + number), **facts))
    assert [each.name for each in judged(tables).values()] == ["ดร.ก ข", "Dr. A B", "ไม่ทราบชื่อ", "ค"]


def test_nobody_is_shown_by_his_number() -> None:
    tables = small_office(V2)
    for day in ("2023-05-10", "0000-00-00"):
        tables.add("meeting_main", good(book_date=day))
    plan = judge(tables.source(), KNOWN)
    assert plan.rows[-1].suggestion["booker"] == CLERK
    assert CLERK not in repr(plan.rows) + repr(plan.stubs)
