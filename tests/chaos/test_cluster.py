"""Three servers of PostgreSQL that stand in for each other: what is read and written around them, and one short real fault."""

import fcntl
import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml

from chaos.cluster import configuration, etcd, faults, figures, gaps, haproxy, network, programs, states
from chaos.cluster.faults import FAULTS, Struck
from chaos.cluster.network import Host
from chaos.cluster.servers import Cluster, NotWhole, Server
from chaos.cluster.states import State
from chaos.cluster.trial import Nodes, Outcome, is_seen
from chaos.judge import Verdict
from chaos.ledger import Ledger
from tests.needs import needs
from tests.servers import ROOT

pytestmark = pytest.mark.pure

ADDRESSES = {"n1": "10.77.0.11", "n2": "10.77.0.12", "n3": "10.77.0.13"}
PRIMARY = State("n1", True, True, False, False, 3, 9000, True)
CONFIRMING = State("n2", False, True, True, True, 3, 9000, True)
STANDBY = State("n3", False, True, True, False, 3, 9000, True)
WHOLE = [PRIMARY, CONFIRMING, STANDBY]


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (
            {
                "state": "running",
                "role": "primary",
                "xlog": {"location": 71436336},
                "timeline": 2,
                "patroni": {"version": "4.1.5", "scope": "jonghong", "name": "n1"},
            },
            State("n1", True, True, False, False, 2, 71436336, True),
        ),
        (
            {
                "state": "running",
                "role": "replica",
                "xlog": {"received_location": 71436336, "replayed_location": 69429304, "paused": False},
                "sync_standby": True,
                "timeline": 2,
                "replication_state": "streaming",
            },
            State("n1", False, True, True, True, 2, 69429304, True),
        ),
        (
            {"state": "running", "role": "replica", "replication_state": "in archive recovery", "timeline": 1},
            State("n1", False, True, False, False, 1, 0, True),
        ),
        ({"state": "starting", "role": "uninitialized"}, State("n1", False, False, False, False, 0, 0, True)),
        ({"state": "running", "role": "master", "timeline": 1}, State("n1", True, True, False, False, 1, 0, True)),
    ],
)
def test_what_a_server_says_of_itself_is_read(answer: dict[str, Any], state: State) -> None:
    assert states.read("n1", answer, {"health": "true"}) == state
    assert states.read("n1", answer, {"health": "false"}) == replace(state, has_etcd=False)
    assert states.read("n1", answer, {}) == replace(state, has_etcd=False)  # Patroni answers, and its etcd does not


def test_of_two_that_call_themselves_primary_the_higher_timeline_is_believed() -> None:
    isolated, promoted = replace(PRIMARY, timeline=3), replace(CONFIRMING, is_primary=True, timeline=4)
    assert states.primary([isolated, promoted]) == promoted
    assert states.primary([promoted, isolated]) == promoted
    assert states.primary([CONFIRMING, STANDBY]) is None
    assert states.primary([replace(PRIMARY, is_running=False)]) is None
    assert states.synchronous(WHOLE) == CONFIRMING
    assert states.synchronous([PRIMARY, STANDBY]) is None


@pytest.mark.parametrize(
    ("found", "is_whole", "is_level"),
    [
        (WHOLE, True, True),
        ([PRIMARY, CONFIRMING, replace(STANDBY, location=8999)], True, False),
        ([PRIMARY, CONFIRMING], False, False),  # one does not answer
        ([PRIMARY, CONFIRMING, replace(STANDBY, has_etcd=False)], False, False),
        ([PRIMARY, STANDBY, replace(CONFIRMING, is_synchronous=False)], False, False),
        ([PRIMARY, CONFIRMING, replace(STANDBY, timeline=2)], False, False),  # behind on the old history
        ([PRIMARY, CONFIRMING, replace(STANDBY, is_following=False)], False, False),
        ([PRIMARY, CONFIRMING, replace(STANDBY, is_running=False)], False, False),
        ([PRIMARY, replace(PRIMARY, name="n2", timeline=4), STANDBY], False, False),  # two primaries
        ([CONFIRMING, STANDBY, replace(STANDBY, name="n1")], False, False),
        ([], False, False),
    ],
)
def test_a_cluster_is_whole_when_all_follow_one_and_one_confirms(found: list[State], is_whole: bool, is_level: bool) -> None:
    assert (states.is_whole(found, servers=3), states.is_level(found, servers=3)) == (is_whole, is_level)


