"""Dumps that were damaged by chance: each is taken, or refused by line and table; there is no third.

``./jonghong fuzz dumps 1000000`` takes as many as one likes.
"""

import gzip
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from random import Random

from fuzz.tallies import SEED, Tally
from jonghong.moving import dumps, packing
from jonghong.moving.dumps import BadDump
from jonghong.moving.dumps.decoding import GZIP
from jonghong.moving.facts import Source, SourceRow
from jonghong.moving.judging.office import judge
from tests.moving.amss_dumps import KNOWN, cases_in_editions, tables_of
from tests.moving.dumps import STYLES

MOST_LINES = 10_000
PACKED_EVERY, JUDGED_EVERY, ODD_EVERY = 20, 10, 10
GOOD = [text.encode(encoding) for text in STYLES.values() for encoding in ("utf-8", "utf-8", "cp874", "utf-16")]
TOKENS = [
    b"'", b'"', b"`", b"\\", b"''", b"\\'", b";", b",", b"(", b")", b"\0", b"\n", b"\r\n", b"\x1a", b"-- ", b"#", b"/*", b"*/",
    b"/*!40000 ", b"/*M!999999\\-", b"NULL", b"0x", b"0xE0B8", b"X'", b"_binary '", b"b'1'", b"-", b"1e309", b"9" * 400,
    b"DELIMITER ;;\n", b"\nDELIMITER //\n", b"INSERT INTO `meeting_main` VALUES ", b"CREATE TABLE `meeting_main` (",
    b"SET NAMES tis620;", b"SET NAMES utf8;", b"USE a;", b"LOCK TABLES a READ;", b"COMMIT;", b"`a`.", b"\xff\xfe", b"\xa1",
    b"\xe0\xb8", b"\xff", b"\xf0\x9f\x98\x80", b"'0000-00-00'", b"'2569-02-30'", b"'-128'", b"%s%n", b"<script>", b"\x1f\x8b",
]  # fmt: skip


def cut(content: bytes, chance: Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def lose(content: bytes, chance: Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    return content[:start] + content[start + chance.choice([1, 2, 7, 64, 512]) :]


def flip(content: bytes, chance: Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 5])):
        if damaged:
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def put_in(content: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + chance.choice(TOKENS) * chance.choice([1, 1, 1, 2, 30]) + content[place:]


def repeat(content: bytes, chance: Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    end = start + chance.choice([1, 10, 100, 1000])
    return content[:end] + content[start:]


def put_over(content: bytes, chance: Random) -> bytes:
    token, place = chance.choice(TOKENS), chance.randrange(len(content) + 1)
    return content[:place] + token + content[place + len(token) :]


def mix(content: bytes, chance: Random) -> bytes:
    other = chance.choice(GOOD)
    return content[: chance.randrange(len(content) + 1)] + other[chance.randrange(len(other)) :]


def lose_a_line(content: bytes, chance: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    if lines:
        del lines[chance.randrange(len(lines))]
    return b"".join(lines)


ODD = [
    None, "", " ", "0", "-1", "24", "25", "127", "-128", "9" * 30, "1e3", "1.5", "inf", "nan", "๑๒", "²", "²⁵⁶⁷-02-29", "\0",
    "0000-00-00", "0001-01-01", "1900-01-01", "1970-01-01", "9999-12-31", "2566-02-29", "2567-02-29", "2023-02-30",
    "20230501", "2023-W18-1", "2023-05-01T09:30+07:00", "9999-12-31 23:59:59", "2023-05-01 24:00:00", "2023-05-26",
    "2023-13-01", "-2023-05-01", "???", "à¸«", "เธซ", "ห้อง\\xe0\\xb8", "<script>", "&amp;", "\u200b\u202e", "ํา", "เเ",
    "ก" * 300, "😀", "meeting", "1", "2", "99", "1000042000015", "1-0000-42000-01-5", "\n",
]  # fmt: skip
DAMAGES: list[Callable[[bytes, Random], bytes]] = [cut, lose, flip, put_in, repeat, put_over, mix, lose_a_line]


def damaged(chance: Random) -> bytes:
    """Return a good dump with one to four things done to it; one of some is packed, and damaged before or behind that."""
    content = chance.choice(GOOD)
    is_packed = not chance.randrange(PACKED_EVERY)
    if is_packed and chance.randrange(2):
        content, is_packed = gzip.compress(content, 1), False
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        content = chance.choice(DAMAGES)(content, chance)
    return gzip.compress(content, 1) if is_packed else content


def checked(source: Source) -> None:
    """Fail where a source is not what those who ask for it believe."""
    for table, rows in source.tables.items():
        assert len({row.key for row in rows}) == len(rows)
        assert {column for row in rows for column in row.cells} <= {*source.columns[table]}
        assert all(row.table == table for row in rows)
    assert packing.unpacked(packing.packed(source)) == source
    counts = judge(source, KNOWN).counts()
    assert {table: count["rows"] for table, count in counts.items()} == {
        table: len(rows) for table, rows in source.tables.items() if rows
    }
    assert all(count["rows"] == count["imported"] + count["quarantined"] for count in counts.values())


def run(times: int, *, share: int = 0) -> Tally:
    """Damage and read so many dumps; fails where one is neither taken nor refused by its line."""
    tally, chance = Tally("damaged dumps"), Random(SEED + share)
    with tally.running():
        for number in range(times):
            content = damaged(chance)
            with tally.timed(f"dump {number} of share {share}"):
                outcome, source = outcome_of(content)
            tally.note(outcome)
            if source and not number % JUDGED_EVERY and source.edition:
                checked(source)
    return tally


def outcome_of(content: bytes) -> tuple[str, Source | None]:
    """Return what reading came to, and what was read."""
    try:
        return "taken", dumps.read(BytesIO(content))
    except BadDump as fact:
        assert 1 <= fact.line <= (content.count(b"\n") + 2 if content[:2] != GZIP else MOST_LINES)
        assert str(fact).endswith(f": {fact.what}")
        assert fact.__cause__ is None
        return fact.what.name, None


def judge_odd_rows(times: int, *, share: int = 0) -> Tally:
    """Put odd values into rows of offices and judge these; fails where a row is lost."""
    tally, chance = Tally("offices of odd values"), Random(SEED + share)
    sources = [tables_of(case, edition)[0].source() for case, edition in cases_in_editions()]
    with tally.running():
        for _ in range(times):
            source = chance.choice(sources)
            tables = {table: [odd(row, chance) for row in rows] for table, rows in source.tables.items() if chance.randrange(9)}
            checked(replace(source, tables=tables))
            tally.note("judged")
    return tally


def odd(row: SourceRow, chance: Random) -> SourceRow:
    """Return the row, with one or two values changed as often as not."""
    cells = dict(row.cells)
    for _ in range(chance.choice([0, 0, 1, 2])):
        cells[chance.choice([*cells])] = chance.choice(ODD)
    return replace(row, cells=cells)
