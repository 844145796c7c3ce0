"""How long a statement for somebody who waits may take: what each connection of a process that answers tells the server."""

import os
from contextlib import closing

import psycopg
import pytest

from jonghong.core.postgresql import limits
from jonghong.core.postgresql.address import database
from jonghong.core.postgresql.connections import Connection
from tests.core.postgresql.test_pool import facts_of

pytestmark = pytest.mark.postgresql

NAMES = ["lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"]


def connected(own: str = "") -> closing[Connection]:
    """Connect as a process does that answers people; ``own`` stands behind the address in DATABASE_URL."""
    entry = database(os.environ["DATABASE_URL"] + own)
    limits.hold(entry)
    return closing(Connection.connect(**facts_of(os.environ["DATABASE_URL"], options=entry["OPTIONS"]["options"])))


def held(own: str = "") -> list[str]:
    """Return what the server holds such a connection to."""
    with connected(own) as connection:
        rows = [connection.execute("SELECT current_setting(%s)", [name]).fetchone() for name in NAMES]
    return [str(row[0]) for row in rows if row]


@pytest.fixture(autouse=True)
def _as_patient_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "patience", None)


def test_every_connection_of_a_process_that_answers_has_limits() -> None:
    assert held() == ["8s", "12s", "1min"]
    assert Connection.patience == limits.PATIENCE


def test_words_of_the_address_go_before_them() -> None:
    assert held("?options=-c%20statement_timeout%3D5s") == ["8s", "5s", "1min"]


def test_a_statement_that_takes_longer_is_ended() -> None:
    with connected("?options=-c%20statement_timeout%3D50ms") as connection:
        with pytest.raises(psycopg.errors.QueryCanceled):
            connection.execute("SELECT pg_sleep(60)")
        assert connection.execute("SELECT 1").fetchone() == (1,)
