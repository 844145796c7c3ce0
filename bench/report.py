"""``./jonghong bench report --into docs/performance.md``: writes what was measured between the marks of a page."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from bench import ROOT, results
from bench.places import KINDS
from bench.tables import NAMES, lines

PAGE = ROOT / "docs" / "performance.md"
NOT_YET = "not measured whole yet"


def main(words: list[str]) -> int:
    """Write or print the tables; return 2 where the page has no marks for them."""
    parser = argparse.ArgumentParser(prog="jonghong bench report", description=__doc__)
    parser.add_argument("--into", type=Path, help="the page, which has the marks; without it the tables are printed")
    parser.add_argument("--results", type=Path, default=results.FOLDER, help="the folder of the JSON (bench/results)")
    options = parser.parse_args(words)
    return write("\n".join(tables(options.results)), options.into, "bench")


def tables(folder: Path) -> Iterator[str]:
    """Yield the tables of both kinds, from what was kept in that folder."""
    for number, kind in enumerate(KINDS):
        run = results.read(kind, folder)
        if number:
            yield ""
        if run:
            yield from lines(run, reasons=results.reasons(folder).get(kind, {}), worse=run.get("worse", []))
        else:
            yield from [f"### {NAMES[kind]}", "", f"{NOT_YET[0].upper()}{NOT_YET[1:]}."]


def write(text: str, page: Path | None, mark: str) -> int:
    """Print the text, or put it between the marks of a page and return 0; 2 where that cannot be done."""
    if page is None:
        print(text)
        return 0
    try:
        page.write_text(between(page.read_text(encoding="utf-8"), text, mark), encoding="utf-8")
    except (OSError, ValueError) as error:
        print(f"{page}: {error}")
        return 2
    return 0


def between(page: str, text: str, mark: str) -> str:
    """Return the page with that text between ``<!-- mark: begin -->`` and ``end``. Raises ValueError where they are missing."""
    begin, end = f"<!-- {mark}: begin -->\n", f"<!-- {mark}: end -->"
    head, found, rest = page.partition(begin)
    _old, closed, tail = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"the lines {begin.strip()} and {end} are missing")
    return f"{head}{begin}\n{text}\n\n{end}{tail}"
