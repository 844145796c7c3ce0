"""What is handed out for machines: units of systemd are read by systemd, and nginx serves by the file that we give for it."""

import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path

import pytest

from jonghong import settings
from tests.certificates import Authority
from tests.needs import needs
from tests.servers import PATIENCE, ROOT, SAMPLE_CLOCK, answering, environment_of, filled, free_port, wait_until_it_answers

DEPLOY = ROOT / "deploy"
UNITS = DEPLOY / "systemd"
MAIN = "pid {folder}/pid; error_log stderr warn; events {{}} http {{ access_log off; include {folder}/site.conf; }}"


@pytest.mark.pure
def test_systemd_understands_every_unit_and_calls_them_well_closed(tmp_path: Path) -> None:
    program = needs(shutil.which("systemd-analyze"), "systemd")
    shutil.copytree(UNITS, tmp_path, dirs_exist_ok=True)
    units = sorted(each for each in tmp_path.iterdir() if each.is_file())
    for unit in units:  # it looks for the program, which is not there yet
        unit.write_text(unit.read_text(encoding="utf-8").replace("/opt/jonghong/bin/jonghong", "/bin/true"), encoding="utf-8")
    search = {"SYSTEMD_UNIT_PATH": f"{tmp_path}:"}
    done = subprocess.run(
        [program, "verify", *units], env=search, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    command = [program, "security", "--offline=true", "--threshold=20", f"{tmp_path}/jonghong-serve.service"]
    assert subprocess.run(command, env=search, capture_output=True, check=False, timeout=PATIENCE).returncode == 0
    assert [each.suffix for each in units].count(".timer") == 2


@pytest.mark.pure
def test_each_unit_runs_a_command_that_there_is() -> None:
    commands = {line.split()[1] for unit in UNITS.glob("*.service") for line in _said(unit, "ExecStart")}
    listed = (ROOT / "src/jonghong/__main__.py").read_text(encoding="utf-8")
    listed += (ROOT / "src/jonghong/commands/backup.py").read_text(encoding="utf-8")
    assert commands == {"serve", "tick", "drill"}
    assert [command for command in sorted(commands) if f'"{command}"' not in listed] == []


@pytest.mark.pure
def test_the_environment_sets_what_the_settings_know() -> None:
    named = re.findall(r"^#?([A-Z_]+)=", (DEPLOY / "environment").read_text(encoding="utf-8"), re.MULTILINE)
    assert "DATABASE_URL" in named
    assert [name for name in named if f"| {name} " not in str(settings.__doc__)] == []


@pytest.mark.pure
def test_the_guide_in_thai_says_what_the_english_one_says() -> None:
    thai, english, probes = (
        (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("running.th.md", "running.md", "seeing-inside.md")
    )
    assert re.findall(r"```sh\n(.*?)```", thai, re.DOTALL)[0] == re.findall(r"```sh\n(.*?)```", english, re.DOTALL)[0]
    words = re.findall(r"^\| `(\w+)` \| (?:200|503) \|", probes, re.MULTILINE)
    assert "guard" in words
    assert re.findall(r"^\| `(\w+)` \|", thai, re.MULTILINE) == words


@pytest.fixture
def front(tmp_path: Path) -> Iterator[tuple[int, int, ssl.SSLContext]]:
    """Serve the sample office behind nginx: give the ports for http and https, and whom to trust."""
    program = needs(shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"), "nginx")
    plain, secure = free_port(), free_port()
    authority = Authority(tmp_path, "nginx")
    pair = authority.sign("site")
    with filled(tmp_path / "data", fill="tests.fill.sample", clock=SAMPLE_CLOCK) as (url, facts):
        behind = {"JONGHONG_URL": f"https://localhost:{secure}", "JONGHONG_PROXIES": "1"}
        environment = environment_of(tmp_path / "data", url, clock=SAMPLE_CLOCK) | behind
        with answering(environment, facts, workers=1) as served:
            site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
            for before, after in {
                "127.0.0.1:8000": served.url.removeprefix("http://").strip("/"),
                "listen 80;": f"listen 127.0.0.1:{plain};",
                "listen 443 ": f"listen 127.0.0.1:{secure} ",
                "server_name room.example.go.th;": "server_name localhost;",
                "/etc/jonghong/tls/fullchain.pem": str(pair.certificate),
                "/etc/jonghong/tls/privkey.pem": str(pair.key),
            }.items():
                assert before in site
                site = site.replace(before, after)
            (tmp_path / "site.conf").write_text(site, encoding="utf-8")
            (tmp_path / "main.conf").write_text(MAIN.format(folder=tmp_path), encoding="utf-8")
            command = [program, "-p", str(tmp_path), "-e", "stderr", "-c", f"{tmp_path}/main.conf"]
            judged = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False, timeout=PATIENCE)
            assert (judged.returncode, "warn" in judged.stderr) == (0, False), judged.stderr
            nginx = subprocess.Popen([*command, "-g", "daemon off; master_process off;"])
            try:
                wait_until_it_answers(secure, nginx)
                yield plain, secure, ssl.create_default_context(cafile=str(authority.file))
            finally:
                nginx.terminate()
                nginx.wait(PATIENCE)


def test_nginx_passes_people_on_over_https_alone_and_keeps_figures_in(front: tuple[int, int, ssl.SSLContext]) -> None:
    plain, secure, trust = front
    with closing(HTTPConnection("localhost", plain)) as browser:
        answer = _asked(browser, "/2566/5/")
        assert (answer.status, answer.headers["Location"]) == (301, "https://localhost/2566/5/")
    with closing(HTTPSConnection("localhost", secure, context=trust)) as browser:
        page = _asked(browser, "/")
        assert (page.status, "max-age=63072000" in page.headers["Strict-Transport-Security"]) == (200, True)
        assert _asked(browser, "/metrics").status == 404
        assert _asked(browser, "/readyz").status == 200


def _asked(browser: HTTPConnection, address: str) -> HTTPResponse:
    browser.request("GET", address)
    answer = browser.getresponse()
    answer.read()
    return answer


def _said(unit: Path, key: str) -> list[str]:
    return re.findall(rf"^{key}=(.+)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
