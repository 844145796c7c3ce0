"""``jonghong demo``: a sample office to look at, with nothing to set up."""

import os
from zoneinfo import ZoneInfo

from django.conf import settings

from jonghong.commands import Stop, ground, say, serve, static_files
from jonghong.core import clock
from jonghong.sample.fill import RealData, fill_sample

HOST = "127.0.0.1"


def run(*, port: int) -> None:
    """Make the sample office, unless it is there, tell how to come in, and serve it to this machine."""
    serve.check_port(HOST, port)
    with ground.alone():
        say(f"กำลังเตรียมสำนักงานตัวอย่างใน {settings.DATA} …", "Preparing the sample office …")
        ground.bring_up_to_date()
        ground.forget_expired_sessions()
        static_files.collect()
        try:
            sample = fill_sample(today=clock.today(ZoneInfo(settings.TIME_ZONE)))
        except RealData as error:
            raise Stop(
                "ฐานข้อมูลนี้มีข้อมูลจริงอยู่แล้ว จึงไม่ใส่ข้อมูลตัวอย่าง ใช้ jonghong serve หรือตั้ง JONGHONG_DATA เป็นโฟลเดอร์อื่น",
                "This database holds real data, which the sample never touches; use jonghong serve or another JONGHONG_DATA.",
            ) from error
        ground.measure_tables()
    # In a terminal, a line for each request would hide what it says.
    os.environ.setdefault("JONGHONG_ACCESS_LOG", "0")
    settings.ACCESS_LOG = os.environ["JONGHONG_ACCESS_LOG"] != "0"
    serve.answer(HOST, port, workers=2, announce=lambda: print(welcome(port, sample.people), flush=True))


def welcome(port: int, people: list[tuple[str, str, str, str]]) -> str:
    """Return what is shown when the sample is served; ``people`` are (role, name, 13 digits, password)."""
    sign_ins = "\n".join(f"  {digits}  {password}  {role} · {name}" for role, name, digits, password in people)
    return f"""
พร้อมแล้ว เปิดเบราว์เซอร์ไปที่  {serve.address_of(HOST, port)}
ดูตารางได้โดยไม่ต้องเข้าระบบ จองห้องด้วยเลขประจำตัวและรหัสผ่านตัวอย่าง:
{sign_ins}
หยุด: กด Ctrl+C ข้อมูลที่ลองใส่ยังอยู่เมื่อเปิดครั้งหน้า

Ready: open the address above. Looking needs no sign-in; to book, use one of these sample numbers and passwords.
Stop with Ctrl+C; what you enter is kept for the next start.
"""
