"""Numbers as people write and speak them in Thai, up to the hundreds. Pure."""

import re

_UNITS = {name: unit for unit, name in enumerate(["หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า"], start=1)}
_UNIT = "|".join(_UNITS)
_TENS = f"(?:ยี่|{_UNIT})?สิบ"
_ONES = f"(?:เอ็ด|{_UNIT})"
WORDS = f"(?:(?:{_UNIT})?ร้อย(?:{_TENS})?{_ONES}?|{_TENS}{_ONES}?|{_ONES})"
NUMBER = f"(?:[0-9]{{1,6}}|{WORDS})"
_PARTS = re.compile(f"(?:(?P<hundreds>{_UNIT})?(?P<hundred>ร้อย))?(?:(?P<tens>ยี่|{_UNIT})?(?P<ten>สิบ))?(?P<ones>{_ONES})?")


def value_of(number: str) -> int:
    """Return what a text that matches ``NUMBER`` counts: "40", "สี่สิบ", "ยี่สิบเอ็ด", "ร้อยห้า"."""
    if number.isdigit():
        return int(number)
    parts = _PARTS.fullmatch(number)
    assert parts
    digits = _UNITS | {"ยี่": 2, "เอ็ด": 1}
    hundreds = 100 * digits.get(parts["hundreds"], 1) if parts["hundred"] else 0
    tens = 10 * digits.get(parts["tens"], 1) if parts["ten"] else 0
    return hundreds + tens + digits.get(parts["ones"], 0)
