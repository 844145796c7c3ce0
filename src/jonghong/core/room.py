"""Where there is no room on the disk, nothing is saved and reading goes on: 507 for whatever a button sends.

Signing in and out goes on as long as the disk takes anything: it writes little, and it is how somebody comes to look.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from jonghong.core import disk, trouble
from jonghong.core.trouble import Trouble


class Room:
    """Stands where it is known which page is asked for, and before that page does anything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Answer in place of a page that would write where there is too little room."""
        if request.method in {"GET", "HEAD", "OPTIONS"} or not disk.is_short():
            return None
        page = request.resolver_match
        return (
            None if page and page.view_name in settings.WRITE_LITTLE else trouble.answer(request, Trouble.FULL, was_asked=False)
        )
