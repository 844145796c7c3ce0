"""What programs ask: whether the process lives, whether the server can do its work, and its figures.

Strangers may ask the first two, and learn no more than a word.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from jonghong.health import exposition, gathering, readiness
from jonghong.health.scraping import may_scrape

PLAIN = "text/plain; charset=utf-8"
NOT_KEPT = {"Cache-Control": "no-store"}


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say that the process lives; nothing else is asked, the database least of all."""
    return HttpResponse("ok\n", content_type=PLAIN, headers=NOT_KEPT)


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say whether people may be sent here, and beside it what needs somebody; where they may not, 503 and in a word why."""
    found = readiness.readiness()
    words = [found.trouble or "ready", *found.worries]
    response = HttpResponse(
        "".join(f"{word}\n" for word in words), status=503 if found.trouble else 200, content_type=PLAIN, headers=NOT_KEPT
    )
    # It is an answer and no mistake: Django would log one every few seconds.
    vars(response)["_has_been_logged"] = True
    return response


def metrics(request: HttpRequest) -> HttpResponse:
    """Give the figures to who may have them; to anybody else there is no such page."""
    if not may_scrape(request):
        raise Http404
    return _metrics(request)


@require_safe
def _metrics(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    page = exposition.written(gathering.FAMILIES, gathering.figures())
    return HttpResponse(page, content_type=exposition.CONTENT_TYPE, headers=NOT_KEPT)


# Answered before anything asks the database, or which office or host is meant: ``middleware.probes``.
PROBES = {"/healthz": ("healthz", healthz), "/readyz": ("readyz", readyz), "/metrics": ("metrics", metrics)}
