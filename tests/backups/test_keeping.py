"""Which backups stay."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from jonghong.backups.keeping import kept

pytestmark = pytest.mark.pure
NOW = datetime(2026, 11, 23, 12, 7, tzinfo=UTC)


def ago(**facts: float) -> datetime:
    return NOW - timedelta(**facts)


CASES: dict[str, tuple[list[datetime], list[int]]] = {
    "none": ([], []),
    "one, however old": ([ago(days=4000)], [0]),
    "of one quarter the newest": ([ago(hours=3, minutes=8), ago(hours=3, minutes=12), ago(hours=2)], [0, 2]),
    "two quarters": ([ago(minutes=8), ago(minutes=6)], [0, 1]),
    "a quarter of yesterday, within the day": ([ago(hours=23, minutes=50), ago(hours=23, minutes=20), ago()], [0, 1, 2]),
    "of a day before that the newest": ([ago(days=3, hours=5), ago(days=3), ago(days=3, hours=1), ago()], [1, 3]),
    "after a month of days the newest of a month": ([ago(days=40), ago(days=41), ago(days=60), ago()], [0, 2, 3]),
    "the newest of the eleventh month before": ([datetime(2025, 12, 1, tzinfo=UTC), ago()], [0, 1]),
    "nothing beyond a year": ([datetime(2025, 11, 30, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC), ago()], [2]),
    "what seems to come from the future": ([ago(minutes=-30), ago(minutes=-29), ago()], [0, 1, 2]),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_kept(case: str) -> None:
    made, stay = CASES[case]
    assert kept(made, NOW) == {made[number] for number in stay}


def test_two_years_of_quarters_leave_a_bounded_number_that_reaches_back_a_year() -> None:
    stay = set[datetime]()
    quarter: Callable[[int], datetime] = lambda number: NOW - timedelta(days=730) + timedelta(minutes=15 * number)  # noqa: E731
    for number in range(0, 730 * 96 + 1, 23):  # now and then one is made, and old ones are let go
        stay = kept(stay | {quarter(number)}, quarter(number))
    stay = kept(stay, NOW)
    assert len(stay) <= 96 + 30 + 12
    assert timedelta(days=300) < NOW - min(stay) < timedelta(days=366)
