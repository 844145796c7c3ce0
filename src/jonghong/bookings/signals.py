"""What apps to the right may hear of, in the same transaction, without bookings knowing them."""

from django.dispatch import Signal

# Sent with ``work`` (actions.work.Work) and ``freed`` (a list of timeslots.Place), rooms locked, before the months are
# counted: a receiver may write through ``work``, and an exception of its own takes the whole act back.
slots_freed = Signal()
