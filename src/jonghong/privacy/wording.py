"""The data map in words: for how long things are kept, and the record of processing."""

from dataclasses import dataclass

from django.utils.translation import gettext as _, ngettext

from jonghong.privacy.datamap import ACTIVITIES, Activity, Keeping
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
