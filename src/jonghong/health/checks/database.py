"""What the database has to be like, and what must be true in it."""

from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef

from jonghong.audit import guard as audit_guard
from jonghong.audit.chain import Fault, faults_of
from jonghong.audit.models import Chain, Record
from jonghong.bookings import guard
from jonghong.bookings.models import HOLDING, Booking
from jonghong.bookings.tallies import wrong_tallies
from jonghong.core.postgresql import roles
from jonghong.health.checks.findings import Finding, bad, ok, warn
from jonghong.offices.models import Office
from jonghong.people.models import Membership, Person

PRAGMAS = {
    "PRAGMA journal_mode": "wal",
    "PRAGMA synchronous": 2,
    "PRAGMA foreign_keys": 1,
    "PRAGMA secure_delete": 1,  # what was erased is not left in free pages
}
OLDEST_POSTGRESQL = 140_000
NO_FSYNC = "fsync=off"
LATEST_RECORDS = 10_000  # of each office; ``jonghong audit verify`` looks at all


def guard_against_double_booking() -> Finding:
    """Whether the database itself refuses two bookings of one room at one time."""
    if guard.stands():
        return ok("ตัวกันการจองซ้อนอยู่ในฐานข้อมูล", "The guard against double booking stands.")
    return bad(
        "ตัวกันการจองซ้อนหายไปจากฐานข้อมูล กู้คืนจากสำเนาสำรอง",
        "The guard against double booking is gone; restore the database from a backup.",
    )


def no_double_booking() -> Finding:
    """Whether no two bookings share a room at one time."""
    others = Booking.objects.filter(
        room=OuterRef("room"),
        pk__gt=OuterRef("pk"),
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
        state__in=HOLDING,
        is_legacy=False,
    )
    double = Booking.objects.filter(Exists(others), state__in=HOLDING, is_legacy=False)
    keys = list(double.order_by("pk").values_list("pk", flat=True)[:5])
    if keys:
        numbers = ", ".join(map(str, keys))
        return bad(f"มีการจองซ้อน หมายเลข {numbers} ย้ายหรือยกเลิกหนึ่งรายการ", f"Bookings overlap ({numbers}); move or cancel one.")
    return ok("ไม่มีการจองซ้อน", "No two bookings overlap.")


def guard_of_the_audit() -> Finding:
    """Whether the database itself refuses to change records."""
    if audit_guard.stands():
        return ok("ตัวกันการแก้บันทึกตรวจสอบอยู่ในฐานข้อมูล", "The guard of the audit stands.")
    return bad(
        "ตัวกันการแก้บันทึกตรวจสอบหายไป กู้คืนจากสำเนาสำรอง",
        "The guard of the audit is gone; restore the database from a backup.",
    )


def audit() -> Finding:
    """Whether the latest records are as they were written."""
    faults = [fault for office in Office.objects.all() for fault in _latest_faults(office)]
    if faults:
        numbers = ", ".join(f"{fault.number} ({fault.what})" for fault in faults[:5])
        return bad(
            f"บันทึกตรวจสอบถูกแก้หรือขาดหาย: {numbers} สั่ง jonghong audit verify",
            f"Records of the audit were changed or are missing: {numbers}; run jonghong audit verify.",
        )
    return ok("บันทึกตรวจสอบล่าสุดครบและไม่ถูกแก้", "The latest records of the audit are as they were written.")


def _latest_faults(office: Office) -> list[Fault]:
    chain = Chain.objects.filter(office=office).first() or Chain(office=office)
    records = Record.objects.filter(office=office, number__lte=chain.number).order_by("number")
    before = records.filter(number=chain.number - LATEST_RECORDS).first()
    number, seal = (before.number, before.seal) if before else (chain.pruned_number, chain.pruned_seal)
    found = list(faults_of(records.filter(number__gt=number).iterator(), number=number, seal=seal))
    last = records.last()
    is_whole = (last.seal if last else chain.pruned_seal) == chain.seal
    return found if is_whole else [*found, Fault(chain.number, "end")]


def settings_of_the_database() -> Finding:
    """Whether what was acknowledged survives a power cut, and writers wait for one another."""
    return _postgresql() if connection.vendor == "postgresql" else _sqlite()


