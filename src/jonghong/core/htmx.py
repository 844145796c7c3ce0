"""What a page that was asked for by htmx needs to know: it shows part of the answer, so a redirect has to name the whole."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.encoding import iri_to_uri

LOOK = "X-Look"  # the header by which an open page says that it asks by itself, and nobody pressed anything


def page_of_button(request: HttpRequest) -> str:
    """Return the address of the page on which a button was pressed, as the browser tells; else the button's own."""
    try:
        told = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # a visitor may send whatever he likes, as half an address of IPv6
        return request.path
    if told.netloc != request.get_host() or not told.path.startswith("/"):
        return request.path
    return f"{told.path}?{told.query}" if told.query else told.path


def go(request: HttpRequest, address: str) -> HttpResponse:
    """Send the visitor to another page of this site, also out of a form that htmx opened over the table."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": iri_to_uri(address)})
    response = HttpResponseRedirect(address)
    response.status_code = 303 if request.method == "POST" else 302
    return response
