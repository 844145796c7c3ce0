"""What apps to the right may hear of, in the same transaction, without bookings knowing them."""

from django.dispatch import Signal

# Sent with ``work`` (actions.work.Work) and ``freed`` (a list of timeslots.Place), rooms locked, before the months are
# counted: a receiver may write through ``work``, and an exception of its own takes the whole act back.
slots_freed = Signal()

# Sent with ``booking`` before its page is shown to somebody who may see its people: each receiver returns what is known of it
# besides, as pairs of a label and a text.
facts_asked = Signal()
