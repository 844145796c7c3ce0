"""Thirteen digits, passwords, codes and keys, once typed or shown, stand nowhere in clear: database, log, pages, exports."""

import io
import re
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from jonghong.core.thai import thai_digits
from jonghong.factors import totp
from jonghong.people import identity
from tests import databases, make
from tests.servers import PATIENCE, environment_of, free_port, own_database, run, wait_until_it_answers
from tests.trust.forms import forms_of
from tests.trust.rig import Visitor, crawl

NUMBERS = dict(
    zip(
        ("chief", "newcomer", "typo", "nobody", "asking", "imported", "searched"),
        map(make.citizen_id, range(7_100, 7_107)),
        strict=True,
    )
)
PASSWORDS = ("ต้นคูน เหลือง สิบแปด ต้น", "ต้นคูน เหลือง สิบเก้า ต้น", "wrong canary 4711 wrong", "ต้นคูน เหลือง ยี่สิบ ต้น")
EXAMPLE = "1234567890121"  # stands in templates, and was never given out
CODE = re.compile(r"\b[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}\b")


@dataclass
class Office:
    """A served office, what was typed or shown in it that must stand nowhere, and where things are kept."""

    folder: Path
    url: str
    log: Path
    database: str
    secrets: dict[str, str] = field(default_factory=dict)
    visitors: list[Visitor] = field(default_factory=list)
    chief: Visitor | None = None

    def come(self) -> Visitor:
        self.visitors.append(Visitor(self.url))
        return self.visitors[-1]

    def canaries(self) -> dict[str, list[str]]:
        """Return every spelling of everything that must stand nowhere, by what it is."""
        spelled = {name: [value, quote(value)] for name, value in self.secrets.items()}
        for name, digits in NUMBERS.items():
            groups = f"{digits[0]}-{digits[1:5]}-{digits[5:10]}-{digits[10:12]}-{digits[12]}"
            spelled[f"number of {name}"] = [digits, groups, groups.replace("-", " "), thai_digits(digits)]
        for visitor, name in product(self.visitors, ("session", "device", "csrf")):
            if name in visitor.cookies:
                spelled[f"cookie {name} {id(visitor)}"] = [visitor.cookies[name]]
        return spelled


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Open an office at the console, serve it, and let people do there what they do."""
    folder = tmp_path_factory.mktemp("leaks")
    with own_database(folder) as url, (folder / "log").open("w") as log:
        environment = environment_of(folder, url) | {"JONGHONG_ACCESS_LOG": "1", "JONGHONG_SLOW_MS": "0"}
        words = (
            "-m",
            "jonghong",
            "setup",
            "--office",
            "สำนักงานทดสอบ",
            "--short",
            "สนง.",
            "--name",
            "นางสาวหัวหน้า ทดสอบ",
            "--id",
            "-",
        )
        done = subprocess.run(
            [sys.executable, *words],
            env=environment,
            input=NUMBERS["chief"],
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE,
        )
        (code,) = CODE.findall(done.stdout)
        port = free_port()
        serve = [sys.executable, "-m", "jonghong", "serve", f"--port={port}", "--workers=1"]
        process = subprocess.Popen(serve, env=environment, stdout=log, stderr=log)
        try:
            wait_until_it_answers(port, process)
            made = Office(folder, f"http://127.0.0.1:{port}", folder / "log", url)
            made.secrets["code of the console"] = code
            live(made)
            yield made
        finally:
            process.terminate()
            process.wait(PATIENCE)


def live(office: Office) -> None:
    """Enrol, register, sign in wrong and right, set up a second step, search, import, ask: by the pages alone."""
    office.secrets |= {f"password {number}": password for number, password in enumerate(PASSWORDS)}
    chief = office.chief = office.come()
    register(chief, NUMBERS["chief"], "AAAA-2222", PASSWORDS[0])
    register(chief, NUMBERS["chief"], office.secrets["code of the console"], PASSWORDS[0])
    assert chief.sign_in(NUMBERS["chief"], PASSWORDS[2]).status == 422
    assert chief.sign_in(NUMBERS["chief"], PASSWORDS[0]).headers["location"].startswith("/second-step/")
    set_up_app(office, chief)
    enrol(office, chief)
    newcomer = office.come()
    assert newcomer.sign_in(NUMBERS["newcomer"], PASSWORDS[1]).status == 422
    register(newcomer, NUMBERS["newcomer"], office.secrets["code of the slip"], PASSWORDS[1])
    assert newcomer.sign_in(NUMBERS["newcomer"], PASSWORDS[1]).headers["location"] == "/"
    newcomer.fill_in("/password/", current=PASSWORDS[1], password=PASSWORDS[3], repeat=PASSWORDS[3])
    stranger = office.come()
    for number in ("nobody", "typo", "chief"):
        stranger.sign_in(NUMBERS[number], PASSWORDS[2])
        register(stranger, NUMBERS[number], "BBBB-3333", PASSWORDS[2])
    asked = stranger.fill_in("/register/ask/", username=NUMBERS["asking"], name="นายขอ ใช้งาน", group="1")
    assert asked.status == 200
    look_around(chief, newcomer)


def register(visitor: Visitor, digits: str, code: str, password: str) -> None:
    visitor.fill_in("/register/", username=digits, code=code, password=password, repeat=password)


def set_up_app(office: Office, visitor: Visitor) -> None:
    page = visitor.get("/my/security/app/").text
    (shown,) = re.findall(r'<p class="secret"><code>([A-Z2-7 \u00a0]+)</code>', page)
    secret = office.secrets["secret of the app"] = re.sub(r"\W", "", shown)
    (form,) = [form for form in forms_of(page, "/my/security/app/") if form.action == "/my/security/app/"]
    answer = visitor.post(form.action, form.sent(code=totp.code_at(secret, totp.step_of(time.time()))))
    codes = re.findall(r"<li><code>([^<]+)</code>", answer.text)
    assert len(codes) == 10
    office.secrets |= {f"backup code {number}": code for number, code in enumerate(codes)}
    (form,) = [form for form in forms_of(answer.text) if form.action.startswith("/my/security/codes/saved/")]
    visitor.post(form.action, form.sent(saved="1"))


def enrol(office: Office, chief: Visitor) -> None:
    for number in ("newcomer", "newcomer", "typo"):
        digits = NUMBERS[number] if number != "typo" else NUMBERS[number][:-1] + str((int(NUMBERS[number][-1]) + 1) % 10)
        chief.fill_in("/office/people/add/", name="นางสาวใหม่ ทดสอบ", citizen_id=digits, role="clerk")
    table = f"ชื่อ-สกุล,เลขประจำตัวประชาชน,กลุ่ม\nนายนำเข้า ทดสอบ,{NUMBERS['imported']},สนง.\nนายผิด ทดสอบ,{NUMBERS['typo']}x,สนง.\n"
    page = chief.get("/office/people/import/").text
    form = next(form for form in forms_of(page, "/office/people/import/") if form.files)
    answer = chief.upload(
        form.action, {name: str(value) for name, value in form.sent().items()}, form.files[0], ("people.csv", table.encode())
    )
    for step in ("/columns/", "/check/"):
        assert step in answer.headers["location"], (answer.status, answer.headers)
        answer = chief.fill_in(answer.headers["location"])
    assert answer.status == 303
    slips = chief.get("/office/slips/")
    form = next(form for form in forms_of(slips.text, "/office/slips/") if form.action.startswith("/office/slips/"))
    printed = chief.post("/office/slips/", form.sent(way="page"))
    codes = CODE.findall(printed.text)
    assert codes, printed.status
    who = re.split(r"นางสาวใหม่ ทดสอบ", printed.text, maxsplit=1)[1]
    office.secrets |= {f"code {number}": code for number, code in enumerate(codes)}
    office.secrets["code of the slip"] = CODE.findall(who)[0]


def look_around(chief: Visitor, newcomer: Visitor) -> None:
    """Search for a number, type one where it does not belong, and send nonsense."""
    for visitor in (chief, newcomer):
        for path in ("/find/", "/office/people/", "/nowhere/"):
            visitor.post(path, {"q": NUMBERS["searched"]})
    chief.post(
        "/sign-in/", {"username": [NUMBERS["nobody"], NUMBERS["typo"]], "password": PASSWORDS[2], "next": "//evil.example"}
    )
    chief.post("/register/", {"username": NUMBERS["nobody"], "code": "x" * 50, "password": PASSWORDS[2]})


def everything_kept(office: Office) -> dict[str, str]:
    """Return the files of the data folder as they lie on the disk, but for keys, and every row of every table."""
    kept = {}
    for file in office.folder.rglob("*"):
        if file.is_file() and not {"secrets", "static"} & set(file.relative_to(office.folder).parts):
            kept[file.name] = file.read_bytes().decode("utf-8", "replace") + file.read_bytes().decode("utf-16-le", "replace")
    if databases.KIND == "sqlite":
        with closing(sqlite3.connect(office.database.removeprefix("sqlite:///"))) as connection:
            tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            kept |= {name: text_of(connection.execute(f'SELECT * FROM "{name}"').fetchall()) for name in tables}
    else:
        with closing(psycopg.connect(office.database)) as connection:
            tables = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
            kept |= {name: text_of(connection.execute(f'SELECT * FROM "{name}"'.encode()).fetchall()) for name in tables}
    return kept


def text_of(rows: list[tuple[object, ...]]) -> str:
    return "\n".join(
        "\t".join(bytes(cell).decode("utf-8", "replace") if isinstance(cell, bytes | memoryview) else str(cell) for cell in row)
        for row in rows
    )


def everything_shown(office: Office) -> dict[str, str]:
    """Return all pages that links lead to, and the files that people take along, as they are shown afterwards."""
    shown = {}
    for number, visitor in enumerate([*office.visitors, office.come()]):
        for answer in crawl(visitor, most=200):
            where = f"{number} {answer.path}"
            shown[where] = f"{answer.path}\n{answer.headers}\n{answer.text}" + unpacked(answer.body)
            for form in forms_of(answer.text, answer.path) if answer.kind == "text/html" else []:
                if form.method == "post" and re.search("copy|export|rejected", form.action):
                    taken = visitor.post(form.action, form.sent())
                    shown[f"{where} {form.action}"] = f"{taken.headers}\n{taken.text}" + unpacked(taken.body)
    return shown


def unpacked(body: bytes) -> str:
    """Return what is in a file that is a ZIP, as workbooks are."""
    if not body.startswith(b"PK\x03\x04"):
        return ""
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        return "\n".join(file.read(name).decode("utf-8", "replace") for name in file.namelist())


def found_in(texts: dict[str, str], canaries: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [
        (where, name) for where, text in texts.items() for name, ways in canaries.items() if any(way in text for way in ways)
    ]


def valid_numbers(texts: dict[str, str]) -> list[tuple[str, str]]:
    """Return whatever is written like a citizen id, with hyphens or without, and has the right check digit.

    Hashes are passed over: some of their digits read like one by chance.
    """
    hashes = re.compile(r"\b[0-9a-f]{32,}\b")
    written = re.compile(r"(?<![\d.\-])[1-8](?:\d{12}|-\d{4}-\d{5}-\d{2}-\d)(?![\d.\-])")
    return [
        (where, one)
        for where, text in texts.items()
        for one in written.findall(hashes.sub("", text))
        if identity.has_right_check_digit(one.replace("-", "")) and one.replace("-", "") != EXAMPLE
    ]


def test_nothing_secret_is_kept_in_clear(office: Office) -> None:
    kept = everything_kept(office)
    assert {"people_person", "audit_record", "log"} <= set(kept)
    assert found_in(kept, office.canaries()) == []


def test_nothing_that_reads_like_a_citizen_id_is_kept(office: Office) -> None:
    tables = {name: text for name, text in everything_kept(office).items() if not name.startswith("jonghong.sqlite3")}
    assert valid_numbers(tables) == []


def test_nothing_secret_is_logged(office: Office) -> None:
    log = office.log.read_text(encoding="utf-8")
    assert '"status": 4' in log
    assert '"jonghong.requests"' in log
    assert '"statement"' in log
    assert (found_in({"log": log}, office.canaries()), valid_numbers({"log": log})) == ([], [])


def test_nothing_secret_is_shown_or_exported(office: Office) -> None:
    own_cookies = {name: ways for name, ways in office.canaries().items() if not name.startswith("cookie csrf")}
    shown = everything_shown(office)
    assert len(shown) > 80
    assert found_in(shown, own_cookies) == []
    assert valid_numbers(shown) == []


def test_no_address_that_an_answer_led_to_held_a_secret(office: Office) -> None:
    led = {
        f"{number}": answer.headers.get("location", "")
        for number, visitor in enumerate(office.visitors)
        for answer in visitor.answers
    }
    scripts = {
        answer.path: answer.text for visitor in office.visitors for answer in visitor.answers if answer.path.endswith(".js")
    }
    assert (found_in(led | scripts, office.canaries()), valid_numbers(led | scripts)) == ([], [])


def test_console_prints_no_number(office: Office) -> None:
    people = run("-m", "jonghong", "--help", environment=environment_of(office.folder, office.database))
    assert found_in({"console": people}, office.canaries()) == []


def test_the_scan_finds_what_is_planted(office: Office) -> None:
    assert office.chief
    planted = make.citizen_id(7_199)
    office.chief.fill_in("/office/groups/", "/office/groups/", name=f"กลุ่ม {planted}", short_name="ปลูก")
    kept, canaries = everything_kept(office), {"planted": [planted]}
    assert ("offices_group", "planted") in found_in(kept, canaries)
    assert ("offices_group", planted) in valid_numbers(kept)
    assert found_in({"page": office.chief.get("/office/groups/").text}, canaries) == [("page", "planted")]
