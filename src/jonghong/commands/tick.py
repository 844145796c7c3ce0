"""``jonghong tick``: for a timer, every few minutes: back up when that is due, and let old backups go."""

from jonghong.backups import ticking
from jonghong.backups.refusals import Busy
from jonghong.commands import say
from jonghong.commands.backup import in_a_sentence


def run() -> None:
    """Make a backup if one is due, and say so; where nothing is due, or another does it, say nothing."""
    with in_a_sentence():
        try:
            done = ticking.look_once()
        except Busy:
            return
    if done.made:
        say(
            f"สำรองข้อมูลแล้ว {done.made.file.name}",
            f"backed up, {done.made.size / 1e6:,.1f} MB; {len(done.gone)} old ones let go",
        )
