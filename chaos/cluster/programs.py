"""What the servers of the cluster are made of, and as whom they run: PostgreSQL, etcd, Patroni in an environment of its own.

Patroni is installed once, from the hashes of requirements/cluster.txt, into a folder that the unprivileged user can read: with
a Python below the administrator's home it would start, and fail without a word.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

from chaos import ROOT
from jonghong.core import patroni

LIST = ROOT / "requirements" / "cluster.txt"
KEPT = Path("/var/cache/jonghong-cluster")
USERS = ("postgres", "nobody")
SYSTEM_PYTHONS = ("/usr/bin/python3", "/usr/local/bin/python3")


class Unfit(Exception):
    """Something that the cluster is made of is not on this machine, or is too old; a sentence in both languages."""


def missing(*further: str) -> str:
    """Return what is not on this machine of all that is needed, or nothing; ``further`` names programs beside those."""
    if os.geteuid() != 0:
        return "root, for network namespaces"
    for name in ("ip", "setpriv", "etcd", *further):
        if not shutil.which(name):
            return name
    if not postgresql():
        return "PostgreSQL's own programs (postgresql)"
    if subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False).returncode:
        return "network namespaces"
    return ""


def postgresql() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs."""
    found = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "postgres").exists()]
    return max(found, key=lambda folder: float(folder.parent.name), default=None)


def user() -> str:
    """Return as whom the servers run: not as the administrator, which PostgreSQL refuses."""
    known = {each.pw_name for each in pwd.getpwall()}
    return next(name for name in USERS if name in known)


def installed() -> Path:
    """Return the program patroni, installed now unless it was before; raises Unfit where it cannot be or is too old."""
    python = base_python()
    digest = hashlib.sha256(LIST.read_bytes() + python.encode()).hexdigest()[:16]
    folder = KEPT / digest
    program = folder / "bin" / "patroni"
    KEPT.mkdir(parents=True, exist_ok=True)
    KEPT.chmod(0o755)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever starts meanwhile waits for it
        if not (folder / "whole").exists():
            make(folder, python)
    refuse_old(as_user([str(program), "--version"]))
    return program


def make(folder: Path, python: str) -> None:
    """Make the environment anew, readable for everybody."""
    print("กำลังติดตั้ง Patroni (ครั้งเดียว) · installing Patroni (once) …", file=sys.stderr, flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([python, "-m", "venv", "--without-pip", str(folder)], check=True)
    install(folder / "bin" / "python")
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
    (folder / "whole").touch()


def refuse_old(said: str) -> None:
    """Raise Unfit where ``patroni --version`` says that it is one that loses bookings."""
    version = (said.split() or [""])[-1]
    if patroni.is_too_old(version):
        raise Unfit("\n".join(patroni.too_old("", version or "?")))


def base_python() -> str:
    """Return a Python that the unprivileged user can start; raises Unfit where there is none."""
    for python in (getattr(sys, "_base_executable", sys.executable), *SYSTEM_PYTHONS):
        if Path(python).exists() and as_user([python, "-c", "import sys, venv; print(sys.version_info >= (3, 10))"]) == "True":
            return python
    raise Unfit(f"ต้องมี Python ที่ผู้ใช้ {user()} เรียกได้\nA Python is needed that the user {user()} may start.")


def install(python: Path) -> None:
    """Install the list for that Python, by the first program that can."""
    options = ["install", "--quiet", "--require-hashes", "-r", str(LIST)]
    own = [sys.executable, "-m", "pip", "--python", str(python)]
    for installer, further in ((own, []), (["uv", "pip"], ["--python", str(python)])):
        if installer[0] != "uv" or shutil.which("uv"):
            done = subprocess.run([*installer, *options, *further], check=False, capture_output=True, text=True)
            if done.returncode == 0:
                return
    raise Unfit(f"ติดตั้ง Patroni ไม่สำเร็จ\nPatroni could not be installed:\n{done.stderr[-1500:]}")


def as_user(command: list[str]) -> str:
    """Return what a command says that the unprivileged user starts; nothing where it fails."""
    # setpriv itself may still open what only the administrator may; the shell after it may not.
    words = [*become(user()), "sh", "-c", 'exec "$@"', "sh", *command]
    done = subprocess.run(words, capture_output=True, text=True, cwd="/", env=environment(), check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def become(name: str) -> list[str]:
    """Return the words before a command that let it run as that user, and nothing else of the administrator's."""
    return ["setpriv", f"--reuid={name}", f"--regid={pwd.getpwnam(name).pw_gid}", "--init-groups"]


def environment() -> dict[str, str]:
    """Return in what environment servers run: none of the administrator's own."""
    return {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8", "HOME": "/nonexistent"}
