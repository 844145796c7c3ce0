"""Groups of the office over there, by the number that people and bookings name them by. Pure."""

from collections.abc import Iterable

from jonghong.moving.facts import Code, GroupDraft, Judged
from jonghong.moving.judging import texts
from jonghong.moving.judging.lines import Line

AREA_OFFICE, SMART_OBEC = "system_workgroup", "system_department"
NUMBERS = {AREA_OFFICE: ("workgroup", "id"), SMART_OBEC: ("department", "id")}
NAMES = {AREA_OFFICE: ("workgroup_desc", "workgroup_name"), SMART_OBEC: ("department_name", "department_desc")}
SHORT_NAMES = {AREA_OFFICE: ("workgroup_precis",), SMART_OBEC: ("department_precis",)}
UNKNOWN = GroupDraft("", "ไม่ระบุกลุ่ม", "ไม่ระบุ")


class Groups:
    """The groups of one table; ``stubs`` holds the unknown one once somebody belongs to it."""

    def __init__(self, rows: Iterable[Judged]) -> None:
        self.by_key: dict[str, GroupDraft] = {}
        self.stubs: list[GroupDraft] = []
        for judged in rows:
            self._take(judged)
        self.is_missing = not self.by_key

    def key_of(self, number: str) -> tuple[str, list[Code]]:
        """Return the key of the group with that number, empty for the unknown group, and what is noted then."""
        key = self.known_key(number)
        if key:
            return key, []
        self.stubs = [UNKNOWN]
        return "", [Code.PART_MISSING if self.is_missing else Code.UNKNOWN_GROUP]

    def known_key(self, number: str) -> str:
        """Return the key of the group with that number; empty where there is none, without asking for the unknown one."""
        key = code_of(number)
        return key if key in self.by_key else ""

    def _take(self, judged: Judged) -> None:
        line, table = Line(judged), judged.row.table
        key, name = code_of(line.cell(*NUMBERS[table])), line.text(*NAMES[table])
        short_name = line.text(*SHORT_NAMES[table])
        if key in self.by_key and self.by_key[key].name == name:
            return
        key = f"{key}#{judged.row.key}" if key in self.by_key or not key else key
        self.by_key[key] = judged.thing = GroupDraft(key, name or f"กลุ่มเดิม #{key}", short_name)


def code_of(text: str) -> str:
    """Return a number as it is compared: ``3`` for ``03``, nothing for 0; any other text in one line."""
    number = texts.whole_number(text)
    return str(number or "") if number is not None else texts.read(text)[0]
