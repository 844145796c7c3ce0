"""What kind of source a file is, found in the file itself, and what stands in it."""

import struct
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from jonghong.core import tables
from jonghong.core.tables.sentences import sentence
from jonghong.moving import dumps, reconciling, sheets, words
from jonghong.moving.facts import Source
from jonghong.moving.models import Kind

MOST_ROWS = 60_000  # every step of the pages judges all of them anew
MOST_UNPACKED = 100_000_000  # bytes
GZIP = b"\x1f\x8b"
LOOKED_AT = 200_000  # bytes: a dump may begin with a long remark
DUMPS = (b"create table", b"insert into", b"-- mysql dump", b"-- mariadb dump", b"phpmyadmin sql dump", b"navicat")
BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # workbooks
# By what a file begins with: what it is, whatever its name says.
PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
WEBP = (b"RIFF", b"WEBP")
PDF = b"%PDF-"
ZIP, PACKED = b"PK\x03\x04", (b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
WORKBOOK, DOCUMENTS = "xl/", {"[Content_Types].xml", "mimetype"}  # names within an archive that tell what it is


class BadFile(ValueError):
    """A file that is no source; the message is the sentence that says so."""


@dataclass(frozen=True)
class Received:
    """A source, and what kind it is."""

    kind: Kind
    source: Source


def received(content: bytes) -> Received:
    """Return what stands in a file; raises BadFile."""
    if len(content) > tables.MOST_BYTES:
        raise BadFile(
            _("This file is too large. Choose one of at most 10 MB; a larger export of AMSS++ is brought in on the server.")
        )
    if said := _of_another_kind(content):
        raise BadFile(said)
    try:
        return _read(content)
    except dumps.BadDump as fact:
        raise BadFile(words.fault(fact)) from fact
    except sheets.LargePage as fact:
        raise BadFile(_("This page is too large. A saved page may have 2 MB.")) from fact
    except sheets.NoMonthTable as fact:
        raise BadFile(_("No table of a month was found in this page. Save the page of one month.")) from fact
    except tables.BadTable as fact:
        raise BadFile(sentence(fact)) from fact


def published(content: bytes) -> reconciling.Published:
    """Return the counts in a table that the office published; raises BadFile."""
    if said := _of_another_kind(content):
        raise BadFile(said)
    try:
        found = reconciling.published(content)
    except reconciling.NoTotals as fact:
        raise BadFile(_("No row of this table is a year with its months.")) from fact
    except tables.BadTable as fact:
        raise BadFile(sentence(fact)) from fact
    if not found:
        raise BadFile(_("No row of this table is a year with its months."))
    return found


def _read(content: bytes) -> Received:
    if not is_dump(content):
        kind, source = sheets.read(content)
        return Received(Kind(kind), source)
    source = dumps.read(BytesIO(content), most=MOST_UNPACKED)
    if not source.edition:
        raise BadFile(_("There are no bookings of AMSS++ in this file. Export the whole database, as SQL."))
    if source.size > MOST_ROWS:
        said = _("This file has more than %(most)s rows. It is brought in on the server: %(command)s")
        raise BadFile(said % {"most": f"{MOST_ROWS:,}", "command": "jonghong import amss --dump FILE.sql"})
    return Received(Kind.AMSS, source)


def _of_another_kind(content: bytes) -> str:
    """Return what to say of a file that is known to hold no rows, whatever its name says; nothing of any other."""
    if content.startswith(PICTURES) or (content[:4], content[8:12]) == WEBP:
        return _("This is a picture, from which no rows can be read. Choose an Excel file (.xlsx), a CSV file or SQL.")
    if content[:1024].lstrip().startswith(PDF):
        return _("This is a PDF, from which no rows can be read. Choose an Excel file (.xlsx), a CSV file or SQL.")
    names = _names_within(content)
    is_workbook = any(name.startswith(WORKBOOK) for name in names)
    if DOCUMENTS & names and not is_workbook:
        return _("This is a document of another program. Open it there, and save its table as .xlsx or CSV.")
    if content.startswith(PACKED) or (names and not is_workbook):
        return _("This file is packed (such as .zip). Unpack it first, then choose the file that was inside.")
    return ""


def _names_within(content: bytes) -> set[str]:
    """Return the names of the files in an archive; none of what is no archive, or a broken one."""
    if not content.startswith(ZIP):
        return set()
    try:
        return set(ZipFile(BytesIO(content)).namelist())
    except (BadZipFile, ValueError, NotImplementedError, OSError, struct.error):
        return set()


def is_dump(content: bytes) -> bool:
    """Tell whether a file is an export of a database: packed, or text with statements of SQL near its beginning."""
    if content.startswith(GZIP):
        return True
    start = content[:LOOKED_AT].replace(b"\0", b"").lower()
    return not content.startswith(BINARY) and not sheets.is_page(content) and any(mark in start for mark in DUMPS)
