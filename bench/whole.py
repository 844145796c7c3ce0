"""One kind of database measured in all forms: what comes of it is plain facts, ready for JSON."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, TypeVar

from bench import CLIENTS, actions, cold, load, processes
from bench.cases import EMPTY_VIEW, Case, cases
from bench.forms import FORMS, LARGE, ONE
from bench.places import Place, Server, places, python
from bench.posting import Browsers, Done

Thing = TypeVar("Thing")
Facts = dict[str, Any]
BOOK, SERIES, SIGN_IN, REPORT = "book", "series of 50", "sign in", "year report"
SERIES_CLIENTS = 4  # nobody books sixteen series at once


@dataclass(frozen=True)
class Amounts:
    """How often and how long: rounds and seconds of each case; what each browser or process does in a round."""

    rounds: int = 5
    seconds: float = 2
    workers: int = 2
    bookings: int = 25
    bookings_below: int = 100
    series: int = 2
    sign_ins: int = 8
    afresh: int = 41
    starts: int = 3


# Only to see that every part works.
FEW = Amounts(rounds=1, seconds=0.15, bookings=2, bookings_below=3, series=1, sign_ins=1, afresh=2, starts=1)


def measure(kind: str, forms: Sequence[str], amounts: Amounts) -> Facts:
    """Return versions and, by form, everything that was measured."""
    say(f"{kind}: filling databases: {', '.join(forms)}")
    with places(kind, [FORMS[name] for name in forms], workers=amounts.workers) as found:
        versions: Facts = json.loads(python("-m", "bench.afresh", "--version", environment=found[0].environment))
        requests = asked(found, amounts)
        by_form = {place.name: of_place(place, requests[place.name], amounts) for place in found}
    if {ONE, LARGE} <= by_form.keys():
        rates = [requests[form][REPORT]["rates"] for form in (ONE, LARGE)]
        by_form[LARGE]["report_time"] = median_ratio(*rates)
    return {"versions": versions, "forms": by_form}


def of_place(place: Place, requests: Facts, amounts: Amounts) -> Facts:
    """Return all that was measured of one place, of which its pages are known already."""
    say(f"{place.name}: booking, signing in")
    requests |= posted(place, requests[EMPTY_VIEW]["rate"], amounts)
    say(f"{place.name}: booking below HTTP")
    below = booked_below(place, amounts)
    say(f"{place.name}: pages afresh, memory, starts")
    return {
        "size": {name: place.facts[name] for name in ("offices", "all_rooms", "bookings")},
        "requests": requests,
        "actions": below,
        "afresh": afresh(place, requests[EMPTY_VIEW]["cpu_ms"], amounts),
        "memory": memory(place),
        "start": start(place, amounts),
    }


def asked(found: list[Place], amounts: Amounts) -> dict[str, Facts]:
    """Ask every case of every place, round after round, each round in another order; return what came of it, by place."""
    all_cases = [cases(place) for place in found]
    rounds: dict[tuple[str, str], list[Facts]] = {}
    for number in range(amounts.rounds):
        say(f"round {number + 1} of {amounts.rounds}")
        for same in turned(list(zip(*all_cases, strict=True)), number):
            for place, case in turned(list(zip(found, same, strict=True)), number):
                rounds.setdefault((place.name, case.name), []).append(once(place, case, amounts.seconds))
    return {
        place.name: {case.name: summed(rounds[place.name, case.name], rounds[place.name, EMPTY_VIEW]) for case in all_cases[0]}
        for place in found
    }


def once(place: Place, case: Case, seconds: float) -> Facts:
    """Ask one case for so long."""
    got, cpu = with_cpu(place, case.server, lambda: load.ask(case.server.address, case.request, seconds))
    return {"rate": got.rate, "p50": got.p50, "p99": got.p99, "refused": got.refused, **each(cpu, got.answers)}


def with_cpu(place: Place, server: Server, do: Callable[[], Thing]) -> tuple[Thing, Facts]:
    """Do it, and return what it gave with the CPU seconds of the server, and of a PostgreSQL, meanwhile."""
    watched = {"cpu_ms": server.process, **({"database_cpu_ms": place.database} if place.database else {})}
    before = {name: processes.cpu_seconds(process) for name, process in watched.items()}
    got = do()
    return got, {name: processes.cpu_seconds(process) - before[name] for name, process in watched.items()}


def each(seconds: Facts, answers: int) -> Facts:
    """Return milliseconds of each answer."""
    return {name: spent * 1000 / max(1, answers) for name, spent in seconds.items()}


def summed(rounds: list[Facts], floor: list[Facts]) -> Facts:
    """Return the median of each figure over the rounds, the worst p99, and the median ratio to the floor of the same round."""
    rates = [one["rate"] for one in rounds]
    return {
        **{name: median(one[name] for one in rounds) for name in rounds[0]},
        "p99": max(one["p99"] for one in rounds),
        "refused": sum(one["refused"] for one in rounds),
        "rates": rates,
        "ratio": median_ratio(rates, [one["rate"] for one in floor]),
    }


def median_ratio(these: Sequence[float], those: Sequence[float]) -> float:
    """Return the median of the ratios, round by round."""
    return median(this / that for this, that in zip(these, those, strict=True))


def posted(place: Place, floor: float, amounts: Amounts) -> Facts:
    """Let browsers book, book series and sign in; return what came of it."""
    deeds = {
        BOOK: ("book", amounts.bookings, CLIENTS),
        SERIES: ("series", amounts.series, SERIES_CLIENTS),
        SIGN_IN: ("sign in", amounts.sign_ins, CLIENTS),
    }
    found = {}
    with Browsers() as browsers:
        for name, (deed, times, clients) in deeds.items():
            done, cpu = [], []
            for number in range(amounts.rounds + 1):
                facts = {"first": number * times, "times": times, "clients": clients}
                one, spent = with_cpu(
                    place,
                    place.server,
                    lambda: browsers.all_do(deed, place.server.address, place.facts, **facts),  # noqa: B023
                )
                if number:  # the first warmed up
                    done.append(one)
                    cpu.append(each(spent, len(one.times)))
            found[name] = sent(done, cpu, floor)
    return found


def sent(rounds: list[Done], cpu: list[Facts], floor: float) -> Facts:
    """Return what came of sending forms for some rounds; p99 is of all of them."""
    times = [took for done in rounds for took in done.times]
    rate = median(done.rate for done in rounds)
    seconds = sum(done.ended - done.began for done in rounds)
    return {
        "rate": rate,
        "p50": load.at(times, 0.5),
        "p99": load.at(times, 0.99),
        "refused": sum(done.refused for done in rounds),
        **{name: median(one[name] for one in cpu) for name in cpu[0]},
        "clients_cpu_share": sum(done.cpu for done in rounds) / seconds / processes.CORES,
        "rates": [done.rate for done in rounds],
        "ratio": rate / floor,
    }


def booked_below(place: Place, amounts: Amounts) -> Facts:
    """Return what came of booking at the level of actions: of the rounds the one in the middle, by its rate, and all rates."""
    rounds = [
        actions.measured(place, first=number * amounts.bookings_below, times=amounts.bookings_below)
        for number in range(amounts.rounds)
    ]
    ordered = sorted(rounds, key=lambda one: one["rate"])
    return {
        **ordered[len(ordered) // 2],
        "p99": max(one["p99"] for one in rounds),
        "refused": sum(one["refused"] for one in rounds),
        "rates": [one["rate"] for one in rounds],
    }


def afresh(place: Place, floor: float, amounts: Amounts) -> Facts:
    """Return CPU milliseconds of each page made anew, and how many empty views that is."""
    words = ["-m", "bench.afresh", str(amounts.afresh), place.facts["sessions"][0]]
    spent: dict[str, float] = json.loads(python(*words, environment=place.environment))
    return {page: {"cpu_ms": cpu, "ratio": cpu / (floor or 1)} for page, cpu in spent.items()}


def memory(place: Place) -> Facts:
    """Return how much the server's processes hold after all that work, beside the floor's, in MB."""
    floor, held = processes.megabytes(place.floors.process), processes.megabytes(place.server.process)
    besides = {"database_mb": processes.megabytes(place.database)} if place.database else {}
    return {"mb": held, "processes": len(processes.tree(place.server.process)), "ratio": held / (floor or 1), **besides}


def start(place: Place, amounts: Amounts) -> Facts:
    """Return seconds from the command to the first page, beside the same of the floor; medians."""
    taken = [cold.seconds(place, workers=amounts.workers) for _ in range(amounts.starts)]
    floor = [cold.floor(place, workers=amounts.workers) for _ in range(amounts.starts)]
    return {"seconds": median(taken), "floor": median(floor), "ratio": median_ratio(taken, floor)}


def turned(things: list[Thing], by: int) -> list[Thing]:
    """Return the same things in the same order, begun elsewhere."""
    by %= len(things)
    return things[by:] + things[:by]


def say(words: str) -> None:
    """Tell what is being done, beside the table."""
    print(words, file=sys.stderr, flush=True)
