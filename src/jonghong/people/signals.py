"""What apps to the right may hear of, in the same transaction, without people knowing them."""

from django.dispatch import Signal

# Sent with ``person`` when somebody takes the account into use: by a code or on the word of another system.
activated = Signal()
