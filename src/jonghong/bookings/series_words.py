"""A rule of dates, said in the visitor's language: ``ทุกวันพุธ ถึง 31 ธ.ค. 2566``."""

from django.utils.translation import get_language, gettext as _, ngettext, pgettext

from jonghong.bookings.recurrence import LAST, Frequency, Recurrence, Written
from jonghong.bookings.series_fields import weekday_names
from jonghong.core import thai


def rule_words(rule: Written) -> str:
    """Return how the dates follow each other and when they end."""
    recurrence = rule.recurrence
    if recurrence.frequency is Frequency.CHOSEN:
        return ngettext("%(num)s chosen date", "%(num)s chosen dates", len(recurrence.chosen)) % {"num": len(recurrence.chosen)}
    words = {"step": _step(recurrence)}
    if recurrence.until:
        words["day"] = thai.format_date(recurrence.until, _language(), style="short")
        return _("%(step)s until %(day)s") % words
    count = recurrence.count or 0
    return ngettext("%(step)s, %(num)s time", "%(step)s, %(num)s times", count) % {**words, "num": count}


def _step(recurrence: Recurrence) -> str:
    names = dict(weekday_names())
    days = " ".join(names[day] for day in recurrence.weekdays)
    words = {
        "num": recurrence.interval,
        "days": days,
        "nth": recurrence.nth,
        "date": recurrence.month_day,
    }
    return _sentence(recurrence) % words


def _sentence(recurrence: Recurrence) -> str:
    """Return the sentence with its gaps: for every one of them, or every so many."""
    is_every = recurrence.interval == 1
    match recurrence.frequency, recurrence.nth:
        case Frequency.DAILY, _nth:
            return pgettext("rule", "every day") if is_every else _("every %(num)s days")
        case Frequency.WEEKLY, _nth:
            return _("every %(days)s") if is_every else _("every %(num)s weeks on %(days)s")
        case Frequency.MONTHLY, _nth:
            return _("every month on the %(date)s") if is_every else _("every %(num)s months on the %(date)s")
        case _weekday, nth if nth == LAST:
            return _("every month on the last %(days)s") if is_every else _("every %(num)s months on the last %(days)s")
    if is_every:
        return _("every month on %(days)s number %(nth)s")
    return _("every %(num)s months on %(days)s number %(nth)s")


def _language() -> str:
    return get_language() or "th"
