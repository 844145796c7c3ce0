"""The real server, two processes of it: they count together, tell each request, and leave without turning anybody away."""

import json
import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from jonghong.core.meters import FOLDER
from jonghong.health.past import FILE
from tests.health.test_prometheus import promtool
from tests.servers import PATIENCE, Served
from tests.trust.rig import Visitor, serving_quietly

TOKEN = "a-word-that-only-prometheus-knows"
TIMES = 30


def figures(visitor: Visitor) -> dict[str, float]:
    lines = visitor.get("/metrics").text.splitlines()
    return {name: float(value) for name, _space, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


def within_patience(is_so: Callable[[], bool]) -> None:
    """Return once it is so; whatever else is going on, it is so soon."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def lines_of(served: Served) -> list[dict[str, object]]:
    log = Path(served.environment["JONGHONG_DATA"], "log").read_text(encoding="utf-8")
    return [json.loads(line) for line in log.splitlines() if '"jonghong.requests"' in line]


@pytest.mark.unmeasured
def test_a_server_is_seen_through_from_its_first_request_to_its_last(tmp_path: Path) -> None:
    more = {"JONGHONG_ACCESS_LOG": "1", "JONGHONG_METRICS_TOKEN": TOKEN, "JONGHONG_DRAIN": "2", "JONGHONG_SLOW_MS": "0"}
    with serving_quietly(tmp_path / "data", fill="tests.fill.sample", **more) as served:
        visitor = Visitor(served.url)
        assert [visitor.get(path).status for path in ("/healthz", "/readyz", "/metrics")] == [200, 200, 200]
        assert visitor.get("/metrics", **{"X-Forwarded-For": "127.0.0.1"}).status == 404
        through_a_proxy = {"X-Forwarded-For": "192.0.2.7", "Authorization": f"Bearer {TOKEN}"}
        page = visitor.get("/metrics", **through_a_proxy)
        promtool("check", "metrics", cwd=tmp_path, page=page.text)

        for _time in range(TIMES):
            assert visitor.get("/2566/6/").status == 200
        asked = 'jonghong_requests_total{route="month",method="GET",status="2xx"}'
        found = figures(visitor)
        assert (found[asked], found["jonghong_processes"], found["jonghong_database_up"]) == (TIMES, 2, 1)
        assert found['jonghong_request_seconds_count{route="month"}'] == TIMES
        assert 1 <= TIMES - found['jonghong_kept_pages_total{outcome="hit"}'] <= 2  # each process made it once
        assert found["jonghong_memory_bytes"] > 10_000_000
        rounds = {name for name in found if name.startswith("jonghong_round_walked_timestamp_seconds{")}
        assert {re.findall(r'"(\w+)"', name)[0] for name in rounds} >= {"watching", "lapsing", "health"}

        past = (Path(served.environment["JONGHONG_DATA"]) / FOLDER / FILE).read_text(encoding="utf-8")
        assert json.loads(past.splitlines()[0])[1] == []  # all that was asked for is of the past hour

        # A process that is killed has counted what it counted, and another takes its place.
        lines = [line for line in lines_of(served) if line["route"] == "month"]
        assert [line["status"] for line in lines] == [200] * TIMES
        assert len({line["request"] for line in lines}) == TIMES
        victim = int(str(lines[0]["worker"]))
        os.kill(victim, signal.SIGKILL)
        within_patience(lambda: not Path("/proc", str(victim)).exists())  # until then it may take a request along
        within_patience(lambda: figures(visitor)["jonghong_processes"] == 2)
        assert figures(visitor)[asked] == TIMES

        # Whoever is told to stop says so first, and goes on answering.
        served.process.send_signal(signal.SIGTERM)
        within_patience(lambda: visitor.get("/readyz").status == 503)
        assert (visitor.answers[-1].body, visitor.get("/2566/6/").status) == (b"leaving\n", 200)
        served.process.wait(PATIENCE)  # 1 from granian, since a process of it was killed before
        log = Path(served.environment["JONGHONG_DATA"], "log").read_text(encoding="utf-8")
        assert "A statement took long." in log
        assert "Service Unavailable" not in log
        log = log.replace(served.url, "")  # where it serves, which is said once
        assert ("127.0.0.1" in log, "192.0.2.7" in log, TOKEN in log, "2566" in log) == (False, False, False, False)
