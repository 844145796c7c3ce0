"""Dumps of AMSS++ as programs write them, and as people and networks damage them."""

import base64
import gzip
import re
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest

from jonghong.moving import dumps, gathering, packing
from jonghong.moving.dumps import BadDump, Fault, decoding, lexing, reading
from jonghong.moving.facts import Source
from tests.moving.dumps import BOOKER, COLUMNS, HELD, STYLES, TITLE

pytestmark = pytest.mark.pure
END = re.compile(rb"(^|;|\*/|(^|\n)--[^\n]*)\s*$")
STRUCTURE = "CREATE TABLE meeting_room (room_code tinyint, room_name varchar(100), active int);\n"
INSERT = "INSERT INTO meeting_room VALUES "


def read(text: str | bytes) -> Source:
    return dumps.read(BytesIO(text.encode() if isinstance(text, str) else text))


def held(source: Source) -> dict[str, dict[str, tuple[str | None, ...]]]:
    return {table: {row.key: tuple(row.cells.values()) for row in rows} for table, rows in source.tables.items()}


def names(text: str | bytes) -> list[str | None]:
    """Return the names of rooms in a dump of rooms."""
    return [row.cells["room_name"] for row in read(text).tables["meeting_room"]]


def fault(text: str | bytes) -> tuple[int, str, Fault]:
    with pytest.raises(BadDump) as fact:
        read(text)
    return fact.value.line, fact.value.table, fact.value.what


def rooms(rows: str) -> str:
    return STRUCTURE + INSERT + rows + ";\n"


@pytest.mark.parametrize("style", STYLES)
def test_each_program_gives_the_same_rows(style: str) -> None:
    source = read(STYLES[style])
    assert held(source) == HELD
    assert source.columns["meeting_main"] == COLUMNS
    assert source.columns["system_user"] == ("id", "person_id", "username", "status")
    assert (source.name, source.edition, source.size) == ("amss", "V1", 7)


def test_a_row_tells_its_line() -> None:
    source = read(STYLES["phpmyadmin"])
    lines = STYLES["phpmyadmin"].splitlines()
    for row in source.tables["meeting_main"]:
        number = int(row.where.removeprefix("line "))
        assert lines[number - 1].startswith(f"({row.key}, ")
    assert {row.where for row in read(STYLES["mysqldump"]).tables["meeting_main"]} == {"line 42", "line 43"}


def test_passwords_are_dropped_at_reading() -> None:
    for text in STYLES.values():
        assert "81dc9bdb" not in zlib.decompress(base64.b85decode(packing.packed(read(text)))).decode()


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874"])
def test_each_encoding_gives_the_same_texts(style: str, encoding: str) -> None:
    assert held(read(STYLES[style].encode(encoding))) == HELD


@pytest.mark.parametrize(
    "said",
    ["/*!40101 SET NAMES tis620 */;", "SET NAMES 'tis620' COLLATE 'tis620_thai_ci';", "SET CHARACTER SET tis620;"],
)
def test_a_set_that_is_named_is_believed(said: str) -> None:
    """In UTF-8 the two bytes of รก are another letter."""
    text = (said + rooms("(1,'รก',1),(2,'กขค',1)")).encode("cp874")
    assert names(text) == ["รก", "กขค"]
    assert names(rooms("(1,'รก',1)").encode("cp874")) == ["á"]
    other_set = rooms("(1,'รก',1)").replace("active int)", "active int) ENGINE=MyISAM DEFAULT CHARSET=tis620")
    assert names(other_set.encode("cp874")) == ["รก"]
    assert names(b"SET NAMES utf8;\n" + other_set.encode("cp874")) == ["á"]


def test_utf_8_is_seen_where_another_set_is_named() -> None:
    assert names("SET NAMES tis620;\n" + rooms("(1,'รก',1),(2,'ห้อง',1)")) == ["รก", "ห้อง"]


def test_each_text_has_its_own_encoding() -> None:
    text = rooms("(1,'@1',1),(2,'@2',1),(3,'@3',1)").encode()
    text = text.replace(b"@1", "ห้องใหญ่".encode("cp874")).replace(b"@2", "ห้องเล็ก".encode()).replace(b"@3", b"\xe0\xb8 \xff C")
    assert names(text) == ["ห้องใหญ่", "ห้องเล็ก", "เธ \\xff C"]


