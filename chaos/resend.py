"""Clients that never see the answer: they send the form and hang up, at once or a moment later, and then send it again."""

from chaos.clients import Clients
from chaos.judge import judged
from chaos.trial import Trial

ROUNDS, BOOKINGS = 20, 100


def run(trial: Trial) -> None:
    """Hang up on so many requests, send each again with its key, and see that each booked once."""
    unheard = 0
    with trial.place() as (place, ledger):
        place.start()
        for _round in range(trial.rounds):
            with Clients(place, ledger, hangs_up=True) as clients:
                clients.send(trial.bookings)
            unheard += judged(place, ledger).unheard
            trial.reckon(place, ledger)
        trial.require(unheard > 0, "whoever hung up had booked nothing: sending again proved nothing")
        trial.note(f"{unheard:,} of those who hung up had booked all the same")
        trial.close(ledger)
