"""The product's own addresses, and a view that does nothing: what any page costs, whatever it shows."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench import EMPTY
from jonghong import urls

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


def empty(_request: HttpRequest) -> HttpResponse:
    """Answer with nothing, through every middleware."""
    return HttpResponse()


urlpatterns = [path(EMPTY.removeprefix("/"), empty), *urls.urlpatterns]
