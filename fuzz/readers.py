"""Everything that reads what people type, browsers send or files hold: taken, or refused in a sentence; nothing else escapes.

Each reader has texts or files that are good. One of them is damaged by chance, or another text put in its place, and read.
"""

import io
import json
import resource
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from itertools import islice
from random import Random
from types import FrameType
from typing import Any
from uuid import UUID
from zipfile import ZipFile

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from PIL import Image

from fuzz import hostile
from fuzz.dumps import GOOD as DUMPS
from fuzz.tallies import SEED, Tally
from jonghong.bookings import recurrence
from jonghong.bookings.pages import key_of
from jonghong.bookings.series_fields import DatesField
from jonghong.core import middleware, network, pagecache, tables, thai, vault
from jonghong.core.fields import LineField, ThaiDateField
from jonghong.core.handler import Request
from jonghong.core.languages import language_of
from jonghong.core.tables.sentences import sentence
from jonghong.factors import passkeys, totp
from jonghong.factors.forms import AppCodeField
from jonghong.finding import search_words
from jonghong.finding.phrases import Ground, RoomName, Understood, understand
from jonghong.legacy import addresses
from jonghong.moving import receiving
from jonghong.people import agents, codes, emails, identity
from jonghong.people.forms import CitizenIdField
from jonghong.rooms import photos
from jonghong.rooms.hours import Halves, Hours
from jonghong.roster import columns
from tests import make

PATIENCE = 30  # seconds, after which a reader is said to hang
MOST_TEXT = 100_000  # characters: longer ones are refused before they are read, by the length of the body
MOST_MEMORY = 1_000  # megabytes that all readers together may take more than they had
Text = str | bytes


class Hangs(BaseException):
    """A reader does not come back; nothing that it may catch."""


@dataclass(frozen=True)
class Reader:
    """How something is read, the mistakes by which it refuses, and examples of what it takes.

    ``weight`` is how often it has a turn; ``holds`` fails where what was read is not what those who asked believe.
    """

    name: str
    read: Callable[[Any], Any]
    good: Sequence[Any]
    refusals: tuple[type[Exception], ...] = ()
    holds: Callable[[Any], None] = lambda _read: None
    weight: int = 10


def said(fact: Exception) -> None:
    """Fail where a refusal does not say in a sentence what is wrong."""
    words = {
        tables.BadTable: lambda: sentence(fact),  # type: ignore[arg-type]
        ValidationError: lambda: " ".join(fact.messages),  # type: ignore[attr-defined]
    }
    for kind, words_of in words.items():
        if isinstance(fact, kind):
            assert len(words_of().strip()) > 5, repr(fact)


# Texts that are typed

HALVES = Halves(Hours(time(8, 30), time(12)), Hours(time(13), time(16, 30)))
GROUND = Ground(date(2023, 5, 25), HALVES, [RoomName(1, "ห้องประชุมใหญ่"), RoomName(2, "ห้อง 2"), RoomName(3, "Meeting room 3")])
LINES = [
    "พรุ่งนี้เช้า 20 คน ห้องประชุมใหญ่ ประชุมผู้อำนวยการ", "จันทร์หน้า บ่าย ห้อง 2",
    "1 มิ.ย. 66 09.00-12.00 ประชุม 15 คน", "สัปดาห์หน้า",
    "1-3 มิ.ย. 2566 เต็มวัน", "tomorrow 9-11 for 12 people in Meeting room 3", "next Friday afternoon",
    "ปลายเดือน เช้า", "13.30 - 15.00 น.",
    'อีก 2 สัปดาห์ "ประชุมเช้า"', "29/2/2567 บ่ายโมงครึ่ง", "วันที่ ๑ มิถุนายน ๒๕๖๖ เวลา ๙ โมง", "31 มิ.ย.", "ทุกวันจันทร์", "5 people",
]  # fmt: skip
RULES = [
    "DTSTART;VALUE=DATE:20230802\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=10",
    "DTSTART;VALUE=DATE:20230802\nRRULE:FREQ=MONTHLY;BYDAY=2TU;UNTIL=20240802\nEXDATE;VALUE=DATE:20230912",
    "DTSTART;VALUE=DATE:20230802\nRDATE;VALUE=DATE:20230802,20230809",
    "DTSTART;VALUE=DATE:20240131\nRRULE:FREQ=MONTHLY;BYMONTHDAY=31;COUNT=5",
    "DTSTART;VALUE=DATE:20240131\nRRULE:FREQ=DAILY;UNTIL=20240301",
]
NUMBERS = [make.citizen_id(4_200_001), "1-1037-02071-81-4", "๑๒๓๔๕๖๗๘๙๐๑๒๑", "1 2345 67890 12 1"]
HEADERS = [
    "session=0123456789abcdefghijabcdefghij01; csrf=aaaaaaaa; language=en\n203.0.113.7, 10.0.0.1\nbr, gzip;q=0\nth",
    "language=th\n::ffff:203.0.113.7\n*\nen-US,en;q=0.5",
    "session=x; session=y\n2001:db8::1%eth0\nidentity\n*",
]
AGENTS = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile",
]


