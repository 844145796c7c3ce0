"""What is asked about accounts elsewhere."""

import hmac
from hashlib import sha256

from django.conf import settings
from django.db.models import QuerySet

from jonghong.offices.models import Office
from jonghong.oidc.models import Identity
from jonghong.people.models import Person


def subject_keys(issuer: str, subject: str) -> list[str]:
    """Return the keyed hashes under which an account may be kept, the one of the newest key first."""
    said = f"oidc:v1:{len(issuer)}:{issuer}:{subject}".encode()
    return [hmac.new(key.encode(), said, sha256).hexdigest() for key in reversed(settings.CITIZEN_KEYS.values())]


def identity_of(office: Office, issuer: str, subject: str) -> Identity | None:
    """Return the link of an account in the office, if there is one."""
    found = Identity.objects.filter(office=office, subject__in=subject_keys(issuer, subject))
    return found.select_related("person").first()


def identities_of(person: Person) -> QuerySet[Identity]:
    """Return the accounts elsewhere that let somebody in."""
    return Identity.objects.filter(office=person.office_id, person=person)
