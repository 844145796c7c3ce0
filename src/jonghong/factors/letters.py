"""Letters that tell people what became of the second step of their account. They hold no secret and nobody's name."""

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from jonghong.core import clock, thai
from jonghong.people.models import Person
from jonghong.post.actions import send

ADDED = gettext_lazy("A second step of signing in was added.")
REPLACED = gettext_lazy("The app with the codes was set up anew; codes of the one before are no longer good.")
REMOVED = gettext_lazy("A second step of signing in was removed.")
TAKEN_OFF = gettext_lazy("An administrator took all second steps off your account. You set up a new one when you sign in next.")
CODES_MADE = gettext_lazy("New backup codes were made; those of before are void.")
CODE_USED = gettext_lazy("A backup code was used. How many are left stands on your page about security.")
TRIED = gettext_lazy("Somebody who knew your password failed the second step again and again.")


def tell(person: Person, what: Promise) -> None:
    """Write to the person, in the transaction of what the letter tells of; to nobody who gave no address."""
    office = person.office
    with translation.override(settings.LANGUAGE_CODE):
        now = clock.now().astimezone(office.zone)
        words = {
            "office": office.short_name,
            "what": what,
            "date": thai.format_date(now.date(), settings.LANGUAGE_CODE),
            "time": thai.format_time(now.time()),
        }
        subject = _("Security of your account, room booking %(office)s") % words
        advice = _("If that was not you, change your password at once and tell an administrator of your office.")
        said = _("%(what)s\nWhen: %(date)s, %(time)s") % words
        send(office=office, address=person.email, subject=subject, text=f"{said}\n\n{advice}\n")
