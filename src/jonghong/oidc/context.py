"""The buttons on the page for signing in, and the line in one's own menu."""

from typing import Any

from django.http import HttpRequest

from jonghong.oidc.providers import providers


def ways(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - one shape for all
    """Return the providers by which people may sign in; most offices have none."""
    return {"outside_ways": list(providers().values())}