def test_bytes_of_no_encoding_are_shown_as_such() -> None:
    assert decoding.text_of("ห้อง".encode() + b"\xff") == "ห้อง\\xff"
    assert decoding.text_of("ห้อง".encode()[:-1]) == "ห้อ\\xe0\\xb8"
    assert decoding.text_of("ห้ง".encode()[:-1]) == "ห้\\xe0\\xb8"
    assert decoding.text_of("หก".encode()[:-2], is_thai_set=True) == "ห\\xe0", "which are letters of the code page as well"
    assert decoding.text_of("Straße".encode(), is_thai_set=True) == "Straße"
    assert decoding.text_of(b"\xff\xfe\xdb") == "\\xff\\xfe\\xdb"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (r"'a\'b'", "a'b"),
        ("'a''b'", "a'b"),
        ("''''", "'"),
        ("''", ""),
        (r"'\\'", "\\"),
        (r"'\0\n\r\t\b\Z\q\%\_\"'", '\0\n\r\t\b\x1aq\\%\\_"'),
        ("'a\"\"b'", 'a""b'),
        ('"a""b"', 'a"b'),
        ("\"it's ''\"", "it's ''"),
        ("'a\0b'", "a\0b"),
        ("NULL", None),
        ("null", None),
        ("TRUE", "1"),
        ("false", "0"),
        ("-12", "-12"),
        ("+1.50", "+1.50"),
        (".5e-7", ".5e-7"),
        ("3.", "3."),
        ("0x", None),
        ("0xe0b8abe0b989e0b8ade0b887", "ห้อง"),
        ("0X123", "\x01#"),
        ("X'e0b8ab'", "ห"),
        ("x''", ""),
        ("b'101'", "5"),
        ("B''", "0"),
        ("N'ห้อง'", "ห้อง"),
        ("_binary 'ห้อง'", "ห้อง"),
        ("_utf8mb4'ห้อง\\n'", "ห้อง\n"),
        ("_binary 0x41", "A"),
        ('_utf8 "a"', "a"),
        ("NOW()", None),
        ("'a' 'b'", None),
        ("''a'", None),
        ("--1", None),
        ("X'zz'", None),
        ("DEFAULT", None),
        ("", None),
    ],
)
def test_a_value_is_what_the_server_would_make_of_it(value: str, text: str | None) -> None:
    dump = rooms(f"(1, {value} ,1)")
    if text is None and value.upper() != "NULL":
        assert fault(dump)[1:] in {("meeting_room", Fault.VALUE), ("meeting_room", Fault.CUT)}
    else:
        assert names(dump) == [text]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO meeting_room VALUES (1,'ห้อง',1);",
        "insert ignore into `meeting_room` values (1,'ห้อง',1) ;",
        "REPLACE INTO `amss`.`meeting_room` VALUES\n\t(1,\n'ห้อง'\n,1)\n;",
        'INSERT LOW_PRIORITY IGNORE INTO "amss" . "Meeting_Room"("ROOM_CODE","room_name","active")VALUES(1,"ห้อง",1);',
        "INSERT INTO meeting_room (active, room_name, room_code) VALUE (1,'ห้อง',1);",
        "INSERT meeting_room VALUES (1,'ห้อง',1) ON DUPLICATE KEY UPDATE room_name=VALUES(room_name);",
        "INSERT INTO meeting_room VALUES (1,'ห้อง',1) AS new ON DUPLICATE KEY UPDATE active=1;",
        "INSERT INTO meeting_room VALUES /* first */ (1,'ห้อง',1) -- it's last\n;",
        "/*!40000 INSERT INTO meeting_room VALUES (1,'ห้อง',1) */;".replace(" */", ""),
        "DELIMITER $$\nINSERT INTO meeting_room VALUES (1,'ห้อง',1)$$\nDELIMITER ;",
        "delimiter //\nSELECT 1/2; --x\n SELECT 'a' // INSERT INTO meeting_room VALUES (1,'ห้อง',1)//",
        ";;; # it's\n--\n-- it's\n--it's\n/* it's */ /*!*/ INSERT INTO meeting_room VALUES (1,'ห้อง',1);# it's",
        "SELECT 1-1, 1--1, a/b, '/*', `'`, \"#\" /*!40000 x */ /* ' */ -- '\n # '\n;REPLACE meeting_room VALUES (1,'ห้อง',1);",
        "mysqldump: [Warning] Using a password on it's insecure.\r\nREPLACE meeting_room VALUES (1,'ห้อง',1);\r\n\x1a",
        "Warning: Using a password on the command line isn't secure\nREPLACE meeting_room VALUES (1,'ห้อง',1);",
        "/*M!999999\\- enable the sandbox mode */\nINSERT INTO meeting_room VALUES (1,'ห้อง',1);",
        "/*M!100616 SET @OLD_A=@@A */; INSERT INTO meeting_room VALUES (1,'ห้อง',1);/*M!100616 SET A=@OLD_A */;",
        "START SLAVE; LOCK TABLE a READ; INSERT INTO meeting_room VALUES (1,'ห้อง',1);\r\nUNLOCK TABLES;\r\n",
    ],
)
def test_each_form_of_insert_is_read(statement: str) -> None:
    rows = read(STRUCTURE + statement).tables["meeting_room"]
    assert [{**row.cells} for row in rows] == [{"room_code": "1", "room_name": "ห้อง", "active": "1"}]


