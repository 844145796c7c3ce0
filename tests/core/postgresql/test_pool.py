"""The pool on a real PostgreSQL: it finds the machine that is there, and hands out no connection that is gone."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool

from jonghong.core.breaker import OPEN_FOR, Breaker
from jonghong.core.postgresql import connections
from jonghong.core.postgresql.address import database
from jonghong.core.postgresql.connections import Connection, Pool

pytestmark = pytest.mark.postgresql

NAME = f"pool test {os.getpid()}"  # others test beside us, on the same server
OWN_PIDS = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{NAME}'"


def facts_of(url: str, **other: Any) -> dict[str, Any]:
    entry = database(url)
    words = {name: word for name, word in entry["OPTIONS"].items() if name != "pool"}
    facts = {"dbname": entry["NAME"], "user": entry["USER"], "host": entry["HOST"], "port": entry["PORT"] or None}
    return facts | words | {"application_name": NAME, "autocommit": True} | other


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool(kwargs=facts_of(os.environ["DATABASE_URL"]), min_size=2, max_size=4, timeout=5) as opened:
        opened.wait()
        yield opened
    Connection.breaker.worked()


def end_all() -> None:
    with closing(psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)) as other:
        other.execute(OWN_PIDS)


def test_of_several_machines_the_one_that_is_there_answers() -> None:
    host = facts_of(os.environ["DATABASE_URL"])["host"]
    several = facts_of(
        os.environ["DATABASE_URL"], host=f"/nowhere,{host},127.0.0.1", port="5432,5432,1", target_session_attrs="read-write"
    )
    with closing(Connection.connect(**several)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not Connection.breaker.has_failed


def test_a_connection_that_the_server_ended_is_not_handed_out(pool: Pool) -> None:
    end_all()
    with pool.connection() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_connection_that_rested_is_asked_whether_it_lives(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_has_something_to_say", lambda _socket: False)
    monkeypatch.setattr(connections, "FRESH", -1.0)
    end_all()
    with pool.connection() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_connection_that_came_back_from_a_transaction_is_handed_out_in_none(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "FRESH", -1.0)
    one = pool.getconn()
    one.autocommit = False
    pool.putconn(one)
    for connection in (found := [pool.getconn(), pool.getconn()]):
        assert connection.info.transaction_status == TransactionStatus.IDLE
    assert one in found
    for connection in found:
        pool.putconn(connection)


def test_a_server_that_says_nothing_is_given_up(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "patience", 0.3)
    connection = pool.getconn()
    process = connection.info.backend_pid
    os.kill(process, signal.SIGSTOP)
    try:
        with pytest.raises(psycopg.OperationalError, match=connections.SILENCE):
            connection.execute("SELECT 1")
        assert connection.closed
        assert Connection.breaker.has_failed
    finally:
        os.kill(process, signal.SIGCONT)
        pool.putconn(connection)


def test_while_the_database_is_gone_one_waits_and_the_others_hardly(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float | None] = []
    now = [100.0]
    breaker = Breaker(lambda: now[0], after=1)

    def getconn(_pool: Pool, timeout: float | None = None) -> None:
        waited.append(timeout)

    monkeypatch.setattr(Connection, "breaker", breaker)
    monkeypatch.setattr(ConnectionPool, "getconn", getconn)
    gone = Pool(kwargs={})
    gone.getconn()
    with pytest.raises(psycopg.OperationalError):
        Connection.connect(host="/nowhere")
    now[0] += OPEN_FOR
    for _ in range(3):
        gone.getconn()
    Connection.connect(**facts_of(os.environ["DATABASE_URL"])).close()
    gone.getconn()
    assert waited == [None, connections.PROBE, connections.HARDLY, connections.HARDLY, None]
