"""What a report of an error may show."""

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class HiddenAlways(SafeExceptionReporterFilter):
    """Hide what views mark as sensitive in the developer's browser too: the numbers on a screen are people's."""

    def is_active(self, request: HttpRequest | None) -> bool:  # noqa: ARG002 - Django asks with the request
        """Return that secrets are hidden; Django shows them while DEBUG is on."""
        return True
