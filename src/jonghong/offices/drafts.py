"""A draft of a year's holidays for an office of the state, to be looked over by an officer."""

from datetime import date

# Public holidays on which the offices of the state work, and so the days off in place of these.
WORKED = {"วันแรงงานแห่งชาติ", "วันเด็กแห่งชาติ"}
# Full names begin like this -> the name on everybody's calendar. One day keeps one name for one occasion.
SHORT_NAMES = {
    "วันพระบาทสมเด็จพระพุทธยอดฟ้า": "วันจักรี",
    "วันเฉลิมพระชนมพรรษาพระบาทสมเด็จพระปรเมนทรรามาธิบดี": "วันเฉลิมพระชนมพรรษาพระบาทสมเด็จพระเจ้าอยู่หัว",
    "วันเฉลิมพระชนมพรรษาสมเด็จพระนางเจ้าสุทิดา": "วันเฉลิมพระชนมพรรษาสมเด็จพระนางเจ้าฯ พระบรมราชินี",
    "วันเฉลิมพระชนมพรรษาสมเด็จพระนางเจ้าสิริกิติ์": "วันแม่แห่งชาติ",
    "วันเฉลิมพระชนมพรรษาสมเด็จพระบรมราชชนนีพันปีหลวง": "วันแม่แห่งชาติ",
    "วันเฉลิมพระชนมพรรษาพระบาทสมเด็จพระปรมินทร": "วันพ่อแห่งชาติ",
    "วันคล้ายวันเฉลิมพระชนมพรรษาพระบาทสมเด็จพระ": "วันพ่อแห่งชาติ",
    "วันชาติ": "วันพ่อแห่งชาติ",
    "วันคล้ายวันสวรรคต": "วันคล้ายวันสวรรคต รัชกาลที่ 9",
    "พระราชพิธีบรมราชาภิเษก": "วันพระราชพิธีบรมราชาภิเษก",
    "วันพระราชพิธีถวายพระเพลิงพระบรมศพ": "วันพระราชพิธีถวายพระเพลิงพระบรมศพ",
    "วันหยุดพิเศษ (เพิ่มเติม)": "วันหยุดพิเศษ",
}
INSTEAD, INSTEAD_IN_FULL = "ชดเชย", "วันหยุดชดเชย"


def holiday_draft(year: int) -> list[tuple[date, str]]:
    """Return (day, Thai name) of each holiday of a year of the common era, in order; a day may have two.

    From the ``holidays`` package, public and government; empty for a year that it does not know (before 1914, after 2100).
    """
    # Costs every start of every command a fifth of a second, and only this page needs it.
    from holidays import GOVERNMENT, PUBLIC, country_holidays  # noqa: PLC0415

    found = country_holidays("TH", years=year, categories=(PUBLIC, GOVERNMENT), language="th")
    return [(day, name) for day, names in sorted(found.items()) for name in occasions(names)]


def occasions(names: str) -> list[str]:
    """Return each occasion of a day once, by its short name; ``names`` are joined as the package joins them."""
    # A dictionary keeps the order in which it was filled.
    return list(dict.fromkeys(short_name(name) for name in names.split("; ") if name.removeprefix(INSTEAD) not in WORKED))


def short_name(name: str) -> str:
    """Return the name on everybody's calendar: วันจักรี, วันหยุดชดเชยวันจักรี."""
    occasion = name.removeprefix(INSTEAD)
    short = next((short for full, short in SHORT_NAMES.items() if occasion.startswith(full)), occasion)
    return short if occasion == name else INSTEAD_IN_FULL + short