def of_rule(text: str) -> list[date]:
    """Return the first dates of a rule; fails where it has others once it was written down and read again."""
    written = recurrence.from_rfc(text)
    dates = list(islice(written.recurrence.dates(written.first), 1_000))
    again = recurrence.from_rfc(written.to_rfc()) if dates else written
    assert list(islice(again.recurrence.dates(again.first), 1_000)) == dates
    return dates


def of_headers(text: str) -> object:
    """Return what the front of the house reads from the headers of a request."""
    cookie, forwarded, encoding, language = (text.split("\n", 3) + [""] * 3)[:4]
    request = Request(environ(HTTP_COOKIE=cookie, HTTP_X_FORWARDED_FOR=forwarded, HTTP_ACCEPT_ENCODING=encoding))
    request.META["HTTP_ACCEPT_LANGUAGE"] = language
    middleware.believable_session(lambda _request: HttpResponse())(request)
    found = network.network_of(request)
    assert found
    assert language_of(request) in {"th", "en"}
    assert pagecache.accepted_encoding(request) in {"br", "gzip", ""}
    return found, pagecache.key_of(request)


def environ(**facts: str) -> dict[str, Any]:
    """Return a request as a server hands it on, whose headers are single bytes each."""
    spoken = {name: value.encode("utf-8", "replace").decode("latin-1").replace("\r", "") for name, value in facts.items()}
    there = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "SERVER_NAME": "a", "SERVER_PORT": "80", "REMOTE_ADDR": "127.0.0.1"}
    return {**there, "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http", **spoken}


def of_answer(text: str) -> object:
    """Return what came of the answer that a device gave for a new passkey, and of one for a known one."""
    request = HttpRequest()
    request.META |= environ(HTTP_HOST="testserver")
    state = {"challenge": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "user_verification": "preferred"}
    return passkeys.made(request, state, text), passkeys.proof(request, state, [], text)


def of_app(text: str) -> int | None:
    """Return the step of a code, which a form has read before."""
    return totp.fitting_step("JBSWY3DPEHPK3PXP" * 2, AppCodeField().clean(text), 1.7e9)


CLIENT = "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiQUFBQSIsIm9yaWdpbiI6Imh0dHA6Ly90ZXN0c2VydmVyIn0"
ATTESTED = "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVgl" + "A" * 60
ANSWERS = [
    json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": response})
    for response in (
        {"clientDataJSON": CLIENT, "attestationObject": ATTESTED, "transports": ["internal"]},
        {"clientDataJSON": CLIENT, "authenticatorData": "A" * 60, "signature": "AAAA", "userHandle": "AAAA"},
    )
]
USERS = [
    "mysql://reader:word@127.0.0.1:3306/amss",
    "mysql://a:b@db.office.example/amss?ssl_ca=/none",
    "mysql://a@[::1]/b?tls=off",
]
HEADS = ["เลขประจำตัวประชาชน\tชื่อ-สกุล\tกลุ่ม\tตำแหน่ง", "id card\tname\tgroup\te-mail", "ที่\tชื่อ\tนามสกุล\tเบอร์โทร"]


def of_heads(text: str) -> object:
    """Return what the words above columns say that they hold."""
    return columns.found(text.split("\t")), columns.likely_head([tables.Row(1, tuple(text.split("\t")))])


def parts_make_the_text(read: tuple[str, Any]) -> None:
    """Fail where what is shown of a find is not what was found."""
    text, parts = read
    assert "".join(part.text for part in parts) == text


def of_search(text: str) -> tuple[str, Any]:
    """Return a text and the parts of it that its own words hit; and ask both databases' patterns."""
    words = search_words.words_of(text)
    for word in words[:20]:
        search_words.glob(word)
        search_words.regex(word)
    return text[:300], search_words.parts(text[:300], words[:20])


def is_understood(read: Understood) -> None:
    """Fail where a line came to nothing that a page could show."""
    assert isinstance(read.title, str)
    assert all(question.choices is not None for question in read.questions)


# Files that are sent

