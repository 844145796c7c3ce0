"""A real MariaDB as a source, on good days and bad ones: it gives what its dump gives."""

import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from urllib.parse import quote

import pymysql
import pytest

from jonghong.legacy import addresses
from jonghong.legacy.lines import Line
from jonghong.moving import dumps, gathering, live
from jonghong.moving.facts import Edition, Source
from jonghong.moving.live import BadDsn, Unreachable, Why
from tests.certificates import Authority
from tests.mariadb import ELSEWHERE, MariaDB, mariadb  # noqa: F401 - a fixture
from tests.moving import amss_tables
from tests.moving.amss_dumps import everything, whole_office
from tests.moving.amss_tables import ALL
from tests.moving.dumps import BOOKER, HELD, STYLES
from tests.needs import needs
from tests.servers import PATIENCE, free_port

pytestmark = pytest.mark.pure
READER, WORD = "mover", "ลับ %/@"
ODD = f"""CREATE TABLE meeting_main (id int, room tinyint, book_date date, flags bit(9), data blob, price decimal(7,2),
  ratio double, made datetime(3), span time, note text, doc json, kind enum('ก','ข'), `a``b` int);
INSERT INTO meeting_main VALUES
  (1, 127, '2011-00-00', b'001000001', 0xE0B8AB00FF, 1.50, -1.5e-7, '2011-01-01 00:00:00.120',
  '-838:59:59', '\\0\\Z\\'"\\\\ 😀 {BOOKER}', '{{"a": "ห้อง"}}', 'ข', NULL),
  (2, -128, '0000-00-00', b'0', '', 0, 0, 0, 0, '', '{{}}', '', 1);"""


@pytest.fixture(scope="session")
def amss(mariadb: MariaDB) -> MariaDB:  # noqa: F811 - the fixture
    """Serve the same AMSS++ as each program would load it, with somebody who may read."""
    for style, text in STYLES.items():
        load(mariadb, style, text.encode())
    load(mariadb, "odd", ODD.encode())
    load(mariadb, "whole", amss_tables.mysqldump(whole_office()))
    mariadb.run("CREATE DATABASE empty", f"CREATE USER '{READER}'@'127.0.0.1' IDENTIFIED BY '{WORD}'")
    for name in (*STYLES, "odd", "whole", "empty"):
        mariadb.run(f"GRANT SELECT ON {name}.* TO '{READER}'@'127.0.0.1'")
    return mariadb


def load(server: MariaDB, name: str, dump: bytes) -> None:
    """Load a dump as an administrator of 2011 would, whose server took any date."""
    server.run(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
    client(server, "mariadb", "--init-command=SET sql_mode=''", "--default-character-set=utf8mb4", name, given=dump)


def client(server: MariaDB, program: str, *words: str, given: bytes = b"") -> bytes:
    """Run a program of MariaDB as its administrator and return what it writes."""
    found = needs(shutil.which(program, path=ELSEWHERE), f"{program} of MariaDB")
    command = [found, "--no-defaults", f"--socket={server.folder / 's'}", "--user=root", *words]
    return subprocess.run(command, input=given, check=True, capture_output=True, timeout=PATIENCE).stdout


def dsn(server: MariaDB, name: str, options: str = "", *, word: str = WORD, host: str = "127.0.0.1", port: int = 0) -> str:
    return f"mysql://{quote(READER)}:{quote(word, safe='')}@{host}:{port or server.port}/{name}{options}"


def rows(source: Source) -> dict[str, list[tuple[str, dict[str, str | None]]]]:
    """Return what a source holds, but where."""
    return {table: [(row.key, {**row.cells}) for row in source.tables[table]] for table in sorted(source.tables)}


def why(address: str) -> Why:
    with pytest.raises(Unreachable) as fact:
        live.read(address)
    assert fact.value.__cause__ is None
    assert str(fact.value) == fact.value.why
    return fact.value.why


@pytest.mark.parametrize("style", STYLES)
def test_a_database_gives_what_its_dump_gives(amss: MariaDB, style: str) -> None:
    from_file = dumps.read(BytesIO(STYLES[style].encode()))
    from_server = live.read(dsn(amss, style))
    assert rows(from_server) == rows(from_file)
    assert {table: [tuple(row.cells.values()) for row in of_table] for table, of_table in from_server.tables.items()} == {
        table: [*held.values()] for table, held in HELD.items()
    }
    assert (from_server.name, from_server.edition, from_server.columns) == ("amss", "V1", from_file.columns)
    assert from_server.tables["meeting_main"][2].where == "row 3"


@pytest.mark.parametrize("name", [*STYLES, "odd", "whole"])
@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--complete-insert", "--skip-extended-insert"],
        ["--compact"],
        ["--hex-blob", "--single-transaction"],
        ["--default-character-set=utf8mb4", "--compatible=ansi", "--replace"],
        ["--default-character-set=utf8mb4", "--compatible=oracle", "--insert-ignore", "--routines"],
        ["--default-character-set=binary", "--no-tablespaces"],
    ],
)
def test_a_round_trip_through_mariadb_changes_nothing(amss: MariaDB, name: str, options: list[str]) -> None:
    written = client(amss, "mariadb-dump", *options, name)
    assert rows(dumps.read(BytesIO(written))) == rows(live.read(dsn(amss, name)))


