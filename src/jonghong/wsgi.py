"""The entrance for WSGI servers: ``granian --interface wsgi jonghong.wsgi:application``."""

import os
from importlib import import_module
from typing import Any

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

from jonghong.core import lifeline, memory
from jonghong.core.meters import meters
from jonghong.core.postgresql import limits
from jonghong.core.postgresql.address import ENGINE


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


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jonghong.settings")
django.setup(set_prefix=False)
memory.give_back()
if settings.KEEPS_TIME and settings.DATABASES["default"]["ENGINE"] == ENGINE:
    limits.hold(settings.DATABASES["default"])
lifeline.hold()
meters.share(settings.DATA)
import_module("jonghong.bookings.lapsing").keep()  # it needs Django set up
import_module("jonghong.auditing.watching").keep()
import_module("jonghong.post.postman").keep()
import_module("jonghong.activation.errands").keep()
import_module("jonghong.roster.keeping").keep()
import_module("jonghong.moving.keeping").keep()
import_module("jonghong.privacy.keeping").keep()
import_module("jonghong.health.keeping").keep()
application = Handler()
