"""Fills a real server's database by the forms of the pages, with texts that run as scripts where a page forgets to escape."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests import make
from tests.trust.hostile import MARKUP

# What is typed to make one more of a thing: free texts take a hostile one, what has to be unlike others takes a number.
SHORT = {"phone", "short_name"}
Typed = Callable[[Any, int], dict[str, Any]]


def texts(number: int, *names: str) -> dict[str, str]:
    """Return a hostile text for each of the fields, another for each."""
    found = {name: MARKUP[(number + place) % len(MARKUP)] for place, name in enumerate(names)}
    return {name: text[:40] if name in SHORT else text for name, text in found.items()}


def changed(number: int, *names: str) -> dict[str, str]:
    """Return hostile texts that nothing was made by."""
    return {name: f"{text[:38]} 2" for name, text in texts(number, *names).items()}


def day(number: int) -> str:
    """Return a day on which nothing is yet."""
    from tests.trust.world import DAY

    return (DAY + timedelta(days=400 + number)).isoformat()


MADE: dict[str, Typed] = {
    "book": lambda estate, number: {
        "room": estate.small.pk,
        "on": day(number),
        "half": "morning",
        "group": estate.groups[1].pk,
        "is_private": None,
        **texts(number, "title", "chair", "coordinator", "sign", "phone"),
    },
    "add-room": lambda _, number: texts(number, "name", "more_equipment"),
    "manage-groups": lambda _, number: texts(number, "name", "short_name"),
    "manage-holidays": lambda _, number: {"date": day(number), **texts(number, "name")},
    "close": lambda estate, number: {"room": estate.large.pk, "on": day(number), "half": "day", **texts(number, "reason")},
    "add-person": lambda estate, number: {
        "citizen_id": make.citizen_id(6_000 + number),
        "group": estate.groups[1].pk,
        "role": "clerk",
        **texts(number, "name"),
    },
    "manage-deputies": lambda estate, number: {
        "person": estate.people["stranger"].pk,
        "starts_on": day(number),
        "ends_on": day(number),
        **texts(number, "remark"),
    },
}
CHANGED: dict[str, tuple[str, ...]] = {
    "wait": ("title",),
    "accept-swap": ("remark",),
    "change": ("title", "chair", "coordinator", "sign"),
    "change-room": ("name",),
    "change-group": ("name", "short_name"),
    "change-holiday": ("name",),
    "manage-office": ("name", "short_name"),
    "change-person": ("name",),
    "ask-swap": ("message",),
    "decide": ("remark",),
    "manage-notice": ("contact", "text"),
}


def hostile() -> dict[str, Any]:
    """Make an office, let an administrator and a clerk type hostile texts into all forms, and return who they are."""
    from jonghong.commands import static_files
    from tests.trust.world import Estate, client_of

    static_files.collect()
    estate = Estate()
    clients = {name: client_of(estate.people[name], HTTP_HOST="127.0.0.1") for name in ("administrator", "clerk")}
    kept = {
        name: sum(send(clients, estate, name, typed(estate, number)) for number in range(len(MARKUP)))
        for name, typed in MADE.items()
    }
    kept |= {
        name: send(clients, estate, name, changed(7 * number, *names)) for number, (name, names) in enumerate(CHANGED.items())
    }
    return {"kept": kept, "people": {name: estate.people[name].typed_id for name in clients}}  # type: ignore[attr-defined]


def send(clients: dict[str, Any], estate: Any, name: str, typed: dict[str, Any]) -> int:
    """Fill in the form of a page and send it; return 1 where it was taken."""
    from tests.trust.forms import form_to
    from tests.trust.matrix import TABLE
    from tests.trust.sending import ROUTES, address_of

    row = TABLE[name]
    client = clients[row.by if row.by in clients else "administrator"]
    address = address_of(ROUTES[name], row, estate)
    page = address_of(ROUTES[row.page or name], row, estate) + row.query(estate)
    answer = client.get(page)
    filled = {**row.typed(estate), **typed}
    form = form_to(answer.content.decode(), address, page) if row.by and answer.status_code == 200 else None
    data = form.sent(**filled) if form else filled
    sent = client.post(address, {field: value for field, value in data.items() if value is not None})
    assert sent.status_code < 500, name
    return int(sent.status_code in {302, 303})
