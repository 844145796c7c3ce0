"""What brings an administrator back into the assistant with what he chose: after signing in, confirming, too large a file."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict

from jonghong.moving.forms import MOST_SHOWN, FileForm, PublishedForm
from jonghong.offices.access import come_in_first
from jonghong.people.access import PersonRequest

LONGEST_SEAL = 128


def keeping_ticks(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead whoever pressed the last button after his session was over through signing in, and back to what he had ticked."""

    @wraps(view)
    def answer(request: PersonRequest, **words: int) -> HttpResponse:
        if request.method == "POST" and not request.rights.is_signed_in:
            return come_in_first(request, back=page_with_ticks(request))
        return view(request, **words)

    return answer


def page_with_ticks(request: PersonRequest) -> str:
    """Return the address of the check with what was ticked there, under the seal of what was shown.

    Nobody else can make up that seal, so that no link from elsewhere ticks anything.
    """
    seal, roles = request.POST.get("seal", "")[:LONGEST_SEAL], _places(request.POST)
    return f"{request.path}?{urlencode({'seal': seal, 'roles': roles}, doseq=True)}" if seal else request.path


def ticked(asked: QueryDict, seal: str) -> list[int] | None:
    """Return the places that were ticked before somebody had to sign in or confirm; None where another check was shown."""
    return [int(place) for place in _places(asked)] if asked.get("seal") == seal else None


def _places(sent: QueryDict) -> list[str]:
    return [place for place in sent.getlist("roles")[:MOST_SHOWN] if place.isascii() and place.isdigit() and len(place) < 4]


def refused_as_too_large(kind: type[FileForm | PublishedForm]) -> FileForm | PublishedForm:
    """Return the form as it refuses a file that was too large to be read at all."""
    form = kind({}, {})
    file = form.fields["file"]
    file.error_messages["required"] = file.widget.attrs["data-too-large"]
    return form
