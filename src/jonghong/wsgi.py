"""The entrance for WSGI servers: ``granian --interface wsgi jonghong.wsgi:application``."""

import os
from importlib import import_module

import django
from django.conf import settings

from jonghong.core import lifeline, memory
from jonghong.core.handler import Handler
from jonghong.core.meters import meters
from jonghong.core.postgresql import limits
from jonghong.core.postgresql.address import ENGINE

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
