"""What the code says: bandit, our own rules for semgrep, and secrets in files that git keeps."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tools import ROOT

PROGRAMS = Path(sys.executable).parent
OURS = ("src", "jonghong", "tools")
RULES = ROOT / "tools" / "semgrep.yml"

# What bandit finds and somebody has looked at: the file and the rule, and why it may stay.
REVIEWED = {
    ("src/jonghong/bookings/tallies.py", "B608"): "the SQL is put together from constants of the file",
    ("src/jonghong/moving/live.py", "B608"): "names of tables and columns come from the server, and stand in quotes",
    ("src/jonghong/backups/loading.py", "B608"): "names of tables and columns are those of our own models, and stand in quotes",
    ("src/jonghong/backups/reading.py", "B608"): "names of tables and columns are those of our own models, and stand in quotes",
    ("src/jonghong/core/templating.py", "B701"): "Django gives autoescape=True among the options",
    ("src/jonghong/factors/totp.py", "B303"): "HMAC-SHA-1 is what RFC 6238 and every app make the six digits of",
}
# Things that open doors, as they look in a file.
SECRETS = {
    "private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/=]{20}",
    "key of a cloud": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "token of a code host": r"\b(?:gh[opsu]_[A-Za-z0-9]{36}|glpat-[A-Za-z0-9_-]{20})\b",
    "token of a chat": r"\bxox[abprs]-[0-9A-Za-z-]{10,}",
    "signed token": r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    "word in an address": r"\b[a-z+]{3,12}://[^\s:/@'\"{}<]+:(?!(?:word|secret|pw|password|x)@)[^\s:/@'\"{}<]{6,}@(?![\w.-]*example|localhost|127\.|host\b)",
    "secret in a line": r"(?i)\b(?:secret_key|api_key|client_secret|auth_token)\s*[=:]\s*['\"][A-Za-z0-9+/=_-]{16,}['\"]",
}


def bandit(*folders: str | Path, reviewed: bool = True) -> list[str]:
    """Return what bandit finds of medium and high weight, less what was reviewed; a review of what is gone is found, too."""
    command = [sys.executable, "-m", "bandit", "--quiet", "--recursive", "--severity-level", "medium", "--format", "json"]
    done = subprocess.run([*command, *map(str, folders)], cwd=ROOT, capture_output=True, text=True, check=False)
    found = {place(each): each for each in json.loads(done.stdout)["results"]}
    if not reviewed:
        return [f"{file} {rule}" for file, rule in found]
    gone = [f"{file} {rule}: reviewed, but no longer found" for file, rule in REVIEWED.keys() - found.keys()]
    return [
        f"{file}:{each['line_number']} {rule} {each['issue_text']}"
        for (file, rule), each in found.items()
        if (file, rule) not in REVIEWED
    ] + gone


def place(finding: dict[str, Any]) -> tuple[str, str]:
    """Return the file and the rule of what bandit found."""
    file = Path(ROOT, finding["filename"]).resolve()
    return (file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else file.name), finding["test_id"]


def semgrep(*folders: str | Path) -> list[str]:
    """Return what our own rules find; raises ValueError where semgrep could not read something."""
    quiet = ["--metrics=off", "--disable-version-check", "--no-git-ignore", "--json", "--quiet"]
    command = [str(PROGRAMS / "semgrep"), "scan", "--config", str(RULES), *quiet, *map(str, folders)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    answer = json.loads(done.stdout)
    if answer["errors"]:
        raise ValueError(answer["errors"])
    found = [(each["check_id"].rpartition(".")[2], each) for each in answer["results"]]
    return [f"{each['path']}:{each['start']['line']} {rule} {each['extra']['message']}" for rule, each in found]


def secrets(files: list[Path] | None = None) -> list[str]:
    """Return where a file that git keeps, or one of those named, holds something that opens a door."""
    found = []
    for file in kept_files() if files is None else files:
        content = file.read_bytes()
        text = "" if b"\0" in content else content.decode("utf-8", "replace")
        found += [f"{file.name}: {name}" for name, pattern in SECRETS.items() if re.search(pattern, text)]
    return found


def kept_files() -> list[Path]:
    """Return the files that git keeps."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def main(words: list[str]) -> int:
    """Print what the scanner of that name finds in the product: ``python -m tools.scanning.source bandit``."""
    scans: dict[str, Callable[[], list[str]]] = {
        "bandit": partial(bandit, *OURS),
        "semgrep": partial(semgrep, "src"),
        "secrets": secrets,
    }
    found = scans[words[0]]()
    print("".join(f"{each}\n" for each in found), end="")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
