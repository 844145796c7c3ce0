"""What every address takes, written as OpenAPI from the URL table and the forms, and schemathesis, which sends all kinds of it.

It asks the whole product in this process, as one role after the other.
"""

from typing import Any

import schemathesis
from django.forms import BooleanField, CharField, Field, IntegerField
from hypothesis import HealthCheck, Phase, given, seed as seeded, settings
from requests import Request

from fuzz import hostile
from fuzz.asking import FORM, TOKEN, Sent, as_bytes
from fuzz.routes import Watched
from fuzz.tallies import SEED
from tests.trust.forms import PageForm
from tests.trust.matrix import TABLE, Seen
from tests.trust.routes import Route
from tests.trust.sending import ROUTES, form_read
from tests.trust.test_reading import NAMES
from tests.trust.world import World
from tools.fields import forms

TEXT: dict[str, Any] = {"type": "string", "maxLength": 300}
WORDS: dict[str, Any] = {
    "int": {"type": "integer", "minimum": -1, "maximum": 2**70},
    "be": {"type": "integer", "minimum": 2399, "maximum": 3000},
    "month": {"type": "integer", "minimum": -1, "maximum": 14},
    "uuid": {"type": "string", "format": "uuid"},
    "slug": TEXT,
    "str": TEXT,
}
ROLES = ("anonymous", "clerk", "officer", "administrator")


def described(world: World) -> dict[str, Any]:
    """Return, as OpenAPI 3, every address with the words in it, and every form with its fields."""
    kinds = kinds_of_fields()
    paths = {
        name: operations(world, route, kinds)
        for name, route in ((template(route), route) for route in ROUTES.values() if route.name in TABLE)
    }
    return {"openapi": "3.0.3", "info": {"title": "jonghong", "version": "1"}, "paths": paths}


def template(route: Route) -> str:
    """Return the address of a route as OpenAPI writes it."""
    found = route.pattern
    for word in route.wants:
        before, _open, rest = found.partition("<")
        found = f"{before}{{{word}}}{rest.partition('>')[2]}"
    return found


def operations(world: World, route: Route, kinds: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return what one address takes by GET and by POST."""
    row = TABLE[route.name]
    good = {**world.home.words(), **row.words(world.home)}
    kind_of_word = dict(zip(route.wants, [part.partition(":")[0] for part in route.pattern.split("<")[1:]], strict=True))
    parameters = [
        {"name": word, "in": "path", "required": True, "schema": either(str(good[word]), WORDS.get(kind_of_word[word], TEXT))}
        for word in route.wants
    ]
    query = [
        {"name": name, "in": "query", "schema": kinds.get(name, TEXT)} for name in NAMES.split()[:: 1 + len(route.name) % 4]
    ]
    found: dict[str, Any] = {"get": {"operationId": route.name, "parameters": [*parameters, *query], "responses": ANY}}
    if Seen.IN in row.post.values() or Seen.SURE in row.post.values():
        form = form_read(world, route.name, row, world.home)
        fields = fields_of(form, row.typed(world.home), kinds)
        body = {"content": {FORM: {"schema": {"type": "object", "properties": fields}}}}
        found["post"] = {"operationId": f"send {route.name}", "parameters": parameters, "requestBody": body, "responses": ANY}
    return found


ANY = {"default": {"description": "an answer"}}


def either(good: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema of what is there, or of anything of that kind."""
    return {"anyOf": [{"type": "string", "enum": [good]}, schema]}


def fields_of(form: PageForm | None, typed: Any, kinds: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return what each field takes: what it offers, what is typed into it elsewhere, or anything of its kind."""
    found = {}
    for name in dict.fromkeys([*(form.names if form else []), *typed]):
        choices, stands = (form.choices.get(name, []), form.pairs) if form else ([], [])
        offered = [*choices, *(value for field, value in stands if field == name)]
        offered += [str(typed[name])] if typed.get(name) is not None else []
        enum = [{"type": "string", "enum": list(dict.fromkeys(offered))}] if offered else []
        found[name] = {"anyOf": [*enum, kinds.get(name.rpartition("-")[2], TEXT)]}
    return found


def kinds_of_fields() -> dict[str, dict[str, Any]]:
    """Return, by name, what the forms of the product say that a field takes."""
    return {name: kind_of(field) for form in forms() for name, field in form.base_fields.items()}


def kind_of(field: Field) -> dict[str, Any]:
    """Return one field as a schema."""
    if isinstance(field, IntegerField):
        facts = {"minimum": field.min_value, "maximum": field.max_value}
        return {"type": "integer", **{name: value for name, value in facts.items() if isinstance(value, int)}}
    if isinstance(field, BooleanField):
        return {"type": "string", "enum": ["on", "", "off"]}
    if type(field).__name__ == "ThaiDateField":
        return {"type": "string", "enum": hostile.DATES}
    if isinstance(field, CharField) and field.max_length:
        return {"type": "string", "maxLength": field.max_length + 1}
    return TEXT


def run(watched: Watched, schema: dict[str, Any], role: str, *, examples: int, share: int = 0) -> None:
    """Send so many examples of each operation as that role."""
    loaded = schemathesis.openapi.from_dict(schema)
    for number, result in enumerate(loaded.get_all_operations()):
        operation: Any = result.ok()

        @seeded(SEED + share)
        @settings(
            max_examples=examples,
            phases=[Phase.generate],
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=list(schemathesis.GenerationMode)[(number + share) % 2]))
        def tried(case: Any) -> None:
            ask(watched, case, role)

        try:
            tried()
        except schemathesis.errors.SchemathesisError:  # there is nothing that this operation does not take
            watched.tally.note("nothing to send")


def ask(watched: Watched, case: Any, role: str) -> None:
    """Send one case, byte for byte as schemathesis would over a network."""
    made = case.as_transport_kwargs(base_url="http://testserver")
    request = Request(**{name: made[name] for name in ("method", "url", "params", "headers", "data") if name in made}).prepare()
    path, _mark, query = (request.path_url or "/").partition("?")
    body = request.body or b""
    sent = Sent(role, case.operation.definition.raw["operationId"], case.method, as_bytes(path), query.encode())
    sent.headers = {"X-CSRFToken": TOKEN}
    sent.body, sent.kind = body.encode() if isinstance(body, str) else body, request.headers.get("Content-Type", "")
    watched.ask(sent, lambda: watched.visitors.ask(sent), label="schemathesis")


__all__ = ["ROLES", "described", "run"]
