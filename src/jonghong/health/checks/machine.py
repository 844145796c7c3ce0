"""What the machine and the settings have to be like."""

import os
import re
from contextlib import suppress
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from stat import S_IMODE

from django.conf import settings
from django.db import connection

from jonghong.audit.models import Record
from jonghong.backups import making, sealing
from jonghong.core import clock, machine, schema
from jonghong.core.disk import is_short
from jonghong.core.secrets import SHORTEST
from jonghong.health.checks.findings import NO_OFFICE, Finding, bad, ok, warn

SECRETS = ("session.key", "citizen.key", "field.keys", "audit.key")
NUMBERED = re.compile(r"^\d+ ")  # a line of a ring: its id, and the secret
EXTRAS = {"amss": "pymysql", "oidc": "authlib", "pdf": "typst"}
FIRST_YEAR, LAST_YEAR = 2025, 2100  # of a clock that somebody set
AHEAD = 300  # seconds that the newest record may lie ahead of the clock


def migrations() -> Finding:
    """Whether the database fits this version."""
    missing = schema.missing_migrations()
    if missing and not connection.introspection.table_names():
        return bad(*NO_OFFICE)
    if missing:
        steps = ", ".join(missing[:5])
        return bad(
            f"ฐานข้อมูลยังขาด {len(missing)} ขั้น สั่ง jonghong migrate ({steps})",
            f"The database lacks {len(missing)} steps; run jonghong migrate ({steps}).",
        )
    return ok("ฐานข้อมูลเป็นรุ่นล่าสุด", "The database is up to date.")


def keys() -> Finding:
    """Whether each key is there, long enough, and its owner's alone."""
    folder = settings.DATA / "secrets"
    names = [*SECRETS, *([making.KEY] if (folder / making.KEY).exists() else [])]
    wrong = [fault for name in names if (fault := _fault_of_key(folder / name))]
    if folder.exists() and _open_to_others(folder):
        wrong.append(f"{folder} (chmod 700)")
    if wrong:
        return bad(f"กุญแจไม่ปลอดภัยหรือไม่ครบ: {', '.join(wrong)}", f"Keys are unsafe or missing: {', '.join(wrong)}.")
    return ok("กุญแจครบ และอ่านได้เฉพาะเจ้าของ", "Every key is there, and its owner's alone.")


def _fault_of_key(file: Path) -> str:
    if "JONGHONG_" + file.name.upper().replace(".", "_") in os.environ:
        return ""
    if not file.exists():
        return f"{file} (missing)"
    if _open_to_others(file):
        return f"{file} (chmod 600)"
    if file.stat().st_uid != os.geteuid():
        return f"{file} (chown)"
    lines = filter(str.strip, file.read_text(encoding="ascii").splitlines())
    shortest = min((len(NUMBERED.sub("", line.strip())) for line in lines), default=0)
    return f"{file} (short)" if shortest < SHORTEST else ""


def _open_to_others(path: Path) -> bool:
    return bool(S_IMODE(path.stat().st_mode) & 0o077)


def data_folder() -> Finding:
    """Whether the data and their backups lie apart from the program, and only their owner can read them."""
    if settings.DATA.is_relative_to(settings.PACKAGE):
        return bad(
            f"โฟลเดอร์ข้อมูล {settings.DATA} อยู่ในโปรแกรม ย้ายออกแล้วตั้ง JONGHONG_DATA",
            f"The data folder {settings.DATA} lies within the program; move it and set JONGHONG_DATA.",
        )
    open_files = [path for path in (settings.DATA, *settings.DATA.glob("*.sqlite3*")) if _readable_by_all(path)]
    places = [machine.backup_folder(), *([Path(settings.BACKUP_COPY)] if settings.BACKUP_COPY else [])]
    open_files += [file for place in places for file in sorted(place.glob("*.backup")) if _gives_away(file)]
    if open_files:
        names = ", ".join(map(str, open_files))
        return bad(f"ทุกคนในเครื่องอ่านได้: {names} สั่ง chmod go=", f"Everybody on this machine can read {names}; run chmod go=.")
    return ok(f"ข้อมูลอยู่ที่ {settings.DATA}", f"The data lie in {settings.DATA}.")


def _gives_away(backup: Path) -> bool:
    """Tell whether everybody can read a backup, and it is not sealed."""
    with suppress(FileNotFoundError):  # old ones are taken away while we look
        if _readable_by_all(backup):
            with backup.open("rb") as file:
                return not sealing.is_sealed(file.read(len(sealing.MAGIC)))
    return False


def _readable_by_all(path: Path) -> bool:
    mode = S_IMODE(path.stat().st_mode)
    # A folder that can be entered but not listed still gives away what lies in it.
    return bool(mode & (0o005 if path.is_dir() else 0o004))


def disk() -> Finding:
    """Whether there is room left, and whether anything is still saved."""
    space = machine.space()
    free = f"{space.free / 1e9:.1f} GB"
    if is_short():
        return bad(f"พื้นที่ว่างเหลือ {free} จึงไม่บันทึกอะไรแล้ว เพิ่มพื้นที่ทันที", f"Only {free} are free, so nothing is saved; make room.")
    if space.is_low:
        return warn(f"พื้นที่ว่างเหลือ {free} กรุณาเพิ่ม", f"Only {free} are free; make room.")
    return ok(f"พื้นที่ว่าง {free}", f"{free} are free.")


