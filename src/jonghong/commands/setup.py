"""``jonghong setup``: a real office and its first administrator, who then comes in with a one-time code."""

import sys
from getpass import getpass

from django.core.exceptions import ValidationError
from django.db import transaction

from jonghong.commands import Stop, ground, say
from jonghong.core import disk
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
    "again": "หลักสุดท้ายไม่เข้ากับหลักอื่น พิมพ์อีกครั้ง หรือ yes ถ้าถูกแล้ว · its last digit does not fit: type it again, or yes: ",
}
HIDDEN = {"id", "again"}
YES = {"yes", "ใช่"}
NOT_THIRTEEN = ("เลขประจำตัวประชาชนต้องมี 13 หลัก", "The id has to have thirteen digits.")


class Facts(Form):
    """What must be known about the office; the number is judged apart, so that no message repeats it."""

    office = LineField(max_length=200)
    short = LineField(max_length=60)
    name = LineField(max_length=150)


def run(*, is_sure: bool, id: str, **facts: str) -> None:  # noqa: A002 - the option's name
    """Make the office out of office, short and name, asking on a terminal for what is empty, and print the code.

    ``id`` is empty, or - for a line on standard input; ``is_sure`` tells that its last digit is right though it does not fit.
    """
    with ground.alone():
        ground.bring_up_to_date()
        if Office.objects.exists():
            raise Stop(
                "มีสำนักงานอยู่แล้วในฐานข้อมูลนี้ จึงไม่สร้างซ้ำ",
                "There is an office in this database already; nothing was changed.",
            )
        said = {name: given(name, facts[name]) if facts[name] else asked(name) for name in Facts.base_fields}
        digits = given_id(is_sure=is_sure) if id else asked_id(is_sure=is_sure)
        person, code = open_with_administrator(citizen_id=digits, **said)
        disk.keep_ballast()
    print(welcome(person, code))


def given(name: str, text: str) -> str:
    """Return a fact of the command line; raises Stop where it is wrong."""
    try:
        return clean(name, text)
    except ValidationError as mistake:
        wrong = f"--{name}: {' '.join(mistake.messages)}"
        raise Stop(f"ข้อมูลยังไม่ถูกต้อง {wrong}", "This fact is wrong; see above.") from None


def asked(name: str) -> str:
    """Return the answer to a question, which is asked again until it can be taken."""
    while True:
        try:
            return clean(name, ask(name))
        except ValidationError as mistake:
            say(" ".join(mistake.messages), "This cannot be taken; please type it again.")


def clean(name: str, text: str) -> str:
    """Return a fact as it is kept. Raises ValidationError."""
    return str(Facts().fields[name].clean(text))


def given_id(*, is_sure: bool) -> str:
    """Return the thirteen digits on a line of standard input; raises Stop where they are wrong, or doubtful to all."""
    try:
        digits = identity.normalised(sys.stdin.readline().strip())
    except identity.BadCitizenId:
        raise Stop(*NOT_THIRTEEN) from None
    if is_sure or identity.has_right_check_digit(digits):
        return digits
    raise Stop(
        "หลักสุดท้ายของเลขประจำตัวไม่เข้ากับหลักอื่น อาจพิมพ์ผิด ถ้าตรงกับบัตรจริง ให้เพิ่ม --sure",
        "The last digit of that id does not fit the others; it may be mistyped. If the card says so, add --sure.",
    )


def asked_id(*, is_sure: bool) -> str:
    """Return the thirteen digits that are typed; those whose last does not fit are typed twice, or said to be right."""
    before = ""
    while True:
        typed = ask("again" if before else "id")
        if before and typed.strip().casefold() in YES:
            return before
        try:
            digits = identity.normalised(typed)
        except identity.BadCitizenId:
            say(*NOT_THIRTEEN)
            before = ""  # yes is said of the number above it alone
            continue
        if is_sure or digits == before or identity.has_right_check_digit(digits):
            return digits
        before = digits


def ask(name: str) -> str:
    """Return the answer to one question; raises Stop where nobody is there to answer."""
    if not sys.stdin.isatty():
        option = "--id -" if name == "id" else f"--{name}"
        raise Stop(f"ยังขาด {option}", f"{option} is missing.")
    try:
        return getpass(QUESTIONS[name]) if name in HIDDEN else input(QUESTIONS[name])
    except EOFError:
        raise Stop("ยกเลิกแล้ว ยังไม่มีอะไรเปลี่ยนแปลง", "Given up; nothing was changed.") from None


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
หากรหัสหาย หมดเวลา หรือพิมพ์เลขประจำตัวผิด: สั่ง jonghong administrator

The office is made. Next: jonghong serve, type the id on the sign-in page, and set a password with the code above.
Should the code be lost or out of time, or the id mistyped: jonghong administrator.
"""
