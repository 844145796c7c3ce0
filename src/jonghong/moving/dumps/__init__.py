"""Dumps of a MySQL or MariaDB, read without either."""

from jonghong.moving.dumps.facts import BadDump, Fault
from jonghong.moving.dumps.reading import read

__all__ = ["BadDump", "Fault", "read"]
