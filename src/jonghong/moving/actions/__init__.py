"""What is done with what comes from a former system: taken, decided about, brought in, mended, taken back.

Nothing else writes these rows.
"""

from jonghong.moving.actions.bringing_in import ChangedMeanwhile, bring_in
from jonghong.moving.actions.mending import mend, move, put_back, set_aside, settle
from jonghong.moving.actions.taking import decide, forget_due, give_up, keep_mapping, remove_mapping, take
from jonghong.moving.actions.undoing import BuiltOn, in_the_way, undo_run

__all__ = [
    "BuiltOn",
    "ChangedMeanwhile",
    "bring_in",
    "decide",
    "forget_due",
    "give_up",
    "in_the_way",
    "keep_mapping",
    "mend",
    "move",
    "put_back",
    "remove_mapping",
    "set_aside",
    "settle",
    "take",
    "undo_run",
]
