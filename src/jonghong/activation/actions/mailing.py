"""Codes by mail: sent by an officer instead of a slip, or asked for on the page of registering."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from jonghong.activation import letters
from jonghong.activation.actions.asking import note_asked, person_with, slow_down
from jonghong.activation.models import MailedCode, MailWish
from jonghong.activation.queries import open_code, reached_by_mail
from jonghong.activation.refusals import NotByMail
from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.core import clock
from jonghong.offices.models import Office
from jonghong.people import identity
from jonghong.people.actions import Slip, issue_codes
from jonghong.people.models import Person
from jonghong.people.permissions import Rights
from jonghong.people.refusals import HasLeft

GOOD_FOR = timedelta(hours=24)
MOST_A_DAY = 3  # letters to one person who asks for codes
WISHES_AT_ONCE = 100


class AnsweredMeanwhile(Exception):
    """Another process has answered the wish."""


@sensitive_variables()
def mail_codes(*, office: Office, people: Sequence[Person], issued_by: Rights, latest: int | None = None) -> list[Slip]:
    """Send each of these people a code by mail, good for a day; it stands in clear only in the sealed letter.

    Raises NotByMail if one of them cannot be reached so, and what ``issue_codes`` raises.
    """
    reached = reached_by_mail(people)
    for person in people:
        if person.pk not in reached:
            raise NotByMail(person.name)

    def send(slip: Slip) -> None:
        _mail(slip, issued_by.person_id)

    return issue_codes(office=office, people=people, issued_by=issued_by, latest=latest, good_for=GOOD_FOR, hand_over=send)


@sensitive_variables()
def wish(*, office: Office, citizen_id: str, network: str) -> None:
    """Note that somebody with this number asks for a code by mail. What is done is the same for every number.

    ``answer_wishes`` looks into it, away from the page. Raises BadCitizenId or TooManyGuesses.
    """
    digits = identity.normalised(citizen_id)
    with transaction.atomic():
        slow_down(office, digits, network, what="code by mail")
        person_id = person_with(office, digits)
        MailWish.objects.create(office=office, person_id=person_id, asked_at=clock.now())
        note_asked(office, person_id, way="mail")


def answer_wishes(office: Office) -> None:
    """Send what was asked for to those who have an address; nothing comes of other wishes."""
    wishes = MailWish.objects.filter(office=office, answered_at=None)
    for made in wishes.select_related("person__office").order_by("pk")[:WISHES_AT_ONCE]:
        try:
            _answer(made)
        except AnsweredMeanwhile:
            continue


@sensitive_variables()
def _answer(made: MailWish) -> None:
    person = made.person
    if person is None or not person.is_active or not person.email or _had_enough(person):
        _tick_off(made)
    elif person.pk not in reached_by_mail([person]):
        with transaction.atomic():
            _tick_off(made)
            letters.tell_to_come(person)
    elif (code := open_code(person)) and not MailedCode.objects.filter(code=code).exists():
        with transaction.atomic():
            _tick_off(made)
            letters.tell_of_slip(person, code)
    else:
        _send_code(made, person)


@sensitive_variables()
def _send_code(made: MailWish, person: Person) -> None:
    def send(slip: Slip) -> None:
        _tick_off(made)
        _mail(slip, None)

    try:
        issue_codes(office=person.office, people=[person], good_for=GOOD_FOR, hand_over=send)
    except HasLeft:
        _tick_off(made)


def _tick_off(made: MailWish) -> None:
    """Note that a wish is answered; raise AnsweredMeanwhile, which undoes the rest, where somebody else has done so."""
    if not MailWish.objects.filter(pk=made.pk, answered_at=None).update(answered_at=clock.now()):
        raise AnsweredMeanwhile


def _had_enough(person: Person) -> bool:
    """Tell whether letters enough went to that person within a day."""
    since = clock.now() - timedelta(days=1)
    answered = MailWish.objects.filter(office=person.office_id, person=person, answered_at__gt=since)
    return answered.count() >= MOST_A_DAY


@sensitive_variables()
def _mail(slip: Slip, actor_id: int | None) -> None:
    letter = letters.send_code(slip)
    person = slip.person
    MailedCode.objects.create(office=person.office, code=slip.issued, letter=letter)
    audit.record(office_id=person.office_id, act=Act.CODE_MAILED, actor_id=actor_id, subject=f"person:{person.pk}")
