"""The product's own settings, and one address more."""

from jonghong.settings import *  # noqa: F403 - all of them

ROOT_URLCONF = "bench.urls"
