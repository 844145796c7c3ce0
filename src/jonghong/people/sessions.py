"""Sessions that are over are deleted, a few at each sign-in; ``jonghong serve`` deletes all of them when it starts."""

from django.contrib.sessions.models import Session
from django.db import transaction

from jonghong.core import clock

FORGOTTEN_AT_ONCE = 100  # rows


@transaction.atomic
def forget_expired() -> None:
    """Delete some sessions that let nobody in any more."""
    expired = Session.objects.filter(expire_date__lt=clock.machine_now())
    # Rows that another deletes are left to it: waiting for them here could wait in a ring.
    some = list(expired.select_for_update(skip_locked=True).values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    Session.objects.filter(pk__in=some).delete()
