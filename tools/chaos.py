"""``./jonghong chaos WORD``: break something while people book, and see what becomes of it; see the folder chaos."""

from chaos.__main__ import main

__all__ = ["main"]
