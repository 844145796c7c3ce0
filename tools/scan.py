"""``./jonghong scan [words]``: let other people's scanners look for holes; each must find planted ones in the same run.

Words are bandit, semgrep, secrets, packages, observatory, raw, schemathesis, wapiti, sqlmap; all of them in turn without any.
Everything happens on this machine. The tests ask the same in short; this is the long form, which takes an hour or two.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from subprocess import TimeoutExpired
from tempfile import TemporaryDirectory

from fuzz import raw
from tools import ROOT
from tools.scanning import observatory as headers, packages, source, web
from tools.scanning.gate import gate
from tools.scanning.schema import counted, described, schemathesis
from tools.scanning.target import ENDS, PEOPLE, come, holes, questions, sample_office

HOLES = ROOT / "tests" / "trust" / "holes"
WAPITI_SECONDS = 160  # for going where links lead, for each role; each of 13 modules takes a quarter of that
SQLMAP_SECONDS = 600  # for each parameter
RAW = 100_000  # requests
EXAMPLES = 25  # of schemathesis, for each address
Found = tuple[list[str], bool]  # what was found in the product, and whether the planted holes were


def main(words: list[str]) -> int:
    """Run them all, or those that are named, and return 0 if each found the planted holes and nothing else."""
    unknown = [word for word in words if word not in SCANS]
    if unknown:
        print(__doc__)
        return 0 if {"-h", "--help"} & set(unknown) else 2
    failed = []
    for name in words or SCANS:
        began = time.monotonic()
        try:
            with TemporaryDirectory() as folder:
                found, sees_holes = SCANS[name](Path(folder))
        except (FileNotFoundError, TimeoutExpired) as fault:
            found, sees_holes = [str(fault)[:200]], False
        sight, spent = "found" if sees_holes else "NOT FOUND", time.monotonic() - began
        print(f"{name}: {len(found)} findings, planted holes {sight}, {spent:.0f} s")
        print("".join(f"  {each}\n" for each in found), end="", flush=True)
        failed += [name] if found or not sees_holes else []
    print(f"ไม่ผ่าน · failed: {', '.join(failed)}" if failed else "ผ่านทั้งหมด · nothing found")
    return 1 if failed else 0


def bandit(_folder: Path) -> Found:
    """Return what bandit finds."""
    return source.bandit(*source.OURS), bool(source.bandit(HOLES, reviewed=False))


def semgrep(folder: Path) -> Found:
    """Return what our own rules find; semgrep does not look into folders that are named tests."""
    return source.semgrep("src"), bool(source.semgrep(copytree(HOLES, folder / "holes")))


def secrets(folder: Path) -> Found:
    """Return secrets in what git keeps."""
    planted = folder / "planted.py"
    planted.write_text(f'API_KEY = "{"k3y" * 8}"\n', encoding="ascii")
    return source.secrets(), bool(source.secrets([planted]))


def wapiti(folder: Path) -> Found:
    """Let wapiti go wherever links lead each role."""
    with holes(folder) as url:
        sees = any("Cross Site Scripting" in each for each in web.wapiti(url + "/", folder, seconds=60))
    found = []
    with sample_office(folder) as served, gate(int(served.url.rpartition(":")[2]), shut=ENDS) as port:
        for name in PEOPLE:
            visitor = come(served.url, name)
            url = f"http://127.0.0.1:{port}/"
            holes_of_role = web.wapiti(url, folder, seconds=WAPITI_SECONDS, cookies=visitor.cookies)
            print(f"  {name}: {len(holes_of_role)} findings", flush=True)
            found += [f"{name}: {each}" for each in holes_of_role]
    return found, sees


def sqlmap(folder: Path) -> Found:
    """Let sqlmap try each parameter that links and forms put into addresses, as administrator."""
    with holes(folder) as url:
        shapes = [("/sql/text/?q=note", "q"), ("/sql/number/?id=1", "id"), ("/sql/list/?ids=1", "ids")]
        sees = all(web.sqlmap(url + address, name, folder) for address, name in shapes)
    found = []
    with sample_office(folder) as served:
        visitor = come(served.url, "administrator")
        asked = questions(visitor)
        for number, (address, name) in enumerate(asked, 1):
            got_in = web.sqlmap(served.url + address, name, folder, cookies=visitor.cookies, seconds=SQLMAP_SECONDS)
            print(f"  {number}/{len(asked)} {name} of {address.partition('?')[0]}: {SAID[got_in]}", flush=True)
            found += [f"{name} of {address}: {SAID[got_in]}"] if got_in is not False else []
    return found, sees


SAID = {True: "injectable", False: "not injectable", None: "ran out of time"}


def fuzz(folder: Path) -> Found:
    """Let schemathesis send all kinds of things to every address that each role is led to."""
    with holes(folder) as url:
        schema = described(come(url, "nobody"))
        sees = bool(schemathesis(url, schema, folder, cookies={}, examples=10))
    found = []
    with sample_office(folder) as served:
        for name in PEOPLE:
            visitor = come(served.url, name)
            visitor.get("/sign-in/")
            schema = described(visitor, leave_out=ENDS)
            token = visitor.cookies.get("csrf", "")
            failed = schemathesis(served.url, schema, folder, cookies=visitor.cookies, token=token, examples=EXAMPLES)
            found += [f"{name}: {each}" for each in failed]
            print(f"  {name}: {len(schema['paths'])} addresses, {counted(folder)}", flush=True)
    return found, sees


def observatory(folder: Path) -> Found:
    """Let the HTTP Observatory grade the page that sets a cookie, and the public one, which sets none."""
    if not headers.node():
        headers.install()
    found = []
    for home, least in ((headers.SIGN_IN, headers.LEAST), ("/", headers.LEAST_WITHOUT_COOKIE)):
        data = folder / home.strip("/").replace("/", "-") / "x"
        data.mkdir(parents=True)
        score, grade, costly = headers.observatory(data, home=home)
        print(f"  {home}: {score} {grade}", flush=True)
        found += [*costly, *([f"{home}: {score}, and {least} is the least"] if score < least else [])]
    return found, headers.sees_holes(folder)


def broken(folder: Path) -> Found:
    """Send a hundred thousand requests that no browser makes; the server of the holes fails at an injected quote."""
    with holes(folder) as url:
        sees = raw.status_of(("127.0.0.1", int(url.rpartition(":")[2])), b"GET /sql/number/?id=%27 HTTP/1.0\r\n\r\n") == 500
    with sample_office(folder) as served:
        counted = raw.raw(served.url, requests=RAW)
        print(f"  {dict(sorted(counted.items()))}", flush=True)
        stands = come(served.url, "nobody").get("/").status == 200
    found = [f"{number} answers of {status}" for status, number in counted.items() if status >= 500]
    return found + ([] if stands else ["the server no longer answers"]), sees


SCANS: dict[str, Callable[[Path], Found]] = {
    "bandit": bandit,
    "semgrep": semgrep,
    "secrets": secrets,
    "packages": packages.packages,
    "observatory": observatory,
    "raw": broken,
    "schemathesis": fuzz,
    "wapiti": wapiti,
    "sqlmap": sqlmap,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