@pytest.mark.parametrize(
    ("instants", "gap"),
    [([], 10.0), ([11, 12, 13, 19], 6.0), ([19.5], 9.5), ([1, 2, 30, 15, 14], 5.0), ([12, 12, 18, 17, 15], 3.0)],
)
def test_the_longest_gap_counts_from_the_fault_to_the_end(instants: list[float], gap: float) -> None:
    assert gaps.longest(instants, since=10, until=20) == gap


def test_a_gap_begins_with_the_last_before_the_fault() -> None:
    assert gaps.around([1, 8, 12, 19], struck=10, until=20) == 7
    assert gaps.around([11, 12, 19], struck=10, until=20) == 7
    assert gaps.around([], struck=10, until=20) == 10


def wrote(ledger: Ledger, *, at: list[float], status: int = 303) -> None:
    """Let a client process write that it was answered so at those instants."""
    lines = (f'{{"key": "k", "status": {status}, "act": "", "why": "", "at": {instant}}}\n' for instant in at)
    (ledger.folder / f"{uuid4()}.jsonl").write_text("".join(lines), encoding="utf-8")


def test_the_gap_of_one_node_is_not_hidden_by_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger, outcome = Ledger(tmp_path), Outcome(FAULTS["process"])
    wrote(ledger, at=[1.0])
    nodes = Nodes(ledger, {file.name for file in tmp_path.iterdir()}, number=2)
    wrote(ledger, at=[float(instant) for instant in range(9, 30)])
    wrote(ledger, at=[9, 28])
    nodes.wait_for_each(since=20)
    nodes.tell(outcome, struck=10, ended=30)
    assert (outcome.acknowledged, outcome.gap, outcome.answers) == (23, 19.0, Counter({303: 23}))
    monkeypatch.setattr("chaos.cluster.trial.HEALS_WITHIN", 0)
    with pytest.raises(NotWhole, match="takes no booking any more"):
        nodes.wait_for_each(since=28)


@dataclass(frozen=True)
class Idle(Host):
    """A machine on which nothing runs."""

    def processes(self, name: str = "") -> list[int]:  # noqa: ARG002
        """Return none."""
        return []


class Still(Cluster):
    """A cluster whose servers say one thing after the other; nothing runs there."""

    def __init__(self, *said: list[State]) -> None:
        self.said = list(said)
        self.servers = {name: Server.__new__(Server) for name in ADDRESSES}
        for name, server in self.servers.items():
            server.host, server.name = Idle(name, ADDRESSES[name], ""), name

    def states(self) -> list[State]:
        """Return what they say next."""
        return self.said.pop(0) if len(self.said) > 1 else self.said[0]


@pytest.mark.parametrize("name", ["process", "quorum", "frozen"])
def test_a_fault_that_strikes_nothing_is_no_fault(name: str) -> None:
    with pytest.raises(NotWhole, match=r"nothing was struck: no (postgres|etcd|patroni) ran on n1"):
        FAULTS[name].strike(Still(WHOLE), [])


def test_a_fault_has_to_be_seen_whenever_somebody_looks() -> None:
    done = Struck(shows=partial(faults.is_silent, "n1"))
    assert is_seen(Still([CONFIRMING, STANDBY]), done, lasts=0.01)
    assert not is_seen(Still(WHOLE), done, lasts=0.01)
    assert faults.nobody_has_etcd([replace(each, has_etcd=False) for each in WHOLE])
    assert not faults.nobody_has_etcd([replace(PRIMARY, has_etcd=False), STANDBY])
    assert not faults.nobody_has_etcd([])


def test_the_primary_has_moved_when_one_is_on_a_later_timeline() -> None:
    assert {name for name, fault in FAULTS.items() if fault.moves_primary} == set(FAULTS) - {"standby", "quorum", "upgrade"}
    assert not states.has_moved(WHOLE, since=3)
    assert not states.has_moved([CONFIRMING, STANDBY], since=2)
    assert states.has_moved([replace(PRIMARY, timeline=4), STANDBY], since=3)


