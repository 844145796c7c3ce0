"""The product's own settings, one address more, no end to asking, and no word about what is slow: that is what is measured."""

from math import inf

from jonghong.settings import *  # noqa: F403 - all of them

ROOT_URLCONF = "bench.urls"
PACE = 1_000_000
SLOW_MS = inf
