"""Connections that write to one file of SQLite's, in this process and in others."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from django.db.utils import ConnectionHandler

from jonghong.settings import SQLITE_OPTIONS

ROOT = Path(__file__).resolve().parents[1]
FILE = "a.sqlite3"
# What another process begins with: ``one`` is its connection to the file of its first word.
CONNECTED = f"""
import sys
from django.conf import settings
settings.configure(USE_TZ=True)
from django.db.utils import ConnectionHandler
options = {SQLITE_OPTIONS!r}
one = ConnectionHandler({{"default": {{"ENGINE": "jonghong.core.sqlite", "NAME": sys.argv[1], "OPTIONS": options}}}})["default"]
"""

Writer = Callable[..., Any]


@pytest.fixture
def writer(tmp_path: Path, django_db_blocker: Any) -> Iterator[Writer]:
    """Give a function that opens one more connection to a file with one number in it."""
    with ExitStack() as opened, django_db_blocker.unblock():

        def another(**options: Any) -> Any:
            facts = {"ENGINE": "jonghong.core.sqlite", "NAME": tmp_path / FILE, "OPTIONS": SQLITE_OPTIONS | options}
            one = ConnectionHandler({"default": facts})["default"]
            one.inc_thread_sharing()
            return opened.enter_context(closing(one))

        first = another()
        do(first, "CREATE TABLE counted (number)", "INSERT INTO counted VALUES (0)")
        yield another


def do(one: Any, *statements: str) -> Any:
    """Do one statement after the other, and return the rows of the last."""
    with one.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchall()


def number(one: Any) -> int:
    """Return the number in the file."""
    return int(do(one, "SELECT number FROM counted")[0][0])
