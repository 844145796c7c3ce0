"""Finding the ends of statements, texts and comments in a stream of bytes, whatever its length. Pure.

No pattern ever goes back, so that time grows with the length alone, whatever stands there: what repeats single letters is
possessive, what repeats groups stands in an atomic group. (Possessive groups would say the same, and are wrong before Python
3.11.5: https://github.com/python/cpython/issues/106052.)
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from jonghong.moving.dumps.decoding import Unfit
from jonghong.moving.dumps.facts import BadDump, Fault

AHEAD = 1 << 16  # bytes that can be seen from the start of a statement
NEAR = 16  # bytes that tell one kind of comment from another
LONGEST = 4 << 20  # bytes of a row or a definition
SINGLE = rb"'(?>(?:[^'\\]++|\\.|'')*)'"
DOUBLE = rb'"(?>(?:[^"\\]++|\\.|"")*)"'
LINE_COMMENT = rb"--(?=\s)[^\n]*+\n|#[^\n]*+\n"
COMMENT = rb"/\*M?!999999\\-(?>(?:[^*]++|\*(?!/))*)\*/|/\*(?!M?!)(?>(?:[^*]++|\*(?!/))*)\*/"
# What stands in a comment of a version is meant for the server: only its marks are passed over.
VERSION = rb"/\*M?!(?!999999\\-)\d*+(?=\D)|\*/"
GAP = rb"(?>(?:\s++|" + LINE_COMMENT + rb"|" + COMMENT + rb")*)"
# Warnings land in the file where both outputs of a program were written there; so does the end mark of DOS.
WARNING = rb"(?:mysqldump|mariadb-dump): \[Warning\][^\n]*+\n|Warning: Using a password[^\n]*+\n"
BLANK = re.compile(
    rb"(?>(?:[\s;\x1a]++|" + WARNING + rb"|" + LINE_COMMENT + rb"|" + COMMENT + rb"|" + VERSION + rb")*)", re.DOTALL
)
OPENED_LAST = re.compile(rb"/\*M?!\d*+\s$")
# Where something was opened that does not end within what was read: how it goes on, and its end.
INSIDE = {
    b"'": (re.compile(rb"(?>(?:[^'\\]++|\\.)*)", re.DOTALL), b"'"),
    b'"': (re.compile(rb'(?>(?:[^"\\]++|\\.)*)', re.DOTALL), b'"'),
    b"`": (re.compile(rb"[^`]*+"), b"`"),
    b"#": (re.compile(rb"[^\n]*+"), b"\n"),
    b"--": (re.compile(rb"[^\n]*+"), b"\n"),
    b"/*": (re.compile(rb"(?>(?:[^*]++|\*(?=[^/]))*)"), b"*/"),
}


@lru_cache(maxsize=32)
def until(delimiter: bytes) -> re.Pattern[bytes]:
    """Return what stands before the end of a statement, as far as texts and comments in it are whole."""
    first, rest = re.escape(delimiter[:1]), re.escape(delimiter[1:])
    single = rb"" if len(delimiter) == 1 or delimiter == b"//" else rb"|%b(?=.{%d})(?!%b)" % (first, len(delimiter) - 1, rest)
    return re.compile(
        rb"(?>(?:[^'\"`#/\-"
        + first
        + rb"]++|"
        + SINGLE
        + rb"|"
        + DOUBLE
        + rb"|`[^`]*+`|"
        + LINE_COMMENT
        + rb"|"
        + COMMENT
        # One letter more has to be there to see what these are not.
        + rb"|-(?=[^-])|-(?=-\S)|(?!%b)/(?=[^*])|/\*(?=M?!)" % re.escape(delimiter)
        + single
        + rb")*)",
        re.DOTALL,
    )


def end_of(pattern: re.Pattern[bytes], seen: bytes, place: int) -> int:
    """Return where that ends which matches here; the place itself where nothing does."""
    found = pattern.match(seen, place)
    return found.end() if found else place


class Text:
    """The dump as it goes by: what was read of it and not passed yet, and how many lines lie behind."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self.seen, self.place, self.is_all = b"", 0, False
        self._line, self._counted = 1, 0

    @property
    def line(self) -> int:
        """The line of the place, counted from 1."""
        self._line += self.seen.count(b"\n", self._counted, self.place)
        self._counted = self.place
        return self._line

    def read_on(self) -> bool:
        """Read one block more, and forget what lies behind; tell whether there was more. Raises BadDump."""
        if self.is_all:
            return False
        line = self.line
        try:
            block = next(self._blocks, None)
        except Unfit as fact:
            raise BadDump(line, "", fact.what) from None
        self.is_all = block is None
        # A comment may end with the file, without an end of its line.
        self.seen, self.place, self._counted = self.seen[self.place :] + (b"\n" if block is None else block), 0, 0
        return True

    def skip(self, pattern: re.Pattern[bytes]) -> None:
        """Pass what the pattern matches."""
        self.place = end_of(pattern, self.seen, self.place)

    def look_ahead(self) -> None:
        """See to it that AHEAD bytes can be seen, or all that is left."""
        while len(self.seen) - self.place < AHEAD and self.read_on():
            pass

    def pass_blank(self) -> bool:
        """Go to the start of the next statement; tell whether there is one. Raises BadDump."""
        while True:
            self.look_ahead()
            self.skip(BLANK)
            if self._is_near_the_end(AHEAD):
                continue
            opened = self._opened(b"--", b"#", b"/*")
            if not opened:
                return self._is_more()
            self._pass_inside(opened, self.line)

    def pass_statement(self, delimiter: bytes) -> None:
        """Go behind the next delimiter that stands in no text and no comment. Raises BadDump."""
        pattern, line = until(delimiter), self.line
        while True:
            self.skip(pattern)
            if self.seen.startswith(delimiter, self.place):
                self.place += len(delimiter)
                return
            opened = b"" if self._is_near_the_end(NEAR) else self._opened(*INSIDE)
            if opened:
                self._pass_inside(opened, line)
            elif not self.read_on():
                raise BadDump(line, "", Fault.CUT)

    def ends_here(self, delimiter: bytes) -> bool:
        """Tell whether the statement that goes on here ends within what was read."""
        return self.seen.startswith(delimiter, end_of(until(delimiter), self.seen, self.place))

    def _is_more(self) -> bool:
        if self.place < len(self.seen):
            return True
        if OPENED_LAST.search(self.seen):
            raise BadDump(self.line, "", Fault.CUT)
        return False

    def _is_near_the_end(self, distance: int) -> bool:
        return not self.is_all and len(self.seen) - self.place < distance

    def _opened(self, *openers: bytes) -> bytes:
        return next((opener for opener in openers if self.seen.startswith(opener, self.place)), b"")

    def _pass_inside(self, opened: bytes, line: int) -> None:
        pattern, end = INSIDE[opened]
        self.place += len(opened)
        while True:
            self.skip(pattern)
            if self.seen.startswith(end, self.place):
                self.place += len(end)
                return
            if not self.read_on():
                raise BadDump(line, "", Fault.CUT)
