"""What is moved in from a former system on the way through the pages, and the stops at them.

What is brought in counts nowhere: a request of the past that was refused, a row that cannot be read, and one whose place is
held. In the end it is taken back.
"""

import fcntl
import json
import os
from pathlib import Path
from typing import Any

from playwright.sync_api import FilePayload, expect

from jonghong.core.tables import rows_to_csv
from tests.journeys.visitors import Visitor

START, QUARANTINE = "/office/moving/", "/office/moving/quarantine/"
HEADS = ("วันที่", "เวลา", "ห้อง", "กลุ่ม", "เรื่อง", "จำนวนคน", "สถานะ", "อาหารว่าง")
ROWS = (
    ("2/6/2563", "เช้า", "ไพลิน", "แผน", "ประชุมที่ไม่ได้รับอนุญาต", "20", "ไม่อนุญาต", "กาแฟ"),
    ("31/2/2563", "บ่าย", "ไพลิน", "แผน", "ประชุมสิ้นเดือน", "ยี่สิบ", "อนุญาต", ""),
    ("1/6/2566", "เช้า", "ไพลิน", "แผน", "ประชุมที่ไม่มีห้อง", "20", "อนุญาต", ""),
)
SUMS = ("ปี", "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
held: list[int] = []  # the lock of an import that is shown while it runs


def table() -> FilePayload:
    """Return a table of bookings as an office keeps it."""
    return {"name": "สมุดจองห้อง.csv", "mimeType": "text/csv", "buffer": rows_to_csv([HEADS, *ROWS])}


def published() -> FilePayload:
    """Return a published table that differs in one month."""
    rows = [SUMS, ("2563", *["0"] * 5, "3", *["0"] * 6)]
    return {"name": "รายงานประจำปี.csv", "mimeType": "text/csv", "buffer": rows_to_csv(rows)}


def sent(visitor: Visitor) -> None:
    """Send the table, and see what its columns are taken for."""
    visitor.go(START)
    visitor.page.locator("[name=file]").set_input_files(table())
    visitor.page.locator("main form[enctype] .btn.primary").click()
    expect(visitor.page.locator("[name=column_7]")).to_be_visible()


def misunderstood(visitor: Visitor) -> None:
    """Say the same of two columns."""
    sent(visitor)
    visitor.page.locator("[name=column_7]").select_option("date")
    visitor.page.locator("main form .btn.primary").click()
    expect(visitor.page.locator(".mistake").first).to_be_visible()


def understood(visitor: Visitor) -> None:
    """Keep the columns under a name, and see what becomes of groups and rooms."""
    sent(visitor)
    visitor.page.locator("[name=name]").fill("สมุดจองห้อง")
    visitor.page.locator("main form .btn.primary").click()
    expect(visitor.page.locator("[name=room_0]")).to_be_visible()


def named_wrong(visitor: Visitor) -> None:
    """Give a new room a name that is taken."""
    understood(visitor)
    visitor.page.locator("[name=room_0]").select_option("")
    visitor.page.locator(".becomes:has([name=room_0]) summary").click()
    visitor.page.locator("[name=room_name_0]").fill("เพชร")
    visitor.page.locator("main form .btn.primary").click()
    expect(visitor.page.locator(".mistake").first).to_be_visible()


def checked(visitor: Visitor) -> None:
    """See what would be imported, with all that is folded away."""
    understood(visitor)
    visitor.page.locator("main form .btn.primary").click()
    expect(visitor.page.locator(".figures")).to_be_visible()
    visitor.page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")


def rows_behind(visitor: Visitor) -> None:
    """See the rows behind a number."""
    checked(visitor)
    visitor.page.locator(".noted a").first.click()
    expect(visitor.page.locator(".found")).to_be_visible()


def compared(visitor: Visitor) -> None:
    """Compare what would be imported with what was published."""
    checked(visitor)
    visitor.page.locator("main form[enctype] [name=file]").set_input_files(published())
    visitor.page.locator("main form[enctype] .btn").click()
    expect(visitor.page.locator(".years-beside")).to_be_visible()


def running(visitor: Visitor) -> None:
    """Look at an import that runs, as far as its file tells."""
    checked(visitor)
    upload = visitor.page.url.split("/")[-3]
    tell(visitor, upload=int(upload), done=1_234, total=3_526)
    held.append(os.open(folder(visitor) / "1.lock", os.O_RDWR | os.O_CREAT))
    fcntl.flock(held[0], fcntl.LOCK_EX)
    visitor.go(f"{START}{upload}/progress/")
    expect(visitor.page.locator("progress")).to_be_visible()


def stopped(visitor: Visitor) -> None:
    """See that the server was stopped while it ran."""
    while held:
        os.close(held.pop())
    visitor.page.reload()
    expect(visitor.page.locator(".note.bad")).to_be_visible()


def brought_in(visitor: Visitor) -> None:
    """Import it, and read the report."""
    checked(visitor)
    visitor.page.locator(".foot .btn.primary").click()
    visitor.page.wait_for_url("**/office/moving/runs/*/")
    expect(visitor.page.locator(".figures")).to_be_visible()
    visitor.page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")


def rows_of_run(visitor: Visitor) -> None:
    """See the rows behind a number of the report."""
    latest_run(visitor)
    visitor.page.locator(".noted a").first.click()
    expect(visitor.page.locator(".found")).to_be_visible()


def latest_run(visitor: Visitor) -> None:
    """Read the latest report."""
    visitor.go(START)
    visitor.page.locator(".reports a").first.click()
    expect(visitor.page.locator(".figures")).to_be_visible()


def row(visitor: Visitor) -> None:
    """Look at a row in quarantine."""
    visitor.go(QUARANTINE)
    visitor.page.locator(".thing .tools a").first.click()
    expect(visitor.page.locator(".verbatim")).to_be_visible()
    visitor.page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")


def row_with_mistakes(visitor: Visitor) -> None:
    """Mend a row by a day that there is not."""
    row(visitor)
    visitor.page.locator("[name=on]").fill("31/2/2563")
    visitor.page.locator("main form .btn.primary").click()
    expect(visitor.page.locator(".mistake").first).to_be_visible()


def asked_to_undo(visitor: Visitor) -> None:
    """Be asked whether the import is to be taken back."""
    latest_run(visitor)
    visitor.page.locator("main .btn.danger").click()
    expect(visitor.page.locator("form .btn.danger")).to_be_visible()


def taking_back(visitor: Visitor) -> None:
    """Look at an import that is being taken back, as far as its file tells."""
    latest_run(visitor)
    run = visitor.page.url.split("/")[-2]
    tell(visitor, upload=0, run=int(run), done=1_234, total=3_526)
    held.append(os.open(folder(visitor) / "1.lock", os.O_RDWR | os.O_CREAT))
    fcntl.flock(held[0], fcntl.LOCK_EX)
    visitor.go(f"{START}runs/{run}/undo/")
    expect(visitor.page.locator("progress")).to_be_visible()


def undone(visitor: Visitor) -> None:
    """Take the import back."""
    asked_to_undo(visitor)
    visitor.page.locator("main form .btn.danger").click()
    visitor.page.wait_for_url("**/office/moving/runs/*/")
    expect(visitor.page.locator(".note.warn")).to_be_visible()


def tell(visitor: Visitor, **facts: Any) -> None:
    """Write the file by which an import tells how far it is."""
    folder(visitor).mkdir(exist_ok=True)
    (folder(visitor) / "1.json").write_text(json.dumps(facts))


def folder(visitor: Visitor) -> Path:
    """Return where imports tell how far they are; the sample office is the first one."""
    return Path(visitor.office.environment["JONGHONG_DATA"]) / "moving"
