"""What kind of file comes in, told by how it begins and not by its name."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils.translation import override

from jonghong.core.tables import rows_to_csv, rows_to_xlsx
from jonghong.moving import receiving
from jonghong.moving.models import Kind

pytestmark = pytest.mark.pure
ROWS = [["วันที่", "เวลา", "ห้อง"], ["1/6/2566", "เช้า", "เพชร"]]


def archive(*names: str) -> bytes:
    written = BytesIO()
    with ZipFile(written, "w") as parts:
        for name in names:
            parts.writestr(name, "x")
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This is a picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "This is a picture"),
        (b"GIF89a\1\0\1\0", "This is a picture"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "This is a picture"),
        (b"%PDF-1.7\n%\xe2\xe3", "This is a PDF"),
        (b"\r\n%PDF-1.4\n", "This is a PDF"),
        (archive("amss.sql"), "This file is packed"),
        (archive("จองห้อง.xlsx", "xlsx"), "This file is packed"),
        (archive(), "This file is packed"),
        (b"Rar!\x1a\x07\x01\0", "This file is packed"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "This file is packed"),
        (archive("[Content_Types].xml", "word/document.xml"), "This is a document of another program."),
        (archive("mimetype", "content.xml"), "This is a document of another program."),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "This file cannot be read."),
        (b"PK\x03\x04broken", "This file cannot be read."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an old Excel file"),
    ],
)
def test_a_file_that_holds_no_rows_is_called_what_it_is(content: bytes, said: str) -> None:
    for read in (receiving.received, receiving.published):
        with pytest.raises(receiving.BadFile) as fact, override("en"):
            read(content)
        assert str(fact.value)[: len(said)] == said


@pytest.mark.parametrize("content", [rows_to_csv(ROWS), rows_to_xlsx(ROWS, sheet="GIF89a")])
def test_tables_are_told_apart_from_these(content: bytes) -> None:
    found = receiving.received(content)
    assert (found.kind, found.source.size) == (Kind.TABLE, 2)


def test_a_saved_page_that_is_too_large_is_told_its_own_limit() -> None:
    with pytest.raises(receiving.BadFile) as fact, override("en"):
        receiving.received(b"<html><body>" + b" " * 2_000_000)
    assert str(fact.value) == "This page is too large. A saved page may have 2 MB."
