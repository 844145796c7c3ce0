"""Secrets live in files of their own beside the database, never in it, readable by their owner alone."""

import os
import secrets
from pathlib import Path

SHORTEST = 32  # characters; those made here have 43


class UnusableSecret(Exception):
    """A secret is there and cannot be one; the message names its file or variable, never what it holds."""


def secret(name: str, *, folder: Path) -> str:
    """Return the secret of that name, made on first use.

    The environment variable JONGHONG_<NAME> wins over the file (``citizen.key`` is JONGHONG_CITIZEN_KEY), so that several
    machines can share one. 256 random bits as 43 URL-safe letters; the file has mode 0600. Raises UnusableSecret where one
    is empty or too short: a disk that lost it must not make everybody's number hash by nothing.
    """
    variable, file = "JONGHONG_" + name.upper().replace(".", "_"), folder / name
    if variable in os.environ:
        return _long_enough(os.environ[variable], variable)
    if not file.exists():
        _make(file)
    return _long_enough(file.read_text(encoding="ascii"), str(file))


def _long_enough(text: str, where: str) -> str:
    if len(text.strip()) < SHORTEST:
        raise UnusableSecret(where)
    return text.strip()


def _make(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written aside and linked: of two processes that start at once, the second reads what the first made.
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(32), encoding="ascii")
    _reach_disk(draft)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    # Nothing may be kept under a secret that a power cut can still take away.
    _reach_disk(file.parent)
    _reach_disk(file.parent.parent)


def _reach_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
