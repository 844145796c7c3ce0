"""Names of databases, tables and columns, and what CREATE TABLE tells of them. Pure."""

import re

from jonghong.moving.dumps.decoding import text_of
from jonghong.moving.dumps.lexing import COMMENT, DOUBLE, GAP, LINE_COMMENT, SINGLE

NAME = rb"(?:`(?>(?:[^`]++|``)*)`|" + DOUBLE + rb"|[\w$\x80-\xff]++)"
PATH = rb"(?:(" + NAME + rb")\s*+\.\s*+)?(" + NAME + rb")"
COLUMNS = re.compile(NAME)
CREATE = re.compile(
    rb"CREATE\s+(?:OR\s+REPLACE\s+)?(?:TEMPORARY\s+)?TABLE\s*(?:IF\s+NOT\s+EXISTS\s*)?" + PATH + rb"\s*(\()?", re.IGNORECASE
)
# A damaged name must not be taken for that of a table without interest: behind it stands what may stand there.
INSERT = re.compile(
    rb"(?:INSERT|REPLACE)(?>(?:\s+(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE))*)(?>(?:\s+INTO)?)\s*+"
    + PATH
    + GAP
    + rb"(?=\(|VALUES?\b|SET\b|SELECT\b|PARTITION\b|WITH\b|TABLE\b)",
    re.IGNORECASE | re.DOTALL,
)
LISTED = re.compile(
    rb"(?:\(\s*+(" + NAME + rb"(?>(?:\s*+,\s*+" + NAME + rb")*))\s*+\)" + GAP + rb")?VALUES?" + GAP + rb"(?=\()",
    re.IGNORECASE | re.DOTALL,
)
TOKEN = re.compile(
    COMMENT + rb"|" + LINE_COMMENT + rb"|(?P<name>`(?>(?:[^`]++|``)*)`)|(?P<text>" + SINGLE + rb"|" + DOUBLE + rb")"
    rb"|(?P<word>[\w$\x80-\xff]++)|(?P<sign>[(),])",
    re.DOTALL,
)
# How parts of a definition begin that are no columns, unless they stand in quotes.
NO_COLUMNS = frozenset(b"PRIMARY KEY INDEX UNIQUE FULLTEXT SPATIAL CONSTRAINT FOREIGN CHECK PERIOD".split())
CHARSET = re.compile(rb"(?:CHARSET|CHARACTER\s+SET)\s*=?\s*['\"]?(\w+)", re.IGNORECASE)


def name_of(raw: bytes) -> str:
    """Return a name without its quotes, in small letters."""
    quote = raw[:1]
    if quote in {b"`", b'"'}:
        raw = raw[1:-1].replace(quote * 2, quote)
    return text_of(raw).lower()


def names_of(raw: bytes) -> list[str]:
    """Return the names in a list of columns."""
    return [name_of(each) for each in COLUMNS.findall(raw)]


def definition(body: bytes) -> tuple[list[str], str]:
    """Return the columns and the character set (or nothing) that stand behind the ``(`` of a CREATE TABLE."""
    columns, depth, is_first, end = [], 1, True, len(body)
    for found in TOKEN.finditer(body):
        sign = found["sign"]
        if sign == b"(":
            depth += 1
        elif sign == b")":
            depth -= 1
            if not depth:
                end = found.end()
                break
        elif sign == b",":
            is_first = depth == 1
        elif is_first and found.lastgroup:
            is_first = False
            if found.lastgroup != "word" or found["word"].upper() not in NO_COLUMNS:
                columns.append(name_of(found[0]))
    charset = CHARSET.search(body, end)
    return columns, charset[1].decode("ascii").lower() if charset else ""
