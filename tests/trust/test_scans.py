"""Other people's scanners in short, each beside a site with twelve known holes; ``./jonghong scan`` is the long form."""

import json
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.needs import needs
from tests.servers import Served
from tools import ROOT
from tools.scanning import observatory, packages, schema, source, web
from tools.scanning.gate import gate
from tools.scanning.target import ENDS, come, holes, sample_office

pytestmark = pytest.mark.long
# A server answers scanners alike from either database.
served = pytest.mark.sqlite
HOLES = Path(__file__).parent / "holes"
BRIEF = "file,redirect,sql,xss"
# What each of our rules is there for, as somebody in a hurry would write it.
PLANTED = {
    "sql-filled-in": 'cursor.execute(f"SELECT * FROM t WHERE a = {a}")',
    "marked-safe": "mark_safe(text)",
    "runs-text": "pickle.loads(text)",
    "asks-the-time": "datetime.now()",
    "fetches": "import requests",
    "takes-forms-from-anywhere": "@csrf_exempt\ndef view(request): pass",
    "leads-where-told": 'HttpResponseRedirect(request.GET["next"])',
    "opens-what-it-is-told": 'open(request.GET["name"])',
    "weak-hash": "hashlib.md5(text)",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the site with holes."""
    with holes(tmp_path_factory.mktemp("holes")) as url:
        yield url


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the sample office."""
    with sample_office(tmp_path_factory.mktemp("office")) as served:
        yield served


@pytest.mark.pure
def test_bandit_sees_planted_holes() -> None:
    needs(find_spec("bandit"), "bandit")
    assert {finding.rpartition(" ")[2] for finding in source.bandit(HOLES, reviewed=False)} >= {"B608", "B310"}


@pytest.mark.pure
def test_each_of_our_rules_sees_its_planted_hole(tmp_path: Path) -> None:
    needs(find_spec("semgrep"), "semgrep")
    for name, text in PLANTED.items():
        (tmp_path / f"{name}.py").write_text(text + "\n", encoding="ascii")
    (tmp_path / "marked-safe-in-template.html").write_text("<p>{{ title|safe }}</p>\n", encoding="ascii")
    found = {Path(finding.partition(":")[0]).stem: finding.split()[1] for finding in source.semgrep(tmp_path)}
    names = [line.split()[2] for line in source.RULES.read_text(encoding="utf-8").splitlines() if line.startswith("  - id:")]
    assert found == {name: name for name in names}


@pytest.mark.pure
def test_secrets_are_seen_in_a_file(tmp_path: Path) -> None:
    planted = {
        "private key": f"-----BEGIN PRIVATE KEY-----\n{'MIIEvQ' * 9}\n",
        "key of a cloud": "AKIA" + "ABCDEFGH12345678",
        "token of a code host": "ghp_" + "a1B2" * 9,
        "token of a chat": "xoxb-" + "123456789012",
        "signed token": "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM." + "abcdefghij0",
        "word in an address": "postgres://jonghong:" + "s3cr3tw0rd@db.office.go.th/j",
        "secret in a line": "SECRET_KEY = '" + "x9" * 12 + "'",
    }
    for name, text in planted.items():
        file = tmp_path / "planted"
        file.write_text(text, encoding="ascii")
        assert source.secrets([file]) == [f"planted: {name}"]
    assert set(planted) == set(source.SECRETS)


@served
def test_wapiti_sees_planted_holes_and_none_of_ours(site: str, office: Served, tmp_path: Path) -> None:
    needs(shutil.which("wapiti"), "wapiti")
    kinds = {finding.partition(":")[0] for finding in web.wapiti(site + "/", tmp_path, seconds=20, modules=BRIEF)}
    assert kinds >= {"Path Traversal", "Open Redirect", "Cross Site Scripting", "Internal Server Error"}
    with gate(int(office.url.rpartition(":")[2]), shut=ENDS) as port:
        cookies = come(office.url, "administrator").cookies
        url = f"http://127.0.0.1:{port}/find/"
        assert web.wapiti(url, tmp_path, seconds=12, modules=BRIEF, cookies=cookies) == []


@served
@pytest.mark.parametrize(
    ("address", "name"), [("/sql/text/?q=note", "q"), ("/sql/number/?id=1", "id"), ("/sql/list/?ids=1", "ids")]
)
def test_sqlmap_gets_in_where_a_hole_is_planted(site: str, tmp_path: Path, address: str, name: str) -> None:
    needs(shutil.which("sqlmap"), "sqlmap")
    assert web.sqlmap(site + address, name, tmp_path, techniques="B") is True


@served
@pytest.mark.parametrize(("address", "name"), [("/office/people/?q=", "q")])
def test_sqlmap_does_not_get_in(office: Served, tmp_path: Path, address: str, name: str) -> None:
    needs(shutil.which("sqlmap"), "sqlmap")
    cookies = come(office.url, "administrator").cookies
    assert web.sqlmap(office.url + address, name, tmp_path, techniques="B", cookies=cookies) is False


@served
def test_schemathesis_sees_planted_failures(site: str, tmp_path: Path) -> None:
    needs(find_spec("schemathesis"), "schemathesis")
    visitor = come(site, "nobody")
    failed = schema.schemathesis(site, schema.described(visitor), tmp_path, cookies={}, examples=5)
    assert {word for word in ("sql/text", "sql/number", "sql/list") if any(word in line for line in failed)} >= {"sql/number"}


@served
def test_nothing_that_pages_take_makes_us_fail(office: Served, tmp_path: Path) -> None:
    """The administrator sends it over a network here; tests/fuzz sends more, for everybody, without one."""
    needs(find_spec("schemathesis"), "schemathesis")
    visitor = come(office.url, "administrator")
    visitor.get("/sign-in/")
    taken = schema.described(visitor, leave_out=ENDS, most=100)
    token = visitor.cookies["csrf"]
    assert len(taken["paths"]) > 10
    assert (
        schema.schemathesis(office.url, taken, tmp_path, cookies=visitor.cookies, token=token, examples=1, phases="fuzzing")
        == []
    )
    assert visitor.get("/mine/").status == 200


@served
def test_observatory_gives_full_marks_and_sees_holes(tmp_path: Path) -> None:
    needs(observatory.node(), "the HTTP Observatory (./jonghong scan observatory installs it)")
    score, grade, costly = observatory.observatory(tmp_path, home=observatory.SIGN_IN)
    assert (score >= observatory.LEAST, grade, costly) == (True, "A+", [])
    assert observatory.sees_holes(tmp_path)


@pytest.mark.pure
@pytest.mark.parametrize(
    "url", ["http://example.org/", "http://127.0.0.1.evil.example/", "http://localhost:80/", "file:///etc/passwd"]
)
def test_scanners_are_sent_to_this_machine_alone(tmp_path: Path, url: str) -> None:
    for scan in (
        lambda: web.wapiti(url, tmp_path, seconds=1),
        lambda: web.sqlmap(url, "q", tmp_path),
        lambda: schema.schemathesis(url, {}, tmp_path, cookies={}, examples=1),
    ):
        with pytest.raises(ValueError, match="not on this machine"):
            scan()


# Packages


def answered(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": list(packages), "fixes": []})


@pytest.mark.pure
def test_package_that_could_not_be_asked_about_is_no_good_news() -> None:
    good = {"name": "Django", "version": "5.2.19", "vulns": []}
    assert packages.judged(answered(good), ["django"]) == []
    skipped = {"name": "brotli", "skip_reason": "Dependency not found on PyPI"}
    assert packages.judged(answered(good, skipped), ["brotli", "django"]) == ["brotli: skipped (Dependency not found on PyPI)"]
    assert packages.judged(answered(good), ["brotli", "django"]) == ["brotli: not asked about"]
    assert packages.judged(answered({**good, "vulns": [{"id": "CVE-1"}]}), ["django"]) == ["django: CVE-1"]
    assert packages.judged("No known vulnerabilities found", []) == ["pip-audit gave no answer that can be read"]


@pytest.mark.pure
def test_every_package_is_pinned_with_hashes_and_few_are_asked_for() -> None:
    pinned = packages.pinned(packages.LOCK)
    assert len(pinned) > 20
    assert [name for name, (_version, hashes) in pinned.items() if not hashes] == []
    asked = (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("\ndependencies = [")[2].partition("]\n")[0]
    assert len([line for line in asked.splitlines() if line.strip().startswith('"')]) <= 15


@pytest.mark.pure
def test_bill_of_materials_says_what_is_pinned() -> None:
    assert json.loads(packages.SBOM.read_text(encoding="utf-8")) == packages.bill(), "python -m tools.scanning.packages"