def test_a_whole_office_is_the_same_from_file_and_server(amss: MariaDB) -> None:
    told: list[int] = []
    source = live.read(dsn(amss, "whole"), told.append)
    assert rows(source) == rows(dumps.read(BytesIO(amss_tables.mysqldump(whole_office()))))
    assert told == [*range(500, source.size, 500), source.size]


@pytest.mark.parametrize("edition", ALL)
def test_every_dirty_case_comes_through_a_database_as_its_columns_hold_it(amss: MariaDB, edition: Edition) -> None:
    made, name = everything(edition), f"cases_{edition}"
    load(amss, name, amss_tables.mysqldump(made))
    source = dumps.read(BytesIO(client(amss, "mariadb-dump", name)))
    assert source.edition == edition
    assert {table: [{**row.cells} for row in source.tables[table]] for table in made.rows} == {
        table: [
            {column: held(row[column], kind) for column, kind in made.types[table].items() if column != "userpass"}
            for row in of_table
        ]
        for table, of_table in made.rows.items()
    }


def held(value: str | None, kind: str) -> str | None:
    """Return what a column makes of a value on a server that takes anything: no NULL, no word for a number, no 14th digit."""
    if value is None:
        return "0000-00-00" if "NOT NULL" in kind else None
    length = re.search(r"varchar\((\d+)\)", kind)
    if length:
        return value[: int(length[1])]
    return value if "int" not in kind or re.fullmatch(r"-?\d+", value) else "0"


def test_values_come_as_they_are_written(amss: MariaDB) -> None:
    first, second = (list(row.cells.values()) for row in live.read(dsn(amss, "odd")).tables["meeting_main"])
    assert first[:6] == ["1", "127", "2011-00-00", "\0A", "ห\0\\xff", "1.50"]
    assert first[6:9] == ["-0.00000015", "2011-01-01 00:00:00.120", "-838:59:59"]
    assert first[9:] == [f"\0\x1a'\"\\ 😀 {BOOKER}", '{"a": "ห้อง"}', "ข", None]
    assert second[:8] == ["2", "-128", "0000-00-00", "\0\0", "", "0.00", "0", "0000-00-00 00:00:00.000"]


def test_what_may_not_be_read_is_left_out(amss: MariaDB) -> None:
    """Whoever grants a few columns gives those; the password is not even asked for."""
    user = f"'{READER}'@'127.0.0.1'"
    amss.run("CREATE DATABASE narrow", "CREATE TABLE narrow.system_user LIKE navicat.system_user")
    amss.run(
        "CREATE TABLE narrow.meeting_room LIKE navicat.meeting_room",
        f"GRANT SELECT (id, person_id) ON narrow.system_user TO {user}",
    )
    amss.run("INSERT INTO narrow.system_user SELECT * FROM navicat.system_user")
    try:
        assert rows(live.read(dsn(amss, "narrow"))) == {"system_user": [("7", {"id": "7", "person_id": BOOKER})]}
    finally:
        amss.run("DROP DATABASE narrow")


