"""What apps to the right may hear of, in the same transaction, without offices knowing them."""

from django.dispatch import Signal

# Sent with ``office_id``, ``verb`` (what was done), ``subject`` (a kind and a number) and ``facts`` (numbers, truths, days).
office_changed = Signal()
