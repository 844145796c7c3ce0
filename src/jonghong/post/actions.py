"""Letters: written in the transaction of what they tell of, and handed to the mail server outside of any."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.views.decorators.debug import sensitive_variables

from jonghong.core import clock
from jonghong.core.fields import tidy
from jonghong.offices.models import Office
from jonghong.post.models import Letter, Why
from jonghong.post.queries import due, is_on

GOOD_FOR = timedelta(days=3)
LEASE = timedelta(minutes=5)  # longer than any try takes: whoever died over a letter has left it by then
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
KEPT = timedelta(days=30)
FORGOTTEN_AT_ONCE = 500  # rows
LONGEST_SUBJECT = 200
IN_VAIN = {Why.BAD_ADDRESS, Why.REFUSED, Why.UNREADABLE}  # another try would end alike


@sensitive_variables()
def send(
    *,
    office: Office,
    address: str,
    subject: str,
    text: str,
    good_until: datetime | None = None,
) -> Letter | None:
    """Write a letter, in the caller's transaction; it goes out within seconds after that, and is tried for three days.

    ``subject`` is kept in clear: no name, no secret. After ``good_until`` the letter is not sent any more. An address that
    cannot be one makes a letter that is given up at once, so that a bad address never undoes what the letter tells of.
    Returns None, and writes nothing, where mail is off or there is no address.
    """
    if not is_on() or not address:
        return None
    now = clock.now()
    is_address = _is_address(address)
    return Letter.objects.create(
        office=office,
        address=address if is_address else "",
        subject=tidy(subject)[:LONGEST_SUBJECT],
        body=text if is_address else "",
        created_at=now,
        next_try_at=now,
        good_until=good_until or now + GOOD_FOR,
        given_up_at=None if is_address else now,
        why="" if is_address else Why.BAD_ADDRESS,
    )


def take_one() -> Letter | None:
    """Return a letter that is due, which nobody else is given before its lease has run out; None where none is.

    It is held for an instant only: what takes long, its sending, happens outside of any transaction.
    """
    if not due().exists():
        return None
    with transaction.atomic(durable=True):
        held = due().select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True).first()
        taken = Letter.objects.filter(pk=held or 0)
        taken.update(next_try_at=clock.now() + LEASE)
    # Its texts are read by whoever sends it: they may have become unreadable.
    return taken.select_related("office").defer("address", "body").first()


def note_sent(letter: Letter) -> None:
    """Note that the server took the letter; its text is forgotten."""
    _standing(letter).update(sent_at=clock.now(), tries=letter.tries + 1, body="", why="")


def note_failed(letter: Letter, why: Why) -> None:
    """Note that it was not sent: it is tried again after twice as long each time, or given up and its text forgotten."""
    now = clock.now()
    next_try = now + min(FIRST_WAIT * (1 << min(letter.tries, 20)), LONGEST_WAIT)
    changes: dict[str, Any] = {"tries": letter.tries + 1, "why": why, "next_try_at": next_try}
    if why in IN_VAIN or next_try > letter.good_until:
        changes |= {"given_up_at": now, "body": ""}
    _standing(letter).update(**changes)


def note_late(letter: Letter) -> None:
    """Give up a letter that nobody needs any more."""
    _standing(letter).update(given_up_at=clock.now(), why=letter.why or Why.TOO_LATE, body="")


def forget_old() -> None:
    """Delete some of the letters that were written a month ago and are done with."""
    old = Letter.objects.filter(created_at__lt=clock.now() - KEPT).exclude(sent_at=None, given_up_at=None)
    Letter.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])).delete()


def _standing(letter: Letter) -> QuerySet[Letter]:
    """Return the letter unless somebody noted its end, or a try of it, meanwhile."""
    return Letter.objects.filter(pk=letter.pk, tries=letter.tries, sent_at=None, given_up_at=None)


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return text.isascii()
