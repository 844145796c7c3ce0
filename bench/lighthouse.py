"""What Lighthouse says of the public pages: ``./jonghong bench lighthouse``, started by hand.

It serves the sample office as ``jonghong demo`` does, from a folder that is thrown away, and lets Lighthouse look at each page
as on a phone and as on a desktop, some times each. Lighthouse is an npm package and not part of this project: install it
anywhere (``npm install lighthouse@13``) and name it with ``--lighthouse``, unless it is on the PATH. The page is opened in the
Chromium that CHROME_PATH names, or in the one on the PATH.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench import ROOT
from bench.places import CLOCK, PATIENCE, free_port, wait_until_it_answers

PAGES = {"year report": "/", "fiscal years": "/fiscal/", "month table": "/2566/6/"}
PRESETS = {"phone": [], "desktop": ["--preset=desktop"]}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST = 95


def main(words: list[str]) -> int:
    """Print the scores, and what costs points; return 0 where all reach the aim."""
    options = command_line().parse_args(words)
    if not options.lighthouse:
        print("Lighthouse is not installed: npm install lighthouse@13, then --lighthouse node_modules/.bin/lighthouse")
        return 2
    print(f"| page | as on a | {' | '.join(CATEGORIES)} |\n|---|---|{'---|' * len(CATEGORIES)}")
    lowest = 100
    with demo() as url:
        for page, path in PAGES.items():
            for preset, flags in PRESETS.items():
                looks = [look(options.lighthouse, url + path, flags) for _ in range(options.runs)]
                scores = [round(median(score(report, category) for report in looks)) for category in CATEGORIES]
                print(f"| {page} | {preset} | {' | '.join(map(str, scores))} |", flush=True)
                print(*weak_points(looks[0]), sep="\n", file=sys.stderr)
                lowest = min(lowest, *scores)
    print(f"\nLighthouse {looks[0]['lighthouseVersion']}, {looks[0]['environment']['hostUserAgent'].split()[-2]}")
    return 0 if lowest >= LEAST else 1


def command_line() -> argparse.ArgumentParser:
    """Return what may be asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lighthouse", default=shutil.which("lighthouse"), help="the program (the one on the PATH)")
    parser.add_argument("--runs", type=int, default=3, help="how often each page is looked at (3); the median counts")
    return parser


@contextmanager
def demo() -> Iterator[str]:
    """Serve the sample office and give its address, without the slash at the end."""
    with TemporaryDirectory(prefix="jonghong-lighthouse-") as folder:
        environment = {**os.environ, "JONGHONG_DATA": folder, "JONGHONG_CLOCK": CLOCK, "PYTHONPATH": str(ROOT / "src")}
        address = f"127.0.0.1:{free_port()}"
        command = [sys.executable, "-m", "jonghong", "demo", f"--port={address.partition(':')[2]}"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            wait_until_it_answers(address, process)
            yield f"http://{address}"
        finally:
            process.terminate()
            process.wait(PATIENCE)


def look(lighthouse: str, url: str, flags: list[str]) -> Any:
    """Return Lighthouse's report on one page."""
    chromium = os.environ.get("CHROME_PATH") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
    command = [
        str(Path(lighthouse).resolve()),
        url,
        "--quiet",
        "--output=json",
        "--chrome-flags=--headless --no-sandbox --disable-gpu",
        f"--only-categories={','.join(CATEGORIES)}",
        *flags,
    ]
    environment = {**os.environ, "CHROME_PATH": chromium}
    return json.loads(subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout)


def score(report: Any, category: str) -> float:
    """Return how many of a hundred points a category got."""
    return float(report["categories"][category]["score"] or 0) * 100


def weak_points(report: Any) -> list[str]:
    """Return what did not get all points, in Lighthouse's words."""
    found = [audit for audit in report["audits"].values() if audit["score"] is not None and audit["score"] < 1]
    return [f"  {audit['id']}: {audit['score']} {audit.get('displayValue', '')}" for audit in found]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
