"""Asking somebody to wait: the words for how long, and the answer that says so to people and to machines."""

from datetime import timedelta
from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

MINUTE = 60


def seconds(wait: timedelta) -> int:
    """Return whole seconds, at least one, after which the wait is over."""
    return max(1, ceil(wait.total_seconds()))


def time_to_wait(wait: timedelta) -> str:
    """Return how long to wait, in seconds or in whole minutes."""
    left = seconds(wait)
    if left <= MINUTE:
        return ngettext("%(n)d second", "%(n)d seconds", left) % {"n": left}
    minutes = -(-left // MINUTE)
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def wait_first(request: HttpRequest, template: str, words: dict[str, Any], wait: timedelta) -> HttpResponse:
    """Show a page that asks to come back after ``wait``: 429 with Retry-After (RFC 6585, RFC 9110)."""
    return later(render(request, template, words, status=429), wait)


def later(response: HttpResponse, wait: timedelta) -> HttpResponse:
    """Let an answer say to machines, too, after how long to ask again."""
    response["Retry-After"] = str(seconds(wait))
    return response