LIST = "เลขประจำตัวประชาชน,ชื่อ-สกุล,กลุ่ม\n1-1037-02071-81-4,นายหนึ่ง ทดสอบ,กลุ่มอำนวยการ\n".encode()
TABLE = "วันที่,เวลา,ห้อง,กลุ่ม,เรื่อง\n1/6/2566,เช้า,ใหญ่,อำนวยการ,ประชุม\n2/6/2566,09.00-12.00,เล็ก,แผน,อบรม\n".encode()
TOTALS = (
    "ปี,ม.ค.,ก.พ.,มี.ค.,เม.ย.,พ.ค.,มิ.ย.,ก.ค.,ส.ค.,ก.ย.,ต.ค.,พ.ย.,ธ.ค.\n"
    "2565,12,15,9,0,7,8,9,10,11,12,3,4\n2566,1,2,3,4,5,6,7,8,9,10,11,12\n"
).encode()
PAGE = (
    "<html><head><meta charset=utf-8><title>มิถุนายน 2566</title></head><body><table><tr><th>วันที่<th>ห้องใหญ่<th>ห้องเล็ก"
    + "".join(f"<tr><td>{day}<td rowspan=1>ประชุม {day} (08.30-12.00)<td>&nbsp;" for day in range(1, 31))
    + "</table>"
).encode()


@cache
def workbooks() -> list[bytes]:
    """Return workbooks of both kinds of tables."""
    rows = [[line.split(",") for line in content.decode().splitlines()] for content in (LIST, TABLE)]
    return [tables.rows_to_xlsx(each, sheet="แผ่น 1") for each in rows]


@cache
def pictures() -> list[bytes]:
    """Return a small picture in each format that cameras and screens make."""
    found = []
    for kind in ("PNG", "JPEG", "WEBP"):
        content = io.BytesIO()
        Image.linear_gradient("L").convert("RGB").save(content, kind, exif=Image.Exif() if kind == "JPEG" else b"")
        found.append(content.getvalue())
    return found


def is_table(read: tables.Table) -> None:
    """Fail where a table is larger than those who work with it believe."""
    assert len(read.rows) <= tables.MOST_ROWS
    assert all(len(cell) <= 2_000 for row in read.rows for cell in row.cells)


def is_picture(read: bytes) -> None:
    """Fail where it is not drawn anew."""
    assert read[:4] == b"RIFF"


READERS = [
    Reader("date", thai.parse_date, hostile.DATES, (thai.BadDate,)),
    Reader("time", thai.parse_time, ["08.30", "8:30 น.", "0830", "๘.๓๐"], (thai.BadTime,)),
    Reader("date of a form", ThaiDateField().clean, hostile.DATES, (ValidationError,)),
    Reader("dates of a form", DatesField().clean, [", ".join(hostile.DATES[:4]), "1/6/2566\n2/6/2566"], (ValidationError,)),
    Reader("line of a form", LineField(max_length=200).clean, LINES, (ValidationError,)),
    Reader("line of the finder", lambda text: understand(text, GROUND), LINES, holds=is_understood, weight=40),
    Reader("words of a search", of_search, LINES, holds=parts_make_the_text),
    Reader("citizen id", identity.normalised, NUMBERS, (identity.BadCitizenId,)),
    Reader("citizen id of a form", CitizenIdField().clean, NUMBERS, (ValidationError,)),
    Reader("activation code", codes.normalised, ["ABCD-EFGH", "abcd efgh", "2345-6789"], (codes.BadCode,)),
    Reader("e-mail address", emails.normalised, ["a.b@example.go.th", "x@ตัวอย่าง.ไทย"], (emails.BadAddress,)),
    Reader("browser", agents.device_words, AGENTS),
    Reader("key of a form", key_of, ["12345678-1234-5678-1234-567812345678", str(UUID(int=7))]),
    Reader("rule of a series", of_rule, RULES, (recurrence.NotARule, recurrence.TooManyDates)),
    Reader("headers", of_headers, HEADERS),
    Reader("answer of a passkey", of_answer, ANSWERS),
    Reader("code of an app", of_app, ["123456", "๑๒๓๔๕๖", "123-456"], (ValidationError,)),
    Reader("sealed text", lambda text: vault.unseal(text, context="a"), ["k.AAAA", "1.", "."], (vault.Unreadable,)),
    Reader("address of AMSS++", addresses.read, USERS, (addresses.BadAddress,)),
    Reader("heads of a list", of_heads, HEADS),
    Reader("list as CSV", tables.read, [LIST, LIST.decode().encode("cp874"), LIST.decode().encode("utf-16")],
           (tables.BadTable,), is_table),
    Reader("list as XLSX", tables.read, workbooks(), (tables.BadTable,), is_table, weight=2),
    Reader("file of a former system", receiving.received, [TABLE, TOTALS, PAGE, *DUMPS[:4]], (receiving.BadFile,), weight=6),
    Reader("workbook of a former system", receiving.received, workbooks(), (receiving.BadFile,), weight=2),
    Reader("published counts", receiving.published, [TOTALS], (receiving.BadFile,)),
    Reader("picture", lambda content: photos.drawn_anew(io.BytesIO(content)), pictures(), (photos.BadPhoto,), is_picture, 3),
]  # fmt: skip


