"""The version of all pages of an office, for changes that any page may show (names, rooms, holidays, roles)."""

from django.db import connection, transaction
from django.db.models import F

from jonghong.offices.models import Office


def raise_version(office_id: int) -> None:
    """Make every stored page of the office stale. Call it last in the transaction of the change itself."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a version is raised in the transaction of the change")
    Office.objects.filter(pk=office_id).update(version=F("version") + 1)


def outdate_all(version: int) -> None:
    """Make every page of every office stale, also those that browsers keep: versions go on from this one, if it is higher."""
    Office.objects.filter(version__lt=version).update(version=version)


def office_version(office_id: int) -> int:
    """Return the present version, by one read of one row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM offices_office WHERE id = %s", [office_id])
        row = cursor.fetchone()
    return int(row[0]) if row else 0
