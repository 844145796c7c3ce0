"""Where somebody who found a hole writes to: ``/.well-known/security.txt`` (RFC 9116)."""

from datetime import UTC, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from jonghong.core import clock

GOOD_FOR = timedelta(days=365)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Name whom to write to; there is no such page where the settings name nobody."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        raise Http404
    until = (clock.now().astimezone(UTC) + GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {contact if contact.startswith(('https://', 'mailto:')) else f'mailto:{contact}'}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: th, en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
