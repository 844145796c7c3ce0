"""Who walks through the sample office: people of the sample, and three more whom the journeys need."""

from typing import Any

from jonghong.sample.office import ADMINISTRATOR, CLERKS, NEWCOMER, OFFICER, PASSWORDS, SamplePerson

CLERK = CLERKS[1]  # กลุ่มแผน
STRANGER = CLERKS[2]  # กลุ่มบุคคล, who booked the four days of the exam
COLLEAGUE = SamplePerson("นายตะแบก ตัวอย่าง", "แผน", "clerk", 112)
# Both have yet to register; one of them does so without scripts.
NEWCOMERS = (NEWCOMER, SamplePerson("นางสาวพิกุลทอง ตัวอย่าง", "แผน", "clerk", 113, is_new=True))
SLIPLESS = SamplePerson("นายสน ตัวอย่าง", "บุคคล", "clerk", 114, is_new=True)

__all__ = ["ADMINISTRATOR", "CLERK", "COLLEAGUE", "NEWCOMERS", "OFFICER", "SLIPLESS", "STRANGER", "password_of"]


def password_of(person: SamplePerson) -> str:
    """Return the password that everybody of that role has in the sample."""
    return PASSWORDS[person.role]


def fill() -> dict[str, Any]:
    """Fill in the sample office and the three more; return the codes of the newcomers by their numbers."""
    from jonghong.offices.models import Office
    from jonghong.people.actions import enrol, issue_code
    from jonghong.sample.actions import set_known_password
    from jonghong.sample.fill import fill_sample
    from jonghong.sample.office import CODE

    fill_sample()
    office = Office.objects.get()
    added = {
        person: enrol(
            office=office,
            name=person.name,
            citizen_id=person.citizen_id,
            group=office.groups.get(short_name=person.group),
        )
        for person in (COLLEAGUE, NEWCOMERS[1], SLIPLESS)
    }
    set_known_password(office=office, people=[added[COLLEAGUE]], password=password_of(COLLEAGUE))
    propose(office, added[COLLEAGUE], by=office.people.get(name=OFFICER.name))
    return {"codes": {NEWCOMER.citizen_id: CODE, NEWCOMERS[1].citizen_id: issue_code(person=added[NEWCOMERS[1]])}}


def propose(office: Any, person: Any, by: Any) -> None:
    """Let an officer propose a deputy, once for an administrator to decide and once as it was declined."""
    from datetime import timedelta

    from jonghong.core import clock
    from jonghong.people.models import Matter, Proposal, Stage
    from jonghong.people.proposals import roles_of

    now = clock.now()
    facts = {"days": ["2023-06-01", "2023-06-02"], "remark": "คำสั่งที่ 12", "was": roles_of(person)}
    for stage in (Stage.OPEN, Stage.DECLINED):
        Proposal.objects.create(
            office=office,
            matter=Matter.DEPUTY,
            person=person,
            facts=facts,
            stage=stage,
            proposed_by=by,
            proposed_at=now,
            ends_at=now + timedelta(days=7),
            decided_at=None if stage == Stage.OPEN else now,
        )
