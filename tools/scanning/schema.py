"""What our pages take, written as OpenAPI, and schemathesis, which sends all kinds of it: none may make us fail."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.trust.forms import PageForm, forms_of, read
from tests.trust.rig import Visitor, crawl, shape
from tools.scanning.web import require_here

TEXT = {"type": "string"}
FORM = "application/x-www-form-urlencoded"


def described(visitor: Visitor, *, leave_out: tuple[str, ...] = (), most: int = 200) -> dict[str, Any]:
    """Return, as OpenAPI 3, every address that links or forms lead this visitor to, with the fields that pages send there."""
    paths: dict[str, dict[str, Any]] = {}
    for answer in crawl(visitor, most=most):
        if answer.kind != "text/html":
            continue
        note(paths, answer.path, "get")
        page = read(answer.text, answer.path)
        for link in page.links:
            note(paths, link, "get")
        for form in forms_of(answer.text, answer.path):
            if not (form.method == "post" and form.action.startswith(leave_out)):
                note(paths, form.action, form.method, form)
    return {"openapi": "3.0.3", "info": {"title": "jonghong", "version": "1"}, "paths": paths}


def note(paths: dict[str, dict[str, Any]], address: str, method: str, form: PageForm | None = None) -> None:
    """Write one address into the schema; numbers in it become parameters."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith(("/static/", "/photos/")):
        return
    words: dict[str, str] = {}
    pieces = re.split(r"([0-9a-f]{8}-[0-9a-f-]{27}|\d+)", parts.path)
    path = "".join(named(words, piece) if number % 2 else piece for number, piece in enumerate(pieces))
    operation = paths.setdefault(path, {}).setdefault(
        method, {"parameters": [], "responses": {"default": {"description": "-"}}}
    )
    known = {each["name"]: each for each in operation["parameters"]}
    for word, value in words.items():
        parameter: dict[str, Any] = {
            "name": word,
            "in": "path",
            "required": True,
            "schema": {"anyOf": [{"type": "string", "enum": []}, TEXT]},
        }
        if word not in known:
            operation["parameters"].append(parameter)
        seen = known.get(word, parameter)["schema"]["anyOf"][0]["enum"]
        seen += [value] if value not in seen else []
    asked = [name for name, _value in parse_qsl(parts.query, keep_blank_values=True)]
    asked += form.names if form and method == "get" else []
    operation["parameters"] += [
        {"name": name, "in": "query", "schema": TEXT} for name in dict.fromkeys(asked) if name not in known
    ]
    if form and method == "post":
        sent = operation.setdefault("requestBody", {"content": {FORM: {"schema": {"type": "object", "properties": {}}}}})
        sent["content"][FORM]["schema"]["properties"] |= {name: kind_of(form, name) for name in form.names}


def named(words: dict[str, str], piece: str) -> str:
    """Return the name of a parameter that stands for a number in an address, and remember the number."""
    name = f"word{len(words)}"
    words[name] = piece
    return f"{{{name}}}"


def kind_of(form: PageForm, name: str) -> dict[str, Any]:
    """Return what a field takes: anything, now and then what it offers."""
    offered = list(dict.fromkeys([*form.choices.get(name, []), *[value for field, value in form.pairs if field == name]]))
    return {"anyOf": [TEXT, {"type": "string", "enum": offered}]} if offered else TEXT


def schemathesis(
    url: str,
    schema: dict[str, Any],
    folder: Path,
    *,
    cookies: dict[str, str],
    token: str = "",
    examples: int,
    phases: str = "coverage,fuzzing",
) -> list[str]:
    """Return which requests were answered by a failure of ours, of so many tries for each address."""
    require_here(url)
    file = folder / "schema.json"
    file.write_text(json.dumps(schema), encoding="utf-8")
    program = str(Path(sys.executable).with_name("schemathesis"))
    command = [program, "run", str(file), "--url", url, "--checks", "not_a_server_error", "--max-examples", str(examples)]
    command += ["--phases", phases, "--workers", "2", "--seed", "2566", "--continue-on-failure", "--no-color"]
    command += ["--request-timeout", "30"]
    command += ["--suppress-health-check", "all", "--max-redirects", "0"]
    command += ["--header", "Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items())] if cookies else []
    command += ["--header", f"X-CSRFToken: {token}"] if token else []
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=7_200)
    (folder / "schemathesis.log").write_text(done.stdout + done.stderr, encoding="utf-8")
    if done.returncode not in {0, 1} or " generated" not in done.stdout:
        raise RuntimeError(done.stdout[-3_000:] + done.stderr[-2_000:])
    return re.findall(r"curl .*", done.stdout)


def counted(folder: Path) -> str:
    """Return how many requests the last run made and how many passed, in its own words."""
    found = re.findall(r"[\d,]+ generated, .*", (folder / "schemathesis.log").read_text(encoding="utf-8"))
    return found[0].strip() if found else "nothing"


__all__ = ["counted", "described", "schemathesis", "shape"]
