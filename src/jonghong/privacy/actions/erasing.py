"""Erasing somebody: nothing that leads to him is left, and every booking stays (PDPA, section 33).

Lists of people that wait to be brought in, and the rows that earlier ones rejected, may name him in any spelling. They are
working papers: those of the whole office go with him, whoever's they are. What is sealed under a key that is gone is nobody's.
"""

from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from jonghong.activation.models import AccountRequest, MailedCode
from jonghong.audit import actions as audit
from jonghong.audit.acts import Act
from jonghong.bookings.actions.forgetting import SHORTEST_NAME, forget_person, replace_words
from jonghong.core import clock
from jonghong.core.sealed import readable
from jonghong.moving.actions.forgetting import forget_person as forget_rows
from jonghong.offices.models import Office
from jonghong.offices.names import hold
from jonghong.offices.versions import raise_version
from jonghong.people.actions.erasing import FORMER, anonymise
from jonghong.people.models import Person
from jonghong.people.permissions import Rights
from jonghong.post.models import Letter
from jonghong.privacy import erased_list
from jonghong.privacy.datamap import OnErase, rows_of
from jonghong.privacy.models import Erased
from jonghong.privacy.queries import letters_to, rows_about
from jonghong.privacy.refusals import ErasedAlready, OnlyAdministrators, StillHere
from jonghong.privacy.tables import TABLES
from jonghong.roster.models import Intake, Upload
from jonghong.swaps.models import Swap
from jonghong.waiting.models import Waiter


def erase(*, person: Person, reason: str = "", by: Rights | None = None) -> None:
    """Erase somebody who has left, for an administrator or, with nobody, for the rules of retention or the console.

    His row keeps its number alone; bookings keep room, time, group and subject. The audit says it happened, to which number.
    Raises OnlyAdministrators, StillHere or ErasedAlready.
    """
    if by and not (by.is_administrator and by.office_id == person.office_id):
        raise OnlyAdministrators
    with transaction.atomic():
        hold(person.office_id)
        present = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        if present.is_active:
            raise StillHere
        if not present.citizen_last4:
            raise ErasedAlready
        _forget(present, reason)
        audit.record(
            office_id=person.office_id,
            act=Act.PERSON_ERASED,
            actor_id=by.person_id if by else None,
            subject=f"person:{person.pk}",
        )
        raise_version(person.office_id)
    person.refresh_from_db()


def erase_again(*, office: Office, beside: Path | None = None) -> int:
    """Erase anew whoever was erased before a backup was restored, and return how many that were; none who came later.

    ``beside`` is a further folder where a list may lie.
    """
    done = 0
    listed = [each for folder in {settings.DATA, beside} if folder for each in erased_list.in_file(folder, office.pk)]
    for number, at in sorted({*listed, *_in_table(office)}):
        person = Person.objects.filter(office=office, pk=number, created_at__lte=at).exclude(citizen_last4="").first()
        if person:
            with transaction.atomic():
                hold(office.pk)
                _forget(person, "")
                audit.record(office_id=office.pk, act=Act.PERSON_ERASED, actor_id=None, subject=f"person:{number}")
                raise_version(office.pk)
            done += 1
    return done


def _in_table(office: Office) -> list[erased_list.Entry]:
    return [(row.person_number, row.at) for row in Erased.objects.filter(office=office)]


def _forget(person: Person, reason: str) -> None:
    name, at = person.name, clock.now()
    _forget_letters(person)
    _forget_lists(person)
    forget_rows(person=person, name=name)
    accounts = _forget_requests(person)
    for label, table in TABLES.items():
        if table.on_erase is OnErase.GO and table.about:
            own, _done = rows_about(label, table, person)
            rows_of(label).filter(pk__in=list(own.values_list("pk", flat=True))).delete()
    _forget_exchanges(person, name)
    forget_person(person=person, name=name, instead=FORMER)
    anonymise(person=person, accounts=accounts)
    row, _is_new = Erased.objects.get_or_create(office_id=person.office_id, person_number=person.pk, defaults={"at": at})
    row.reason = (reason or row.reason).replace(name, FORMER)[: Erased._meta.get_field("reason").max_length]
    row.save(update_fields=["reason"])
    # Where the disk fails now, ``jonghong doctor`` tells that the list lacks a line.
    transaction.on_commit(partial(erased_list.add, settings.DATA, person.office_id, person.pk, at), robust=True)


def _forget_letters(person: Person) -> None:
    """Delete the letters that brought him codes, those to his address, and those that may have gone to an earlier one of his.

    These are the letters that wait no more, to an address that nobody else of the office has, and brought no code of another.
    """
    codes = MailedCode.objects.filter(office=person.office_id, letter__isnull=False)
    others = Person.objects.filter(office=person.office_id).exclude(pk=person.pk)
    known = {address for _key, address in readable(others, "email")}
    letters = Letter.objects.filter(office=person.office_id)
    gone = letters.exclude(sent_at=None, given_up_at=None).exclude(pk__in=codes.exclude(code__person=person).values("letter"))
    nobodys = [key for key, address in readable(gone, "address") if address not in known]
    his = Q(pk__in=letters_to(person).values("pk")) | Q(pk__in=codes.filter(code__person=person).values("letter"))
    letters.filter(his | Q(pk__in=nobodys)).only("pk").delete()  # nothing sealed is opened by that


def _forget_lists(person: Person) -> None:
    Upload.objects.filter(office=person.office_id).delete()
    Intake.objects.filter(office=person.office_id).update(rejected="")


def _forget_requests(person: Person) -> set[str]:
    """Delete the requests with his number, also those from before it was on the list, and return its keyed hashes.

    A request keeps the number under the oldest key of its day, which nobody can tell from the number under a newer one: the
    requests that are known to be his do, and his row as long as no newer key was taken into use.
    """
    requests = AccountRequest.objects.filter(office=person.office_id)
    accounts = {person.citizen_key, *requests.filter(person=person).values_list("account", flat=True)}
    requests.filter(account__in=accounts).delete()
    return accounts


def _forget_exchanges(person: Person, name: str) -> None:
    swaps, waiters = Swap.objects.filter(office=person.office_id), Waiter.objects.filter(office=person.office_id)
    swaps.filter(asked_by=person).update(message="")
    swaps.filter(answered_by=person).update(remark="")
    if len(name) >= SHORTEST_NAME:
        replace_words(swaps, ("message", "remark"), name, FORMER)
        replace_words(waiters, ("title",), name, FORMER)