def test_a_table_may_be_defined_in_many_ways() -> None:
    text = """CREATE TEMPORARY TABLE IF NOT EXISTS `amss`.`meeting_room` (`a``b` enum('x,y','(z)') DEFAULT 'it''s, (', -- a, b
    /* , not */ key_word int /*!50606 STORAGE DISK */, `key` decimal(5,2), "Quoted" text,
    UNIQUE KEY `u` (`key`,key_word), FULLTEXT(`key`), CONSTRAINT c CHECK (key_word > 0), room_code int
    ) CHARACTER SET = 'tis620';
    CREATE TABLE meeting_permission LIKE other; CREATE VIEW meeting_main AS SELECT 1;"""
    source = read(text)
    assert source.columns == {"meeting_room": ("a`b", "key_word", "key", "quoted", "room_code")}
    assert source.tables == {"meeting_room": []}
    assert source.edition == "V0"


def test_rows_without_an_id_are_known_by_code_or_number() -> None:
    """A number of a citizen never names a row."""
    text = (
        rooms(f"(1,'a',1),(NULL,'b',1),(' 1 ','c',1),('1#2','d',1),('','e',1),('{'9' * 61}','f',1)")
        + f"""
    CREATE TABLE meeting_permission (person_id varchar(13), p1 int);
    INSERT INTO meeting_permission VALUES ('{BOOKER}',1),('{BOOKER}',1);
    CREATE TABLE system_workgroup (workgroup int, workgroup_desc text); INSERT INTO system_workgroup VALUES (3,'อำนวยการ');"""
    )
    source = read(text)
    keys = {table: [row.key for row in rows] for table, rows in source.tables.items()}
    assert keys == {
        "meeting_room": ["1", "#2", "1#2", "1#2#2", "#5", "#6"],
        "meeting_permission": ["#1", "#2"],
        "system_workgroup": ["3"],
    }


def test_columns_may_differ_from_row_to_row() -> None:
    text = "INSERT INTO meeting_room (room_code) VALUES (1); INSERT INTO meeting_room (room_name, room_code) VALUES ('ห้อง', 2);"
    source = read(text)
    assert [{**row.cells} for row in source.tables["meeting_room"]] == [
        {"room_code": "1"},
        {"room_name": "ห้อง", "room_code": "2"},
    ]
    assert source.columns == {"meeting_room": ("room_code", "room_name")}


