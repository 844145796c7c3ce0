"""Packages from elsewhere: known holes in them, as far as pip-audit could ask, and what the product is made of (SBOM)."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from tools import ROOT

LOCK = ROOT / "requirements" / "run.txt"
SBOM = ROOT / "docs" / "sbom.json"
LINE = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def packages(_folder: Path) -> tuple[list[str], bool]:
    """Return what pip-audit finds in the packages of the product; one that it could not ask about is found, too.

    Asked without a network it says that nothing is known, and skips every package: that must not pass. It is not among the
    packages of the checkout: ``pip install pip-audit`` on a machine that reaches the services it asks.
    """
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(LOCK), "--disable-pip", "--format", "json", "--strict"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if "No module named pip_audit" in done.stderr:
        raise FileNotFoundError("pip-audit is not installed; it needs a machine that reaches the services it asks")
    return judged(done.stdout, sorted(pinned(LOCK))), True


def judged(answer: str, wanted: list[str]) -> list[str]:
    """Return what an answer of pip-audit tells: holes, packages that were skipped, packages that it says nothing of."""
    try:
        asked = {each["name"].lower().replace("_", "-"): each for each in json.loads(answer)["dependencies"]}
    except (ValueError, KeyError, TypeError):
        return ["pip-audit gave no answer that can be read"]
    found = [f"{name}: {hole['id']}" for name, each in asked.items() for hole in each.get("vulns", [])]
    found += [f"{name}: skipped ({each['skip_reason']})" for name, each in asked.items() if "skip_reason" in each]
    return found + [f"{name}: not asked about" for name in wanted if name not in asked]


def pinned(lock: Path) -> dict[str, tuple[str, list[str]]]:
    """Return version and hashes of each package of a list, by its name."""
    text = lock.read_text(encoding="utf-8")
    starts = [*LINE.finditer(text)]
    ends = [*(start.start() for start in starts[1:]), len(text)]
    return {
        start[1].lower().replace("_", "-"): (start[2], HASH.findall(text[start.start() : end]))
        for start, end in zip(starts, ends, strict=True)
    }


def bill() -> dict[str, Any]:
    """Return what the product is made of, as CycloneDX 1.6; by which hashes they come stands in requirements/run.txt."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "jonghong", "bom-ref": "jonghong"}},
        "components": [
            {
                "type": "library",
                "bom-ref": f"pkg:pypi/{name}@{version}",
                "name": name,
                "version": version,
                "purl": f"pkg:pypi/{name}@{version}",
            }
            for name, (version, _hashes) in sorted(pinned(LOCK).items())
        ],
    }


def main() -> None:
    """Write the bill anew: ``python -m tools.scanning.packages``."""
    SBOM.write_text(json.dumps(bill(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
