"""What all who ask from outside go through: nobody is looked up before they are slowed, and nothing tells who is here."""

from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.offices.models import Office
from jonghong.people import guessing, numbers
from jonghong.people.queries import with_number


def slow_down(office: Office, digits: str, network: str, *, what: str) -> None:
    """Count the asking, per number from one network and per network, in the caller's transaction.

    Not per number alone: a stranger who asks in somebody's name keeps nobody from asking. Raises TooManyGuesses.
    """
    guessing.take(guessing.Guess(office.pk, network=f"{what} {network}"))
    guessing.take(guessing.Guess(office.pk, account=numbers.steady_key(digits), device=f"{what} {network}"))


def person_with(office: Office, digits: str) -> int | None:
    """Return the key of who has that number and works here, None for nobody, by one query either way."""
    return with_number(office, digits).filter(is_active=True).values_list("pk", flat=True).first()


def note_asked(office: Office, person_id: int | None, *, way: str) -> None:
    """Record that somebody asked; a number that is on no list is recorded as nobody's."""
    subject = f"person:{person_id}" if person_id else ""
    audit.record(office_id=office.pk, act=Act.ACTIVATION_ASKED, actor_id=None, subject=subject, way=way)
