"""The data map: of every column of every table, whether it is about a person, what for, by what right, and for how long.

Copies, erasure, retention and the record of processing (PDPA, section 39) are made from it, and a test fails for a column
that it does not name: nothing personal is kept that these forget.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Keeping(Enum):
    """For how long rows stay."""

    OFFICE = "office"  # they tell of the office, and stay as long as it likes
    ACCOUNT = "account"  # as long as somebody works here, and some days more
    BOOKING = "booking"  # some fiscal years
    SECURITY = "security"  # some days
    OPEN = "open"  # until their time is over


class OnErase(Enum):
    """What becomes of the rows of somebody whose data is erased."""

    GO = "go"  # they are deleted
    NAMELESS = "nameless"  # they stay, and what is personal in them goes
    STAY = "stay"  # they hold a number alone


@dataclass(frozen=True)
class Activity:
    """What the office does with personal data: one entry of the record of processing."""

    name: Words
    whom: Words
    data: Words
    purpose: Words
    ground: Words
    seen_by: Words
    keeping: Keeping


@dataclass(frozen=True)
class Table:
    """One table: its columns by their names, in three kinds, and what ties a row to a person.

    ``personal`` columns are about somebody; ``secret`` ones, too, but what they hold proves or seals something and is never
    shown; ``other`` ones are not. ``about`` are the ways from a row to the person it is about, ``by`` to whoever only did
    something to it; what such a one did is told without the columns of ``inner``. ``age`` is the column that tells how old a
    row is, by which it goes when its time is over.
    """

    activity: Activity | None
    personal: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()
    on_erase: OnErase = OnErase.STAY
    age: str = ""
    kept: Keeping | None = None  # where it differs from what the activity says

    @property
    def keeping(self) -> Keeping:
        """For how long its rows stay."""
        return self.kept or (self.activity.keeping if self.activity else Keeping.OFFICE)

    @property
    def columns(self) -> set[str]:
        """Every column that it names."""
        return {*self.personal, *self.secret, *self.other}


def names(text: str) -> tuple[str, ...]:
    """Return the columns that a text names."""
    return tuple(text.split())


def impersonal(columns: str) -> Table:
    """Return a table that is about nobody."""
    return Table(None, other=names(columns))


STAFF = _("People who work or worked here")
TASK = _("Carrying out a public task (PDPA, section 24 (4))")
DUTY = _("Duty under the law: security of personal data, and traffic data (PDPA, sections 24 (6) and 37 (1))")

ACCOUNT = Activity(
    name=_("Accounts of staff"),
    whom=STAFF,
    data=_("Name, group and role, last four digits and a keyed hash of the citizen ID, e-mail address, who acts for whom"),
    purpose=_("To know who may book in the name of which group, and who answers for it"),
    ground=TASK,
    seen_by=_("Names: everybody signed in. The rest: the person, room officers and administrators"),
    keeping=Keeping.ACCOUNT,
)
ENTRY = Activity(
    name=_("Signing in"),
    whom=STAFF,
    data=_("Hashed passwords and codes, second steps of signing in, linked outside accounts, sessions and devices"),
    purpose=_("To let nobody in but the person"),
    ground=DUTY,
    seen_by=_("The person; what secrets hold: nobody"),
    keeping=Keeping.SECURITY,
)
BOOKING = Activity(
    name=_("Bookings of rooms"),
    whom=_("People who book, and those whom they name"),
    data=_("Who booked, changed or decided and when; subject, chair, coordinator, phone, remarks"),
    purpose=_("To give rooms out without double booking, to prepare them, and to count their use"),
    ground=TASK,
    seen_by=_("Subject and group: everybody. Names and phones: everybody signed in. Private bookings: the group and officers"),
    keeping=Keeping.BOOKING,
)
MAIL = Activity(
    name=_("Letters by e-mail"),
    whom=STAFF,
    data=_("Address and text, both encrypted"),
    purpose=_("To bring codes and notices to the person"),
    ground=TASK,
    seen_by=_("The person; nobody else"),
    keeping=Keeping.SECURITY,
)
AUDIT = Activity(
    name=_("Audit"),
    whom=STAFF,
    data=_("Who did or looked at what, when, from which network; people stand in it by their numbers"),
    purpose=_("To find out and prove what happened"),
    ground=DUTY,
    seen_by=_("The person about himself; administrators"),
    keeping=Keeping.SECURITY,
)
PRIVACY = Activity(
    name=_("Rights over personal data"),
    whom=STAFF,
    data=_("Which notice somebody was shown, when they left, whose data was erased"),
    purpose=_("To keep to the law on personal data, and to show it"),
    ground=DUTY,
    seen_by=_("The person; administrators"),
    keeping=Keeping.ACCOUNT,
)
# In the order in which people read of them.
ACTIVITIES = (ACCOUNT, ENTRY, BOOKING, MAIL, AUDIT, PRIVACY)


def model_of(label: str) -> type[Model]:
    """Return the model that a table of the map is about: ``people.person``."""
    return apps.get_model(label)


def rows_of(label: str) -> QuerySet[Any]:
    """Return all rows of a table of the map."""
    return QuerySet(model_of(label))


def columns_of(model: type[Model]) -> set[str]:
    """Return the columns of a table by the names of their fields."""
    return {field.name for field in model._meta.local_concrete_fields}
