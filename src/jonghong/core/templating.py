"""The template language of every page: Jinja2, with gettext and the Thai calendar at hand."""

from base64 import b64encode
from collections.abc import Callable
from datetime import date, time
from functools import cache, lru_cache
from hashlib import sha384
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils import translation
from django.utils.html import json_script
from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from jonghong.core import thai

MOST_WORDS = 4096  # messages that are kept translated; the templates have a quarter of that in each language
# htmx shows the part #form of the page behind a link in the dialog that every page ends with.
INTO_SHEET = "select:#form target:#sheet swap:innerHTML push:false"


def environment(**options: Any) -> Environment:
    """Return the environment that Django's Jinja2 engine asks for."""
    # Django says autoescape=True among its options.
    env = Environment(**options, trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"])  # noqa: S701
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
    )
    env.globals["ngettext"] = with_thousands(env.globals["ngettext"])
    env.globals.update(static=cache(static), integrity=integrity, url=url)
    env.globals.update(language=translation.get_language, into_sheet=INTO_SHEET)
    env.filters.update(day=day, month=month, month_name=month_name, clock=thai.format_time, hours=hours)
    env.filters["json_script"] = json_script
    return env


def gettext(message: str) -> str:
    """Return a message in the language that is spoken now: a page has many, and most are the same on every page."""
    return translated(message, translation.get_language())


@lru_cache(maxsize=MOST_WORDS)
def translated(message: str, _language: str | None) -> str:
    """Return a message in the language that is spoken now, which comes along so that each is kept by itself."""
    return translation.gettext(message)


def with_thousands(ngettext: Any) -> Callable[..., str]:
    """Return the template language's ``ngettext`` so that it says its number as pages say all others: 3,665."""

    @pass_context
    def said(context: Context, singular: str, plural: str, number: int, **words: Any) -> str:
        return ngettext(context, singular, plural, number, **{"num": f"{number:,}", **words})  # type: ignore[no-any-return]

    return said


@cache
def integrity(name: str) -> str:
    """Return by what a browser knows that a script is the one we made (Subresource Integrity)."""
    stored = Path(staticfiles_storage.path(urlsplit(static(name)).path.removeprefix(urlsplit(settings.STATIC_URL).path)))
    file = stored if stored.exists() else Path(str(finders.find(name)))
    return f"sha384-{b64encode(sha384(file.read_bytes()).digest()).decode()}"


class Stretch(Protocol):
    """Anything from one wall time until another."""

    start: time
    end: time


def url(name: str, **words: Any) -> str:
    """Return the address of a view."""
    return reverse(name, kwargs=words) if words else plain_url(name, get_script_prefix())


@cache
def plain_url(name: str, _prefix: str) -> str:
    """Return the address of a view that needs no words, below the prefix that the server stands under now."""
    return reverse(name)


def day(value: date, style: thai.Style = "long") -> str:
    """Return a date as people read it here: ``1 มิถุนายน 2566``."""
    return thai.format_date(value, _language(), style=style)


def month(value: date) -> str:
    """Return the month of a day: ``มิถุนายน 2566``."""
    return thai.format_month(value.year, value.month, _language())


def month_name(value: date) -> str:
    """Return the short name of a day's month: ``มิ.ย.``."""
    return thai.month_name(value.month, _language(), short=True)


def hours(value: Stretch) -> str:
    """Return a stretch of wall time: ``08.30-12.00 น.``."""
    return thai.format_hours(value.start, value.end, _language())


def _language() -> str:
    return translation.get_language() or "th"
