"""The Thai guide on moving in says the very words of the pages."""

import re

from tools import ROOT
from tools.translate import PO, read, strings

GUIDE = ROOT / "docs" / "moving-in.th.md"


def test_the_guide_names_buttons_and_headings_as_the_pages_do() -> None:
    said = {re.sub(r"^\d\. ", "", text) for message in read(PO) for text in strings(message.string)}
    named = set(re.findall(r"\*\*(.+?)\*\*", GUIDE.read_text(encoding="utf-8")))
    assert {name for name in named if not any(text == name or text.startswith(f"{name} %(") for text in said)} == set()
    assert {"นำเข้าเดี๋ยวนี้", "บันทึกและนำเข้า", "ยกเลิกการนำเข้าครั้งนี้", "เทียบ"} <= named
