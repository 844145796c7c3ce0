"""The product's own settings, one address more, and no end to asking."""

from jonghong.settings import *  # noqa: F403 - all of them

ROOT_URLCONF = "bench.urls"
PACE = 1_000_000
