"""The law of the house, as far as a machine can see it. It stands in pyproject.toml (layers) and here."""

import ast
import hashlib
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import call_command

from jonghong.bookings import guard
from tests.needs import needs
from tests.trust.routes import routes
from tools import fields

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "jonghong"
SOURCES = [file for file in sorted(PACKAGE.rglob("*.py")) if "migrations" not in file.parts]
TEMPLATES = sorted(PACKAGE.glob("*/jinja2/**/*.html"))
STATIC = PACKAGE / "core" / "static"

# Reviewed: what is marked safe there is made by the product itself, from escaped parts.
MAY_MARK_SAFE: set[str] = set()
# Reviewed: these fill statements with names of our own tables, columns and constraints, in quotes, and with nothing else.
MAY_FILL_IN_NAMES = {"backups/loading.py", "backups/reading.py"}
# Where rows are written; everything else asks an app's actions.
MAY_WRITE = {"actions.py", "guessing.py", "ordering.py", "sessions.py", "tallies.py", "versions.py"}


def name_of(file: Path) -> str:
    return str(file.relative_to(PACKAGE))


def lines_with(pattern: str, files: list[Path]) -> list[str]:
    found = re.compile(pattern)
    return [
        f"{name_of(file)}:{number}: {line.strip()}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if found.search(line)
    ]


def kept_files() -> list[Path]:
    """Return every file of the checkout that git is not told to ignore."""
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()]
    return [
        file
        for file in sorted(ROOT.rglob("*"))
        if file.is_file()
        and not any(fnmatch(part, pattern) for part in file.relative_to(ROOT).parts for pattern in [".git", *ignored])
    ]


@pytest.mark.pure
def test_imports_follow_the_layers() -> None:
    needs(find_spec("importlinter"), "import-linter")
    code = "from importlinter.cli import lint_imports_command as run; run()"
    done = subprocess.run([sys.executable, "-c", code, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.pure
def test_pure_files_are_held_to_it() -> None:
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    held = {module for rule in rules if rule["type"] == "forbidden" for module in rule["source_modules"]}
    said = {
        "jonghong." + name_of(file).removesuffix(".py").replace("/", ".")
        for file in SOURCES
        if re.search(r"\b[Pp]ure\b", ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "")
    }
    assert said == held


@pytest.mark.pure
def test_no_pattern_repeats_a_group_possessively() -> None:
    """Python before 3.11.5 matches ``(?:...)*+`` wrongly (CPython issue 106052); ``(?>(?:...)*)`` says the same."""
    assert lines_with(r"\)(?:[*+?]|\{\d*,?\d*\})\+", SOURCES) == []


@pytest.mark.pure
def test_only_the_clock_asks_the_time() -> None:
    asking = r"\b(timezone\.(now|localtime|localdate)|datetime\.(now|today|utcnow)|date\.today|time\.time)\("
    assert lines_with(asking, [file for file in SOURCES if name_of(file) != "core/clock.py"]) == []


@pytest.mark.pure
def test_only_actions_write_rows() -> None:
    writing = (
        r"\.objects\.(create|bulk_create|update_or_create|get_or_create)\(|\.(save|delete|bulk_update)\((\)|update_fields)"
        r"|\)\.update\(|\.(groups|equipment|memberships)\.(set|add|remove|clear)\("
    )
    others = [file for file in SOURCES if file.name not in MAY_WRITE and file.parent.name != "actions"]
    assert lines_with(writing, others) == []


@pytest.mark.pure
def test_templates_hold_no_inline_style_or_script() -> None:
    inline = r"(?i)<style|\sstyle=|\son[a-z]+=|\shx-on|javascript:|\bjs:|<script(?![^>]*\ssrc=)"
    assert lines_with(inline, TEMPLATES) == []


@pytest.mark.pure
def test_nothing_is_marked_safe_unseen() -> None:
    marks = r"\|\s*safe\b|mark_safe|SafeString|\bMarkup\(|autoescape\s+(off|false)|autoescape=False"
    files = [file for file in [*SOURCES, *TEMPLATES] if name_of(file) not in MAY_MARK_SAFE]
    assert lines_with(marks, files) == []


@pytest.mark.pure
def test_sql_holds_no_words_of_a_visitor() -> None:
    filled_in = r"\b(execute|executemany|copy|raw)\(\s*(f\"|f'|.*%\s|.*\.format\()|RawSQL|\.extra\("
    assert lines_with(filled_in, [file for file in SOURCES if name_of(file) not in MAY_FILL_IN_NAMES]) == []


@pytest.mark.pure
def test_vendored_files_are_what_they_were() -> None:
    lines = (STATIC / "vendored.sha256").read_text(encoding="ascii").splitlines()
    listed = {name: digest for digest, name in (line.split() for line in lines if line)}
    vendored = [*STATIC.glob("vendor/*"), *STATIC.glob("fonts/*")]
    found = {file.relative_to(STATIC).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in vendored}
    assert found == listed


@pytest.mark.pure
def test_scripts_stay_short() -> None:
    assert len((STATIC / "jonghong.js").read_text(encoding="utf-8").splitlines()) < 200


@pytest.mark.pure
def test_files_stay_short() -> None:
    lengths = {name_of(file): len(file.read_text(encoding="utf-8").splitlines()) for file in SOURCES}
    assert {name for name, length in lengths.items() if length > 300} == set()


@pytest.mark.pure
def test_the_tree_names_no_registry_and_nobodys_home() -> None:
    words = ["pypi" + r"\.org", "pythonhosted" + r"\.org", "npmjs" + r"\.(org|com)", r"/(home|Users)/\w", "/" + r"root/"]
    banned = re.compile("|".join(words))
    found = []
    for file in kept_files():
        text = file.read_bytes()
        if b"\0" not in text and banned.search(text.decode(errors="replace")):
            found.append(str(file.relative_to(ROOT)))
    assert found == []


@pytest.mark.django_db
def test_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_the_guard_stands_after_all_migrations() -> None:
    assert guard.stands()


@pytest.mark.pure
def test_every_page_has_a_name_of_its_own() -> None:
    names = [route.name for route in routes()]
    assert "" not in names
    assert len(set(names)) == len(names)


@pytest.mark.pure
def test_what_every_form_takes_is_written_down() -> None:
    assert fields.FILE.read_text(encoding="utf-8") == fields.page(), "python -m tools.fields writes it anew"