def _sqlite() -> Finding:
    found = {statement: _answer(statement) for statement in PRAGMAS}
    wrong = [f"{name.removeprefix('PRAGMA ')}={found[name]}" for name, value in PRAGMAS.items() if found[name] != value]
    if connection.settings_dict["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
        wrong.append("transaction_mode")
    if wrong:
        return bad(f"ตั้งค่า SQLite ไม่ถูกต้อง: {', '.join(wrong)}", f"SQLite is set up wrongly: {', '.join(wrong)}.")
    return ok("SQLite: IMMEDIATE, WAL, synchronous=FULL", "SQLite: IMMEDIATE, WAL, synchronous=FULL.")


def _answer(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def _facts_of_postgresql() -> tuple[int, str, str, str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), "
            "current_setting('synchronous_commit'), current_setting('fsync'), current_setting('TimeZone')"
        )
        version, encoding, commit, fsync, zone = cursor.fetchone()
    return version, encoding, commit, fsync, zone


def wrong_on_postgresql() -> list[str]:
    """Return which settings of the server would lose or spoil what was acknowledged, as the server calls them."""
    version, encoding, commit, fsync, zone = _facts_of_postgresql()
    wrong = [f"version {version}"] if version < OLDEST_POSTGRESQL else []
    wrong += [encoding] if encoding != "UTF8" else []
    wrong += [f"TimeZone={zone}"] if zone != "UTC" else []
    wrong += [f"synchronous_commit={commit}"] if commit == "off" else []
    return [*wrong, NO_FSYNC] if fsync == "off" else wrong


def _postgresql() -> Finding:
    if wrong := wrong_on_postgresql():
        return bad(f"ตั้งค่า PostgreSQL ไม่ถูกต้อง: {', '.join(wrong)}", f"PostgreSQL is set up wrongly: {', '.join(wrong)}.")
    version = _facts_of_postgresql()[0]
    return ok(f"PostgreSQL {version // 10_000} UTF-8", f"PostgreSQL {version // 10_000}, UTF-8.")


def account_of_the_database() -> Finding:
    """Whether the program's account may do no more than it needs: not change tables (PostgreSQL)."""
    if connection.vendor != "postgresql":
        return ok("SQLite ไม่มีบัญชีผู้ใช้", "SQLite has no accounts.")
    if found := roles.too_much():
        return warn(
            f"บัญชีฐานข้อมูลทำได้เกินจำเป็น: {', '.join(found)} สั่ง jonghong roles เพื่อแยกบัญชี",
            f"The database account can do more than it needs ({', '.join(found)}); part the accounts by jonghong roles.",
        )
    return ok("บัญชีฐานข้อมูลแก้ตารางไม่ได้", "The database account can change no table.")


def counts() -> Finding:
    """Whether the year report counts what there is."""
    wrong = [month for office in Office.objects.all() for month in wrong_tallies(office.pk)]
    if wrong:
        months = ", ".join(f"{year}-{month:02}" for year, month in wrong[:5])
        return bad(f"จำนวนครั้งไม่ตรงกับการจองจริง: {months}", f"These months do not count what there is: {months}.")
    return ok("จำนวนครั้งในรายงานตรงกับการจองจริง", "The report counts what there is.")


def memberships() -> Finding:
    """Whether everybody who works here belongs to a group of the same office."""
    lost = Person.objects.filter(is_active=True, memberships=None).count()
    astray = Membership.objects.exclude(office=F("person__office")).count()
    astray += Membership.objects.exclude(office=F("group__office")).count()
    if astray:
        return bad(f"สมาชิกกลุ่มข้ามสำนักงาน {astray} รายการ", f"{astray} memberships lie across offices.")
    if lost:
        return warn(f"{lost} คนยังไม่มีกลุ่ม เพิ่มที่หน้าบุคลากร", f"{lost} people belong to no group; give them one on the staff page.")
    return ok("ทุกคนมีกลุ่ม", "Everybody belongs to a group.")


DATABASE = (
    guard_against_double_booking,
    no_double_booking,
    guard_of_the_audit,
    audit,
    settings_of_the_database,
    account_of_the_database,
    counts,
    memberships,
)
