"""``./jonghong check [words]``: linters, types, layers and templates; all of them without any word.

Words are ruff, format, mypy, import-linter, bandit, semgrep, secrets, djlint. Their rules stand in pyproject.toml.
"""

import subprocess
import sys

from tools import ROOT, asks_for_help

CHECKS = {
    "ruff": ["-m", "ruff", "check", "--quiet", ".", "jonghong"],
    "format": ["-m", "ruff", "format", "--check", "--quiet", ".", "jonghong"],
    "mypy": ["-m", "mypy"],
    "import-linter": ["-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
    "bandit": ["-m", "tools.scanning.source", "bandit"],
    "semgrep": ["-m", "tools.scanning.source", "semgrep"],
    "secrets": ["-m", "tools.scanning.source", "secrets"],
    "djlint": ["-m", "djlint", "src", "--lint", "--quiet"],
}


def main(words: list[str]) -> int:
    """Run them all, or those that are named, and return 0 if none complains."""
    if asks_for_help(words, __doc__):
        return 0
    unknown = [word for word in words if word not in CHECKS]
    if unknown:
        print(f"There is no such check: {', '.join(unknown)}. There are: {', '.join(CHECKS)}.")
        return 2
    failed = [name for name, command in CHECKS.items() if name in (words or CHECKS) and not passes(name, command)]
    print(f"ไม่ผ่าน · failed: {', '.join(failed)}" if failed else "ผ่านทั้งหมด · all checks passed")
    return 1 if failed else 0


def passes(name: str, command: list[str]) -> bool:
    """Run one check in sight and tell whether it was content."""
    print(f"{name} …", flush=True)
    return subprocess.call([sys.executable, *command], cwd=ROOT) == 0
