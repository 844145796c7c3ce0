"""How the people of each office, and what it sends and keeps, stand."""

from datetime import date, timedelta

from django.conf import settings

from jonghong.core import clock, thai
from jonghong.health.checks.findings import NO_OFFICE, Finding, bad, ok, warn
from jonghong.moving.models import Kept, Outcome
from jonghong.offices.models import Office
from jonghong.people.models import OFFICERS, Person, Role
from jonghong.people.passwords import Argon2id
from jonghong.people.queries import able_administrators, people_of
from jonghong.post import queries as post
from jonghong.privacy import erased_list
from jonghong.privacy.models import Erased, Retention

OURS = f"{Argon2id.algorithm}$"
LOCKED = "!"  # how Django marks a password that lets nobody in
LATE = timedelta(hours=2)


def administrators() -> Finding:
    """Whether somebody can give roles, and another one, should that one be away."""
    numbers = {office: able_administrators(office.pk).count() for office in Office.objects.all()}
    if not numbers:
        return bad(*NO_OFFICE)
    until = [_way_in(office) for office, number in numbers.items() if not number]
    if not all(until):
        return bad(
            "ไม่มีผู้ดูแลที่เข้าระบบได้ สั่ง jonghong administrator",
            "No administrator can sign in; run jonghong administrator.",
        )
    if until:
        day = min(filter(None, until))
        return warn(
            f"ผู้ดูแลมีรหัสเปิดใช้บัญชีแล้วแต่ยังไม่ได้ใช้ (ใช้ได้ถึง {thai.format_date(day)})",
            f"An administrator has a code and has not used it yet (good until {thai.format_date(day, 'en')}).",
        )
    if min(numbers.values()) < 2:
        return warn("มีผู้ดูแลคนเดียว ควรมีสองคน", "There is one administrator; two are better.")
    return ok("มีผู้ดูแลอย่างน้อยสองคน", "There are two administrators or more.")


def _way_in(office: Office) -> date | None:
    """Return the last day of the code by which an administrator can come in who never did; None where there is none."""
    waiting = people_of(office).filter(is_active=True, memberships__role=Role.ADMINISTRATOR)
    ends = filter(None, (getattr(person, "code_expires_at", None) for person in waiting))
    return max((end.astimezone(office.zone).date() for end in ends), default=None)


def second_step() -> Finding:
    """Whether whoever may do much signs in by two steps."""
    lax = [office.short_name for office in Office.objects.filter(officers_need_factor=False)]
    if lax:
        return warn(
            f"ไม่บังคับยืนยันสองขั้นสำหรับเจ้าหน้าที่: {', '.join(lax)}",
            f"Officers need no second step: {', '.join(lax)}.",
        )
    officers = Person.objects.filter(is_active=True, activated_at__isnull=False, memberships__role__in=OFFICERS)
    number = officers.filter(has_factor=False).distinct().count()
    if number:
        return warn(
            f"เจ้าหน้าที่ {number} คนยังไม่ได้ตั้งการยืนยันขั้นที่สอง จะถูกถามเมื่อเข้าระบบ",
            f"{number} officers have no second step yet; they are asked for one when they sign in.",
        )
    return ok("เจ้าหน้าที่ทุกคนยืนยันสองขั้น", "Every officer signs in by two steps.")


def passwords() -> Finding:
    """Whether every password is kept as argon2id."""
    weak = Person.objects.exclude(password__startswith=OURS).exclude(password__startswith=LOCKED).exclude(password="")
    number = weak.count()
    if number:
        return warn(
            f"รหัสผ่านแบบเก่า {number} บัญชี จะเปลี่ยนเองเมื่อเจ้าของเข้าระบบครั้งหน้า",
            f"{number} passwords are kept in an older way until their owners sign in.",
        )
    return ok("รหัสผ่านทุกบัญชีเก็บแบบ argon2id", "Every password is kept as argon2id.")


