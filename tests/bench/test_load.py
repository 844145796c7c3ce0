import pytest

from bench.load import at, read_wrk

pytestmark = pytest.mark.pure

TOLD = """Running 2s test @ http://127.0.0.1:8001/bare/
  1 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   822.77us  508.33us  16.93ms   97.51%
    Req/Sec    19.99k     1.87k   21.65k    85.00%
  Latency Distribution
     50%  740.00us
     75%    0.86ms
     90%    1.02ms
     99%    1.29s
  39775 requests in 2.00s, 4.17MB read
Requests/sec:  19875.52
Transfer/sec:      2.08MB
"""


def test_what_wrk_tells_is_read() -> None:
    asked = read_wrk(TOLD.replace("1.29s", "1.29s "))  # wrk fills every unit up to two letters
    assert (asked.answers, asked.rate, asked.p50, asked.p99) == (39775, 19875.52, 0.74, 1290.0)


def test_some_that_are_refused_are_counted_and_many_stop_the_run() -> None:
    asked = read_wrk(f"{TOLD}  Non-2xx or 3xx responses: 7955\n")
    assert (asked.answers, asked.refused, round(asked.rate)) == (31820, 7955, 15900)
    with pytest.raises(ValueError, match="Non-2xx"):
        read_wrk(f"{TOLD}  Non-2xx or 3xx responses: 39775\n")


def test_answers_without_times_are_refused() -> None:
    with pytest.raises(ValueError, match="39775 requests"):
        read_wrk(TOLD.replace("99%", ""))


def test_a_share_is_read_from_every_time() -> None:
    times = [float(number) for number in range(100, 0, -1)]
    assert (at(times, 0.5), at(times, 0.99), at([7.0], 0.99), at([], 0.5)) == (51.0, 100.0, 7.0, 0.0)
