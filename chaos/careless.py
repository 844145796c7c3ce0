"""The product's own settings, and SQLite as many guides advise it: what is acknowledged is not yet on the disk."""

from jonghong.settings import *  # noqa: F403 - all of them
from jonghong.settings import SQLITE_OPTIONS

SQLITE_OPTIONS["init_command"] = str(SQLITE_OPTIONS["init_command"]).replace("synchronous=FULL", "synchronous=NORMAL")
