"""``./jonghong bench [words]``: how fast it answers on this machine; see the folder bench."""

from bench.__main__ import main

__all__ = ["main"]
