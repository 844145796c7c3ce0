"""Mozilla's HTTP Observatory, from its own package, over TLS on this machine."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from tools import ROOT
from tools.scanning.gate import gate, own_certificate
from tools.scanning.target import holes, sample_office

VERSION = "1.4.8"
PACKAGE = f"@mdn/mdn-http-observatory@{VERSION}"
FOLDER = ROOT / ".venv" / "observatory"
MODULE = FOLDER / "node_modules" / "@mdn" / "mdn-http-observatory"
HOST = "rooms.example"
SIGN_IN = "/sign-in/"
LEAST = 140
LEAST_WITHOUT_COOKIE = 135  # five points are for cookies that are kept well, and the public page sets none
# Left out: what needs lists from elsewhere is written empty, as the package's own script would fetch it.
LISTS = {"hsts-preload.json": "{}", "tld-list.json": "[]"}


def node() -> str | None:
    """Return where node is, if the Observatory is installed for it."""
    program = shutil.which("node")
    return program if program and (MODULE / "src" / "scan.js").exists() else None


def install() -> None:
    """Install the Observatory into .venv; its scripts are not run."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", "--prefix", str(FOLDER), PACKAGE]
    subprocess.run(command, check=True, cwd=FOLDER)
    for name, content in LISTS.items():
        (MODULE / "conf").mkdir(exist_ok=True)
        (MODULE / "conf" / name).write_text(content, encoding="ascii")


def observatory(folder: Path, *, home: str = "/") -> tuple[int, str, list[str]]:
    """Return score, grade and the tests that cost points, of a page of the sample office behind TLS."""
    program = node()
    assert program, "first: install()"
    certificate, authority = own_certificate(folder)
    data = folder / "office"
    data.mkdir()
    with sample_office(data, JONGHONG_URL=f"https://{HOST}", JONGHONG_PROXIES="1") as served:
        port = int(served.url.rpartition(":")[2])
        with gate(port, host=HOST, home=home, certificate=certificate) as entrance:
            return graded(program, f"localhost:{entrance}", authority)


def sees_holes(folder: Path) -> bool:
    """Tell whether the site with known holes gets a bad mark."""
    program = node()
    assert program
    certificate, authority = own_certificate(folder)
    with holes(folder) as url, gate(int(url.rpartition(":")[2]), host="127.0.0.1", certificate=certificate) as entrance:
        score, _grade, costly = graded(program, f"localhost:{entrance}", authority)
    return score < 100 and bool(costly)


def graded(program: str, site: str, authority: Path) -> tuple[int, str, list[str]]:
    """Return score, grade and the tests that cost points, of a site whose certificate that authority signed."""
    script = str(MODULE / "src" / "scan.js")
    environment = {**os.environ, "NODE_EXTRA_CA_CERTS": str(authority)}
    done = subprocess.run([program, script, site], env=environment, capture_output=True, text=True, check=False, timeout=120)
    found = re.search(r"\{.*\}", done.stdout, re.DOTALL)
    if not found:
        raise RuntimeError(done.stdout[-1_000:] + done.stderr[-1_000:])
    answer = json.loads(found[0])
    scan = answer["scan"]
    costly = [
        f"{name}: {test['result']} ({test['scoreModifier']})"
        for name, test in answer["tests"].items()
        if test["scoreModifier"] < 0
    ]
    return int(scan["score"]), str(scan["grade"]), costly
