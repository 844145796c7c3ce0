"""What is done about personal data: saying, keeping, forgetting. Nothing else writes these tables."""

from jonghong.privacy.actions.erasing import erase, erase_again
from jonghong.privacy.actions.retaining import change_retention, keep_to_retention, take_day
from jonghong.privacy.actions.saying import note_told, write_notice

__all__ = [
    "change_retention",
    "erase",
    "erase_again",
    "keep_to_retention",
    "note_told",
    "take_day",
    "write_notice",
]
