"""Letters that tell people which accounts elsewhere let them in, each written in the transaction of what it tells of."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from jonghong.people import letters
from jonghong.people.models import Person


def tell_of_link(person: Person) -> None:
    """Tell somebody that an account elsewhere lets them in from now on."""
    with translation.override(settings.LANGUAGE_CODE):
        letters.tell(person, _("An outside account was linked with your account and lets you in from now on."))


def tell_of_unlinking(person: Person) -> None:
    """Tell somebody that an account elsewhere lets them in no more."""
    with translation.override(settings.LANGUAGE_CODE):
        letters.tell(person, _("An outside account was unlinked from your account and lets you in no more."))