@pytest.mark.parametrize(
    ("text", "line", "table", "what"),
    [
        (rooms("(1,'a',1),\n(2,'b')"), 3, "meeting_room", Fault.COUNT),
        (rooms("(1,'a',1),\n\n(2,'b',1,1)"), 4, "meeting_room", Fault.COUNT),
        (rooms("(1,'a',1)(2,'b',1)"), 2, "meeting_room", Fault.VALUE),
        (rooms("(1,'a',1),2,'b',1)"), 2, "meeting_room", Fault.VALUE),
        (rooms("(1,'a' 1)"), 2, "meeting_room", Fault.VALUE),
        (rooms("(1,'a',1) WHERE 1"), 2, "meeting_room", Fault.VALUE),
        (STRUCTURE + "INSERT INTO meeting_room SELECT * FROM x;", 2, "meeting_room", Fault.VALUE),
        (STRUCTURE + "INSERT INTO meeting_room SET room_code=1;", 2, "meeting_room", Fault.VALUE),
        ("INSERT INTO meeting_room VALUES (1);", 1, "meeting_room", Fault.COLUMNS),
        ("INSERT INTO meeting_room (a, a) VALUES (1, 2);", 1, "meeting_room", Fault.COUNT),
        ("CREATE TABLE meeting_room (a int, b int;INSERT meeting_room VALUE (1);", 1, "meeting_room", Fault.COUNT),
        ("CREATE TABLE meeting_room (a int, a int);", 1, "meeting_room", Fault.COUNT),
        ("\nINSRT INTO meeting_room (a) VALUES (1);", 2, "", Fault.NOT_SQL),
        ("INSERT INTO @ VALUES (1);", 1, "", Fault.NOT_SQL),
        ("mysqldump: Error 2013: Lost connection\n", 1, "", Fault.NOT_SQL),
        ("<html>", 1, "", Fault.NOT_SQL),
        ("\0\0\0\0", 1, "", Fault.NOT_SQL),
        ("DELIMITER x\n;", 1, "", Fault.NOT_SQL),
        (rooms("(1,'a',1)") * 2, 3, "meeting_room", Fault.TWICE),
        ("USE a;INSERT meeting_room (a) VALUE (1);USE b;\nINSERT meeting_room (a) VALUE (1);", 2, "meeting_room", Fault.TWICE),
        ("INSERT a.meeting_room (a) VALUE (1);\nINSERT b.meeting_room (a) VALUE (1);", 2, "meeting_room", Fault.TWICE),
    ],
)  # fmt: skip
def test_a_damaged_dump_is_named_by_line_and_table(text: str, line: int, table: str, what: Fault) -> None:
    assert fault(text) == (line, table, what)


@pytest.mark.parametrize(
    ("text", "table"),
    [
        (STRUCTURE + INSERT, "meeting_room"),
        (STRUCTURE + INSERT + "(1,'a',1)", "meeting_room"),
        (STRUCTURE + INSERT + "(1,'a',1),", "meeting_room"),
        (STRUCTURE + INSERT + "(1,'a',1),(2", "meeting_room"),
        (STRUCTURE + INSERT + "(1,'a',1),(2,", "meeting_room"),
        (STRUCTURE + INSERT + "(1,'a',1),(2,NU", "meeting_room"),
        (STRUCTURE + INSERT + "(1,'a',1),(2,'b", "meeting_room"),
        (STRUCTURE + INSERT + "(1,'a',1),(2,'b\\", "meeting_room"),
        (STRUCTURE + INSERT + "(1,'a',1) ON", "meeting_room"),
        (STRUCTURE + INSERT + "(1,'a',1) ON DUPLICATE", "meeting_room"),
        (STRUCTURE + INSERT[:-8], ""),
        (STRUCTURE + INSERT[:-2], "meeting_room"),
        (STRUCTURE + INSERT[:12], ""),
        (STRUCTURE[:-3], "meeting_room"),
        (STRUCTURE[:20], ""),
        (STRUCTURE + "/* it's", ""),
        (STRUCTURE + "SELECT 'it", ""),
        (STRUCTURE + "SELECT /* it", ""),
        (STRUCTURE + "SELECT 1 -- it", ""),
        (STRUCTURE + "DELIMITER", ""),
        (STRUCTURE + "INSERT INTO other VALUES (1), ('a", "other"),
        (STRUCTURE + "LOCK TABLES meeting_room WRITE;", ""),
        (STRUCTURE + "START TRANSACTION;", ""),
        (STRUCTURE + "BEGIN;", ""),
        (STRUCTURE + "/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;", ""),
    ],
)
def test_a_dump_that_was_cut_is_refused_as_a_whole(text: str, table: str) -> None:
    with pytest.raises(BadDump) as fact:
        read(text)
    assert (fact.value.table, fact.value.what) == (table, Fault.CUT)


