"""Take the pictures of the README anew, in Thai, of the sample office on 25 May 2566.

PYTHONPATH=src:. .venv/bin/python -m tools.screenshots
"""

import re
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, FilePayload, expect

from jonghong.sample.office import ADMINISTRATOR, CLERKS, OFFICER, SamplePerson
from tests.browsers import launched, new_context
from tests.journeys.conftest import signed_in
from tests.journeys.visitors import Visitor
from tests.moving.amss_dumps import good, whole_office
from tests.moving.amss_tables import Tables, mysqldump
from tests.servers import SAMPLE_CLOCK, Served, serving
from tools import ROOT

FOLDER = ROOT / "docs" / "pictures"
CLERK = CLERKS[1]
# Scroll bars that lie over the page, as on a phone, leave no empty strip in a picture.
DESK: dict[str, Any] = {"viewport": {"width": 1380, "height": 860}, "is_mobile": True}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "device_scale_factor": 2}
sample = partial(serving, fill="tests.fill.sample", clock=SAMPLE_CLOCK)


def main() -> None:
    """Take all pictures, or stop where a page does not look as expected."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, launched() as browser, sample(Path(folder)) as office:
        take(browser, office, "report", at("/"), **DESK)
        take(browser, office, "month", at("/2566/6/"), **DESK)
        take(browser, office, "booking", form_over_the_table, person=CLERK, **DESK)
        take(browser, office, "phone", at("/2566/6/"), color_scheme="dark", **PHONE)
        take(browser, office, "mine", at("/mine/"), person=CLERK, **DESK)
        take(browser, office, "rooms", at("/office/rooms/"), person=OFFICER, **DESK)
    # The report on moving in is that of an office of its own, so that the other pictures stay as they are.
    with TemporaryDirectory() as folder, launched() as browser, sample(Path(folder)) as office:
        take(browser, office, "moving", moved_in, person=ADMINISTRATOR, **DESK)


def at(path: str) -> Callable[[Visitor], None]:
    """Return a scene that is a page as it opens."""
    return lambda visitor: visitor.go(path)


def form_over_the_table(visitor: Visitor) -> None:
    """Show somebody who is about to book."""
    visitor.go("/2566/6/")
    visitor.free("ไพลิน", 2).click()
    visitor.title.fill("ประชุมคณะทำงานแผนปฏิบัติการ ปีงบประมาณ 2567")
    visitor.page.get_by_label("ผู้เข้าประชุม").fill("45")
    visitor.half("เช้า").check()
    expect(visitor.sheet).to_contain_text("ไพลิน ศุกร์ 2 มิถุนายน 2566 เช้า (08.30-12.00 น.)")
    visitor.title.focus()


def moved_in(visitor: Visitor) -> None:
    """Show the report on a former system, which is brought in the first time."""
    visitor.go("/office/moving/")
    if not visitor.page.locator(".reports a").count():
        file: FilePayload = {"name": "amss.sql", "mimeType": "application/sql", "buffer": mysqldump(office_with_faults())}
        visitor.page.locator("[name=file]").set_input_files(file)
        visitor.page.locator("main form[enctype] .btn.primary").click()
        visitor.page.locator("main form .btn.primary").click()
        visitor.page.locator(".foot .btn.primary").click()
        visitor.page.wait_for_url(re.compile(r"/office/moving/runs/\d+/$"), timeout=120_000)
    else:
        visitor.page.locator(".reports a").first.click()
    expect(visitor.page.locator(".figures")).to_be_visible()


def office_with_faults() -> Tables:
    """Return the whole office with some rows that need a hand."""
    tables = whole_office()
    tables.add("meeting_main", good(start_time="127", room="1"))
    tables.add("meeting_main", good(approve="7", room="1", book_date="2023-05-11", book_date_end="2023-05-11"))
    for title in ("ประชุมคณะกรรมการ", "ประชุมผู้บริหาร"):
        facts = {"book_date": "2023-07-24", "book_date_end": "2023-07-24", "rec_date": "2023-05-20 09:00:00", "approve": "1"}
        tables.add("meeting_main", good(objective=title, room="1", **facts))
    return tables


def take(
    browser: Browser,
    office: Served,
    name: str,
    scene: Callable[[Visitor], None],
    *,
    person: SamplePerson | None = None,
    **options: Any,
) -> None:
    """Write one picture; the page is opened twice, the second time with its fonts at hand."""
    complaints: list[str] = []
    context = new_context(browser, complaints, **options)
    if person:
        signed_in(context, office, person)
    visitor = Visitor(context.new_page(), office)
    scene(visitor)
    visitor.page.wait_for_load_state("networkidle")
    scene(visitor)
    visitor.page.evaluate("document.fonts.ready.then(() => true)")
    file = FOLDER / f"{name}.png"
    file.write_bytes(small(visitor.page.screenshot(animations="disabled", caret="hide")))
    print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1000} kB")
    context.close()
    assert complaints == []


def small(png: bytes) -> bytes:
    """Return the same picture, packed as tightly as PNG can."""
    buffer = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
