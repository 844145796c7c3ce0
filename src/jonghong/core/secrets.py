"""Secrets live in files of their own beside the database, never in it, readable by their owner alone."""

import os
import secrets
from pathlib import Path

from jonghong.core.durable import reach_disk

SHORTEST = 32  # characters; those made here have 43
FIRST = "1"  # the id of a secret that is alone in its file


class UnusableSecret(Exception):
    """A secret is there and cannot be one; the message names its file or variable, never what it holds."""


def secret(name: str, *, folder: Path) -> str:
    """Return the secret of that name, made on first use.

    The environment variable JONGHONG_<NAME> wins over the file (``citizen.key`` is JONGHONG_CITIZEN_KEY), so that several
    machines can share one. 256 random bits as 43 URL-safe letters; the file has mode 0600. Raises UnusableSecret where one
    is empty or too short: a disk that lost it must not make everybody's number hash by nothing.
    """
    variable, file = _variable(name), folder / name
    if variable in os.environ:
        return _long_enough(os.environ[variable], variable)
    if not file.exists():
        _make(file)
    return _long_enough(file.read_text(encoding="ascii"), str(file))


def ring(name: str, *, folder: Path) -> dict[str, str]:
    """Return the secrets of that name by their ids, the newest last; what is written now is written under that one.

    Kept like ``secret``, one on a line: ``<id> <secret>``, or the secret alone for the first, whose id is 1. Raises
    UnusableSecret.
    """
    lines = [line.split() for line in secret(name, folder=folder).splitlines() if line.strip()]
    where = str(folder / name)
    keys = {words[-2] if len(words) == 2 else FIRST: _long_enough(words[-1], where) for words in lines if len(words) <= 2}
    if len(keys) < len(lines) or not all(id_.isascii() and id_.isdigit() for id_ in keys):
        raise UnusableSecret(where)
    return keys


def add_to_ring(name: str, *, folder: Path) -> str:
    """Write one more secret under that name and return its id; those of before still read what they wrote.

    Raises UnusableSecret where the ring comes from the environment: it has to be lengthened there.
    """
    variable, file = _variable(name), folder / name
    if variable in os.environ:
        raise UnusableSecret(variable)
    keys = ring(name, folder=folder)
    new = str(max(map(int, keys)) + 1)
    lines = [*(f"{id_} {key}" for id_, key in keys.items()), f"{new} {secrets.token_urlsafe(32)}"]
    _replace(file, lines)
    return new


def drop_from_ring(name: str, id_: str, *, folder: Path) -> None:
    """Take a secret away that nothing is kept under any more. Raises UnusableSecret for the newest, or from the environment."""
    keys = ring(name, folder=folder)
    if _variable(name) in os.environ or id_ == next(reversed(keys)):
        raise UnusableSecret(_variable(name))
    _replace(folder / name, [f"{other} {key}" for other, key in keys.items() if other != id_])


def renew(name: str, *, folder: Path) -> None:
    """Put a new secret in place of the one of that name, which is gone. Raises UnusableSecret where the environment says it."""
    if _variable(name) in os.environ:
        raise UnusableSecret(_variable(name))
    _replace(folder / name, [secrets.token_urlsafe(32)])


def _replace(file: Path, lines: list[str]) -> None:
    draft = _draft(file, "\n".join(lines))
    draft.replace(file)
    reach_disk(file.parent)


def _variable(name: str) -> str:
    return "JONGHONG_" + name.upper().replace(".", "_")


def _long_enough(text: str, where: str) -> str:
    if len(text.strip()) < SHORTEST:
        raise UnusableSecret(where)
    return text.strip()


def _make(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written aside and linked: of two processes that start at once, the second reads what the first made.
    draft = _draft(file, secrets.token_urlsafe(32))
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    # Nothing may be kept under a secret that a power cut can still take away.
    reach_disk(file.parent)
    reach_disk(file.parent.parent)


def _draft(file: Path, text: str) -> Path:
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="ascii")
    reach_disk(draft)
    return draft
