"""The product's own settings, with a folder and a database that are thrown away."""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="jonghong-test-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["JONGHONG_DATA"] = _data

from jonghong.settings import *  # noqa: E402, F403 - the folder has to be named first

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
