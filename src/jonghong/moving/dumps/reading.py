"""Reading a dump: which statements matter, and the rows in them. Pure."""

import re
from collections.abc import Callable
from typing import BinaryIO, NoReturn

from jonghong.moving.dumps.decoding import THAI_SETS, blocks
from jonghong.moving.dumps.facts import BadDump, Fault
from jonghong.moving.dumps.lexing import GAP, LONGEST, Text, end_of
from jonghong.moving.dumps.names import CREATE, INSERT, LISTED, definition, name_of, names_of
from jonghong.moving.dumps.values import ONE, Texts, row_of
from jonghong.moving.facts import Source
from jonghong.moving.gathering import WANTED, Form, Gathered, TooMany

VERB = re.compile(rb"[A-Za-z]++")
# A word that begins no statement is a damaged file, and rows may be what is lost.
VERBS = frozenset(
    b"ALTER ANALYZE BEGIN CALL CHANGE CHECK COMMIT CREATE DEALLOCATE DELETE DELIMITER DO DROP END EXECUTE EXPLAIN FLUSH "
    b"GRANT INSERT INSTALL KILL LOAD LOCK OPTIMIZE PREPARE PURGE RELEASE RENAME REPAIR REPLACE RESET REVOKE ROLLBACK SAVEPOINT "
    b"SELECT SET SHOW START STOP TRUNCATE UNLOCK UPDATE USE WITH XA".split()
)
NAMES = re.compile(rb"SET\s+(?:NAMES|CHARACTER\s+SET)\s+['\"]?(\w+)", re.IGNORECASE)
USE = re.compile(rb"USE\s*(`[^`]++`|[\w$\x80-\xff]++)", re.IGNORECASE)
DELIMITER = re.compile(rb"DELIMITER[ \t]++(//|[^\s\w'\"`#*/\\-]{1,8})[ \t\r]*+\n", re.IGNORECASE)
SAVED = re.compile(rb"@OLD_\w++", re.IGNORECASE)
# What may be left of a value where a file was cut.
HALF = re.compile(rb"\s*+(?:_?[\w.+-]*+\s*+|(?:_\w++\s*+)?[XxNnBb]?+['\"].*+)", re.DOTALL)
SPACE = re.compile(GAP, re.DOTALL)
TAIL = re.compile(rb"(?:ON|AS)\s", re.IGNORECASE)
OPENING = re.compile(rb"(?:LOCK\s+(?P<lock>TABLES?)|(?P<transaction>BEGIN|START\s+TRANSACTION))\b", re.IGNORECASE)
CLOSING = {b"UNLOCK": "lock", b"COMMIT": "transaction", b"ROLLBACK": "transaction"}
MOST_HEADS = 200
SETTING = 4096  # bytes of a SET that are looked at


def read(stream: BinaryIO, tell: Callable[[int], None] | None = None, most: int | None = None) -> Source:
    """Return the rows of AMSS++ in a dump by mysqldump, phpMyAdmin, Navicat and their like, packed by gzip or not.

    ``tell`` is called with the number of bytes read so far; ``most`` is how many a packed one may unpack to. All of it is read
    or nothing: raises only BadDump.
    """
    return _Reader(Text(blocks(stream, tell or (lambda _bytes: None), most))).source()


