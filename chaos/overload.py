"""Five times as many bookings as can be done, for minutes: first it is measured how many that are."""

import time
from statistics import median

from chaos.clients import Clients
from chaos.ledger import TAKEN, Ledger
from chaos.places import Place
from chaos.trial import Trial, instant

ROUNDS, BOOKINGS, SECONDS = 1, 200, 120.0
PROCESSES, THREADS = 4, 25
TIMES = 5
CALMS_WITHIN = 10.0  # seconds
MAY_BE_SAID = {TAKEN, 429, 503}


def run(trial: Trial) -> None:
    """Measure, overload, and see that it is as before ten seconds later."""
    with trial.place() as (place, ledger):
        place.start()
        for number in range(trial.rounds):
            peak, usual = calm(trial, place, ledger)
            before = ledger.refused()
            asked, began = len(ledger.wishes()), instant()
            # So many that each waits that long in between: five times the peak is asked for, if they are answered at once.
            pause = PROCESSES * THREADS / (peak * TIMES)
            with Clients(place, ledger, processes=PROCESSES, threads=THREADS, pause=pause, patience=60, is_rude=True):
                time.sleep(trial.seconds)
            asked, lasted = len(ledger.wishes()) - asked, instant() - began
            since = instant()
            trial.require_answers(ledger, before, MAY_BE_SAID, number)
            trial.settle(place, ledger, since=since)
            time.sleep(max(0.0, CALMS_WITHIN - (instant() - since)) if trial.is_timed else 0)
            _rate, after = calm(trial, place, ledger)
            is_as_before = not trial.is_timed or after <= max(3 * usual, 0.5)
            trial.require(is_as_before, f"a booking took {after:.2f} s afterwards, and {usual:.2f} s before")
            trial.note(
                f"{asked / lasted:.0f} asked for a second, {peak:.0f} could be done; "
                f"a booking took {usual * 1000:.0f} ms before and {after * 1000:.0f} ms some seconds after (medians)"
            )
            trial.reckon(place, ledger)
        trial.close(ledger)


def calm(trial: Trial, place: Place, ledger: Ledger) -> tuple[float, float]:
    """Book as usual; return bookings per second, and the median of the seconds that one takes."""
    first, began = ledger.next_slot(), instant()
    with Clients(place, ledger, processes=1, threads=4) as clients:
        clients.book(trial.bookings)
        rate = trial.bookings / (instant() - began)
    return rate, median(ledger.waits(from_slot=first))
