"""Asking a real AMSS++ about one number, on good days and bad ones."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from itertools import count

import pymysql
import pytest

from jonghong.core.breaker import FAILURES, OPEN_FOR, Breaker
from jonghong.legacy import asking
from jonghong.legacy.asking import Account, Unreachable, ask
from tests.certificates import Authority
from tests.legacy import amss
from tests.legacy.conftest import bridge_to
from tests.mariadb import MariaDB

pytestmark = pytest.mark.pure
ODD = [
    "' OR '1'='1",
    "' OR 1=1 -- ",
    "1' UNION SELECT person_id, username, userpass, status, officer FROM system_user -- ",
    "'; DROP TABLE system_user; -- ",
    "\\' OR 1=1 -- ",
    "\\\\' OR 1=1 -- ",
    "%",
    "_____________",
    "%%",
    "%s",
    "%(a)s",
    "1000000000000%",
    "",
    " ",
    "0",
    "-1",
    "1e3",
    "NULL",
    "null",
    "true",
    '" OR ""="',
    "`person_id`",
    "/*!50000 OR 1=1 */",
    "1000000000000' AND SLEEP(5) AND '1'='1",
    "\x00",
    "\n",
    "ก" * 13,
    "๑๒๓๔๕๖๗๘๙๐๑๒๓",
    "1" * 100_000,
    "\ufeff1000000000000",
    "1000000000000\u200b",
]
FOREIGN = [
    "SELECT smss_admin FROM system_user",
    "SELECT * FROM system_user",
    "SELECT name FROM person_main",
    "UPDATE system_user SET status = 0",
    "DELETE FROM system_user",
    "INSERT INTO system_user (person_id) VALUES ('1')",
    "CREATE TABLE mine (a int)",
    "DROP TABLE system_user",
    "SELECT user FROM mysql.user",
    "SELECT LOAD_FILE('/etc/passwd')IS NULL FROM mysql.db",
]


def test_the_account_of_a_number_is_read(legacy: MariaDB) -> None:
    number = amss.digits_of(7)
    _person, username, word, _status, officer, _day = amss.user(7)
    assert ask(bridge_to(legacy), number) == [Account(number, username, word, "1", officer)]


def test_nobody_is_found_by_an_unknown_number(legacy: MariaDB) -> None:
    assert ask(bridge_to(legacy), "0" * 13) == []


def test_a_row_that_is_out_of_use_is_not_read(legacy: MariaDB) -> None:
    amss.add_users(legacy, [amss.user(2_001, status=0), amss.user(2_002, status=2)])
    assert ask(bridge_to(legacy), amss.digits_of(2_001)) == []
    assert ask(bridge_to(legacy), amss.digits_of(2_002)) == []


def test_an_account_is_never_printed(legacy: MariaDB) -> None:
    there = bridge_to(legacy)
    [account] = ask(there, amss.digits_of(8))
    assert amss.digits_of(8) not in repr(account)
    assert account.word not in repr(account)
    assert amss.WORD not in repr(there)


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_find_nobody_and_change_nothing(legacy: MariaDB, text: str) -> None:
    assert ask(bridge_to(legacy), text) == []
    assert legacy.run("SELECT count(*) FROM system_user WHERE status = 1", database=amss.DATABASE)[0][0] >= amss.PEOPLE


def test_letters_that_the_old_tables_cannot_hold_are_no_answer(legacy: MariaDB) -> None:
    with pytest.raises(Unreachable):
        ask(bridge_to(legacy), "😀" * 13)


@pytest.mark.parametrize("statement", FOREIGN)
def test_the_account_of_the_bridge_may_read_five_columns_and_no_more(legacy: MariaDB, statement: str) -> None:
    connection = pymysql.connect(
        host="127.0.0.1",
        port=legacy.port,
        user=amss.READER,
        password=amss.WORD.encode(),
        database=amss.DATABASE,
        ssl_disabled=True,
    )
    with closing(connection), connection.cursor() as cursor, pytest.raises(pymysql.OperationalError, match="denied"):
        cursor.execute(statement)


def test_the_account_of_the_bridge_has_five_connections_at_most(legacy: MariaDB) -> None:
    lines = [_reader(legacy) for _ in range(5)]
    with pytest.raises(Unreachable):
        ask(bridge_to(legacy), amss.digits_of(1))
    for line in lines:
        line.close()
    assert len(ask(bridge_to(legacy), amss.digits_of(1))) == 1


def _reader(server: MariaDB) -> pymysql.Connection:
    word = amss.WORD.encode()
    return pymysql.connect(
        host="127.0.0.1",
        port=server.port,
        user=amss.READER,
        password=word,
        ssl_disabled=True,
    )


def test_a_frozen_server_is_given_up_while_it_is_frozen_and_left_alone_then(legacy: MariaDB) -> None:
    there = bridge_to(legacy)
    legacy.freeze()
    try:
        for _ in range(FAILURES):
            with pytest.raises(Unreachable):
                ask(there, amss.digits_of(1))
        assert legacy.is_frozen
        assert there.breaker.is_open
        with pytest.raises(Unreachable):
            ask(there, amss.digits_of(1))
        assert legacy.is_frozen
    finally:
        legacy.thaw()
    assert len(ask(bridge_to(legacy), amss.digits_of(1))) == 1


def test_a_server_that_is_gone_is_found_again_after_a_restart(legacy: MariaDB) -> None:
    now = count(0.0, OPEN_FOR / 2)
    there = replace(bridge_to(legacy), breaker=Breaker(lambda: next(now)))
    legacy.stop()
    try:
        with pytest.raises(Unreachable):
            ask(there, amss.digits_of(1))
    finally:
        legacy.start()
    assert len(ask(there, amss.digits_of(1))) == 1


@contextmanager
def a_listener(*, says: bytes = b"", slowly: bool = False) -> Iterator[int]:
    """Listen at a port and say something odd, or a letter at a time for ever."""
    is_over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            line, _where = listener.accept()
            with line, suppress(ConnectionError):  # whoever asked may hang up in the middle of a letter
                while slowly and not is_over.wait(0.05):
                    line.send(b"\x00")
                line.sendall(says)
                is_over.wait(5)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        is_over.set()
        thread.join()


@pytest.mark.parametrize(
    "says", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x00" * 500, b"\xff" * 500, b"\x05\x00\x00\x00\x0a"]
)
def test_whatever_else_answers_there_is_no_answer(legacy: MariaDB, monkeypatch: pytest.MonkeyPatch, says: bytes) -> None:
    monkeypatch.setattr(asking, "LIMIT", 0.3)
    with a_listener(says=says) as port:
        there = replace(bridge_to(legacy), port=port)
        with pytest.raises(Unreachable):
            ask(there, amss.digits_of(1))


def test_one_letter_at_a_time_does_not_stretch_the_limit(legacy: MariaDB, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "LIMIT", 0.3)
    with a_listener(slowly=True) as port:
        there = replace(bridge_to(legacy), port=port)
        with pytest.raises(Unreachable):
            ask(there, amss.digits_of(1))


def test_a_name_that_nobody_has_is_no_answer(legacy: MariaDB) -> None:
    with pytest.raises(Unreachable):
        ask(bridge_to(legacy, "?tls=off", host="no-such-host.invalid"), amss.digits_of(1))


def test_tls_is_spoken_where_an_authority_is_named(legacy: MariaDB) -> None:
    legacy.run(f"ALTER USER '{amss.READER}'@'127.0.0.1' REQUIRE SSL")
    try:
        assert len(ask(bridge_to(legacy, f"?ssl_ca={legacy.authority.file}"), amss.digits_of(1))) == 1
        with pytest.raises(Unreachable):
            ask(bridge_to(legacy), amss.digits_of(1))
    finally:
        legacy.run(f"ALTER USER '{amss.READER}'@'127.0.0.1' REQUIRE NONE")


def test_a_certificate_of_somebody_else_is_refused(legacy: MariaDB) -> None:
    stranger = Authority(legacy.folder, "stranger")
    with pytest.raises(Unreachable):
        ask(bridge_to(legacy, f"?ssl_ca={stranger.file}"), amss.digits_of(1))


@pytest.mark.parametrize("case", ["wrong host name", "ended certificate", "ended authority"])
def test_a_certificate_that_does_not_fit_is_refused(legacy: MariaDB, case: str) -> None:
    authority = Authority(legacy.folder, "ended", ended=True) if case == "ended authority" else legacy.authority
    away = {"host": "elsewhere.example", "address": "192.0.2.1"} if case == "wrong host name" else {}
    pair = authority.sign("odd", ended=case == "ended certificate", **away)
    legacy.stop()
    legacy.start(pair)
    try:
        with pytest.raises(Unreachable):
            ask(bridge_to(legacy, f"?ssl_ca={authority.file}"), amss.digits_of(1))
        assert len(ask(bridge_to(legacy), amss.digits_of(1))) == 1, "the server itself is well"
    finally:
        legacy.stop()
        legacy.start()


def test_no_server_is_believed_over_a_network_without_a_certificate_from_a_known_authority(legacy: MariaDB) -> None:
    """Without ssl_ca the machine's own list counts, in which nobody signed for this server."""
    there = replace(bridge_to(legacy), is_plain=False)
    with pytest.raises(Unreachable):
        ask(there, amss.digits_of(1))
