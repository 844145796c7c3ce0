"""Other databases than the one that is served: a file, or a database of the same server, on which models stand for a while."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from jonghong.backups import folder, shape
from jonghong.backups.facts import Step
from jonghong.core import updating
from jonghong.core.durable import reach_disk

ELSEWHERE = "elsewhere"
# It is thrown away where the power goes, and brought down to the disk before it is taken into use.
IN_A_HURRY = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON"
NO_HURRY_NEEDED = {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": IN_A_HURRY}
LOGS = ("-wal", "-shm", "-journal")
SQLITE = "jonghong.core.sqlite"


def file_of_sqlite(file: Path) -> dict[str, Any]:
    """Return the settings of a database that is a file which nobody else uses."""
    return {"ENGINE": SQLITE, "NAME": str(file), "OPTIONS": NO_HURRY_NEEDED, "CONN_MAX_AGE": 0}


def without_pool(**others: Any) -> dict[str, Any]:
    """Return the settings of the present database, or another of its server, for one connection that nobody shares."""
    options = {name: value for name, value in connection.settings_dict["OPTIONS"].items() if name != "pool"}
    return {"OPTIONS": options, "CONN_MAX_AGE": 0, **others}


def present_file() -> Path:
    """Return the file of the present database (SQLite)."""
    return Path(connection.settings_dict["NAME"])


@contextmanager
def standing_on(facts: dict[str, Any]) -> Iterator[None]:
    """Let every model and verb of this thread work on another database, whose settings differ so from those of the present."""
    present = connections[DEFAULT_DB_ALIAS]
    connections.databases[ELSEWHERE] = deepcopy(present.settings_dict) | facts
    try:
        other = connections.create_connection(ELSEWHERE)
    finally:
        del connections.databases[ELSEWHERE]
    other.alias = DEFAULT_DB_ALIAS
    connections[DEFAULT_DB_ALIAS] = other
    try:
        yield
    finally:
        other.close()
        connections[DEFAULT_DB_ALIAS] = present


@contextmanager
def effects_held_back() -> Iterator[list[Callable[[], object]]]:
    """Begin a transaction, and give a list that gets, at its end, what was to be done then: its rows are not in use yet."""
    effects = list[Callable[[], object]]()
    with transaction.atomic(durable=True):
        yield effects
        effects += [held[1] for held in connection.run_on_commit]
        connection.run_on_commit = []


def numbers_given(file: Path) -> dict[str, int]:
    """Return, by table, the last number that a file of SQLite's gave to a row; nothing of one that cannot be read."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as raw:
            return {str(name): int(last) for name, last in raw.execute("SELECT name, seq FROM sqlite_sequence")}
    except sqlite3.DatabaseError:
        return {}


def make_tables(steps: tuple[Step, ...]) -> None:
    """Take these steps in the empty database that models stand on, and no more."""
    if shape.is_whole(steps):
        updating.bring_up_to_date()
    else:
        MigrationExecutor(connection).migrate(shape.last_steps(steps))


@contextmanager
def by_hand(file: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection to a file of SQLite's, for one transaction, in which nothing is judged yet and nothing waits."""
    with connection.wrap_database_errors, closing(sqlite3.connect(file, isolation_level=None)) as raw:
        raw.executescript(
            "PRAGMA foreign_keys=OFF; PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000"
        )
        raw.execute("BEGIN IMMEDIATE")
        yield raw
        raw.execute("COMMIT")


def is_open_elsewhere(file: Path) -> bool:
    """Tell whether another connection has this file of SQLite's open; nothing is left to be done in its log if not.

    One that is no database, or is damaged, nobody uses.
    """
    if not file.exists():
        return False
    try:
        with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as raw:
            # The log ends only where nobody else has it open (https://www.sqlite.org/wal.html).
            return bool(raw.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete")
    except sqlite3.DatabaseError as error:
        return "locked" in str(error)


def take_into_use(new: Path, place: Path, stamp: str) -> Path | None:
    """Put a file in the place of a database that nobody has open; with a stamp, keep that one under it, and return where."""
    new.chmod(0o600)
    reach_disk(new)
    aside = folder.free(place.parent, f"{place.name}.replaced-{stamp}") if stamp else None
    if aside and place.exists():
        for log in LOGS:  # of a damaged one; others have none left
            if (beside := Path(f"{place}{log}")).exists():
                beside.rename(f"{aside}{log}")
        aside.hardlink_to(place)
    new.rename(place)  # at no instant is there no database
    reach_disk(place.parent)
    return aside


def clear(file: Path) -> None:
    """Delete a file of SQLite's, with what belongs to it, if it is there."""
    for each in (file, *(Path(f"{file}{log}") for log in LOGS)):
        each.unlink(missing_ok=True)
