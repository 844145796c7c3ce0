"""Pages that belong to no app: the language switch and the answers to what went wrong."""

import sys
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jonghong.core import trouble
from jonghong.core.htmx import page_of_button

YEAR = 365 * 24 * 60 * 60


def safe_next(request: HttpRequest, *, default: str = "/") -> str:
    """Return where the visitor wanted to go (``next``), if that lies on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    # A single slash: browsers read // and /\\ as another host.
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else default


def came_from(request: HttpRequest, *, default: str) -> str:
    """Return the path of the page that the visitor came from, to go back to and say there what was done."""
    return urlsplit(safe_next(request, default=default)).path


@require_safe
def speak(request: HttpRequest, language: str) -> HttpResponse:
    """Speak that language from now on in this browser; nothing is stored here."""
    response = HttpResponseRedirect(safe_next(request))
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.IS_HTTPS,
        )
    return response


def problem(request: HttpRequest, *, status: int, title: str, advice: str, back: str = "") -> HttpResponse:
    """Return a page that says what went wrong and what to do next; ``back`` is the page of the form, where that is known."""
    number = getattr(request, "number", "") if status >= 500 else ""
    words = {"title": title, "advice": advice, "number": number, "back": back}
    return render(request, "core/problem.html", words, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer a request that makes no sense."""
    return problem(
        request,
        status=400,
        title=_("We could not read that request"),
        advice=_("Go back, reload the page and try again."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer somebody who may not do this; an exception's words say which rule and who can help."""
    return problem(
        request,
        status=403,
        title=_("You may not do this"),
        advice=str(exception or "") or _("Ask a room officer of your office."),
    )


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer a form whose token no longer fits, as after signing in elsewhere."""
    return problem(
        request,
        status=403,
        title=_("This form is too old"),
        advice=_("Go back, reload the page and send it again. Nothing was changed."),
        back=page_of_button(request),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Answer an address that leads nowhere."""
    return problem(
        request,
        status=404,
        title=_("There is no such page"),
        advice=_("It may have moved. Start again from the report or the month table."),
    )


def button_only(request: HttpRequest) -> HttpResponse:
    """Answer a visit to an address that takes only what a button sends."""
    return problem(
        request,
        status=405,
        title=_("This page opens only by its button"),
        advice=_("Nothing was changed. Go back to the page you came from and press the button again."),
    )


def length_unknown(request: HttpRequest) -> HttpResponse:
    """Answer a form that does not say beforehand how long it is."""
    return problem(
        request,
        status=411,
        title=_("We could not read that request"),
        advice=_("It did not say how long it is. Nothing was changed. Go back, reload the page and try again."),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer a form that is larger than any of ours gets."""
    return problem(
        request,
        status=413,
        title=_("That is too much at once"),
        advice=_("Nothing was changed. Send a file of at most 10 MB, or a shorter text."),
    )


def too_large_by(own: Callable[..., HttpResponse]) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Have too large a body answered by the page's own view, which must not read it: ``@too_large_by(own)``, outermost."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        vars(view)["too_large"] = own
        return view

    return decorate


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when we failed, or the database did; needs neither database nor session."""
    if found := trouble.trouble_of(sys.exception()):
        return trouble.answer(request, found)
    # Without the request: what every page knows of a visitor is read from the database.
    return HttpResponse(render_to_string("core/server_error.html", {"number": getattr(request, "number", "")}), status=500)
