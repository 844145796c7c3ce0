"""The letters in which codes go out. They are in Thai, and name nobody: a mailbox may be read by others."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from jonghong.core import thai
from jonghong.offices.models import Office
from jonghong.people.actions import Slip
from jonghong.people.models import ActivationCode, Person
from jonghong.post.actions import send
from jonghong.post.models import Letter


@sensitive_variables()
def send_code(slip: Slip) -> Letter | None:
    """Write the letter with somebody's code, in the caller's transaction."""
    office = slip.person.office
    with translation.override(settings.LANGUAGE_CODE):
        said = [
            _("Your activation code for the room booking of %(office)s:") % {"office": office.name},
            slip.code,
            _steps(),
            _("Good until %(time)s, for five tries. Give it to nobody else.") % {"time": _until(office, slip.issued)},
            _("You did not ask for it? Then tell a room officer; nobody can use it without your citizen ID."),
        ]
        subject = _("Activation code, room booking %(office)s") % {"office": office.short_name}
        return _send(slip.person, subject, said, slip.issued)


def tell_of_slip(person: Person, code: ActivationCode) -> None:
    """Tell somebody who asked for a code by mail that one on paper waits: a stranger's asking makes no slip void."""
    with translation.override(settings.LANGUAGE_CODE):
        said = [
            _("Somebody asked for an activation code for your account in the room booking of %(office)s.")
            % {"office": person.office.name},
            _("A slip with a code was printed for you, good until %(time)s. Use that one.")
            % {"time": _until(person.office, code)},
            _("If the slip is lost, ask a room officer to send you a code by e-mail."),
        ]
        _send(person, _subject(person), said, code)


def tell_to_come(person: Person) -> None:
    """Tell somebody who holds more than a clerk's role that no code comes by mail."""
    with translation.override(settings.LANGUAGE_CODE):
        said = [
            _("Somebody asked for an activation code for your account in the room booking of %(office)s.")
            % {"office": person.office.name},
            _("With your role it does not come by e-mail: an administrator hands it to you in person."),
        ]
        _send(person, _subject(person), said)


def _subject(person: Person) -> str:
    return _("Your account, room booking %(office)s") % {"office": person.office.short_name}


def _steps() -> str:
    where = f"{settings.PUBLIC_URL.scheme}://{settings.PUBLIC_URL.netloc}{reverse('register')}"
    if settings.PUBLIC_URL.netloc:
        first = _("Open %(address)s") % {"address": where}
    else:  # what a request says of our name is not to be trusted in a letter
        first = _("Open the room booking, choose to sign in, then to register.")
    steps = [
        first,
        _("Type your 13 digits, this code, and a password of your own with at least 15 characters."),
        _("Then sign in with the 13 digits and that password."),
    ]
    return "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))


def _until(office: Office, code: ActivationCode) -> str:
    there = code.expires_at.astimezone(office.zone)
    return f"{thai.format_date(there.date(), settings.LANGUAGE_CODE)} {thai.format_time(there.time())}"


@sensitive_variables()
def _send(person: Person, subject: str, said: list[str], code: ActivationCode | None = None) -> Letter | None:
    return send(
        office=person.office,
        address=person.email,
        subject=subject,
        text="\n\n".join(said) + "\n",
        good_until=code.expires_at if code else None,
    )
