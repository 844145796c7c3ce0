"""What docs/security.md promises is there, and Django finds nothing to say of the settings in use."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

from jonghong.health.checks import CHECKS
from tests.servers import ROOT
from tools import fields
from tools.scan import SCANS

pytestmark = pytest.mark.pure

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = {int(number): shown for number, shown in re.findall(r"^\| (\d+) \|[^|]+\| (.+) \|$", PAGE, re.MULTILINE)}
NAMED = sorted({name for shown in ROWS.values() for name in re.findall(r"`([^`]+)`", shown)})
RUN_BY_THE_BUILD = {"check": "./jonghong check", "wheel": ".ci/wheel"}


def test_every_row_of_the_checklist_is_shown_or_says_why_not() -> None:
    assert list(ROWS) == list(range(1, 81))
    assert "@@" not in PAGE
    assert [number for number, shown in ROWS.items() if "`" not in shown and "by hand: " not in shown] == []


def test_every_test_that_is_named_is_there() -> None:
    assert [name for name in NAMED if re.match(r"(\w+/)?test_|journeys/", name) and not is_there(name)] == []


def is_there(name: str) -> bool:
    file, _colons, test = name.partition("::")
    path = ROOT / "tests" / f"{file}.py"
    return path.exists() and f"\ndef {test or 'test_'}" in path.read_text(encoding="utf-8")


def test_whatever_else_is_named_is_there() -> None:
    named = {name for name in NAMED if not re.match(r"(\w+/)?test_|journeys/", name)}
    doctor = {f"doctor {check.__name__.replace('_', ' ')}" for check in CHECKS}
    words = {"__Host-", "sslscan", "./jonghong bench enumeration"}
    assert named - doctor - {f"scan {name}" for name in SCANS} - RUN_BY_THE_BUILD.keys() - words == set()
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    # Each is a step whose failure counts; the wheel's own is waited for.
    for step in RUN_BY_THE_BUILD.values():
        assert re.search(rf"^{re.escape(step)} (\|\| failed=|>.* &$)", run, re.MULTILINE), step
    assert run.count(" &\n") == run.count('wait "$wheel" || failed=') == 1


def test_nobody_is_asked_what_others_know() -> None:
    known_to_others = re.compile(r"question|hint|birth|dob|maiden|mother|pet_|school_of", re.IGNORECASE)
    columns = {field.name for model in apps.get_models() for field in model._meta.get_fields()}
    asked = {name for form in fields.forms() for name in form.base_fields}
    assert len(asked) > 50
    assert {name for name in columns | asked if known_to_others.search(name)} == set()


def test_every_key_is_in_the_table() -> None:
    from jonghong.health.checks.machine import SECRETS

    assert [name for name in SECRETS if f"| `{name}`" not in PAGE] == []


def test_django_has_nothing_to_say_of_the_settings_in_use(tmp_path: Path) -> None:
    settings = {
        "DJANGO_SETTINGS_MODULE": "jonghong.settings",
        "JONGHONG_DATA": str(tmp_path),
        "JONGHONG_URL": "https://room.example.go.th",
        "JONGHONG_PROXIES": "1",
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    # Tests of browsers set it for themselves.
    others = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    done = subprocess.run(command, env={**others, **settings}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (4 silenced).\n"), done.stderr
