"""What apps to the right may hear of, in the same transaction, without people knowing them."""

from django.dispatch import Signal

# Sent with ``person`` when somebody takes the account into use: by a code or on the word of another system,
# which ``way`` names then.
activated = Signal()

# Sent with ``issued`` when an activation code fits, before the password is set; who hears it may raise WrongPair.
code_offered = Signal()

# Sent with ``proposal`` and ``by`` when a second administrator approves it: who knows its matter does it. May raise Refused.
proposal_approved = Signal()

# Sent with ``people`` when all is void by which somebody else could have set their passwords: codes, and what others know of.
ways_in_voided = Signal()
