"""Sending the forms of pages, as the table of rights says how."""

from tests.trust.forms import PageForm, form_to
from tests.trust.matrix import TABLE, Row, Seen
from tests.trust.routes import Route, routes
from tests.trust.world import Estate, World

ROUTES = {route.name: route for route in routes()}
POSTS = sorted(name for name, row in TABLE.items() if Seen.IN in row.post.values() and name in ROUTES)


def address_of(route: Route, row: Row, estate: Estate) -> str:
    return route.address({**estate.words(), **row.words(estate)})


def form_read(world: World, name: str, row: Row, estate: Estate) -> PageForm | None:
    """Return the form of a route as somebody who may reads it on its page; None where it is sent without a page."""
    if not row.by or Seen.IN not in row.post.values() or (not row.page and Seen.IN not in row.get.values()):
        return None
    address = address_of(ROUTES[name], row, estate)
    page = address_of(ROUTES[row.page or name], row, estate) + row.query(estate)
    answer = world.client(row.by).get(page)
    assert answer.status_code == 200, (page, answer.status_code)
    return form_to(answer.content.decode(), address, page)


def sent_by_form(world: World, name: str, row: Row, estate: Estate) -> dict[str, object]:
    """Return what that form sends once it is filled in; what is None stays out."""
    form = form_read(world, name, row, estate)
    sent = form.sent(**row.typed(estate)) if form else row.typed(estate)
    return {field: value for field, value in sent.items() if value is not None}


def sender(row: Row) -> str:
    """Return the role of somebody who may send that form."""
    return row.by or "administrator"
