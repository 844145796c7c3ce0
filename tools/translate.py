"""``./jonghong translate``: the Thai catalogue, gathered from the source.

Every English msgid of the Python code and the templates gets an entry in ``django.po``, new ones empty, those that left the
source dropped; then ``django.mo``, which the product reads, is compiled. Both are committed, so that no tool is needed to run.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools import ROOT, asks_for_help

Msgid = str | tuple[str, ...]

PACKAGE = ROOT / "src" / "jonghong"
PO = PACKAGE / "locale" / "th" / "LC_MESSAGES" / "django.po"
METHODS = [("**/migrations/**", "ignore"), ("**.py", "python"), ("**/jinja2/**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"**/jinja2/**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true", "silent": "false"}}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
UNSTABLE = ('"Project-Id', '"Report-Msgid', '"POT-Creation', '"PO-Revision', '"Last-Trans', '"Language-Team', '"Generated-By')
NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # stands in the header, where today would change the file every day
HEADER = "# Thai translation of jonghong.\n# Gathered by: ./jonghong translate\n"


def main(words: list[str]) -> int:
    """Write both files anew and say what is still missing."""
    if asks_for_help(words, __doc__):
        return 0
    catalog = up_to_date(read(PO))
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(po_of(catalog))
    PO.with_suffix(".mo").write_bytes(mo_of(PO.read_bytes()))
    untranslated = missing(catalog)
    print(f"{len(catalog)} messages, {len(untranslated)} without Thai")
    for msgid in untranslated:
        print(f"  {msgid!r}")
    return 1 if untranslated else 0


def read(file: Path) -> Catalog:
    """Return the catalogue that is kept, or an empty one."""
    if not file.exists():
        return Catalog(locale="th")
    with file.open("rb") as stream:
        return read_po(stream, locale="th")


def up_to_date(kept: Catalog) -> Catalog:
    """Return a catalogue of just what the source says today, in alphabetical order, with the Thai that is kept."""
    catalog = Catalog(locale="th", header_comment=HEADER, fuzzy=False)
    for msgid, context in sorted(source_messages(), key=lambda message: (singular(message[0]), message[1] or "")):
        known = kept.get(singular(msgid), context)
        catalog.add(msgid, known.string if known else "", context=context, flags=known.flags if known else ())
    return catalog


def source_messages() -> set[tuple[Msgid, str | None]]:
    """Return every (msgid, context) of the source; a msgid with a plural is a pair, and stands for its singular alone, too."""
    found = extract_from_dir(PACKAGE, METHODS, OPTIONS, KEYWORDS, strip_comment_tags=True)
    messages = {(msgid, context) for _file, _line, msgid, _notes, context in found}
    with_plural = {(msgid[0], context) for msgid, context in messages if isinstance(msgid, tuple)}
    return messages - with_plural


def singular(msgid: Msgid) -> str:
    """Return the msgid itself, or the first of the pair."""
    return msgid if isinstance(msgid, str) else msgid[0]


def missing(catalog: Catalog) -> list[str]:
    """Return the msgids without Thai, or with Thai that is marked as a guess."""
    return [str(message.id) for message in catalog if message.id and (message.fuzzy or not all(strings(message.string)))]


def strings(string: str | Iterable[str] | None) -> list[str]:
    """Return the one translation, or those of all plural forms (Thai has one)."""
    return [string] if isinstance(string, str) else list(string or [""])


def po_of(catalog: Catalog) -> bytes:
    """Return the text that people edit; without line numbers and dates, so that it changes only with the words."""
    buffer = BytesIO()
    write_po(buffer, catalog, width=120, no_location=True, omit_header=False)
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(UNSTABLE)).encode()


def mo_of(po: bytes) -> bytes:
    """Return what the product reads."""
    catalog = read_po(BytesIO(po), locale="th")
    catalog.creation_date = catalog.revision_date = NO_DAY
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()
