"""The product's own settings, with a folder and a database that are thrown away."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests import databases

_data = Path(tempfile.mkdtemp(prefix="jonghong-test-"))
atexit.register(shutil.rmtree, _data, ignore_errors=True)
(_data / "static").mkdir()  # whitenoise warns where there is none
os.environ["JONGHONG_DATA"] = str(_data)
os.environ["DATABASE_URL"] = databases.database_url(_data)
# A browser driven from a test keeps an event loop in its thread; Django would refuse the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

from jonghong.settings import *  # noqa: E402, F403 - the folder has to be named first
from jonghong.settings import DATABASES  # noqa: E402

if databases.KIND == "sqlite":
    # A file, not memory: threads and processes share it as they do in the product.
    DATABASES["default"]["TEST"] = {"NAME": str(_data / "test.sqlite3")}

# Nobody reads a line for each request of a test.
ACCESS_LOG = False
# A test says itself when time has passed.
KEEPS_TIME = False
# A test sees what was done when it was answered; test_progress.py looks at the thread.
WORKS_IN_BACKGROUND = False

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# A machine that is nearly full tests as well; test_room.py looks at what happens there.
ROOM = 0
