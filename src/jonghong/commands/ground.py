"""What every command stands on: the data folder, Django, and a database that fits this version."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, ProgrammingError, connection

from jonghong.commands import Stop, say
from jonghong.core import clock, disk, machine, updating
from jonghong.core.postgresql import migrating
from jonghong.core.secrets import UnusableSecret


@contextmanager
def trouble_in_a_sentence() -> Iterator[None]:
    """Turn what the machine refuses (a folder, the database, a setting, a package that is not there) into a sentence."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "rich":
            raise
        raise Stop(
            "ต้องติดตั้ง jonghong[amss] ก่อน",
            "This needs the extra jonghong[amss]: pip install 'jonghong[amss]'.",
        ) from error
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Stop(
            "อ่านหรือเขียนโฟลเดอร์ข้อมูลไม่ได้ ตรวจสิทธิ์และพื้นที่ว่าง หรือตั้ง JONGHONG_DATA เป็นโฟลเดอร์อื่น",
            f"The data folder cannot be read or written ({error}); mend that or set JONGHONG_DATA to another folder.",
        ) from error
    except DatabaseError as error:
        reason = " ".join(str(error).split())
        raise Stop(
            "ใช้ฐานข้อมูลไม่ได้ ตรวจ DATABASE_URL และพื้นที่ว่าง",
            f"The database does not answer as it should ({reason}); check DATABASE_URL and free space.",
        ) from error


def prepare(*, is_start: bool = False) -> None:
    """Set Django up on a data folder that can be written; what is made in it from now on is its owner's alone.

    Only a start may throw the ballast away to have room: the timer goes on for days without anybody reading what it says.
    """
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jonghong.settings")
    try:
        django.setup()
        clock.now()  # read here, so that the processes of a rehearsal share one clock
    except UnusableSecret as error:
        raise Stop(
            f"กุญแจ {error} ว่างหรือสั้นเกินไป กรุณากู้คืนจากสำเนาสำรอง ถ้ายังไม่เคยใช้งานจริง ลบแล้วเริ่มใหม่ได้",
            f"The secret {error} is empty or too short; restore it from a backup, or remove it if it was never in use.",
        ) from error
    except (ValueError, TypeError, ImproperlyConfigured) as error:
        raise Stop(
            "ค่าที่ตั้งไว้ในสภาพแวดล้อม (environment) ไม่ถูกต้อง",
            f"A setting in the environment is wrong: {error}",
        ) from error
    settings.DATA.mkdir(parents=True, exist_ok=True)
    require_room(may_drop=is_start)


def require_room(*, may_drop: bool) -> None:
    """Raise Stop where the disk is full, and the ballast is or has to stay: a database cannot even be opened there.

    SQLite needs room for the file beside it before it reads anything.
    """
    if may_drop and not has_room() and disk.drop_ballast():
        say(
            f"พื้นที่ว่างเหลือน้อยมาก จึงลบไฟล์สำรองที่ {settings.DATA / disk.BALLAST} เพื่อเปิดระบบได้ กรุณาเพิ่มพื้นที่โดยเร็ว",
            "There is hardly any free space: the ballast was deleted so that this can start. Make room soon.",
        )
    if not has_room():
        raise Stop(
            f"พื้นที่ว่างใน {settings.DATA} เหลือน้อยเกินไป ข้อมูลที่บันทึกไว้แล้วไม่หาย ลบหรือย้ายไฟล์อื่นออกให้ว่างอย่างน้อย 20 MB แล้วสั่งใหม่",
            f"There is too little free space in {settings.DATA}. What was saved is safe: "
            "delete or move other files until 20 MB are free, and start again.",
        )


def has_room() -> bool:
    """Tell whether there is room to work in; raises OSError where the folder takes nothing at all for another reason."""
    try:
        with tempfile.TemporaryFile(dir=settings.DATA) as file:
            file.write(bytes(disk.PROBE))
            file.flush()
    except OSError as error:
        if disk.is_full(error):
            return False
        raise
    return machine.space().free >= machine.LEAST_BYTES


@contextmanager
def alone() -> Iterator[None]:
    """Let one process at a time prepare this data folder."""
    folder = os.open(settings.DATA, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def bring_up_to_date() -> list[str]:
    """Take the missing steps and return their names; says what is waited for, and why it cannot be done. Raises Stop."""

    def again(number: int) -> None:
        say(f"ตารางถูกใช้อยู่ จะลองอีกครั้ง ({number})", f"The tables are in use; this is tried again ({number}).")

    try:
        return updating.bring_up_to_date(
            waiting=lambda: say("รอเครื่องอื่นที่กำลังปรับฐานข้อมูล", "Another node changes the database; waiting for it."), again=again
        )
    except migrating.NeverFree as error:
        raise Stop(
            "ตารางถูกใช้อยู่ตลอด ยังไม่ได้ปรับฐานข้อมูลครบ สั่งอีกครั้งเมื่อคนใช้น้อยลง",
            "Somebody held the tables all the time; what is left is done when you run this again, at a quieter time.",
        ) from error
    except ProgrammingError as error:
        if not migrating.is_not_allowed(error):
            raise
        raise Stop(
            "บัญชีฐานข้อมูลนี้แก้ตารางไม่ได้ สั่ง jonghong migrate ด้วย DATABASE_URL ของบัญชีเจ้าของ",
            "This database account may not change tables; run jonghong migrate with the owner's DATABASE_URL.",
        ) from error


def forget_expired_sessions() -> None:
    """Delete the sessions that let nobody in any more."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def measure_tables() -> None:
    """Let SQLite learn how well each index tells rows apart: without that it takes one on the office alone for good enough.

    PostgreSQL does this by itself. A thousand rows of each index are looked at (https://www.sqlite.org/lang_analyze.html).
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("ANALYZE")
