"""What reading changes. Nothing else writes it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max

from jonghong.core import clock
from jonghong.notices.models import Reader
from jonghong.notices.queries import concerning
from jonghong.offices.models import Office
from jonghong.people.permissions import Rights

# A row of history is at least this old before everything below its key counts as read: by then, whatever was written beside it
# has ended. No transaction of ours comes near to half of it.
SETTLED = timedelta(minutes=10)


def mark_read(*, office: Office, by: Rights, last_id: int) -> None:
    """Count as read all that concerns somebody, up to the row ``last_id`` that he was shown; what came since stays new."""
    if by.person_id is None:
        return
    with transaction.atomic():
        Reader.objects.get_or_create(person_id=by.person_id, defaults={"office": office})
        reader = Reader.objects.select_for_update().get(person=by.person_id)
        shown = concerning(office, by.person_id).filter(pk__gt=reader.seen_id)
        settled = shown.filter(pk__lte=last_id, at__lt=clock.now() - SETTLED).aggregate(last=Max("pk"))["last"]
        seen_id = settled or reader.seen_id
        above = shown.filter(pk__gt=seen_id).order_by("pk").values_list("pk", "act")
        seen = {str(act) for key, act in above if key <= last_id or str(act) in reader.seen_acts}
        reader.seen_id, reader.seen_acts = seen_id, sorted(seen)
        reader.save(update_fields=["seen_id", "seen_acts"])
