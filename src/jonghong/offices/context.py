"""What every page knows."""

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the office and what the visitor may do; both are missing where a page fails before they are known."""
    return {
        "office": getattr(request, "office", None),
        "rights": getattr(request, "rights", None),
        "person": getattr(request, "user", None),
        "path": request.get_full_path(),
        "page_etag": getattr(request, "page_etag", ""),
    }
