"""Small steps that every request goes through."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

type_of_get = Callable[[HttpRequest], HttpResponse]

# Everything comes from this server; no inline script or style, no frame, no plug-in.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def security_headers(get_response: type_of_get) -> type_of_get:
    """Add the headers that Django's own middleware does not know."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        return response

    return answer


def language_of(request: HttpRequest) -> str:
    """Return ``th`` or ``en``: Thai unless the visitor chose otherwise; browsers' wishes are not asked."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def language(get_response: type_of_get) -> type_of_get:
    """Speak the visitor's language."""

    def answer(request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            return get_response(request)

    return answer
