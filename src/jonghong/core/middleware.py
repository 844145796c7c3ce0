"""Small steps that every request goes through."""

import re
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve
from django.utils import translation

from jonghong.core import views
from jonghong.core.languages import language_of

type_of_get = Callable[[HttpRequest], HttpResponse]

# Everything comes from this server; no inline script or style, no frame, no plug-in.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# What a page could ask the browser for and none of ours does.
PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), "
    "midi=(), payment=(), serial=(), usb=()"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Server": "jonghong",  # else the server tells its own name
}

SESSION_KEY = re.compile(r"[a-z0-9]{32}")
MEGABYTE = 1_000_000
MOST_MEGABYTES = 1  # of a body; text alone is far below
MOST_MEGABYTES_WITH_FILES = 11  # a photo and what stands around it


def believable_session(get_response: type_of_get) -> type_of_get:
    """Take a session cookie that we cannot have given out as none, before anybody looks it up."""

    def answer(request: HttpRequest) -> HttpResponse:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if key is not None and not SESSION_KEY.fullmatch(key):
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        return get_response(request)

    return answer


def countable_query(get_response: type_of_get) -> type_of_get:
    """Take a query of more parameters than any form of ours has as none; ``readable_body`` refuses it with a page."""

    def answer(request: HttpRequest) -> HttpResponse:
        if has_too_many(request):
            request.GET = QueryDict()
        return get_response(request)

    return answer


def has_too_many(request: HttpRequest) -> bool:
    """Tell whether Django would refuse to read the query: it counts what stands between ``&``."""
    return str(request.META.get("QUERY_STRING", "")).count("&") >= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


def readable_body(get_response: type_of_get) -> type_of_get:
    """Refuse, before anything reads it, a body of unknown or too great a length, or in another encoding than ours.

    A query of too many parameters, which ``countable_query`` took away, is refused here, where a page can be made.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        refuse = refusal_of(request)
        return refuse(request) if refuse else get_response(request)

    return answer


def refusal_of(request: HttpRequest) -> type_of_get | None:
    """Return the view that answers a request whose body is not to be read; None where it may be."""
    if has_too_many(request) or (request.content_params or {}).get("charset", "utf-8").lower() != "utf-8":
        return views.bad_request
    length = str(request.META.get("CONTENT_LENGTH", ""))
    if not length and "HTTP_TRANSFER_ENCODING" not in request.META:
        return None
    if not (length.isascii() and length.isdigit()):
        return views.length_unknown
    has_files = request.content_type == "multipart/form-data"
    most = MOST_MEGABYTES_WITH_FILES if has_files else MOST_MEGABYTES
    return too_large_for(request) if len(length) > 18 or int(length) > most * MEGABYTE else None


def too_large_for(request: HttpRequest) -> type_of_get:
    """Return the view that answers too large a body: that of the page which was asked for, where it has one."""
    try:
        page = resolve(request.path_info)
    except Resolver404:
        return views.too_large
    own = getattr(page.func, "too_large", None)
    return partial(own, **page.kwargs) if own else views.too_large


def explained_methods(get_response: type_of_get) -> type_of_get:
    """Say in words that an address is not to be opened so, as when signing in led back to the address of a button."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405:
            return response
        page = views.button_only(request)
        page["Allow"] = response["Allow"]
        return page

    return answer


def security_headers(get_response: type_of_get) -> type_of_get:
    """Add the headers that Django's own middleware does not know."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        return response

    return answer


def language(get_response: type_of_get) -> type_of_get:
    """Speak the visitor's language."""

    def answer(request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            return get_response(request)

    return answer