class _Reader:
    """One dump on its way. ``table`` is the one that is spoken of, for errors."""

    def __init__(self, text: Text) -> None:
        self.text, self.table, self.delimiter = text, "", b";"
        self.gathered = Gathered()
        self.defined: dict[str, list[str]] = {}
        self.charsets: dict[str, str] = {}
        self.homes: dict[str, str] = {}
        self.heads: dict[bytes, tuple[Form, Texts]] = {}
        self.database = self.names = ""
        self.open: set[str] = set()
        self.saved: set[bytes] = set()
        self.is_restored = False

    def source(self) -> Source:
        try:
            while self.text.pass_blank():
                self.statement()
                self.table = ""
        except BadDump as fact:
            fact.table = fact.table or self.table
            raise
        except TooMany:
            self.refuse(Fault.TOO_MANY)
        if self.open or (self.saved and not self.is_restored):
            self.refuse(Fault.CUT)
        return self.gathered.source()

    def statement(self) -> None:
        found = VERB.match(self.text.seen, self.text.place)
        verb = found[0].upper() if found else b""
        if verb not in VERBS:
            self.refuse(Fault.NOT_SQL)
        if verb in {b"INSERT", b"REPLACE"}:
            self.insert()
        elif verb == b"CREATE":
            self.create()
        elif verb == b"DELIMITER":
            self.change_delimiter()
        else:
            self.note(verb)
            self.text.pass_statement(self.delimiter)

    def note(self, verb: bytes) -> None:
        """See what a statement without rows tells of those that follow, and whether the dump came to its end."""
        seen, place = self.text.seen, self.text.place
        if verb == b"SET":
            self.note_setting(seen[place : place + SETTING].partition(self.delimiter)[0])
        elif verb == b"USE" and (found := USE.match(seen, place)):
            self.database = name_of(found[1])
        elif verb in CLOSING:
            self.open.discard(CLOSING[verb])
        elif found := OPENING.match(seen, place):
            self.open.add(found.lastgroup or "")

    def note_setting(self, setting: bytes) -> None:
        if found := NAMES.match(setting):
            self.names = found[1].decode("ascii").lower()
            self.heads.clear()
        for name in SAVED.findall(setting.upper()):
            self.is_restored |= name in self.saved
            self.saved.add(name)

    def change_delimiter(self) -> None:
        found = DELIMITER.match(self.text.seen, self.text.place)
        if not found:
            rest = self.text.seen[self.text.place :]
            self.refuse(Fault.CUT if self.text.is_all and rest.find(b"\n") + 1 == len(rest) else Fault.NOT_SQL)
        self.delimiter, self.text.place = found[1], found.end()

    def create(self) -> None:
        """Learn the columns of a table that matters."""
        text = self.text
        found = CREATE.match(text.seen, text.place)
        table = name_of(found[2]) if found else ""
        if not found or not found[3] or table not in WANTED:
            text.pass_statement(self.delimiter)
            return
        self.at_home(table, found[1])
        if self.gathered.has_rows(table):
            self.refuse(Fault.TWICE)
        while not text.ends_here(self.delimiter):
            if not text.read_on():
                self.refuse(Fault.CUT)
            if len(text.seen) > LONGEST:
                self.refuse(Fault.TOO_LONG)
        start = text.place + found.end() - found.start()
        text.pass_statement(self.delimiter)
        self.defined[table], self.charsets[table] = definition(text.seen[start : text.place])
        self.form(table, self.defined[table])
        self.heads.clear()

    def insert(self) -> None:
        """Take the rows of a statement, or pass it."""
        text = self.text
        found = INSERT.match(text.seen, text.place)
        if not found:
            self.refuse(Fault.CUT if self.is_cut() else Fault.NOT_SQL)
        self.table = table = name_of(found[2])
        if table not in WANTED:
            text.pass_statement(self.delimiter)
            return
        self.at_home(table, found[1])
        listed = LISTED.match(text.seen, found.end())
        if not listed:
            self.refuse(Fault.CUT if self.is_cut() else Fault.VALUE)
        head = text.seen[text.place : listed.end()]
        if len(self.heads) > MOST_HEADS:
            self.heads.clear()
        if head not in self.heads:
            charset = self.names or self.charsets.get(table, "")
            self.heads[head] = self.form(table, self.columns(table, listed[1])), Texts(is_thai_set=charset in THAI_SETS)
        text.place = listed.end()
        self.rows(*self.heads[head])

    def at_home(self, table: str, database: bytes | None) -> None:
        """Refuse the table of a second database, such as that of a copy: nobody knows which of them counts."""
        self.table = table
        named = name_of(database) if database else self.database
        home = self.homes.get(table) or named
        if named not in {"", home}:
            self.refuse(Fault.TWICE)
        self.homes[table] = home

    def columns(self, table: str, listed: bytes | None) -> list[str]:
        if listed:
            return names_of(listed)
        if not self.defined.get(table):
            self.refuse(Fault.COLUMNS)
        return self.defined[table]

    def form(self, table: str, columns: list[str]) -> Form:
        if len(set(columns)) < len(columns):
            self.refuse(Fault.COUNT)
        return self.gathered.form(table, columns)

    def rows(self, form: Form, texts: Texts) -> None:
        """Take row after row until the statement ends."""
        text, pattern, add, text_of = self.text, row_of(form.width), self.gathered.add, texts.__getitem__
        line, where = 0, ""
        while True:
            self.pass_space()
            while not (found := pattern.match(text.seen, text.place)):
                if len(text.seen) - text.place >= LONGEST or not text.read_on():
                    self.refuse_row()
                self.pass_space()
            if line != text.line:
                line, where = text.line, f"line {text.line}"
            add(form, list(map(text_of, found.groups())), where)
            text.place = found.end()
            self.pass_space()
            if not text.seen.startswith(b",", text.place):
                break
            text.place += 1
        self.end_of_rows()

    def pass_space(self) -> None:
        """Pass what may stand before and behind rows."""
        text = self.text
        while True:
            text.skip(SPACE)
            if text.place < len(text.seen) or not text.read_on():
                return

    def end_of_rows(self) -> None:
        """Pass what may stand behind the last row."""
        text = self.text
        text.look_ahead()
        if not TAIL.match(text.seen, text.place) and not text.seen.startswith(self.delimiter, text.place):
            self.refuse(Fault.CUT if self.is_cut() else Fault.VALUE)
        text.pass_statement(self.delimiter)

    def refuse_row(self) -> NoReturn:
        """Say what is wrong with the row that begins here."""
        seen, place, count, sign = self.text.seen, self.text.place, 0, b"("
        unfinished = Fault.CUT if self.text.is_all else Fault.TOO_LONG
        if not seen.startswith(sign, place):
            self.refuse(Fault.VALUE if place < len(seen) else unfinished)
        while sign == (b"," if count else b"("):
            found = ONE.match(seen, end_of(SPACE, seen, place + 1))
            if not found:
                self.refuse(unfinished if HALF.fullmatch(seen, place + 1) else Fault.VALUE)
            count += 1
            place = end_of(SPACE, seen, found.end())
            sign = seen[place : place + 1]
        if sign == b")":
            self.refuse(Fault.COUNT)
        self.refuse(Fault.VALUE if sign else unfinished)

    def is_cut(self) -> bool:
        """Tell whether the file ends within this statement."""
        return self.text.is_all and not self.text.ends_here(self.delimiter)

    def refuse(self, what: Fault) -> NoReturn:
        raise BadDump(self.text.line, self.table, what) from None
