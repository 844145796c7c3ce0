"""``jonghong setup``: a real office and its first administrator, who then comes in with a one-time code."""

import sys
from getpass import getpass

from django.db import transaction

from jonghong.commands import Stop, ground, say
from jonghong.core.fields import LineField
from jonghong.core.forms import Form
from jonghong.offices.actions import open_office
from jonghong.offices.models import Office
from jonghong.people import actions, identity
from jonghong.people.models import Person, Role

QUESTIONS = {
    "office": "ชื่อสำนักงาน · name of the office: ",
    "short": "ชื่อย่อ · short name: ",
    "name": "ชื่อและนามสกุลของผู้ดูแลคนแรก · name of the first administrator: ",
    "id": "เลขประจำตัวประชาชน 13 หลักของผู้ดูแล (ไม่แสดงขณะพิมพ์) · their 13-digit id (not shown): ",
}


class Facts(Form):
    """What must be known about the office; the number is judged apart, so that no message repeats it."""

    office = LineField(max_length=200)
    short = LineField(max_length=60)
    name = LineField(max_length=150)


def run(**facts: str) -> None:
    """Make the office out of office, short and name, asking on a terminal for what is empty, and print the code.

    ``id`` is empty, or - for a line on standard input.
    """
    with ground.alone():
        ground.bring_up_to_date()
        if Office.objects.exists():
            raise Stop(
                "มีสำนักงานอยู่แล้วในฐานข้อมูลนี้ จึงไม่สร้างซ้ำ",
                "There is an office in this database already; nothing was changed.",
            )
        said = {name: facts[name] or ask(name) for name in QUESTIONS}
        if said["id"] == "-":
            said["id"] = sys.stdin.readline().strip()
        citizen_id, form = understood(said)
        person, code = open_with_administrator(citizen_id=citizen_id, **form.cleaned_data)
    print(welcome(person, code))


def ask(name: str) -> str:
    """Return the answer to one question; raises Stop where nobody is there to answer."""
    if not sys.stdin.isatty():
        option = "--id -" if name == "id" else f"--{name}"
        raise Stop(f"ยังขาด {option}", f"{option} is missing.")
    try:
        return getpass(QUESTIONS[name]) if name == "id" else input(QUESTIONS[name])
    except EOFError:
        raise Stop("ยกเลิกแล้ว ยังไม่มีอะไรเปลี่ยนแปลง", "Given up; nothing was changed.") from None


def understood(facts: dict[str, str]) -> tuple[str, Facts]:
    """Return the thirteen digits and the clean form, or raise Stop with what is wrong."""
    try:
        digits = identity.normalised(facts["id"])
    except identity.BadCitizenId:
        raise Stop("เลขประจำตัวประชาชนต้องมี 13 หลัก", "The id has to have thirteen digits.") from None
    form = Facts(facts)
    if not form.is_valid():
        mistakes = "; ".join(f"--{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items())
        raise Stop(f"ข้อมูลยังไม่ถูกต้อง {mistakes}", "Some facts are wrong; see above.")
    if not identity.has_right_check_digit(digits):
        say("เลขประจำตัวนี้อาจพิมพ์ผิด กรุณาตรวจอีกครั้ง", "That id may be mistyped; please look again.")
    return digits, form


@transaction.atomic
def open_with_administrator(*, office: str, short: str, name: str, citizen_id: str) -> tuple[Person, str]:
    """Make both, and return the administrator and the code in clear."""
    made = open_office(name=office, short_name=short)
    person = actions.enrol(office=made, name=name, citizen_id=citizen_id, group=made.groups.get(), role=Role.ADMINISTRATOR)
    return person, actions.issue_code(person=person)


def welcome(person: Person, code: str) -> str:
    """Return what to do next."""
    return f"""
สร้าง {person.office.name} แล้ว ผู้ดูแล: {person.name} ({identity.masked(person.citizen_last4)})
รหัสเปิดใช้บัญชี ใช้ได้ครั้งเดียวภายใน {actions.CODE_DAYS} วัน:  {code}
ต่อไป: สั่ง jonghong serve เปิดหน้าเข้าระบบ พิมพ์เลขประจำตัว แล้วตั้งรหัสผ่านด้วยรหัสเปิดใช้บัญชีข้างต้น

The office is made. Next: jonghong serve, type the id on the sign-in page, and set a password with the code above.
"""
