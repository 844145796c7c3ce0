"""The command line: ``./jonghong`` in a checkout, ``jonghong`` where the wheel is installed.

Nothing beyond the standard library is imported until a command starts, so that ``--help`` works before anything is
installed.
"""

import argparse
import importlib
import os
import sys
from functools import partial
from pathlib import Path
from typing import Never

from jonghong.commands import Stop

CHECKOUT = Path(__file__).resolve().parents[2]
# For those who work on jonghong itself; the wheel does not carry them.
TOOLS = {
    "test": "ทดสอบโปรแกรม · run the tests on SQLite and PostgreSQL",
    "check": "ตรวจโค้ด · run linters and type checks",
    "translate": "รวบรวมคำแปล · gather the Thai catalogue",
    "bench": "วัดความเร็ว · measure how fast it answers",
    "scan": "ให้เครื่องมือตรวจความปลอดภัยค้นหาช่องโหว่ · let scanners look for holes",
    "fuzz": "ลองทุกอย่างที่ไม่มีใครนึกถึง · try what nobody thought of",
    "chaos": "ทำให้ล่มระหว่างมีคนจอง ดูว่ามีอะไรหาย · break things while people book",
}
CLOSED_PIPE = 141  # as of a program that SIGPIPE ended: 128 + 13
# What opens the house; all else is run in it.
STARTS = {"serve", "demo", "setup"}


class Parser(argparse.ArgumentParser):
    """Says in one sentence what it could not read."""

    def error(self, message: str) -> Never:
        """Leave with exit code 2."""
        print("อ่านคำสั่งไม่ได้ ดูวิธีใช้: jonghong --help", file=sys.stderr)
        print(f"That command cannot be read ({message}); see jonghong --help.", file=sys.stderr)
        sys.exit(2)


