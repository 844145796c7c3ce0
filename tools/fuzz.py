"""``./jonghong fuzz [words]``: try what nobody thought of; see the folder fuzz."""

from fuzz.__main__ import main

__all__ = ["main"]