def test_each_patroni_is_told_the_same_but_who_it_is() -> None:
    passwords = {"superuser": "a", "replication": "b", "rewind": "c", "restapi": "d", "etcd": "e"}
    facts: dict[str, Any] = {"addresses": ADDRESSES, "programs": Path("/usr/lib/postgresql/15/bin"), "passwords": passwords}
    one, two = (configuration.patroni(name, folder=Path(f"/x/{name}"), **facts) for name in ("n1", "n2"))
    assert one["bootstrap"] == two["bootstrap"]
    assert one["etcd3"] == two["etcd3"]
    assert one["etcd3"]["hosts"] == ["10.77.0.11:2379", "10.77.0.12:2379", "10.77.0.13:2379"]
    assert one["etcd3"]["password"] == "e"
    assert one["restapi"]["authentication"] == {"username": "patroni", "password": "d"}
    assert (one["name"], one["restapi"]["listen"], one["postgresql"]["listen"]) == ("n1", "10.77.0.11:8008", "10.77.0.11:5432")
    assert (two["name"], two["postgresql"]["data_dir"]) == ("n2", "/x/n2/postgresql")
    assert one["postgresql"]["authentication"]["replication"] == {"username": "replicator", "password": "b"}
    assert one["postgresql"]["pg_hba"][2] == "host all all 10.77.0.0/24 scram-sha-256"


def test_nothing_is_promised_without_a_standby_and_patronis_times_fit() -> None:
    dcs = configuration.DCS
    assert dcs["synchronous_mode"]
    assert dcs["synchronous_mode_strict"]
    assert dcs["failsafe_mode"]
    assert dcs["postgresql"]["parameters"]["synchronous_commit"] == "on"
    assert dcs["ttl"] >= 20
    assert dcs["loop_wait"] + 2 * dcs["retry_timeout"] <= dcs["ttl"]


def test_what_is_handed_out_is_what_is_tried() -> None:
    """Only addresses, folders and passwords differ, and how much memory there is."""
    handed_out = yaml.safe_load((ROOT / "deploy" / "patroni.yml").read_text(encoding="utf-8"))
    passwords = {"superuser": "<1>", "replication": "<2>", "rewind": "<3>", "restapi": "<4>", "etcd": "<5>"}
    addresses = {f"<n{number}>": f"<10.0.0.1{number}>" for number in (1, 2, 3)}
    programs = Path("/usr/lib/postgresql/15/bin")
    tried = configuration.patroni("<n1>", addresses=addresses, folder=Path(), programs=programs, passwords=passwords)
    for own in (handed_out["postgresql"], tried["postgresql"]):
        for name in ("data_dir", "pgpass", "parameters"):
            own.pop(name)
    tried["postgresql"]["pg_hba"] = [line.replace("<10.0.0.0/24", "<10.0.0.0/24>") for line in tried["postgresql"]["pg_hba"]]
    tried.pop("log")
    assert handed_out == tried


@pytest.mark.parametrize("said", ["patroni 3.0.2", "patroni 4.0.6", "", "patroni: not found"])
def test_a_patroni_that_loses_bookings_is_refused_in_a_sentence(said: str) -> None:
    with pytest.raises(programs.Unfit, match=r"which can lose bookings that were acknowledged; use 4\.1 or newer"):
        programs.refuse_old(said)
    programs.refuse_old("patroni 4.1.5")


def test_etcd_elects_within_a_second_and_knows_its_peers() -> None:
    words = configuration.etcd("n2", addresses=ADDRESSES, folder=Path("/x"))
    assert words[0] == "etcd"
    assert {"--name=n2", "--heartbeat-interval=100", "--election-timeout=1000"} <= set(words)
    assert "--initial-cluster=n1=http://10.77.0.11:2380,n2=http://10.77.0.12:2380,n3=http://10.77.0.13:2380" in words


def test_in_etcd_patroni_may_touch_its_own_keys_alone() -> None:
    orders = list(etcd.guarding("<a>", "<5>"))
    grants = [order["perm"] for path, order in orders if path.endswith("role/grant")]
    keys = {"key": b64encode(b"/service/jonghong/").decode(), "range_end": b64encode(b"/service/jonghong0").decode()}
    assert grants == [{"permType": "READWRITE", **keys}]
    assert ("/v3/auth/user/grant", {"user": "patroni", "role": "jonghong"}) in orders
    assert orders[-1] == ("/v3/auth/enable", {})
    told = (ROOT / "deploy" / "patroni.yml").read_text(encoding="utf-8")
    assert f"grant-permission --prefix jonghong readwrite {configuration.KEYS}\n" in told


def test_the_proxy_asks_every_patroni_who_leads() -> None:
    text = haproxy.configuration(ADDRESSES)
    assert "option httpchk OPTIONS /primary\n" in text
    assert [line.split()[1:] for line in text.splitlines() if line.startswith("  server")] == [
        [name, f"{address}:5432", "check", "port", "8008"] for name, address in ADDRESSES.items()
    ]


