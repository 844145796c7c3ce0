"""How a request of WSGI becomes one of Django's; the entrance of the server is ``jonghong.wsgi``."""

from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters


class Request(WSGIRequest):
    """A request that is read as UTF-8 whatever it says, and whose Content-Type may be nonsense.

    Django's would fail on ``charset=hex`` before any of our code runs; ``core.middleware.readable_body`` refuses it instead.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:  # the name of an encoding that none can have
            self.content_type, self.content_params = "", {"charset": "unreadable"}


class Handler(WSGIHandler):
    """Django's own, with that request."""

    request_class = Request
