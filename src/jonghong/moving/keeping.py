"""Sources that waited too long are deleted. Each process of the server has this clock."""

from jonghong.audit import rounds
from jonghong.moving.actions import forget_due

EVERY = 600  # seconds


def keep() -> None:
    """Begin to look, until the process ends."""
    rounds.begin("moving", every=EVERY, do=forget_due)
