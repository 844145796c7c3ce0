"""Handing letters to the mail server, one after the other, outside of any transaction."""

import smtplib
import ssl
from contextlib import suppress
from email.headerregistry import Address

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.crypto import salted_hmac
from django.views.decorators.debug import sensitive_variables

from jonghong.core import clock
from jonghong.core.breaker import Breaker
from jonghong.core.fields import tidy
from jonghong.core.vault import Unreadable
from jonghong.post import actions
from jonghong.post.models import Letter, Why

MOST_AT_ONCE = 50  # letters
PERMANENT = 500  # the first of the codes by which a server says never (RFC 5321, 4.2.1)
# What says nothing of a letter: the next one would fare alike.
OF_THE_SERVER = {Why.UNREACHABLE, Why.SLOW, Why.CERTIFICATE, Why.SIGN_IN}


def breaker_of_server() -> Breaker:
    """Return what keeps off a server that fails: half a minute, doubling to a quarter of an hour, until it takes a letter."""
    return Breaker(lambda: clock.now().timestamp(), after=1, first=30, longest=900)


def deliver_due(breaker: Breaker) -> int:
    """Send what is due, as far as the server takes it, and return how many letters it took."""
    sent = 0
    for _ in range(MOST_AT_ONCE):
        letter = None if breaker.is_open else actions.take_one()
        if letter is None:
            break
        sent += _deliver(letter, breaker)
    return sent


def _deliver(letter: Letter, breaker: Breaker) -> bool:
    if letter.good_until <= clock.now():
        actions.note_late(letter)
        return False
    why = _attempt(letter)
    (breaker.failed if why in OF_THE_SERVER else breaker.worked)()
    if why:
        actions.note_failed(letter, why)
    else:
        actions.note_sent(letter)
    return not why


@sensitive_variables()
def _attempt(letter: Letter) -> Why | None:
    """Send a letter; return why that failed."""
    connection = get_connection()
    try:
        message = written(letter)
        message.connection = connection
        message.send()
    except Unreadable:
        return Why.UNREADABLE
    except smtplib.SMTPException as fact:
        return reason(fact)
    except ssl.SSLCertVerificationError:
        return Why.CERTIFICATE
    except TimeoutError:
        return Why.SLOW
    except OSError:
        return Why.UNREACHABLE
    finally:
        with suppress(OSError):  # a connection that failed half-way is closed here
            connection.close()
    return None


def reason(fact: smtplib.SMTPException) -> Why:
    """Return what an answer of the server means."""
    match fact:
        case smtplib.SMTPAuthenticationError():
            return Why.SIGN_IN
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            codes = [code for code, _words in refused.values()]
            return Why.REFUSED if min(codes) >= PERMANENT else Why.PUT_OFF
        case smtplib.SMTPConnectError() | smtplib.SMTPHeloError():
            return Why.UNREACHABLE
        case smtplib.SMTPResponseException():
            return Why.PUT_OFF
    return Why.SLOW if isinstance(fact.__context__, TimeoutError) else Why.UNREACHABLE


def written(letter: Letter) -> EmailMessage:
    """Return the letter as it goes out. Its number is the same at each try, so that a second copy can be told."""
    domain = settings.MAIL_FROM.rpartition("@")[2]
    number = salted_hmac("jonghong.post", str(letter.pk), algorithm="sha256").hexdigest()[:24]
    return EmailMessage(
        subject=letter.subject,
        body=letter.body,
        from_email=str(Address(display_name=tidy(letter.office.short_name), addr_spec=settings.MAIL_FROM)),
        to=[letter.address],
        headers={"Message-ID": f"<{letter.pk}.{number}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
