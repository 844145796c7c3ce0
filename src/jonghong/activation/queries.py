"""What is asked about codes that went out and requests for accounts."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from jonghong.activation.browsers import Ticket, token_hash
from jonghong.activation.models import AccountRequest, Outcome
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.people.models import ActivationCode, Person
from jonghong.people.permissions import Rights, managed_people, still_manages
from jonghong.people.queries import clerks_alone
from jonghong.post.queries import is_on

LATEST = 20  # codes of one person that a page lists


@dataclass(frozen=True)
class Asker:
    """Somebody on the list and the open requests that were made with their number, the latest first."""

    person: Person
    requests: tuple[AccountRequest, ...]

    @property
    def names(self) -> list[str]:
        """What was typed as a name, where that is not the person's."""
        return sorted({request.typed_name for request in self.requests} - {self.person.name})


@dataclass(frozen=True)
class Waiting:
    """Who waits for an officer, how many for an administrator, and how many gave a number that is on no list."""

    askers: tuple[Asker, ...]
    above: int
    unlisted: int


def open_requests(office: Office) -> QuerySet[AccountRequest]:
    """Return the requests that wait, the latest first."""
    waiting = AccountRequest.objects.filter(office=office, outcome=Outcome.OPEN, expires_at__gt=clock.now())
    return waiting.order_by("-asked_at", "-pk")


def to_decline(person: Person) -> QuerySet[AccountRequest]:
    """Return the requests that may be declined: those that wait, and one that was approved and not used."""
    alive = AccountRequest.objects.filter(office=person.office_id, person=person, used_at=None, expires_at__gt=clock.now())
    return alive.filter(outcome__in=(Outcome.OPEN, Outcome.APPROVED))


def waiting_for(rights: Rights, office: Office) -> Waiting:
    """Return what waits, as somebody with these rights is shown it."""
    of_person: dict[int | None, list[AccountRequest]] = {}
    for request in open_requests(office).select_related("group"):
        of_person.setdefault(request.person_id, []).append(request)
    unlisted = len(of_person.pop(None, ()))
    managed = list(managed_people(rights, office).filter(pk__in=list(of_person)))
    askers = tuple(Asker(person, tuple(of_person[person.pk])) for person in managed)
    return Waiting(askers, above=len(of_person) - len(askers), unlisted=unlisted)


def approved_for(rights: Rights, office: Office) -> list[AccountRequest]:
    """Return the approvals that nobody used yet, of people whom somebody with these rights looks after, the latest first."""
    unused = AccountRequest.objects.filter(office=office, outcome=Outcome.APPROVED, used_at=None, expires_at__gt=clock.now())
    managed = managed_people(rights, office).filter(pk__in=unused.values("person"))
    return list(unused.filter(person__in=managed).select_related("person").order_by("-decided_at", "-pk"))


def waiting_count(rights: Rights, office: Office) -> int:
    """Return of how many people a request waits for somebody with these rights."""
    return managed_people(rights, office).filter(pk__in=open_requests(office).values("person")).count()


def asked_by(ticket: Ticket | None, office: Office) -> AccountRequest | None:
    """Return the request of a browser, whatever became of it."""
    if ticket is None:
        return None
    held = AccountRequest.objects.filter(office=office, pk=ticket.request_id, token=token_hash(ticket.token))
    return held.select_related("person", "office").first()


def is_approved(request: AccountRequest) -> bool:
    """Tell whether a password may be set by this request now: by an approval of somebody who may give one still."""
    is_good = request.outcome == Outcome.APPROVED and request.used_at is None and request.expires_at > clock.now()
    person = request.person if is_good else None
    return person is not None and person.is_active and still_manages(request.decided_by_id, person)


def codes_of(person: Person) -> list[ActivationCode]:
    """Return the codes of somebody, the latest first, each with who issued it and how it went out."""
    codes = ActivationCode.objects.filter(office=person.office_id, person=person)
    return list(codes.select_related("issued_by", "mailed__letter").order_by("-pk")[:LATEST])


def open_code(person: Person) -> ActivationCode | None:
    """Return the code with which somebody could set a password now."""
    codes = ActivationCode.objects.filter(
        office=person.office_id,
        person=person,
        used_at=None,
        revoked_at=None,
        tries_left__gt=0,
        expires_at__gt=clock.now(),
    )
    return codes.first()


def reached_by_mail(people: Iterable[Person]) -> set[int]:
    """Return the keys of those who may get a code by mail: who reads a mailbox may book, and never more than that."""
    if not is_on():
        return set()
    able = Person.objects.filter(pk__in=clerks_alone(people), is_active=True).exclude(email="")
    return set(able.values_list("pk", flat=True))
