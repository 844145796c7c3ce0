"""``jonghong doctor``: look whether everything stands as it should, and say what to do where it does not."""

import json
from collections import Counter

from jonghong.commands import Stop
from jonghong.health.checks import CHECKS, MACHINE, Finding, Level, findings
from jonghong.health.checks.machine import migrations

MARKS = {Level.OK: "✓ ok  ", Level.WARN: "! warn", Level.BAD: "✗ bad "}


def run(*, as_json: bool) -> None:
    """Print a line for each check, or JSON; raises Stop, and so ends with exit code 1, where something is bad."""
    # What asks the tables waits until they are those of this version.
    found = findings(CHECKS if migrations().level is Level.OK else MACHINE)
    print(written(found) if as_json else "\n".join(line(name, finding) for name, finding in found))
    number = Counter(finding.level for _name, finding in found)[Level.BAD]
    if number:
        raise Stop(f"ต้องแก้ไข {number} รายการ", f"{number} of these must be mended.")


def line(name: str, finding: Finding) -> str:
    """Return a finding as people read it."""
    if finding.level is Level.OK:
        return f"{MARKS[finding.level]}  {name}: {finding.thai} · {finding.english}"
    return f"{MARKS[finding.level]}  {name}\n          {finding.thai}\n          {finding.english}"


def written(found: list[tuple[str, Finding]]) -> str:
    """Return the findings as JSON: ``{"checks": [{"name", "level", "thai", "english"}]}``."""
    checks = [{"name": name, "level": each.level.value, "thai": each.thai, "english": each.english} for name, each in found]
    return json.dumps({"checks": checks}, ensure_ascii=False, indent=2)
