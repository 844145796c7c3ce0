"""Who may read the figures: a program on this machine, or one that shows the token."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from jonghong.core.network import is_this_machine

# What a proxy says of the visitor for whom it asks: it may stand on this machine, and he need not.
OF_PROXIES = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


def may_scrape(request: HttpRequest) -> bool:
    """Tell whether a request shows the token (RFC 6750), or comes from this machine and through no proxy."""
    kind, _space, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if settings.METRICS_TOKEN and kind.lower() == "bearer":
        return bool(constant_time_compare(token.strip(), settings.METRICS_TOKEN))
    is_direct = not any(name in request.META for name in OF_PROXIES)
    return is_direct and is_this_machine(str(request.META.get("REMOTE_ADDR", "")))
