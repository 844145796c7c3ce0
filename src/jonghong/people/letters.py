"""Letters about accounts, each written in the transaction of what it tells of. They hold no secret and nobody's name."""

from collections.abc import Iterable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from jonghong.core import clock, thai
from jonghong.people.models import Person, Proposal
from jonghong.post.actions import send


def tell_of_new_device(person: Person, device: str) -> None:
    """Tell somebody that their account was used on a device where they never signed in before."""
    with translation.override(settings.LANGUAGE_CODE):
        known = device or _("an unknown browser")
        tell(
            person, _("Your account was used on a device on which you never signed in before: %(device)s.") % {"device": known}
        )


def tell_of_password(person: Person) -> None:
    """Tell somebody that the password of their account is another now."""
    with translation.override(settings.LANGUAGE_CODE):
        tell(person, _("The password of your account was changed. Everywhere else you are signed out."))


def tell_of_email(person: Person, was: str) -> None:
    """Tell somebody at the address of before that letters go to another from now on."""
    with translation.override(settings.LANGUAGE_CODE):
        tell(person, _("The e-mail address of your account was changed. Letters no longer come here."), address=was)


def tell_of_proposal(proposal: Proposal, administrators: Iterable[Person]) -> None:
    """Tell those who may be the second that something waits for one of them."""
    with translation.override(settings.LANGUAGE_CODE):
        words = {"office": proposal.office.short_name, "what": proposal.get_matter_display()}
        subject = _("A second administrator is needed, room booking %(office)s") % words
        said = _("Proposed, and waiting for a second administrator: %(what)s.") % words
        advice = _("Look at it under Proposals on the pages of the office, and approve or decline it within seven days.")
        for person in administrators:
            send(office=proposal.office, address=person.email, subject=subject, text=f"{said}\n\n{advice}\n")


def tell_of_decision(proposal: Proposal, *, is_approved: bool) -> None:
    """Tell who proposed something what another administrator said to it."""
    with translation.override(settings.LANGUAGE_CODE):
        words = {"office": proposal.office.short_name, "what": proposal.get_matter_display()}
        approved = _("Another administrator approved what you proposed: %(what)s.")
        declined = _("Another administrator declined what you proposed: %(what)s.")
        tell(proposal.proposed_by, (approved if is_approved else declined) % words)


def tell(person: Person, what: str, *, address: str | None = None) -> None:
    """Write to somebody what became of their account, in the language that is active."""
    office = person.office
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
    to = person.email if address is None else address
    send(office=office, address=to, subject=subject, text=f"{said}\n\n{advice}\n")
