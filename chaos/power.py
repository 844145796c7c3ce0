"""A power cut under load, on a disk of our own that forgets what was not synced.

The server, all its processes, and the database work on that disk through one mount, so that they see one another's writes, and
the shared memory of SQLite's WAL, as on any disk; what was written and not synced is in the memory of the disk's own process
alone. The cut takes the disk away from under everything and drops that; then everything is killed, the disk is mounted anew
with what was synced, and all starts again. In every other round some of what was not synced is kept, page by page at random, as
real disks do.
"""

import random
import time

from chaos.trial import Trial, instant

ROUNDS, BOOKINGS = 25, 60
LUCK = 0.5


def run(trial: Trial) -> None:
    """Cut the power, mount, start again, see the first booking taken, and compare; as many rounds as asked for."""
    cut_power(trial, lucky=True)


def cut_power(trial: Trial, *, lucky: bool, careless: bool = False) -> None:
    """Do so; without luck everything that was not synced goes, each time."""
    chance, dropped = random.Random(trial.rounds), 0
    with trial.disk() as disk, trial.place(disk.folder / "place") as (place, ledger):
        if careless:
            place.be_careless()
        disk.sync()
        place.start()
        for number in range(trial.rounds):
            with trial.load(place, ledger):
                time.sleep(chance.random() / 2)
                since = instant()
                dropped += disk.cut(luck=LUCK if lucky and number % 2 else 0.0, seed=number)
                place.kill()
                disk.mount()
                place.start()
                trial.settle(place, ledger, since=since)
            trial.reckon(place, ledger)
        trial.note(f"{disk.figures()['syncs']:,} syncs; {dropped // 1024:,} KiB were not synced when the power went")
        trial.close(ledger)