@pytest.mark.parametrize("style", STYLES)
def test_wherever_a_dump_is_cut_there_are_only_whole_statements_or_nothing(style: str) -> None:
    """A file of Navicat does not tell where it ends; the others lose at most what restores the settings."""
    content = STYLES[style].encode()
    whole = []
    for end in range(len(content)):
        try:
            source = read(content[:end])
        except BadDump:
            continue
        assert END.search(content[:end])
        whole.append(source.size)
    last = {"mysqldump": 7, "phpmyadmin": 7, "navicat": 0}[style]
    assert min(size for size in whole if size) >= (last or 1)


def test_names_of_a_fault_say_nothing_of_the_rows() -> None:
    with pytest.raises(BadDump) as fact:
        read(rooms(f"(1,'{BOOKER}')"))
    assert str(fact.value) == "line 2, table meeting_room: a row has more or fewer values than columns"
    assert fact.value.__cause__ is None
    with pytest.raises(BadDump, match=r"^line 1: no statement of SQL begins there$"):
        read(f"{BOOKER};")


def test_gzip_is_seen_by_its_first_bytes() -> None:
    content = STYLES["mysqldump"].encode()
    half = len(content) // 2
    packed = gzip.compress(content)
    assert held(read(packed)) == HELD
    assert held(read(gzip.compress(content[:half]) + gzip.compress(content[half:]) + b"\0" * 512)) == HELD
    assert {fault(packed[:end])[2] for end in range(20, len(packed), 7)} == {Fault.CUT}
    assert fault(packed[:100] + b"\xff" + packed[101:])[2] in {Fault.DAMAGED, Fault.NOT_SQL, Fault.CUT}
    assert fault(packed[:-8] + b"\0" * 8)[2] == Fault.DAMAGED
    assert fault(packed + b"rest")[2] == Fault.DAMAGED


@pytest.mark.parametrize("first", decoding.OTHER_PACKERS)
def test_other_packers_are_named(first: bytes) -> None:
    assert fault(first + b"\0" * 100) == (1, "", Fault.PACKED)


def test_number_of_somebody_is_no_key() -> None:
    source = read(rooms("(1234567890121,'a',1),('1-2345-67890-12-1','b',1),('๑๒๓๔๕๖๗๘๙๐๑๒๑','c',1),(123456789012,'d',1)"))
    assert [row.key for row in source.tables["meeting_room"]] == ["#1", "#2", "#3", "123456789012"]


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "FREE_UNPACKED", 1 << 20)
    assert fault(gzip.compress(b" " * (40 << 20)))[2] == Fault.TOO_LARGE
    monkeypatch.setattr(decoding, "MOST_FOLD", 2000)
    assert read(gzip.compress(b" " * (4 << 20))).size == 0
    monkeypatch.setattr(decoding, "MOST_UNPACKED", 3 << 20)
    assert fault(gzip.compress(b" " * (4 << 20)))[2] == Fault.TOO_LARGE


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST_ROWS", 2)
    assert read(rooms("(1,'a',1),(2,'b',1)")).size == 2
    assert fault(rooms("(1,'a',1),(2,'b',1),\n(3,'b',1)")) == (3, "meeting_room", Fault.TOO_MANY)


def test_half_a_letter_of_utf_16_is_refused() -> None:
    content = STYLES["navicat"].encode("utf-16")
    assert fault(content[:-1])[2] == Fault.NOT_TEXT


def test_nothing_is_no_dump() -> None:
    assert read("") == Source("amss", "")
    assert read(b"\xef\xbb\xbf\n-- only words") == Source("amss", "")