def main(words: list[str] | None = None) -> int:
    """Run the command that the words name and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # an old terminal may not know Thai
    words = sys.argv[1:] if words is None else words
    parser = command_line()
    if not words:
        parser.print_help()
        return 2
    if words[0] in tools():
        sys.path.insert(0, str(CHECKOUT))
        return int(importlib.import_module(f"tools.{words[0]}").main(words[1:]))
    options = vars(parser.parse_args(words))
    try:
        run(options.pop("command"), options)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read it has read enough; what is left goes nowhere when Python ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE
    return 0


def tools() -> dict[str, str]:
    """Return the commands for those who work on jonghong itself, where they are present."""
    return {name: text for name, text in TOOLS.items() if (CHECKOUT / "tools" / f"{name}.py").exists()}


def command_line() -> Parser:
    """Return the parser of every command and its options."""
    parser = Parser(
        prog="jonghong",
        usage="jonghong <command> [options]",
        description="จองห้อง ระบบจองห้องประชุม · meeting-room booking",
        formatter_class=partial(argparse.HelpFormatter, max_help_position=22, width=120),
    )
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="<command> [options]", title="commands", prog="jonghong"
    )

    demo = commands.add_parser("demo", help="ลองใช้กับสำนักงานตัวอย่าง · try a sample office at once")
    demo.add_argument("--port", type=port, default=8000, help="พอร์ต · port (8000)")

    serve = commands.add_parser("serve", help="ให้บริการจริง · serve a real office")
    serve.add_argument("--host", default="127.0.0.1", help="ที่อยู่ที่รอรับ · address to listen at (127.0.0.1)")
    serve.add_argument("--port", type=port, default=8000, help="พอร์ต · port (8000)")
    serve.add_argument("--workers", type=workers, default=2, help="จำนวนโปรเซส · processes (2)")
    serve.add_argument("--prepare", action="store_true", dest="only_prepares", help="ตรวจและเตรียมเท่านั้น · only look and prepare")

    commands.add_parser("migrate", help="ปรับฐานข้อมูลเป็นรุ่นนี้ · bring the database up to date")

    roles = commands.add_parser("roles", help="SQL ของบัญชี PostgreSQL · print SQL for accounts of PostgreSQL")
    for name in ("owner", "app", "backup", "reader"):
        roles.add_argument(f"--{name}", default=f"jonghong_{name}", metavar="NAME", help=f"jonghong_{name}")

    setup = commands.add_parser("setup", help="เริ่มสำนักงานจริง · start a real office with an administrator")
    setup.add_argument("--office", default="", help="ชื่อสำนักงาน · name of the office")
    setup.add_argument("--short", default="", help="ชื่อย่อ · its short name")
    setup.add_argument("--name", default="", help="ชื่อผู้ดูแล · the administrator's name")
    # As an argument it would stand in the history of the shell and in the list of processes.
    setup.add_argument(
        "--id",
        default="",
        type=from_input,
        metavar="-",
        help="อ่านเลข 13 หลักจาก stdin · read the 13-digit id from standard input",
    )
    setup.add_argument("--sure", action="store_true", dest="is_sure", help="เลขที่น่าสงสัยนั้นถูกต้อง · a doubtful id is right")

    again = commands.add_parser("administrator", help="ตั้งผู้ดูแลเมื่อไม่เหลือผู้ดูแล · appoint an administrator where none is left")
    again.add_argument("--name", default="", help="ชื่อผู้ดูแล ถ้าเป็นคนใหม่ · the name of somebody new")
    again.add_argument("--id", default="", type=from_input, metavar="-", help="อ่านเลข 13 หลักจาก stdin · as of setup")
    again.add_argument("--sure", action="store_true", dest="is_sure", help="เลขที่น่าสงสัยนั้นถูกต้อง · a doubtful id is right")

    doctor = commands.add_parser("doctor", help="ตรวจว่าทุกอย่างเรียบร้อย · look whether everything stands as it should")
    doctor.add_argument("--json", action="store_true", dest="as_json", help="สำหรับโปรแกรม · for programs")

    keys = commands.add_parser("keys", help="กุญแจเข้ารหัส · list keys and take new ones into use")
    keys.add_argument("action", choices=["list", "rotate"], help="แสดง หรือเปลี่ยน · list, or rotate")
    keys.add_argument("which", nargs="?", default="", metavar="WHICH", help="field, citizen, session")
    keys.add_argument("--drop-old", action="store_true", help="ลบกุญแจเก่าที่ไม่ใช้แล้ว · take unused old keys away")

    privacy = commands.add_parser("privacy", help="ข้อมูลส่วนบุคคล · let go what is too old, erase again after a restore")
    rights = privacy.add_subparsers(dest="deed", required=True, metavar="<deed>", prog="jonghong privacy")
    old = rights.add_parser("retention", help="ลบข้อมูลที่พ้นเวลา · let go what is too old")
    old.add_argument("--dry-run", action="store_true", dest="is_rehearsal", help="นับอย่างเดียว · only count")
    rights.add_parser("erase-again", help="ลบอีกครั้งหลังกู้คืน · after a restore")
    rights.add_parser("list", help="เติมรายการที่ลบแล้วในไฟล์ · complete the list beside the database")

    audit = commands.add_parser("audit", help="ตรวจบันทึกการใช้งาน · judge or shorten the audit")
    deeds = audit.add_subparsers(dest="deed", required=True, metavar="<verify | prune>", prog="jonghong audit")
    verify = deeds.add_parser("verify", help="ตรวจว่าไม่มีใครแก้ไข · find whatever was tampered with")
    verify.add_argument("--copy", default="", help="เทียบกับสำเนาในไฟล์ · a file with the second copy, to compare")
    prune = deeds.add_parser("prune", help="ลบบันทึกเก่า · let old records go")
    prune.add_argument("--before", required=True, metavar="DATE", help="ก่อนวันที่ เช่น 1/10/2566 · those before that day")
    prune.add_argument("--dry-run", action="store_true", dest="is_rehearsal", help="นับอย่างเดียว · only count")

    add_backups(commands)

    importing = commands.add_parser("import", help="นำเข้ารายชื่อ หรือย้ายมาจากระบบเดิม · bring in people, or move in")
    add_imports(importing.add_subparsers(dest="what", required=True, metavar="<what>", prog="jonghong import"))

    for name, text in tools().items():
        commands.add_parser(name, help=text)
    return parser


def add_backups(commands: "argparse._SubParsersAction[Parser]") -> None:
    """Add what makes backups and puts them back."""
    backup = commands.add_parser("backup", help="สำรองข้อมูล · copy everything to one file, also while it is served")
    what = backup.add_mutually_exclusive_group()
    what.add_argument("--list", action="store_true", dest="is_list", help="แสดงที่มีอยู่ · those that are there")
    what.add_argument("--verify", default="", dest="verified", metavar="FILE", help="ตรวจว่าครบถ้วน · whether one is whole")
    what.add_argument("--new-key", action="store_true", dest="makes_key", help="สร้างกุญแจเข้ารหัส · make the key that seals them")

    restore = commands.add_parser("restore", help="กู้คืนข้อมูล · put a backup back")
    restore.add_argument("file", metavar="FILE", help="ไฟล์สำเนาสำรอง · the backup")
    restore.add_argument(
        "--replace", action="store_true", dest="replaces", help="แทนที่ข้อมูลที่มีอยู่ · put it in place of what is there"
    )
    restore.add_argument("--other-keys", action="store_true", help="แม้กุญแจไม่ตรง · though the keys are others")
    restore.add_argument("--while-served", action="store_true", help="แม้ยังให้บริการอยู่ · though others are connected (PostgreSQL)")

    commands.add_parser("tick", help="สำรองข้อมูลเมื่อถึงเวลา · back up if that is due; for a timer")
    commands.add_parser("drill", help="ซ้อมกู้คืน · prove that a backup can be restored, and how fast")


def add_imports(kinds: "argparse._SubParsersAction[Parser]") -> None:
    """Add what can be brought in; all but people only look, unless they are told to write."""
    people = kinds.add_parser("people", help="บุคลากร · people")
    people.set_defaults(command="bring_in")
    people.add_argument("file", metavar="FILE", help="ไฟล์ .xlsx หรือ .csv · an Excel or CSV file")
    people.add_argument("--dry-run", action="store_true", dest="is_rehearsal", help="ดูก่อน ไม่เปลี่ยนอะไร · change nothing")
    people.add_argument("--new-groups", action="store_true", dest="makes_groups", help="สร้างกลุ่มที่ยังไม่มี · make missing groups")
    people.add_argument("--sure", action="store_true", dest="is_sure", help="เลขที่น่าสงสัยนั้นถูกต้อง · doubtful ids are right")
    people.add_argument("--rejected", default="", metavar="FILE", help="เก็บแถวที่ไม่รับไว้ในไฟล์ · a file for rows not taken")

    amss = kinds.add_parser("amss", help="AMSS++ · from AMSS++")
    where = amss.add_mutually_exclusive_group(required=True)
    where.add_argument("--dump", default="", metavar="FILE", help="ไฟล์ .sql หรือ .sql.gz · an export of its database")
    # A password given here would stand in the history of the shell: it is asked for, or read from AMSS_IMPORT_PASSWORD.
    where.add_argument("--dsn", default="", metavar="URL", help="mysql://ผู้ใช้@เครื่อง/ฐาน · the database itself, only read")
    amss.add_argument(
        "--source", default="amss", metavar="NAME", type=source_name, help="ชื่อแหล่งข้อมูล · what rows are known by (amss)"
    )

    amss.add_argument(
        "--roles", action="store_true", dest="grants", help="ให้บทบาทเดิมด้วย · give officers and administrators their roles"
    )
    amss.add_argument(
        "--count-undecided",
        action="store_true",
        dest="allows_undecided",
        help="ถ้าไม่เคยบันทึกผลการพิจารณาเลย ให้นับเป็นอนุญาตแล้ว · count the past of an office that never decided as allowed",
    )

    table = kinds.add_parser(
        "table", help="ตารางการจอง ยอดรายเดือน หรือหน้าเว็บ · a table of bookings, sums of months, a saved page"
    )
    table.add_argument("file", metavar="FILE", help="ไฟล์ .xlsx .csv หรือ .html · an Excel, CSV or HTML file")
    table.add_argument("--mapping", default="", metavar="NAME", help="การจับคู่คอลัมน์ที่บันทึกไว้ · columns kept under that name")

    undo = kinds.add_parser("undo", help="ถอนการนำเข้า · take an import back")
    undo.add_argument("run", type=run_number, metavar="RUN", help="เลขที่รายงาน · the number of its report")
    for kind in (amss, table, undo):
        kind.set_defaults(command="moving_in")
        kind.add_argument(
            "--write", action="store_true", dest="writes", help="ทำจริง ถ้าไม่ใส่จะดูอย่างเดียว · do it; without this, only look"
        )
    for kind in (amss, table):
        kind.add_argument(
            "--report", default="", metavar="FILE", help="เขียนรายงาน .html หรือ .xlsx · write the report to a file"
        )


def source_name(text: str) -> str:
    """Return what a source is called."""
    if not 0 < len(text) <= 60 or not text.isprintable():
        raise argparse.ArgumentTypeError("a source has a name of at most 60 characters")
    return text


def run_number(text: str) -> int:
    """Return the number of an import."""
    return _number(text, 1, 999_999_999)


def port(text: str) -> int:
    """Return a port number."""
    return _number(text, 1, 65535)


def workers(text: str) -> int:
    """Return a number of processes."""
    return _number(text, 1, 64)


def from_input(text: str) -> str:
    """Return the sign for standard input, or nothing; the number itself is never an argument."""
    if text not in {"", "-"}:
        raise argparse.ArgumentTypeError("the id is asked for, or read from standard input with --id -")
    return text


def _number(text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least} to {most}")
    return int(text)


def run(command: str, options: dict[str, object]) -> None:
    """Set Django up and run one command."""
    from jonghong.commands import ground  # noqa: PLC0415 - see the top of this file

    with ground.trouble_in_a_sentence():
        ground.prepare(is_start=command in STARTS)
        importlib.import_module(f"jonghong.commands.{command}").run(**options)


if __name__ == "__main__":
    sys.exit(main())