# What is done to them

MORE = [value for value in hostile.ALL if len(value) <= 20]


def damaged(good: Text, chance: Random) -> Text:
    """Return a good one with one to three things done to it, or another text in its place."""
    if chance.random() < 0.25:
        return other(good, chance)
    if isinstance(good, bytes) and good[:2] == b"PK" and chance.random() < 0.6:
        return repacked(good, chance)
    for _ in range(chance.choice([1, 1, 2, 3])):
        good = once(good, chance)
    return good


def other(good: Text, chance: Random) -> Text:
    """Return whatever may come in place of a good one."""
    text = "".join(hostile.value(chance) for _ in range(chance.choice([0, 1, 1, 2])))
    if isinstance(good, str):
        return text[:MOST_TEXT] if chance.random() < 0.97 else (text * 2_000)[:MOST_TEXT]
    return chance.choice(
        [text.encode("utf-8", "replace"), text.encode("utf-16", "replace"), chance.randbytes(chance.choice([1, 4, 300]))]
    )


def once(good: Text, chance: Random) -> Text:
    """Return it with one thing done to it: cut, something lost, put in, put over, or said twice."""
    piece: Any = chance.choice(MORE)
    if isinstance(good, bytes):
        piece = chance.choice([piece.encode("utf-8", "replace"), bytes([chance.randrange(256)]), b"\0" * 4, b"\xff" * 4])
    text: Any = good
    at, long = chance.randrange(len(text) + 1), chance.choice([1, 1, 2, 8, 64])
    return chance.choice(
        [
            text[:at],
            text[:at] + text[at + long :],
            text[:at] + piece + text[at:],
            text[:at] + piece + text[at + len(piece) :],
            text[: at + long] + text[at:],
            text[:at] + text[at : at + long] * 300 + text[at:],
        ]
    )  # fmt: skip


def repacked(good: bytes, chance: Random) -> bytes:
    """Return a workbook of which one part is damaged inside, so that its packing is whole."""
    content = io.BytesIO()
    with ZipFile(io.BytesIO(good)) as parts, ZipFile(content, "w") as anew:
        names = parts.namelist()
        spoilt = chance.choice(names)
        for name in names:
            part: Any = parts.read(name)
            if name == spoilt:
                part = once(part, chance) if chance.random() < 0.9 else b""
            anew.writestr(name, part)
    return content.getvalue()


@contextmanager
def patience() -> Iterator[None]:
    """Let a reader that does not come back be found."""

    def give_up(_number: int, _frame: FrameType | None) -> None:
        raise Hangs

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def read(reader: Reader, text: Text) -> str:
    """Return what became of a text: "taken", or by which mistake it was refused. Raises whatever else escapes."""
    try:
        with patience():
            found = reader.read(text)
    except reader.refusals as fact:
        said(fact)
        return f"refused as {type(fact).__name__}"
    reader.holds(found)
    return "taken"


def run(texts: int, *, share: int = 0, readers: Sequence[Reader] = READERS) -> tuple[Tally, list[str]]:
    """Read so many; return what was tried, and what escaped."""
    tally, chance, found = Tally("texts and files read"), Random(SEED + share), list[str]()
    turns = [reader for reader in readers for _ in range(reader.weight)]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tally.running(), override_settings(TRUSTED_PROXIES=1):
        for number in range(texts):
            reader = chance.choice(turns) if number >= len(readers) else readers[number]
            good = chance.choice(reader.good)
            text = damaged(good, chance) if number >= len(readers) else good
            try:
                with tally.timed(f"{reader.name}, {number} of share {share}"):
                    tally.note(read(reader, text))
            except (Exception, Hangs) as fault:  # noqa: BLE001 - that is what is looked for
                tally.note("ESCAPED")
                found.append(
                    f"{reader.name}, {number} of share {share}: {type(fault).__name__} {fault!s:.200} of {text[:300]!r}"
                )
    tally.facts |= {"readers": len(readers), "megabytes more": memory_since(memory)}
    if memory_since(memory) > MOST_MEMORY:
        found.append(f"{memory_since(memory)} MB of memory")
    return tally, found


def memory_since(before: int) -> int:
    """Return by how many megabytes the most that this process ever held has grown."""
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