@pytest.fixture
def in_small_blocks(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Return a function that lets dumps be read so many bytes at a time."""

    def of(size: int) -> None:
        monkeypatch.setattr(decoding, "BLOCK", size)
        monkeypatch.setattr(lexing, "AHEAD", 700)

    return of


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1000])
def test_blocks_may_end_anywhere(in_small_blocks: Callable[[int], None], style: str, size: int) -> None:
    in_small_blocks(size)
    assert held(read(STYLES[style])) == HELD
    assert held(read(gzip.compress(STYLES[style].encode("utf-16")))) == HELD


def test_long_comments_texts_and_rows_go_by(in_small_blocks: Callable[[int], None]) -> None:
    in_small_blocks(1 << 10)
    long = "it's ; \\' `" * 2000
    other = f"/* {long} */ -- {long}\n# {long}\n"
    text = other + "INSERT INTO other VALUES ('it\\'s ''" + "; " * 9000 + "', " + f'"{"a" * 9000}", `{"b" * 9000}` {other});'
    text += rooms(f"(1,'{'ห้อง ' * 9000}',1),{' ' * 9000}(2,'b',1)")
    assert names(text) == ["ห้อง " * 9000, "b"]


@pytest.mark.parametrize("size", [*range(1, 24), 997])
@pytest.mark.parametrize("delimiter", [";", ";;", "$$", "//"])
def test_statements_without_interest_go_by_wherever_blocks_end(
    in_small_blocks: Callable[[int], None], size: int, delimiter: str
) -> None:
    in_small_blocks(size)
    odd = """'a''; \\'b' "c; \\"d" `e; f` - -1 --1 a/b *c */ $ -- it's; /* "\n # it's; /* "\n /* it's; -- ** */"""
    odd += " /*!50003 x */ /**/ ''"
    text = f"DELIMITER {delimiter}\nSELECT {odd * 30}{delimiter} {INSERT}(1,'a',1){delimiter}"
    assert names(STRUCTURE + text) == ["a"]
    assert names(STRUCTURE + text.replace("INTO", f"INTO other VALUES ({odd * 30}){delimiter} INSERT INTO")) == ["a"]


class Pipe(BytesIO):
    """A stream that gives a few bytes at a time."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 0, 1000))


def test_a_pipe_is_read_to_its_end() -> None:
    assert held(dumps.read(Pipe(STYLES["mysqldump"].encode()))) == HELD
    assert held(dumps.read(Pipe(gzip.compress(STYLES["mysqldump"].encode())))) == HELD


def test_a_row_or_definition_without_end_is_too_long(
    monkeypatch: pytest.MonkeyPatch, in_small_blocks: Callable[[int], None]
) -> None:
    in_small_blocks(1 << 10)
    monkeypatch.setattr(lexing, "LONGEST", 1 << 12)
    monkeypatch.setattr(reading, "LONGEST", 1 << 12)
    assert fault(rooms(f"(1,'a',1),(2,'{'b' * 9000}',1)")) == (2, "meeting_room", Fault.TOO_LONG)
    assert fault(rooms(f"(1,{'  ' * 9000},1)"))[2] == Fault.TOO_LONG
    assert fault(rooms(f"(1,@{'  ' * 9000},1)"))[2] == Fault.VALUE
    assert fault(STRUCTURE.replace("(room", f"({' ' * 9000}room"))[2] == Fault.TOO_LONG


def test_many_rows_in_one_line_are_read() -> None:
    """16 MB of one statement, as mysqldump writes them."""
    text = rooms(",".join(f"({number},'{TITLE[:6]}{'ห้อง' * 400}',1)" for number in range(3500)))
    assert len(text.encode()) > 16 << 20
    assert len(names(text)) == 3500


def test_different_heads_do_not_pile_up() -> None:
    text = STRUCTURE + "".join(f"INSERT INTO meeting_room{' ' * number}VALUES (1,'a',1);" for number in range(1, 500))
    assert len(names(text)) == 499


def test_reading_tells_how_far_it_is() -> None:
    told: list[int] = []
    content = rooms("(1,'a',1)").encode() + b" " * (3 << 20)
    dumps.read(BytesIO(content), told.append)
    assert told == [1 << 20, 2 << 20, 3 << 20, len(content)]
