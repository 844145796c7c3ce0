"""The template language of every page: Jinja2, with gettext and the Thai calendar at hand."""

from base64 import b64encode
from collections.abc import Callable
from datetime import date, time
from functools import cache
from hashlib import sha384
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.html import json_script
from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from jonghong.core import thai

# htmx shows the part #form of the page behind a link in the dialog that every page ends with.
INTO_SHEET = "select:#form target:#sheet swap:innerHTML push:false"


def environment(**options: Any) -> Environment:
    """Return the environment that Django's Jinja2 engine asks for."""
    # Django says autoescape=True among its options.
    env = Environment(**options, trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"])  # noqa: S701
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
    )
    env.globals["ngettext"] = with_thousands(env.globals["ngettext"])
    env.globals.update(static=static, integrity=integrity, url=url, language=translation.get_language, into_sheet=INTO_SHEET)
    env.filters.update(day=day, month=month, month_name=month_name, clock=thai.format_time, hours=hours)
    env.filters["json_script"] = json_script
    return env


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
    return reverse(name, kwargs=words)


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
