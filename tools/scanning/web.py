"""What a running site answers: wapiti and sqlmap, from Debian's packages, against 127.0.0.1 alone."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

# Those that ask this machine alone and need no list from elsewhere.
MODULES = "backup,blindsql,crlf,exec,file,htaccess,methods,permanentxss,redirect,shellshock,sql,xss,xxe"


def require_here(url: str) -> None:
    """Raise ValueError unless the address is on this machine."""
    if urlsplit(url).hostname != "127.0.0.1":
        raise ValueError(f"{url} is not on this machine")


def wapiti(url: str, folder: Path, *, seconds: int, cookies: dict[str, str] | None = None, modules: str = MODULES) -> list[str]:
    """Return what wapiti finds where links lead from the address, in so many seconds, and a quarter of that by each module."""
    require_here(url)
    program = found("wapiti")
    report, attack = folder / "wapiti.json", max(5, seconds // 4)
    command = [
        program,
        "--url",
        url,
        "--module",
        modules,
        "--scope",
        "domain",
        "--format",
        "json",
        "--output",
        str(report),
    ]
    command += [
        "--flush-session",
        "--store-session",
        str(folder / "wapiti"),
        "--store-config",
        str(folder / "wapiti"),
        "--max-scan-time",
        str(seconds),
        "--no-bugreport",
        "--level",
        "1",
    ]
    command += ["--max-attack-time", str(attack), "--timeout", "10", "--verbose", "0"]
    command += ["--header", "Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items())] if cookies else []
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds + attack * 2 * len(modules.split(",")) + 120,
    )
    if not report.exists():
        raise RuntimeError(done.stdout[-2_000:] + done.stderr[-2_000:])
    answer = json.loads(report.read_text(encoding="utf-8"))
    kinds = answer["vulnerabilities"] | answer["anomalies"]
    return [f"{kind}: {each['method']} {each['path']} {each['parameter']}" for kind, every in kinds.items() for each in every]


def sqlmap(
    url: str,
    parameter: str,
    folder: Path,
    *,
    cookies: dict[str, str] | None = None,
    data: str = "",
    seconds: int = 600,
    techniques: str = "BEUSTQ",
    database: str = "sqlite",
) -> bool | None:
    """Tell whether sqlmap gets into the database by that parameter, at level 5 and risk 3; None where it ran out of time."""
    require_here(url)
    command = [found("sqlmap"), "--url", url, "-p", parameter, "--batch", "--level", "5", "--risk", "3", "--dbms", database]
    command += [
        "--technique",
        techniques,
        "--threads",
        "4",
        "--flush-session",
        "--output-dir",
        str(folder),
        "--disable-coloring",
    ]
    command += ["--data", data] if data else []
    command += ["--cookie", "; ".join(f"{name}={value}" for name, value in cookies.items())] if cookies else []
    command += ["--csrf-token", "csrfmiddlewaretoken"] if "csrfmiddlewaretoken" in data else []
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
    if re.search(r"is vulnerable|appears to be injectable|identified the following injection point", done.stdout):
        return True
    if "do not appear to be injectable" in done.stdout:
        return False
    raise RuntimeError(done.stdout[-2_000:])


def found(program: str) -> str:
    """Return where a program is; raises FileNotFoundError with how to get it."""
    path = shutil.which(program)
    if path is None:
        raise FileNotFoundError(f"{program} is not installed; on Debian: apt install {program}")
    return path