def activation() -> Finding:
    """Whether people have begun to use their accounts."""
    number = Person.objects.filter(is_active=True, activated_at=None).count()
    if number:
        return ok(f"{number} คนยังไม่ได้ลงทะเบียน พิมพ์ใบรหัสให้ได้", f"{number} people have not registered yet; print slips for them.")
    return ok("ทุกคนลงทะเบียนแล้ว", "Everybody has registered.")


def sample() -> Finding:
    """Whether passwords that everybody knows open a door."""
    if Office.objects.filter(is_sample=True).exists():
        return warn(
            "เป็นสำนักงานตัวอย่าง รหัสผ่านเป็นที่รู้กัน อย่าใช้งานจริง",
            "This is the sample office, whose passwords everybody knows; do not use it in earnest.",
        )
    return ok("ไม่มีสำนักงานตัวอย่าง", "There is no sample office.")


def mail() -> Finding:
    """Whether letters go out."""
    if not post.is_on():
        return ok("ไม่ได้ใช้อีเมล (EMAIL_URL)", "No mail is sent (EMAIL_URL).")
    standing = [post.standing(office) for office in Office.objects.all()]
    late = [each for each in standing if each.since and clock.now() - each.since > LATE]
    given_up = sum(each.given_up for each in standing)
    if late:
        number = sum(each.waiting for each in late)
        return bad(
            f"จดหมาย {number} ฉบับส่งไม่ออกเกินสองชั่วโมง ตรวจ EMAIL_URL",
            f"{number} letters have waited for two hours and more; check EMAIL_URL.",
        )
    if given_up:
        return warn(
            f"จดหมาย {given_up} ฉบับส่งไม่ได้ ตรวจอีเมลของผู้รับ", f"{given_up} letters could not be delivered; check the addresses."
        )
    return ok("อีเมลส่งออกได้", "Mail goes out.")


def retention() -> Finding:
    """Whether what is too old is let go every day."""
    late = [kept for kept in Retention.objects.filter(office__is_sample=False) if _is_late(kept)]
    if late:
        return warn(
            "การลบข้อมูลที่พ้นเวลาไม่ทำงานเกินสองวัน ตรวจว่า jonghong serve ทำงานอยู่",
            "What is too old was not let go for two days; see that jonghong serve runs.",
        )
    return ok("ข้อมูลที่พ้นเวลาถูกลบทุกวัน", "What is too old is let go every day.")


def _is_late(kept: Retention) -> bool:
    return kept.looked_on is not None and clock.today(kept.office.zone) - kept.looked_on > timedelta(days=2)


def list_of_the_erased() -> Finding:
    """Whether the list beside the database knows everybody who was erased."""
    missing = [
        str(row.person_number)
        for row in Erased.objects.all()
        if row.person_number not in {number for number, _at in erased_list.in_file(settings.DATA, row.office_id)}
    ]
    if missing:
        return warn(
            f"{settings.DATA / erased_list.NAME} ขาดหมายเลข {', '.join(missing)} สั่ง jonghong privacy list",
            f"{settings.DATA / erased_list.NAME} lacks the numbers {', '.join(missing)}; run jonghong privacy list.",
        )
    return ok("รายชื่อผู้ที่ลบข้อมูลแล้วครบ", "The list of the erased is whole.")


def moved_rows() -> Finding:
    """Whether rows of a former system wait for somebody."""
    open_rows = Kept.objects.filter(outcome=Outcome.QUARANTINED).count()
    open_tasks = Kept.objects.exclude(task="").exclude(outcome=Outcome.QUARANTINED).filter(settled_at=None).count()
    if open_rows or open_tasks:
        return warn(
            f"ข้อมูลที่ย้ายมา {open_rows:,} แถวถูกกักไว้ {open_tasks:,} แถวรอเจ้าหน้าที่จัดการ",
            f"Of what moved in, {open_rows:,} rows are in quarantine and {open_tasks:,} ask for a hand.",
        )
    return ok("ไม่มีแถวที่ย้ายมารอการจัดการ", "No row that moved in waits for anybody.")


OFFICES = (administrators, second_step, passwords, activation, sample, mail, retention, list_of_the_erased, moved_rows)
