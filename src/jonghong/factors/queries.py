"""What is asked about the second step."""

from django.db.models import QuerySet

from jonghong.factors.models import BackupCode, Passkey, Totp
from jonghong.offices.models import Office
from jonghong.people.models import OFFICERS, Membership, Person


def passkeys_of(person: Person) -> QuerySet[Passkey]:
    """Return the person's passkeys, the oldest first."""
    return Passkey.objects.filter(office=person.office_id, person=person)


def totp_of(person: Person) -> Totp | None:
    """Return the person's app, if there is one."""
    return Totp.objects.filter(office=person.office_id, person=person).first()


def codes_left(person: Person) -> QuerySet[BackupCode]:
    """Return the backup codes that were not used."""
    return BackupCode.objects.filter(office=person.office_id, person=person, used_at=None)


def factors_left(person: Person) -> int:
    """Return how many passkeys and apps the person has; backup codes are none."""
    return passkeys_of(person).count() + Totp.objects.filter(office=person.office_id, person=person).count()


def officers_without_factor(office: Office) -> QuerySet[Person]:
    """Return the room officers and administrators who work here and sign in by the password alone, by name."""
    officers = Membership.objects.filter(office=office, role__in=OFFICERS)
    return Person.objects.filter(office=office, is_active=True, has_factor=False, pk__in=officers.values("person"))
