"""What was typed when the session had ended is kept on the server, through signing in, until the form shows it again."""

from django.http import HttpResponse, QueryDict

from jonghong.people.access import PersonRequest, sign_in_first

KEY = "draft"
LONGEST = 20_000


def keep_draft(request: PersonRequest, data: QueryDict) -> str:
    """Keep what was sent to this address and return the address at which the form takes it up again."""
    kept = data.copy()
    kept.pop("csrfmiddlewaretoken", None)
    text = kept.urlencode()
    if len(text) <= LONGEST:
        request.session[KEY] = {"path": request.path, "data": text}
    return f"{request.path}?{KEY}=1"


def led_through_sign_in(request: PersonRequest) -> HttpResponse:
    """Lead somebody who is not signed in to a form; one that only asks how things stand stays open, for sending keeps it."""
    if request.method == "POST":
        return sign_in_first(request, then=keep_draft(request, request.POST))
    if request.headers.get("HX-Target", "").endswith("#verdict"):
        return HttpResponse(status=204)
    return sign_in_first(request, then=request.get_full_path())


def draft_of(request: PersonRequest) -> QueryDict | None:
    """Return what was kept for this address, until it is saved."""
    draft = request.session.get(KEY) if KEY in request.GET else None
    return QueryDict(draft["data"]) if draft and draft["path"] == request.path else None


def forget_draft(request: PersonRequest) -> None:
    """Forget what was kept, now that it is saved."""
    request.session.pop(KEY, None)
