"""One kind of database measured in all forms: what comes of it is plain facts, ready for JSON."""

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Any, TypeVar

from bench import CLIENTS, EMPTY, actions, cold, load, processes
from bench.afresh import REPORT, VISITOR
from bench.attempts import Attempts
from bench.cases import BARE_WSGI, EMPTY_VIEW, Case, ask, cases
from bench.floors import BARE
from bench.forms import FORMS, LARGE, ONE
from bench.places import Place, Server, places, python
from bench.posting import Browsers, Done

Thing = TypeVar("Thing")
Facts = dict[str, Any]
BOOK, SERIES, SIGN_IN = "book", "series of 50", "sign in"
SERIES_CLIENTS = 4  # nobody books sixteen series at once
FLOORS = (EMPTY_VIEW, BARE_WSGI)
TURNS = 3  # in which the forms make pages afresh


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
    """Return versions, by form everything that was measured, and why the rest was not."""
    say(f"{kind}: filling databases: {', '.join(forms)}")
    attempts, versions = Attempts(), {}
    by_form: dict[str, Facts] = {name: {} for name in forms}
    with (
        attempts.at(kind, "databases"),
        places(kind, [FORMS[name] for name in forms], attempts, workers=amounts.workers) as found,
    ):
        with attempts.at(kind, "versions"):
            versions = json.loads(python("-m", "bench.afresh", "--version", environment=found[0].environment))
        requests = asked(found, amounts, attempts)
        for place in found:
            size = {name: place.facts[name] for name in ("offices", "all_rooms", "bookings")}
            by_form[place.name] |= {"size": size, "requests": requests.get(place.name, {})}
            of_place(place, by_form[place.name], amounts, attempts)
        afresh(found, by_form, amounts, attempts)
    return {"versions": versions, "forms": by_form, "failed": attempts.failed}


def of_place(place: Place, facts: Facts, amounts: Amounts, attempts: Attempts) -> None:
    """Add to the facts of a place all that is measured of it alone, behind its pages."""
    say(f"{place.name}: booking, signing in")
    facts["requests"] |= posted(place, amounts, attempts)
    say(f"{place.name}: booking below HTTP, memory, starts")
    with attempts.at(place.name, "actions"):
        facts["actions"] = booked_below(place, amounts)
    with attempts.at(place.name, "memory"):
        facts["memory"] = memory(place)
    with attempts.at(place.name, "start"):
        facts["start"] = start(place, amounts)


