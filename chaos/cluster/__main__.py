"""``./jonghong chaos cluster``: break something in a cluster of three PostgreSQL servers while people book.

Patroni and etcd look after the servers; each has a machine of its own, which is a network namespace, and so have two
application nodes. It needs root. Nothing leaves this machine, and nothing is left on it. docs/reliability.md tells more.
"""

import argparse
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Never

from chaos.cluster import figures, haproxy, programs, servers, trial
from chaos.cluster.application import ADDRESSES, Application
from chaos.cluster.faults import FAULTS
from chaos.cluster.network import Network, network
from chaos.cluster.servers import Cluster, NotWhole
from chaos.cluster.trial import Outcome
from chaos.ledger import Ledger


def main(words: list[str]) -> int:
    """Try the faults, print what was seen, and return 0 where all held."""
    options = command_line().parse_args(words)
    if lacking := programs.missing(*(["haproxy"] if options.haproxy else [])):
        say(f"ต้องมี {lacking} · this needs {lacking}")
        return 2
    signal.signal(signal.SIGTERM, end)
    try:
        outcomes = list(tried(options))
    except programs.Unfit as reason:
        say(str(reason))
        return 2
    except NotWhole as reason:
        say(f"คลัสเตอร์ไม่กลับมาครบ · the cluster did not become whole: {reason}")
        return 1
    except KeyboardInterrupt:
        say("หยุดและเก็บกวาดแล้ว · stopped, and nothing is left of it")
        return 130
    if options.markdown:
        print("\n".join([*figures.HEAD, *figures.rows(outcomes)]))
    return 0 if all(outcome.is_passed for outcome in outcomes) else 1


def command_line() -> argparse.ArgumentParser:
    """Return what may be asked for."""
    parser = argparse.ArgumentParser(
        prog="jonghong chaos cluster", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    named = "".join(f"\n  {name:11} {fault.strike.__doc__}" for name, fault in FAULTS.items())
    parser.epilog = f"faults:{named}"
    parser.add_argument("--trials", type=int, default=3, help="how often each (3)")
    parser.add_argument("--fault", action="append", choices=FAULTS, metavar="NAME", help="which, also several times (all)")
    parser.add_argument("--rate", type=float, default=60, help="bookings a second that clerks try (60)")
    parser.add_argument("--seconds", type=float, default=6, help="of load before the fault, and after all is whole again (6)")
    parser.add_argument("--untimed", action="store_true", help="call nothing too slow: the machine is busy with other things")
    parser.add_argument("--haproxy", action="store_true", help="go through HAProxy instead of naming all servers")
    parser.add_argument("--markdown", action="store_true", help="print rows for docs/reliability.md")
    return parser


def tried(options: argparse.Namespace) -> Iterator[Outcome]:
    """Give the outcome of each trial, as it comes."""
    patroni = programs.installed()
    with network() as made, running(made, Cluster(made, patroni), by_haproxy=options.haproxy) as (cluster, applications):
        ledger = Ledger(made.folder / "ledger")
        for name in options.fault or FAULTS:
            for number in range(options.trials):
                say(f"{name} {number + 1}/{options.trials} …")
                outcome = Outcome(FAULTS[name], is_timed=not options.untimed)
                trial.run(cluster, applications, ledger, outcome=outcome, rate=options.rate, seconds=options.seconds)
                print(figures.line(outcome), flush=True)
                yield outcome


@contextmanager
def running(made: Network, cluster: Cluster, *, by_haproxy: bool = False) -> Iterator[tuple[Cluster, Sequence[Application]]]:
    """Give the cluster with two application nodes that answer, of one new office."""
    say(f"กำลังตั้งคลัสเตอร์ · setting the cluster up: {made.name} …")
    say(f"{cluster.start():.1f} s")
    with ExitStack() as started:
        url = cluster.url()
        if by_haproxy:
            host = made.host(haproxy.NAME, haproxy.ADDRESS)
            started.enter_context(haproxy.standing(host, made.folder, servers.ADDRESSES, user=programs.user()))
            url = cluster.url(through=haproxy.ADDRESS)
        nodes = [Application(made.host(name, address), made.folder / name, url) for name, address in ADDRESSES.items()]
        first, *others = nodes
        first.folder.mkdir()
        first.create()
        for other in others:
            other.copy_of(first)
        for node in nodes:
            started.callback(node.leave)
            node.start_server()
        yield cluster, nodes


def end(*_signal: object) -> Never:
    """End as after Ctrl-C, so that everything is taken down."""
    raise KeyboardInterrupt


def say(words: str) -> None:
    """Tell what is being done, beside the figures."""
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
