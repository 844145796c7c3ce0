"""The entrance for WSGI servers: ``granian --interface wsgi jonghong.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jonghong.settings")
application = get_wsgi_application()
