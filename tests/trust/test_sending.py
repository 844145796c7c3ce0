"""Forms that no page of ours made: without a token, from elsewhere, with fields too many, with rows of another office."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import models, transaction
from django.test import RequestFactory

from jonghong.core.pagecache import store
from jonghong.core.views import safe_next
from tests.trust.forms import read
from tests.trust.hostile import ELSEWHERE
from tests.trust.matrix import TABLE
from tests.trust.sending import POSTS, ROUTES, address_of, form_read, sender, sent_by_form
from tests.trust.world import TOLD, World, digest, numbering_stands, rows

pytestmark = pytest.mark.sqlite  # what a form may send is decided before a database is asked; verbs are tested on both
TOKEN = "csrfmiddlewaretoken"


@pytest.fixture(autouse=True, scope="module")
def _clock_stands() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 25, 2, tzinfo=UTC), tick=False):
        yield


def prepared(world: World, name: str) -> tuple[str, str, dict[str, Any]]:
    """Return who sends that form, where to, and what."""
    row = TABLE[name]
    return sender(row), address_of(ROUTES[name], row, world.home), sent_by_form(world, name, row, world.home)


def after(world: World, role: str, address: str, data: dict[str, Any]) -> tuple[int, dict[str, list[str]]]:
    """Return the status of sending that, and what stands in the database then; it is taken back."""
    with numbering_stands(), transaction.atomic():
        store.clear()
        answer = world.client(role).post(address, data)
        found = answer.status_code, rows()
        transaction.set_rollback(True)
    return found


# Tokens and origins


@pytest.mark.parametrize("name", POSTS)
def test_form_without_its_token_or_from_elsewhere_does_nothing(world: World, name: str) -> None:
    role, address, data = prepared(world, name)
    client = world.client(role, enforce_csrf_checks=True)
    page = client.get("/sign-in/" if role == "anonymous" else "/sign-out/").content.decode()
    token = page.partition(f'name="{TOKEN}" value="')[2].partition('"')[0]
    assert len(token) == 64
    before = digest()
    sent = [
        ({**data, TOKEN: ""}, {}),
        ({**data, TOKEN: "x" * 64}, {}),
        ({**data, TOKEN: token[:-1]}, {}),
        ({**data, TOKEN: token}, {"Origin": "https://evil.example"}),
        ({**data, TOKEN: token}, {"Origin": "null"}),
        ({**data, TOKEN: token}, {"Origin": "http://testserver.evil.example"}),
    ]
    statuses = [client.post(address, facts, headers=headers).status_code for facts, headers in sent]
    assert (statuses, digest()) == ([403] * len(sent), before)


def test_form_over_https_wants_a_referrer_of_ours(world: World) -> None:
    client = world.client("clerk", enforce_csrf_checks=True)
    page = client.get("/sign-out/", secure=True).content.decode()
    data = {TOKEN: page.partition(f'name="{TOKEN}" value="')[2].partition('"')[0]}
    refused = [{}, {"Referer": "https://evil.example/"}, {"Referer": "http://testserver/sign-out/"}]
    assert [client.post("/sign-out/", data, secure=True, headers=one).status_code for one in refused] == [403] * 3
    ours = {"Referer": "https://testserver/sign-out/"}
    assert client.post("/sign-out/", data, secure=True, headers=ours).status_code == 303


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_no_address_lets_other_sites_read_or_takes_other_methods(world: World, name: str) -> None:
    if name not in TABLE:
        pytest.skip("test_matrix.py tells that it is not in the table")
    address = address_of(ROUTES[name], TABLE[name], world.home)
    client = world.client("administrator")
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    answers = {method: client.generic(method, address, headers=asked) for method in (*UNKNOWN, "GET")}
    assert [answers[method].status_code for method in UNKNOWN] == [405] * len(UNKNOWN)
    assert [header for answer in answers.values() for header in answer.headers if header.startswith("Access-Control")] == []
    without_token = world.client("administrator", enforce_csrf_checks=True).post(address)
    assert without_token.status_code in {403, 405}


UNKNOWN = ("OPTIONS", "PROPFIND", "TRACE", "PUT", "PATCH", "DELETE")

# Fields

NAMES = {field.name for model in apps.get_models() for field in model._meta.get_fields()}
MORE = {"is_superuser", "is_staff", "user_permissions", "pk", "office_id", "person_id", "group_id", "organizer_id", "_method"}
WORTH_HAVING = {
    "role": "administrator",
    "roles": "administrator",
    "state": "confirmed",
    "is_active": "on",
    "activated_at": "1/1/2566",
}


@pytest.mark.parametrize("name", POSTS)
def test_fields_that_the_form_does_not_have_are_not_read(world: World, name: str) -> None:
    role, address, data = prepared(world, name)
    status, expected = after(world, role, address, data)
    form = form_read(world, name, TABLE[name], world.home)
    known = {*data, *(form.names if form else []), *READ_BESIDE.get(name, set())}
    extra = {field: WORTH_HAVING.get(field, str(world.other.office.pk)) for field in (NAMES | MORE) - known}
    assert len(extra) > 100
    assert after(world, role, address, {**data, **extra}) == (status, expected)


# Fields that a view reads though the page as it stands does not show them: each is looked at here, one by one.
READ_BESIDE: dict[str, set[str]] = {
    # Scripts send it along with a booking that was dragged, so that sending twice moves once.
    "move": {"key"},
    # Each group has a button that says which.
    "manage-slips": {"group"},
}


def several(data: dict[str, Any]) -> list[str]:
    """Return the fields that are to be sent once."""
    return [name for name, value in data.items() if isinstance(value, str | int) and name not in MANY]


# Fields of which a form may send several.
MANY = {"equipment", "groups", "people", "request", TOKEN}


@pytest.mark.parametrize("name", POSTS)
def test_of_a_field_sent_twice_the_last_counts_everywhere(world: World, name: str) -> None:
    role, address, data = prepared(world, name)
    expected = after(world, role, address, data)
    twice = {field: ["x", value] if field in several(data) else value for field, value in data.items()}
    assert after(world, role, address, twice) == expected


def crossings(*, among: frozenset[str] | set[str] | None = None) -> list[str]:
    """Return rows that point to a row of another office, in all tables or in those."""
    found = []
    for model in (each for each in apps.get_models() if among is None or each._meta.db_table in among):
        here = {field.name: field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)}
        if "office" in here:
            for field in here.values():
                target = field.related_model
                if isinstance(target, type) and any(each.name == "office" for each in target._meta.concrete_fields):
                    wrong = model._default_manager.exclude(**{field.name: None}).exclude(
                        **{f"{field.name}__office": models.F("office")}
                    )
                    found += [f"{model.__name__}.{field.name} {pk}" for pk in wrong.values_list("pk", flat=True)]
    return found


def of_office(pk: int) -> dict[str, list[str]]:
    """Return the rows of one office."""
    held = [model for model in apps.get_models() if any(field.name == "office" for field in model._meta.concrete_fields)]
    return {
        model.__name__: sorted(map(repr, model._default_manager.filter(office=pk).values_list()))
        for model in held
        if model._meta.db_table not in {"audit_record", "audit_chain"}
    }


def numbers(world: World, data: dict[str, Any]) -> list[str]:
    """Return the fields whose value could be the number of a row."""
    plain = {TOKEN, "attendees", "version", "count", "interval", "position", "day", "month", "year"}
    return [name for name, value in data.items() if name not in plain and str(value).split(".", maxsplit=1)[0].isdecimal()]


@pytest.mark.parametrize("name", POSTS)
def test_rows_of_another_office_are_no_choice_in_any_field(world: World, name: str) -> None:
    role, address, data = prepared(world, name)
    theirs, before = of_office(world.other.office.pk), digest()
    assert crossings() == []
    foreign = {value for key, value in world.other.words().items() if key.endswith("_id")}
    for field in numbers(world, data):
        for number in sorted(foreign | {world.other.groups[2].pk, world.other.large.pk, world.other.theirs.pk}):
            value = f"{number}.1" if "." in str(data[field]) else number
            with transaction.atomic():
                answer = world.client(role).post(address, {**data, field: value})
                assert answer.status_code < 500
                assert not world.foreign.search(answer.content.decode()), (field, value)
                # Mostly it is refused: then only what tells of looking was written.
                if digest() == before:
                    assert crossings(among=TOLD) == [], (field, value)
                else:
                    assert (crossings(), of_office(world.other.office.pk)) == ([], theirs), (field, value)
                transaction.set_rollback(True)


# Ways out


@pytest.mark.parametrize("goal", ELSEWHERE)
def test_goal_elsewhere_is_none(goal: str) -> None:
    requests = RequestFactory()
    assert [safe_next(asked) for asked in (requests.get("/", {"next": goal}), requests.post("/", {"next": goal}))] == ["/", "/"]


@pytest.mark.parametrize("goal", ELSEWHERE[::9])
def test_no_answer_leads_to_another_site(world: World, goal: str) -> None:
    clients = {role: world.client(role) for role in ("anonymous", "administrator", "clerk")}
    for name in [*POSTS, "language"]:
        row = TABLE[name]
        address = address_of(ROUTES[name], row, world.home)
        client = clients[sender(row) if sender(row) in clients else "administrator"]
        with transaction.atomic():
            answers = [client.get(address, {"next": goal})]
            if name in POSTS and name != "sign-out":
                typed = {field: value for field, value in row.typed(world.home).items() if value is not None}
                answers.append(client.post(address, {**typed, "next": goal, "page": goal, "back": goal}))
            assert [one for answer in answers for one in links_of(answer) if leads_away(one)] == [], name
            transaction.set_rollback(True)


def links_of(answer: Any) -> list[str]:
    """Return where an answer leads to."""
    page = answer.content.decode(errors="replace")
    headers = [answer.headers.get(name, "") for name in ("Location", "HX-Location", "HX-Redirect", "Refresh")]
    return headers + read(page).links


def leads_away(link: str) -> bool:
    """Tell whether a browser could leave the site by that link."""
    tidy = "".join(link.split()).replace("\\", "/").lower().strip("\x00\x01")
    return tidy.startswith(("//", "http:", "https:", "javascript:", "data:", "vbscript:", "ftp:"))
