"""Chance that falls the same way each time. Pure.

Only ``Random.random`` promises the same numbers in every version of Python, so all else is made of it.
"""

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")


class Chance:
    """A die that starts from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random  # noqa: S311 - a sample holds no secret

    def happens(self, share: float) -> bool:
        """Tell whether something that comes about in that share of all cases does now."""
        return self._random() < share

    def number(self, least: int, most: int) -> int:
        """Return a whole number, both ends included."""
        return least + int(self._random() * (most - least + 1))

    def pick(self, things: Sequence[Thing]) -> Thing:
        """Return one of them, each as likely as any."""
        return things[self.number(0, len(things) - 1)]

    def pick_weighed(self, things: Sequence[Thing], weights: Sequence[int]) -> Thing:
        """Return one of them, as likely as it weighs."""
        total = list(accumulate(weights))
        return things[bisect(total, self._random() * total[-1])]
