"""``jonghong administrator``: an office whose administrators are gone gets one again, who comes in with a one-time code."""

from django.db import transaction

from jonghong.commands import Stop
from jonghong.commands.setup import ask, asked_id, given_id
from jonghong.core import schema
from jonghong.core.fields import tidy
from jonghong.factors.actions import take_off
from jonghong.offices.models import Office
from jonghong.offices.queries import NoOffice, served_office
from jonghong.people import actions
from jonghong.people.actions.forgetting import forget_password
from jonghong.people.models import Person, Role
from jonghong.people.permissions import Rights
from jonghong.people.queries import with_number

LONGEST_NAME = Person._meta.get_field("name").max_length or 0


def run(*, name: str, id: str, is_sure: bool) -> None:  # noqa: A002 - the option's name
    """Make whoever holds the number an administrator, on the list or new, and print a code; ``id`` and ``is_sure`` as of setup.

    A second step is taken off: it may be what was lost, and another is set up at the first sign-in.
    """
    if schema.missing_migrations():
        raise Stop("สั่ง jonghong migrate ก่อน", "Run jonghong migrate first.")
    try:
        office = served_office()
    except NoOffice:
        raise Stop("ยังไม่มีสำนักงาน สั่ง jonghong setup", "There is no office yet; run jonghong setup.") from None
    digits = given_id(is_sure=is_sure) if id else asked_id(is_sure=is_sure)
    known = with_number(office, digits).first()
    called = tidy(known.name if known else name or ask("name"))
    if not 0 < len(called) <= LONGEST_NAME:
        raise Stop("ชื่อว่างหรือยาวเกินไป", "The name is empty or too long.")
    person, code = appoint(office=office, known=known, name=called, digits=digits)
    print(welcome(person, code))


@transaction.atomic
def appoint(*, office: Office, known: Person | None, name: str, digits: str) -> tuple[Person, str]:
    """Make somebody an administrator by the verbs that officers use, each of which the audit records."""
    group = office.groups.filter(is_active=True).first() or office.groups.get()
    if known is None:
        known = actions.enrol(office=office, name=name, citizen_id=digits, group=group, role=Role.ADMINISTRATOR)
    else:
        if not known.is_active:
            actions.come_back(person=known)
        if known.has_factor:
            take_off(person=known, by=Rights(office_id=office.pk, roles=frozenset({Role.ADMINISTRATOR.value})))
            forget_password(person=known)  # alone, it would open what two steps guarded: the code is the way in
        places = dict(known.memberships.values_list("group", "role"))
        first = next(iter(places), group.pk)
        actions.change_person(person=known, name=known.name, roles={**places, first: Role.ADMINISTRATOR})
    return known, actions.issue_code(person=known)


def welcome(person: Person, code: str) -> str:
    """Return what to do next."""
    return f"""
ผู้ดูแล: {person.name} ({person.masked_id})
รหัสเปิดใช้บัญชี ใช้ได้ครั้งเดียวภายใน {actions.CODE_DAYS} วัน:  {code}
เปิดหน้าลงทะเบียน พิมพ์เลขประจำตัวและรหัสนี้ แล้วตั้งรหัสผ่าน

Open the register page, type the id and this code, and set a password.
"""
