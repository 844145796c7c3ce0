"""The template language of every page: Jinja2, with gettext and the Thai calendar at hand."""

from datetime import date, time
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment

from jonghong.core import thai


def environment(**options: Any) -> Environment:
    """Return the environment that Django's Jinja2 engine asks for."""
    env = Environment(**options, trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"])
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
    )
    env.globals.update(static=static, url=url, language=translation.get_language)
    env.filters.update(day=day, month=month, clock=thai.format_time, hours=hours)
    return env


def url(name: str, **words: Any) -> str:
    """Return the address of a view."""
    return reverse(name, kwargs=words)


def day(value: date, style: str = "long") -> str:
    """Return a date as people read it here: ``1 มิถุนายน 2566``."""
    return thai.format_date(value, translation.get_language(), style=style)


def month(value: date) -> str:
    """Return the month of a day: ``มิถุนายน 2566``."""
    return thai.format_month(value.year, value.month, translation.get_language())


def hours(start: time, end: time) -> str:
    """Return a stretch of wall time: ``08.30-12.00 น.``."""
    return thai.format_hours(start, end, translation.get_language())
