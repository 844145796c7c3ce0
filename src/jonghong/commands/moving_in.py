"""``jonghong import amss | table | undo``: move in from a former system, by the same code as the pages; first only look."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from getpass import getpass
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils import translation
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from jonghong.bookings.refusals import Refused as BookingRefused
from jonghong.commands import Stop, ground, say
from jonghong.commands.bring_in import our_office
from jonghong.core import tables
from jonghong.core.tables.sentences import sentence
from jonghong.moving import actions, dumps, live, queries, remarks, reporting, sheets, words
from jonghong.moving.choices import Choices
from jonghong.moving.facts import Plan, Source
from jonghong.moving.matching import Preview, high_role, rulers_of
from jonghong.moving.models import Kind, Outcome
from jonghong.offices.models import Office
from jonghong.people.models import Role
from jonghong.people.refusals import Refused
from jonghong.roster.reading import hide_numbers

PASSWORD = "AMSS_IMPORT_PASSWORD"  # noqa: S105 - the name of a setting


def run(*, what: str, writes: bool, grants: bool = False, allows_undecided: bool = False, **options: str) -> None:
    """Move in from AMSS++ or a table, or take that back; without ``writes`` only say what would be done."""
    ground.bring_up_to_date()
    office = our_office()
    with translation.override(settings.LANGUAGE_CODE):
        if what == "undo":
            undo(office, int(options["run"]), writes=writes)
            return
        if what == "amss":
            kind, source, file = Kind.AMSS.value, *from_amss(options["dump"], options["dsn"])
            source.name = options["source"]
            choices = Choices(allows_undecided=allows_undecided or None)
            if grants:
                seen = queries.preview(office, kind, source, choices)
                choices = replace(choices, roles=tuple(draft.key for draft in rulers_of(seen)))
        else:
            kind, source, file = from_table(Path(options["file"]))
            choices = mapped(office, options["mapping"], kind)
        bring_in(office, kind, source, file, choices, writes=writes, report=options["report"])


def bring_in(office: Office, kind: str, source: Source, file: str, choices: Choices, *, writes: bool, report: str) -> None:
    """Say what would be done with a source, and do it if asked to."""
    preview = queries.preview(office, kind, source, choices)
    tell(preview)
    if report:
        write_report(Path(report), preview.plan, file=file, kind=kind)
    if not writes:
        say(
            "นี่เป็นการดูก่อน ยังไม่มีอะไรเปลี่ยนแปลง ถ้าจะนำเข้าจริง ให้เติม --write",
            "This only looked: nothing was changed. Add --write to do it.",
        )
        return
    if not preview.does_anything:
        say("ไม่มีอะไรใหม่ ไม่ได้นำเข้าซ้ำ", "There is nothing new; nothing was brought in again.")
        return
    with bar("นำเข้า · bringing in") as told:
        try:
            made = actions.bring_in(
                office=office, kind=kind, file=file, source=source, choices=preview.choices, seal=preview.seal, tell=told
            )
        except (actions.ChangedMeanwhile, Refused, BookingRefused) as fact:
            raise Stop(
                f"นำเข้าไม่ได้ ยังไม่มีอะไรเปลี่ยนแปลง ลองอีกครั้ง {fact}".rstrip(), "Not brought in; nothing was changed. Try again."
            ) from fact
    say(f"นำเข้าแล้ว รายงานเลขที่ {made.pk}", f"Brought in; report {made.pk}.")
    say(f"ถ้าจะถอน: jonghong import undo {made.pk} --write", f"To take it back: jonghong import undo {made.pk} --write")


def only_looked() -> None:
    """Say that nothing was done, and how it is done."""
    say(
        "นี่เป็นการดูก่อน ยังไม่มีอะไรเปลี่ยนแปลง ถ้าจะทำจริง ให้เติม --write", "This only looked: nothing was changed; add --write to do it."
    )


def from_amss(dump: str, dsn: str) -> tuple[Source, str]:
    """Return the rows of AMSS++ and where they come from, or raise Stop."""
    if dsn:
        return _from_database(dsn), "AMSS++"
    path = Path(dump)
    size = path.stat().st_size if path.is_file() else 0
    try:
        with path.open("rb") as stream, bar("อ่านไฟล์ · reading") as told:
            source = dumps.read(stream, tell=partial(_told, told, size))
    except OSError as error:
        raise Stop(f"เปิดไฟล์ {path} ไม่ได้", f"{path} cannot be opened ({error}).") from error
    except dumps.BadDump as fact:
        raise Stop(words.fault(fact), f"{fact}") from fact
    if not source.edition:
        raise Stop("ในไฟล์นี้ไม่มีการจองห้องของ AMSS++", "There are no bookings of AMSS++ in this file.")
    return source, path.name


def _told(told: Callable[[int, int], None], size: int, done: int) -> None:
    told(done, size)


def _from_database(dsn: str) -> Source:
    try:
        source = live.read(with_password(dsn))
    except live.BadDsn as fact:
        thai, _dot, english = str(fact).partition(" · ")
        raise Stop(f"ที่อยู่ฐานข้อมูลใช้ไม่ได้ {thai}", f"That address of a database cannot be used: it {english}.") from fact
    except live.Unreachable as fact:
        raise Stop("อ่านฐานข้อมูล AMSS++ ไม่ได้", f"The database of AMSS++ could not be read: {fact}.") from fact
    if not source.edition:
        raise Stop("ในฐานข้อมูลนี้ไม่มีการจองห้องของ AMSS++", "There are no bookings of AMSS++ in this database.")
    return source


def with_password(dsn: str) -> str:
    """Return the address of a database with its password, from the environment or asked for where it has none."""
    try:
        parts = urlsplit(dsn)
    except ValueError:
        return dsn  # which is told where it is read
    if parts.password or not parts.username or "@" not in parts.netloc:
        return dsn
    password = os.environ.get(PASSWORD) or (getpass("รหัสผ่านฐานข้อมูล · password: ") if sys.stdin.isatty() else "")
    user, _at, host = parts.netloc.rpartition("@")
    netloc = f"{user.rstrip(':')}:{quote(password, safe='')}@{host}" if password else parts.netloc
    return parts._replace(netloc=netloc).geturl()


def from_table(path: Path) -> tuple[str, Source, str]:
    """Return the kind of a sheet or page, its rows and its name, or raise Stop."""
    try:
        kind, source = sheets.read(path.read_bytes())
    except sheets.LargePage as fact:
        raise Stop("หน้านี้ใหญ่เกินไป หน้าที่บันทึกไว้ต้องไม่เกิน 2 MB", "This page is too large; a saved page may have 2 MB.") from fact
    except sheets.NoMonthTable as fact:
        raise Stop("ไม่พบตารางของเดือนในหน้านี้", "No table of a month was found in this page.") from fact
    except tables.BadTable as fact:
        raise Stop(sentence(fact), "The file cannot be read as a table.") from fact
    except OSError as error:
        raise Stop(f"เปิดไฟล์ {path} ไม่ได้", f"{path} cannot be opened ({error.strerror}).") from error
    return kind, source, path.name


def mapped(office: Office, name: str, kind: str) -> Choices:
    """Return what the columns hold as it was kept under a name; nothing decided without one. Raises Stop for no such name."""
    if not name:
        return Choices()
    kept = queries.mappings_of(office).filter(name=name).first()
    if kept is None or kind != Kind.TABLE:
        raise Stop(f"ไม่มีการจับคู่คอลัมน์ชื่อ {name} สำหรับไฟล์นี้", f"No columns are kept under the name {name} for such a file.")
    columns = {int(column): held for column, held in kept.columns["columns"].items()}
    return replace(Choices(), head=kept.columns["head"], columns=columns)


def tell(preview: Preview) -> None:
    """Print what would be done: rows in, imported and in quarantine by table, and what was noted, by table and code."""
    plan, console = preview.plan, Console(soft_wrap=False)
    if plan.source.edition in {"V0", "V1", "V2", "V4"}:
        say(str(words.edition(plan.source.edition)), f"AMSS++, edition {plan.source.edition}")
    console.print(counts_table(plan))
    if plan.by_code():
        console.print(codes_table(plan))
    tell_remarks(plan)
    new, same, changed, both = (f"{len(keys):,}" for keys in (preview.new, preview.same, preview.changed, preview.conflicts))
    say(
        f"ใหม่ {new} เหมือนเดิม {same} แก้ไขในระบบเดิม {changed} แก้ไขในระบบเดิมแต่นำมาแทนไม่ได้ {both}",
        f"{new} new, {same} the same, {changed} changed over there, {both} changed there and cannot follow",
    )
    if preview.may_be_another_system:
        say(
            "คำเตือน: แถวที่ต่างจากที่เคยนำเข้ามีมากกว่าแถวที่เหมือนเดิม ถ้าเป็นคนละระบบ ให้ใส่ --source ชื่ออื่น",
            "Warning: more rows differ from those brought in before than are the same. Another system needs another --source.",
        )
    for thai, english, becomes in (
        ("กลุ่ม", "groups", preview.groups),
        ("ห้อง", "rooms", preview.rooms),
        ("บุคลากร", "people", preview.people),
    ):
        made = sum(one.id is None for one in becomes.values())
        here = len(becomes) - made
        if becomes:
            say(f"{thai}ใหม่ {made:,} มีอยู่แล้ว {here:,}", f"{english}: {made:,} new, {here:,} here already")
    tell_roles(preview)
    if preview.gone:
        say(f"ไม่มีในระบบเดิมแล้ว {len(preview.gone):,} แถว", f"{len(preview.gone):,} rows ahead are over there no more")
    if preview.gives_way:
        given = ", ".join(preview.gives_way)
        say(f"ยอดยกมาของเดือนเหล่านี้จะถูกแทนด้วยการจอง: {given}", f"Sums brought forward give way to bookings: {given}")
    if plan.carried.times:
        times, months = sum(plan.carried.times.values()), len(plan.carried.times)
        say(f"ยอดยกมา {times:,} ครั้ง {months:,} เดือน", f"brought forward: {times:,} times in {months:,} months")


def tell_remarks(plan: Plan) -> None:
    """Print the sentences on the whole of it."""
    with translation.override("en"):
        english = remarks.of_plan(plan)
    for said, in_english in zip(remarks.of_plan(plan), english, strict=True):
        say(said, in_english)


def tell_roles(preview: Preview) -> None:
    """Print who holds a role above a clerk's over there, and whether it is given here: a dump proves nobody's right to one."""
    for draft in rulers_of(preview):
        name, role = hide_numbers(draft.name), Role(high_role(draft)).label
        if draft.key in preview.choices.roles:
            say(f"ให้บทบาท {role}: {name}", "is given that role")
        else:
            say(f"ไม่ให้บทบาท {role}: {name} (ถ้าจะให้ ใส่ --roles)", "comes as a clerk; --roles gives the role")


def counts_table(plan: Plan) -> Table:
    """Return the rows of each table: all of them are imported or in quarantine."""
    table = Table("ตาราง · table", title=None)
    for head in ("แถว · rows", "นำเข้า · imported", "กักไว้ · quarantined"):
        table.add_column(head, justify="right")
    counts = plan.counts()
    for name, each in counts.items():
        table.add_row(words.table(name), *(f"{each[what]:,}" for what in ("rows", "imported", "quarantined")))
    sums = [f"{sum(each[what] for each in counts.values()):,}" for what in ("rows", "imported", "quarantined")]
    table.add_row("รวม · all", *sums, style="bold")
    return table


def codes_table(plan: Plan) -> Table:
    """Return what was noted about how many rows."""
    table = Table("ตาราง · table", "รหัส · code")
    table.add_column("แถว · rows", justify="right")
    table.add_column("พบว่า · what was found")
    for (name, code), number in sorted(plan.by_code().items()):
        table.add_row(words.table(name), code.value, f"{number:,}", str(words.what(code)))
    return table


def write_report(path: Path, plan: Plan, *, file: str, kind: str) -> None:
    """Write the report as a page or a workbook, by the name of the file; raises Stop for any other name."""
    report = reporting.of_plan(plan, file=file, kind=kind)
    if path.suffix.lower() == ".xlsx":
        path.write_bytes(reporting.as_xlsx(report))
    elif path.suffix.lower() == ".html":
        path.write_text(reporting.as_html(report), encoding="utf-8")
    else:
        raise Stop("ชื่อไฟล์รายงานต้องลงท้ายด้วย .html หรือ .xlsx", "The name of the report has to end with .html or .xlsx.")
    say(f"เขียนรายงานไว้ใน {path}", "The report is in that file.")


def undo(office: Office, wanted: int, *, writes: bool) -> None:
    """Take an import back, or say what that would be; raises Stop where something was built on it."""
    run = queries.runs_of(office).filter(pk=wanted).first()
    if run is None:
        raise Stop(f"ไม่มีรายงานเลขที่ {wanted}", f"There is no report {wanted}.")
    if run.undone_at:
        say("ถอนไปแล้ว", "It was taken back already.")
        return
    number = run.rows.count()
    say(f"{run.get_kind_display()} {run.file} {number:,} แถว", f"{number:,} rows")
    if mended := run.rows.filter(outcome=Outcome.MENDED).count():
        say(f"รวม {mended:,} แถวที่เจ้าหน้าที่แก้ไขแล้ว", f"{mended:,} of them were mended by officers, and go along")
    if not writes:
        if what := actions.in_the_way(run):
            raise Stop(f"ถอนไม่ได้ {' '.join(what)}", "It cannot be taken back: something was built on it since.")
        say(
            "นี่เป็นการดูก่อน ยังไม่มีอะไรเปลี่ยนแปลง ถ้าจะถอนจริง ให้เติม --write",
            "This only looked: nothing was changed. Add --write to do it.",
        )
        return
    try:
        actions.undo_run(run=run, by=None)
    except actions.BuiltOn as fact:
        raise Stop(f"ถอนไม่ได้ {fact}", "It cannot be taken back: something was built on it since.") from fact
    say("ถอนแล้ว", "Taken back.")


@contextmanager
def bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal, and give what tells it how far things are."""
    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
