"""What is written about figures, and what Prometheus is told, is what there is."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from jonghong.health.gathering import FAMILIES
from tests.needs import needs
from tests.test_house import ROOT

pytestmark = pytest.mark.pure
DEPLOYED = ROOT / "deploy" / "prometheus"


def promtool(*words: str, cwd: Path, page: str | None = None) -> None:
    program = needs(shutil.which("promtool"), "promtool (prometheus)")
    done = subprocess.run([program, *words], cwd=cwd, input=page, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_figure_is_described_as_it_is() -> None:
    rows = [
        f"| `{family.name}` | {family.kind} | {', '.join(f'`{label}`' for label in family.labels) or '–'} | {family.help} |"
        for family in FAMILIES
    ]
    written = (ROOT / "docs" / "seeing-inside.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in written if line.startswith("| `jonghong_")] == rows
    assert len({family.name for family in FAMILIES}) == len(FAMILIES)


def test_the_rules_speak_of_figures_that_there_are() -> None:
    rules = (DEPLOYED / "jonghong.rules.yml").read_text(encoding="utf-8")
    known = {family.name for family in FAMILIES} | {f"{each.name}_bucket" for each in FAMILIES if each.kind == "histogram"}
    assert set(re.findall(r"jonghong_\w+", rules)) <= known


def test_prometheus_takes_the_settings_and_the_rules_say_what_they_should(tmp_path: Path) -> None:
    promtool("check", "config", "prometheus.yml", cwd=DEPLOYED)
    for file in (DEPLOYED / "jonghong.rules.yml", Path(__file__).with_name("rules_tried.yml")):
        shutil.copy(file, tmp_path)
    promtool("test", "rules", "rules_tried.yml", cwd=tmp_path)
