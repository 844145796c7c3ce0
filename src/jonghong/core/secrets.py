"""Secrets live in files of their own beside the database, never in it, readable by their owner alone."""

import os
import secrets
from pathlib import Path


def secret(name: str, *, folder: Path) -> str:
    """Return the secret of that name, made on first use.

    The environment variable JONGHONG_<NAME> wins over the file (``citizen.key`` is JONGHONG_CITIZEN_KEY), so that several
    machines can share one. 256 random bits as 43 URL-safe letters; the file has mode 0600.
    """
    from_environment = os.environ.get("JONGHONG_" + name.upper().replace(".", "_"))
    return from_environment or _read(folder / name) or _make(folder / name)


def _read(file: Path) -> str:
    return file.read_text(encoding="ascii").strip() if file.exists() else ""


def _make(file: Path) -> str:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written aside and linked: of two processes that start at once, the second reads what the first made.
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(32), encoding="ascii")
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return _read(file)