def test_what_is_not_as_it_has_to_be_is_said() -> None:
    fine = Outcome(FAULTS["process"], acknowledged=9, gap=11.9, answers=Counter({303: 9, 503: 2, 0: 1}), resent=3)
    fine.verdicts = {"n1": Verdict(), "n2": Verdict()}
    assert list(fine.faults()) == []
    slow = replace(fine, gap=12.1)
    assert list(slow.faults()) == ["nothing was acknowledged for 12.1 s; 12 s are allowed"]
    assert replace(slow, is_timed=False).is_passed
    assert list(replace(fine, answers=Counter({303: 9, 500: 1})).faults()) == ["1 answers were 500"]
    assert list(replace(fine, unknown=1).faults()) == ["1 requests still have no known outcome"]
    lossy = replace(fine, verdicts={"n1": Verdict(), "n2": Verdict(lost=["x was acknowledged as y"])})
    assert list(lossy.faults()) == ["n2: 1 lost: x was acknowledged as y"]
    assert "| process | 2 | 18 | 6 | 1 | 0 | 0 | 0 | 11.9, 11.9 | 12 |" in figures.rows([fine, lossy])[0]
    assert "**did not hold**" in figures.rows([fine, lossy])[0]
    upgrade = replace(fine, fault=FAULTS["upgrade"], gap=1.0)
    assert list(upgrade.faults()) == ["1 requests had no answer", "2 answers were 503"]
    assert replace(upgrade, answers=Counter({303: 9})).is_passed


def environment() -> dict[str, str]:
    """Return in what environment the program is started; coverage stays outside, it would slow it down."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    return {**others, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}


def left_of(name: str) -> list[str]:
    """Return what is still there of a run of that name."""
    notes, namespaces = network.NOTES.glob(f"{name}*"), Path("/run/netns").glob(f"{name}*")
    return sorted(map(str, [*notes, *namespaces, *Path(os.environ.get("TMPDIR", "/tmp")).glob(f"{name}*")]))


def test_a_note_is_swept_by_one_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can make a note meanwhile, which would still be without its own lock."""
    folder, swept = tmp_path / "notes", []

    def take_down(name: str, _folder: Path) -> None:
        with (folder / ".lock").open("w") as lock, pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        swept.append(name)

    monkeypatch.setattr(network, "NOTES", folder)
    monkeypatch.setattr(network, "take_down", take_down)
    name = f"{network.BEGINNING}left"
    with network.noted(f"{network.BEGINNING}living", tmp_path):
        (folder / name).write_text(str(tmp_path), encoding="utf-8")
        assert network.sweep() == swept == [name]
        assert [note.name for note in folder.glob(f"{network.BEGINNING}*")] == [f"{network.BEGINNING}living"]
    assert list(folder.glob(f"{network.BEGINNING}*")) == []


KILLED = """
import subprocess, sys
from chaos.cluster.network import network
with network() as made:
    host = made.host("n1", "10.77.0.11")
    subprocess.Popen(host.command("sleep", "600"), stdout=subprocess.DEVNULL)
    print(made.name, flush=True)
    sys.stdin.read()
"""


def test_what_a_killed_run_left_is_swept_by_the_next() -> None:
    needs(not programs.missing(), programs.missing())
    command = [sys.executable, "-c", KILLED]
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True, env=environment(), cwd=ROOT) as process:
        assert process.stdout
        name = process.stdout.readline().strip()
        assert name not in network.sweep()  # it is running
        process.send_signal(signal.SIGKILL)
    assert len(left_of(name)) == 4
    sleeper = network.processes(f"{name}-n1")
    assert len(sleeper) == 1
    assert name in network.sweep()
    assert left_of(name) == []
    assert network.name_of(sleeper[0]) == ""


@pytest.mark.long
@pytest.mark.unmeasured
def test_no_promise_is_broken_when_the_primary_is_killed() -> None:
    needs(not programs.missing(), programs.missing())
    command = [sys.executable, "-m", "tools.chaos", "cluster", "--fault", "process"]
    options = ["--trials", "1", "--rate", "30", "--seconds", "2", "--untimed", "--markdown"]
    done = subprocess.run([*command, *options], cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| process | 1 | " in done.stdout
    assert "| held | " in done.stdout
    name = next(word for word in done.stderr.split() if word.startswith(network.BEGINNING))
    assert left_of(name) == []
