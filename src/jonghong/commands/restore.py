"""``jonghong restore FILE``: put a backup in the place of what is there, which is kept aside."""

from pathlib import Path

from django.conf import settings

from jonghong.backups.restoring import Leave, restore
from jonghong.commands import Stop, ground, say
from jonghong.commands.backup import in_a_sentence, local
from jonghong.privacy import erased_list


def run(*, file: str, replaces: bool, other_keys: bool, while_served: bool) -> None:
    """Restore, and say what came of it; raises Stop with everything as it was."""
    if not Path(file).is_file():
        raise Stop(f"ไม่พบไฟล์ {file}", f"There is no file {file}.")
    with ground.alone(), in_a_sentence():
        done = restore(Path(file), Leave(replaces=replaces, other_keys=other_keys, while_served=while_served))
    bookings = done.manifest.rows_of("bookings_booking")
    say(f"กู้คืนแล้วตามที่เป็นเมื่อ {local(done.manifest.made_at)}", f"restored as it was then: {bookings:,} bookings")
    for name, seconds in done.seconds.items():
        print(f"  {seconds:>8.1f} s  {name}")
    if not any((folder / erased_list.NAME).exists() for folder in (settings.DATA, Path(file).parent)):
        say(
            f"  ไม่พบรายชื่อผู้ที่ลบข้อมูลแล้ว ({settings.DATA / erased_list.NAME}) ถ้ามีอยู่ที่อื่น คัดลอกมาแล้วสั่ง jonghong privacy erase-again",
            "there is no list of the erased; where it is elsewhere, put it there and run jonghong privacy erase-again",
        )
    if done.erased:
        say(f"  ลบข้อมูลอีกครั้ง {done.erased} คน", f"{done.erased} people were erased again")
    if done.aside:
        say(f"  ข้อมูลเดิมเก็บไว้ที่ {done.aside}", "what was replaced is there; delete it when all is well")
    say(
        "ทุกคนต้องเข้าระบบใหม่ ตรวจด้วย jonghong doctor และ jonghong audit verify",
        "everybody signs in anew; now look with these two",
    )
