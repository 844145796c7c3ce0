"""Figures as Prometheus reads them."""

import pytest

from jonghong.core.families import Family
from jonghong.health.exposition import written

pytestmark = pytest.mark.pure
COUNTER = Family("a_total", "counter", "How often.", ("route", "status"))
TIMES = Family("b_seconds", "histogram", "How long.", ("route",))
GAUGE = Family("c", "gauge", "How much.")
EMPTY = Family("d", "gauge", "Nothing.")


def test_every_family_is_written_as_its_kind_wants() -> None:
    figures = {
        ("c",): [1.5],
        ("a_total", "month", "2xx"): [3.0],
        ("a_total", 'b\\"\n', "4xx"): [1.0],
        ("b_seconds", "month"): [1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 12.25],
    }
    page = written([COUNTER, TIMES, GAUGE, EMPTY], figures)
    assert page.splitlines() == [
        "# HELP a_total How often.",
        "# TYPE a_total counter",
        'a_total{route="b\\\\\\"\\n",status="4xx"} 1',
        'a_total{route="month",status="2xx"} 3',
        "# HELP b_seconds How long.",
        "# TYPE b_seconds histogram",
        *(
            f'b_seconds_bucket{{route="month",le="{bound}"}} {count}'
            for bound, count in zip(
                ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "10", "+Inf"],
                [1, 1, 3, 3, 3, 3, 3, 3, 3, 3, 4],
                strict=True,
            )
        ),
        'b_seconds_sum{route="month"} 12.25',
        'b_seconds_count{route="month"} 4',
        "# HELP c How much.",
        "# TYPE c gauge",
        "c 1.5",
    ]