def clock_of_the_machine() -> Finding:
    """Whether the clock can be right."""
    now = clock.machine_now()
    if not FIRST_YEAR <= now.year <= LAST_YEAR:
        return bad(f"นาฬิกาเครื่องบอกปี {now.year} กรุณาตั้งเวลา", f"The machine's clock says {now.year}; set it.")
    if settings.CLOCK_STARTS_AT:
        return warn(
            "ตั้ง JONGHONG_CLOCK ไว้ เวลาจึงไม่ใช่เวลาจริง ใช้สำหรับซ้อมเท่านั้น",
            "JONGHONG_CLOCK is set: this is not the real time, but a rehearsal.",
        )
    newest = Record.objects.order_by("-at").values_list("at", flat=True).first() if _has_audit() else None
    if newest and (newest - now).total_seconds() > AHEAD:
        return bad(
            "นาฬิกาเครื่องช้ากว่าบันทึกล่าสุดในฐานข้อมูล กรุณาตั้งเวลา",
            "The machine's clock is behind the newest record in the database; set it.",
        )
    return ok(
        f"นาฬิกาเครื่อง {now:%Y-%m-%d %H:%M} UTC ไม่ทราบว่าเทียบเวลากับเครือข่าย (NTP) หรือไม่",
        f"The clock says {now:%Y-%m-%d %H:%M} UTC; whether it follows a time server is not known.",
    )


def _has_audit() -> bool:
    return Record._meta.db_table in connection.introspection.table_names()


def debug() -> Finding:
    """Whether tracebacks stay on this machine."""
    if settings.DEBUG:
        return bad("เปิด JONGHONG_DEBUG อยู่ ปิดก่อนให้บริการจริง", "JONGHONG_DEBUG is on; turn it off before serving people.")
    return ok("ปิดการแสดงข้อผิดพลาดภายใน (DEBUG) แล้ว", "DEBUG is off.")


def https() -> Finding:
    """Whether passwords travel encrypted."""
    if not settings.PUBLIC_URL.netloc:
        return warn(
            "ยังไม่ได้ตั้ง JONGHONG_URL ตั้งเป็น https://ชื่อเครื่อง เพื่อให้คุกกี้ปลอดภัย",
            "JONGHONG_URL is not set; set it to https://your.name, so that cookies are secure.",
        )
    if not settings.IS_HTTPS:
        return bad(
            "JONGHONG_URL ไม่ใช่ https รหัสผ่านจึงเดินทางแบบไม่เข้ารหัส",
            "JONGHONG_URL is not https: passwords travel unencrypted.",
        )
    if not settings.TRUSTED_PROXIES:
        return bad(
            "เป็น https แต่ยังไม่ได้ตั้ง JONGHONG_PROXIES ผู้ใช้ทุกคนจะดูเหมือนมาจากเครื่องเดียว",
            "It is https, but JONGHONG_PROXIES is not set: everybody seems to come from one machine.",
        )
    return ok("ใช้ https และ HSTS คุกกี้ปลอดภัย", "https and HSTS are on; cookies are secure.")


def extras() -> Finding:
    """Whether what the settings ask for is installed."""
    missing = [name for name, module in EXTRAS.items() if find_spec(module) is None]
    wanted = {name for name, setting in (("amss", "AMSS_URL"), ("oidc", "OIDC")) if _asked_for(setting)}
    if wanted.intersection(missing):
        names = ", ".join(sorted(wanted.intersection(missing)))
        return bad(f"ตั้งค่าไว้แต่ยังไม่ได้ติดตั้ง: {names}", f"Set up but not installed: {names}.")
    if missing:
        return ok(f"ส่วนเสริมที่ไม่ได้ติดตั้ง: {', '.join(missing)}", f"Extras that are not installed: {', '.join(missing)}.")
    return ok("ติดตั้งส่วนเสริมครบ", "Every extra is installed.")


def _asked_for(name: str) -> str:
    return str(getattr(settings, name, "") or "")


def amss() -> Finding:
    """Whether AMSS++ is asked over TLS."""
    if not _asked_for("AMSS_URL"):
        return ok("ไม่ได้ใช้รหัสผ่านจาก AMSS++", "AMSS++ is not asked.")
    if "ssl_ca=" not in _asked_for("AMSS_URL"):
        return bad(
            "AMSS_URL ไม่มี ssl_ca= รหัสผ่านจึงเดินทางแบบไม่เข้ารหัส",
            "AMSS_URL has no ssl_ca=: what AMSS++ is asked travels unencrypted.",
        )
    return ok("ถาม AMSS++ ผ่าน TLS", "AMSS++ is asked over TLS.")


def backup() -> Finding:
    """Whether there is a copy of what would be lost."""
    if fault := machine.fault_of_backup():
        return bad(f"สำรองข้อมูลครั้งล่าสุดไม่สำเร็จ: {fault.thai}", f"The last backup came to nothing: {fault.english}")
    age, folder = machine.age_of_backup(), machine.backup_folder()
    if age is None or not machine.has_backups():
        return warn(
            f"ยังไม่พบสำเนาสำรองใน {folder} ตั้งให้สั่ง jonghong tick ทุกห้านาที และเก็บสำเนาโฟลเดอร์ secrets ไว้ที่อื่น",
            f"There is no backup in {folder}; let a timer run jonghong tick; keep a copy of secrets elsewhere.",
        )
    if machine.is_backup_late():
        hours = age // timedelta(hours=1)
        thai, english = (f"{hours // 24} วัน", f"{hours // 24} days") if hours >= 48 else (f"{hours} ชั่วโมง", f"{hours} hours")
        return warn(
            f"สำเนาสำรองล่าสุดเก่า {thai} ตรวจว่าตัวตั้งเวลายังสั่ง jonghong tick อยู่",
            f"The newest backup is {english} old; see that a timer runs jonghong tick.",
        )
    return ok("มีสำเนาสำรองที่ใหม่พอ", "There is a fresh backup.")


MACHINE = (migrations, keys, data_folder, disk, clock_of_the_machine, debug, https, extras, amss, backup)
