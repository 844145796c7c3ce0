"""Each sync takes 200 ms for a while, as on a disk that is ill or shared with too many."""

import time

from chaos.ledger import TAKEN
from chaos.trial import Trial, instant

ROUNDS, BOOKINGS, SECONDS = 4, 40, 15.0
SLOW = 0.2  # seconds
MAY_BE_SAID = {TAKEN, 429, 503}


def run(trial: Trial) -> None:
    """Slow the disk down under load, let it be quick again, and see that it was slow and that nothing was lost."""
    booked, lasted = 0, 0.0
    with trial.disk() as disk, trial.place(disk.folder / "place") as (place, ledger):
        place.start()
        for number in range(trial.rounds):
            before = ledger.refused()
            with trial.load(place, ledger) as clients:
                disk.behave(slow=SLOW)
                first, taken, began = disk.figures(), ledger.taken(), instant()
                time.sleep(trial.seconds)
                last = disk.figures()
                booked, lasted = booked + ledger.taken() - taken, lasted + instant() - began
                syncs, slept = last["syncs"] - first["syncs"], last["slept"] - first["slept"]
                trial.require(syncs > 0 and slept >= syncs * SLOW * 0.99, f"{syncs} syncs took {slept:.1f} s: it was not slow")
                since = instant()
                disk.behave(slow=0.0)
                trial.settle(place, ledger, since=since)
                clients.book(trial.bookings)
            trial.require_answers(ledger, before, MAY_BE_SAID, number)
            trial.reckon(place, ledger)
        trial.require(booked > 0, "nothing was booked while the disk was slow")
        trial.note(f"{booked:,} bookings in {lasted:.0f} s while each sync took {SLOW * 1000:.0f} ms")
        trial.close(ledger)
