"""Fills a real server's database: ``python -m tests.fill tests.fill.sample`` prints what the function returned, as JSON."""

import importlib
import json
import sys
from typing import Any

import django


def sample() -> dict[str, Any]:
    """Fill in the sample office."""
    from jonghong.sample.fill import fill_sample

    return {"people": [tuple(person) for person in fill_sample().people]}


def nothing() -> dict[str, Any]:
    """Leave the database without an office."""
    return {}


if __name__ == "__main__":
    django.setup()
    module, function = sys.argv[1].rsplit(".", 1)
    print(json.dumps(getattr(importlib.import_module(module), function)()))
