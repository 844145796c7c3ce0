"""The data map in words: for how long things are kept, and the record of processing."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from django.db.models import DateField, DateTimeField, Field
from django.utils.translation import get_language, gettext as _, ngettext

from jonghong.core import thai
from jonghong.privacy.datamap import ACTIVITIES, Activity, Keeping, model_of
from jonghong.privacy.models import Retention
from jonghong.privacy.tables import TABLES


@dataclass(frozen=True)
class Processing:
    """One entry of the record of processing: what is done, for how long what is kept, and the columns that hold it."""

    activity: Activity
    kept: list[str]
    columns: list[tuple[str, str]]


def record_of_processing(kept: Retention) -> list[Processing]:
    """Return the record of processing (PDPA, section 39) as the data map and the office's own spans make it."""
    return [_entry(activity, kept) for activity in ACTIVITIES]


def _entry(activity: Activity, kept: Retention) -> Processing:
    tables = [(label, table) for label, table in TABLES.items() if table.activity is activity]
    keepings = dict.fromkeys(table.keeping for _label, table in tables)
    columns = [(label, ", ".join((*table.personal, *table.secret))) for label, table in tables]
    return Processing(activity, [kept_for(keeping, kept) for keeping in keepings], columns)


def kept_for(keeping: Keeping, kept: Retention) -> str:
    """Return for how long rows stay, in words."""
    days, years, security = kept.account_days, kept.booking_years, kept.security_days
    match keeping:
        case Keeping.ACCOUNT:
            return ngettext(
                "as long as somebody works here, and %(num)s day more",
                "as long as somebody works here, and %(num)s days more",
                days,
            ) % {"num": days}
        case Keeping.BOOKING:
            return ngettext(
                "this fiscal year and %(num)s before it; after that bookings stay without names",
                "this fiscal year and the %(num)s before it; after that bookings stay without names",
                years,
            ) % {"num": years}
        case Keeping.SECURITY:
            return ngettext("%(num)s day", "%(num)s days", security) % {"num": security}
        case Keeping.OPEN:
            return _("until it ends")
    return _("as long as the office needs it")


def said(label: str, name: str, value: Any, *, zone: tzinfo) -> str:
    """Return what stands in a column of a copy as people read it: choices by their words, days in the Buddhist era."""
    match value:
        case bool():
            return _("yes") if value else _("no")
        case dict():
            return ", ".join(f"{key}: {each}" for key, each in value.items() if each is not None and each != "")
        case list():
            return ", ".join(map(str, value))
    return _said_by_field(model_of(label)._meta.get_field(name), value, zone)


def _said_by_field(field: Any, value: Any, zone: tzinfo) -> str:
    language = get_language() or "th"
    match field:
        case DateTimeField():
            wall = datetime.fromisoformat(value).astimezone(zone)
            return f"{thai.format_date(wall.date(), language, style='short')} {thai.format_time(wall.time())}"
        case DateField():
            return thai.format_date(date.fromisoformat(value), language, style="short")
        case Field(choices=list() as choices):
            return str(dict(choices).get(value, value))
    return str(value)
