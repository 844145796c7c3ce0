"""The same power cut with SQLite at synchronous=NORMAL, or PostgreSQL at synchronous_commit=off: bookings have to be lost.

If none were, the disk would not forget, and that ``power`` loses none would prove nothing.
"""

from chaos.power import cut_power
from chaos.trial import Trial

ROUNDS, BOOKINGS = 25, 60


def run(trial: Trial) -> None:
    """Cut the power as ``power`` does, and hold it against the fault where nothing was lost."""
    cut_power(trial, lucky=False, careless=True)
    number = len(trial.verdict.lost)
    trial.verdict.lost.clear()
    trial.note(f"**{number:,} acknowledged bookings were lost**, as they must be here")
    trial.require(number > 0, "nothing was lost although nothing was synced: the disk proves nothing")