def asked(found: list[Place], amounts: Amounts, attempts: Attempts) -> dict[str, Facts]:
    """Ask every case of every place, round after round, each round in another order; return what came of it, by place."""
    all_cases: dict[str, list[Case]] = {}
    for place in found:
        with attempts.at(place.name, "pages"):
            all_cases[place.name] = cases(place)
    alive = [place for place in found if place.name in all_cases]
    rounds: defaultdict[tuple[str, str], list[Facts]] = defaultdict(list)
    for number in range(amounts.rounds):
        say(f"round {number + 1} of {amounts.rounds}")
        for same in turned(list(zip(*(all_cases[place.name] for place in alive), strict=True)), number):
            for place, case in turned(list(zip(alive, same, strict=True)), number):
                if not attempts.has_failed(place.name, case.name):
                    with attempts.at(place.name, case.name):
                        rounds[place.name, case.name].append(once(place, case, amounts.seconds))
    for place in alive:
        for case in all_cases[place.name]:
            with attempts.at(place.name, case.name):
                ask(case.server, case.request)  # it raises where the right answer became another meanwhile
    return {
        place.name: {
            case.name: summed(rounds[place.name, case.name], *(rounds[place.name, floor] for floor in FLOORS))
            for case in all_cases[place.name]
            if not any(attempts.has_failed(place.name, name) for name in (case.name, *FLOORS))
        }
        for place in alive
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


def summed(rounds: list[Facts], empty: list[Facts], bare: list[Facts]) -> Facts:
    """Return the median of each figure over the rounds, the worst p99, and the median ratios to the same round's floors."""
    return {
        **{name: median(one[name] for one in rounds) for name in rounds[0]},
        "p99": max(one["p99"] for one in rounds),
        "refused": sum(one["refused"] for one in rounds),
        **compared(*([one["rate"] for one in each] for each in (rounds, empty, bare))),
    }


def compared(rates: list[float], empty: Sequence[float], bare: Sequence[float]) -> Facts:
    """Return the rates of all rounds, and their ratios to the empty view and to the bare server of the same rounds."""
    return {"rates": rates, "ratio": median_ratio(rates, empty), "bare_ratio": median_ratio(rates, bare)}


def median_ratio(these: Sequence[float], those: Sequence[float]) -> float:
    """Return the median of the ratios, round by round."""
    return median(this / that for this, that in zip(these, those, strict=True))


def posted(place: Place, amounts: Amounts, attempts: Attempts) -> Facts:
    """Let browsers book, book series and sign in, round after round beside the floors; return what came of it."""
    deeds = {
        BOOK: ("book", amounts.bookings, CLIENTS),
        SERIES: ("series", amounts.series, SERIES_CLIENTS),
        SIGN_IN: ("sign in", amounts.sign_ins, CLIENTS),
    }
    rounds: defaultdict[str, list[tuple[Done, Facts]]] = defaultdict(list)
    floors: list[Facts] = []
    found: Facts = {}
    with attempts.at(place.name, "forms"), Browsers() as browsers:
        for number in range(amounts.rounds + 1):
            for name, (deed, times, clients) in deeds.items():
                facts = {"first": number * times, "times": times, "clients": clients}
                if not attempts.has_failed(place.name, name):
                    with attempts.at(place.name, name):
                        rounds[name].append(sent_once(browsers, place, deed, facts))
            floors.append(floors_of(place, min(1.0, amounts.seconds)))
        # The first round warmed up.
        found |= {
            name: sent(done[1:], floors[1:]) for name, done in rounds.items() if not attempts.has_failed(place.name, name)
        }
    return found


def sent_once(browsers: Browsers, place: Place, deed: str, facts: Facts) -> tuple[Done, Facts]:
    """Let all do it once, and return what they did and the CPU milliseconds of each time."""
    done, spent = with_cpu(place, place.server, lambda: browsers.all_do(deed, place.server.address, place.facts, **facts))
    return done, each(spent, len(done.times))


def floors_of(place: Place, seconds: float) -> Facts:
    """Return the rates of the floors now."""
    asked_for = {EMPTY_VIEW: (place.server, EMPTY), BARE_WSGI: (place.floors, BARE)}
    return {name: load.ask(server.address, load.Request(path), seconds).rate for name, (server, path) in asked_for.items()}


def sent(rounds: list[tuple[Done, Facts]], floors: list[Facts]) -> Facts:
    """Return what came of sending forms for some rounds; p99 is of all of them."""
    each_done, cpu = [done for done, _cpu in rounds], [spent for _done, spent in rounds]
    times = [took for done in each_done for took in done.times]
    rates = [done.rate for done in each_done]
    seconds = sum(done.ended - done.began for done in each_done)
    return {
        "rate": median(rates),
        "p50": load.at(times, 0.5),
        "p99": load.at(times, 0.99),
        "refused": sum(done.refused for done in each_done),
        **{name: median(one[name] for one in cpu) for name in cpu[0]},
        "clients_cpu_share": sum(done.cpu for done in each_done) / seconds / processes.CORES,
        **compared(rates, *([floor[name] for floor in floors] for name in FLOORS)),
    }


def booked_below(place: Place, amounts: Amounts) -> Facts:
    """Return what came of booking at the level of actions: of the rounds the one in the middle, by its rate, and all rates."""
    rounds = [actions.measured(place, number=number, times=amounts.bookings_below) for number in range(amounts.rounds)]
    ordered = sorted(rounds, key=lambda one: one["rate"])
    return {
        **ordered[len(ordered) // 2],
        "ratio": median(one["ratio"] for one in rounds),
        "p99": max(one["p99"] for one in rounds),
        "refused": sum(one["refused"] for one in rounds),
        "rates": [one["rate"] for one in rounds],
    }


def afresh(found: list[Place], by_form: dict[str, Facts], amounts: Amounts, attempts: Attempts) -> None:
    """Add to each form what its pages cost made anew, and to the large one how its report's time compares with the other's."""
    turns: defaultdict[str, list[Facts]] = defaultdict(list)
    number_of_turns = min(TURNS, amounts.rounds)
    times = str(ceil(amounts.afresh / number_of_turns) + 1)  # the first warms up
    for number in range(number_of_turns):
        say(f"pages afresh, turn {number + 1} of {number_of_turns}")
        for place in turned(found, number):
            with attempts.at(place.name, "afresh"):
                words = ["-m", "bench.afresh", times, place.facts["sessions"][0]]
                turns[place.name].append(json.loads(python(*words, environment=place.environment)))
    for place in found:
        facts, all_turns = by_form[place.name], turns[place.name]
        empty, bare = (facts["requests"].get(floor, {}).get("cpu_ms") or 1 for floor in FLOORS)
        if not attempts.has_failed(place.name, "afresh"):
            facts["afresh"] = {page: of_turns([turn[page] for turn in all_turns], empty, bare) for page in all_turns[0]}
    if {ONE, LARGE} <= by_form.keys():
        with attempts.at(LARGE, "report_time"):
            kept = [by_form[form]["requests"][REPORT]["rates"] for form in (ONE, LARGE)]
            anew = [[turn[f"{REPORT}, {VISITOR}"]["ms"] for turn in turns[form]] for form in (LARGE, ONE)]
            by_form[LARGE] |= {"report_time": median_ratio(*anew), "kept_report_time": median_ratio(*kept)}


def of_turns(turns: list[Facts], empty: float, bare: float) -> Facts:
    """Return the median milliseconds of a page over the turns, and how many empty views and bare answers that is."""
    cpu = median(turn["cpu_ms"] for turn in turns)
    ms = median(turn["ms"] for turn in turns)
    return {"cpu_ms": cpu, "ms": ms, "ratio": cpu / empty, "bare_ratio": cpu / bare}


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
    by %= max(1, len(things))
    return things[by:] + things[:by]


def say(words: str) -> None:
    """Tell what is being done, beside the table."""
    print(words, file=sys.stderr, flush=True)
