"""kill -9 of everything, under load: the server with all its processes and, in every other round on PostgreSQL, that alone."""

from chaos.trial import Trial, instant

ROUNDS, BOOKINGS = 100, 60


def run(trial: Trial) -> None:
    """Kill, start again, see the first booking taken, and compare; as many rounds as asked for."""
    with trial.place() as (place, ledger):
        place.start()
        for number in range(trial.rounds):
            with trial.load(place, ledger):
                since = instant()
                if place.postgres and number % 2:
                    place.postgres.kill()
                    place.postgres.start()
                else:
                    place.kill()
                    place.start()
                trial.settle(place, ledger, since=since)
            trial.reckon(place, ledger)
        trial.close(ledger)
