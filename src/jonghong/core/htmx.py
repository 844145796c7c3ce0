"""What a page that was asked for by htmx needs to know: it shows part of the answer, so a redirect has to name the whole."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.encoding import iri_to_uri


def go(request: HttpRequest, address: str) -> HttpResponse:
    """Send the visitor to another page of this site, also out of a form that htmx opened over the table."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": iri_to_uri(address)})
    response = HttpResponseRedirect(address)
    response.status_code = 303 if request.method == "POST" else 302
    return response
