"""``jonghong migrate``: bring the database up to this version."""

from jonghong.commands import ground, say


def run() -> None:
    """Take the missing steps and say which they were."""
    with ground.alone():
        steps = ground.bring_up_to_date()
        ground.forget_expired_sessions()
    for step in steps:
        print(f"  {step}")
    if steps:
        say(f"ปรับฐานข้อมูลแล้ว {len(steps)} ขั้น", f"The database took {len(steps)} steps and is up to date.")
    else:
        say("ฐานข้อมูลเป็นรุ่นล่าสุดอยู่แล้ว", "The database was up to date.")