def test_a_database_without_tables_is_empty(amss: MariaDB) -> None:
    assert live.read(dsn(amss, "empty")) == Source("amss", "")


def test_nothing_can_be_written(amss: MariaDB) -> None:
    user = f"'{READER}'@'127.0.0.1'"
    amss.run(f"GRANT ALL ON navicat.* TO {user}")
    line = Line()
    try:
        with closing(live._connection(addresses.read(dsn(amss, "navicat")), line, live.CHARSETS)) as there:
            assert sorted(live._tables(there)) == ["meeting_main", "meeting_room", "system_user"]
            with there.cursor() as cursor, pytest.raises(pymysql.MySQLError, match="READ ONLY"):
                cursor.execute("DELETE FROM meeting_room")
    finally:
        line.cut()
        amss.run(f"REVOKE ALL ON navicat.* FROM {user}", f"GRANT SELECT ON navicat.* TO {user}")


def test_a_server_that_knows_no_four_byte_letters_is_asked_for_others(amss: MariaDB, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "CHARSETS", ("gb18030", "utf8"))
    assert live.read(dsn(amss, "navicat")).size == 7
    monkeypatch.setattr(live, "CHARSETS", ("gb18030",))
    assert why(dsn(amss, "navicat")) == Why.SILENT


@pytest.mark.parametrize(
    "address", ["", "amss", "mysql://host/base", "postgres://u:w@h/b", "mysql://u:w@h/b?tls=no", "mysql://u:w@h:x/b"]
)
def test_an_address_that_makes_no_sense_is_not_tried(address: str) -> None:
    with pytest.raises(BadDsn, match=r"^ต้องมีรูป mysql://.* · has to look like mysql://user:word@host/database$") as fact:
        live.read(address)
    assert fact.value.__cause__ is None


def test_reasons_are_told_apart(amss: MariaDB, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = Authority(amss.folder, "unknown")
    assert why(dsn(amss, "navicat", word="wrong")) == Why.REFUSED
    assert why(dsn(amss, "mysql")) == Why.REFUSED
    amss.run(f"GRANT SELECT ON *.* TO '{READER}'@'127.0.0.1'")
    try:
        assert why(dsn(amss, "nowhere")) == Why.NO_DATABASE
    finally:
        amss.run(f"REVOKE SELECT ON *.* FROM '{READER}'@'127.0.0.1'")
    assert why(dsn(amss, "navicat", port=free_port())) == Why.SILENT
    assert why(dsn(amss, "navicat", "?tls=off", host="no-such-host.invalid")) == Why.SILENT
    assert why(dsn(amss, "navicat", f"?ssl_ca={stranger.file}")) == Why.CERTIFICATE
    assert live.read(dsn(amss, "navicat", f"?ssl_ca={amss.authority.file}")).size == 7
    monkeypatch.setattr(gathering, "MOST_ROWS", 6)
    assert why(dsn(amss, "navicat")) == Why.TOO_MANY


def test_a_server_that_hangs_is_not_waited_for(amss: MariaDB, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LIMIT", 0.3)
    amss.freeze()
    try:
        assert why(dsn(amss, "navicat")) == Why.SILENT
        monkeypatch.setattr(live, "LIMIT", 60)
        monkeypatch.setattr(live, "SILENCE", 0.3)
        monkeypatch.setattr(live, "PATIENCE", 0.3)
        assert why(dsn(amss, "navicat")) == Why.SILENT
    finally:
        amss.thaw()


@pytest.mark.parametrize("says", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x00" * 500, b"\xff" * 500])
def test_whatever_else_answers_there_is_no_source(amss: MariaDB, monkeypatch: pytest.MonkeyPatch, says: bytes) -> None:
    monkeypatch.setattr(live, "SILENCE", 0.3)
    monkeypatch.setattr(live, "PATIENCE", 0.3)
    with listening(says) as port:
        assert why(dsn(amss, "navicat", port=port)) == Why.SILENT


@contextmanager
def listening(says: bytes) -> Iterator[int]:
    """Give the port of something that says this and nothing more."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            line, _address = server.accept()
            with line:
                line.sendall(says)
                line.recv(1)

        thread = threading.Thread(target=answer)
        thread.start()
        yield server.getsockname()[1]
        thread.join(PATIENCE)
