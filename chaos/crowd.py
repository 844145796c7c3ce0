"""A thousand clients for one slot at once: twenty processes of fifty connections each, which all send at the shot."""

from collections import Counter
from collections.abc import Iterator
from statistics import median

from chaos.client import REFUSED
from chaos.clients import facts_of, start
from chaos.crowding import GO, READY
from chaos.ledger import TAKEN, Ledger
from chaos.places import Place
from chaos.trial import Trial, instant

# Acknowledged before each round is one: what the round itself is about.
ROUNDS, BOOKINGS = 20, 1000
PER_PROCESS = 50
MAY_BE_SAID = {TAKEN, REFUSED, 429, 503}


def run(trial: Trial) -> None:
    """Let the crowd come, round after round; exactly one gets the slot, and all others are told why not, or to wait."""
    within = []
    with trial.place() as (place, ledger):
        place.start()
        for number in range(trial.rounds):
            slot = ledger.next_slot()
            within.append(rush(place, ledger, slot=slot, clients=trial.bookings))
            trial.unknown += len(ledger.unknown())
            trial.resend(place, ledger)
            answers = [status for wish in ledger.wishes().values() if wish.slot == slot for status in wish.statuses[:1]]
            counted = Counter(answers)
            winners = sum(wish.is_taken for wish in ledger.wishes().values() if wish.slot == slot)
            trial.require(winners == 1, f"round {number + 1} had {winners} winners")
            strange = set(counted) - MAY_BE_SAID
            trial.require(not strange, f"round {number + 1} answered {dict(counted)}")
            trial.settle(place, ledger, since=instant())
        trial.judge(place, ledger)
        trial.done = trial.rounds
        trial.require(all(are_told(place, ledger)), "some were refused without being told who has the room")
        trial.note(f"{trial.bookings:,} sent within {median(within):.2f} s (median), {max(within):.2f} s at most")
        trial.close(ledger)


def rush(place: Place, ledger: Ledger, *, slot: int, clients: int) -> float:
    """Let so many ask for one slot at once; return within how many seconds they sent that."""
    threads = min(PER_PROCESS, clients)
    processes = [
        start({**facts_of(place, ledger), "clerk": number, "threads": threads, "slot": slot}, hears=True)
        for number in range(clients // threads)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == READY.encode()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(GO.encode() + b"\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=300)
    sent = [line["at"] for line in ledger.lines() if line.get("slot") == slot]
    return float(max(sent) - min(sent))


def are_told(place: Place, ledger: Ledger) -> Iterator[bool]:
    """Tell of each refusal whether it names the group that has the room."""
    wishes = ledger.wishes()
    winners = {wish.slot: wish for wish in wishes.values() if wish.is_taken}
    for line in ledger.lines():
        if line.get("status") == REFUSED:
            _session, group = place.facts["clerks"][winners[wishes[line["key"]].slot].clerk]
            yield place.facts["groups"][str(group)] in line["why"]
