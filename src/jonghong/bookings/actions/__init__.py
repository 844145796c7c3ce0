"""What people do with bookings. Nothing else writes them.

Each verb locks the rooms it touches, in the order of their keys, asks every rule again, writes the bookings and one History
row for each, and counts the months anew, all in one transaction (``ground.writing``).
"""

from jonghong.bookings.actions.bringing_over import (
    Request,
    Verdict,
    carry_forward,
    load_requests,
    put_back_requests,
    rewrite_requests,
    take_back_requests,
)
from jonghong.bookings.actions.closures import close, reopen
from jonghong.bookings.actions.decisions import approve, decline
from jonghong.bookings.actions.exchanges import exchange, note
from jonghong.bookings.actions.holds import give_up, hold, lapse_due, take_up
from jonghong.bookings.actions.rulesets import set_rules
from jonghong.bookings.actions.series import cancel_dates, cancel_these, change_done, change_series
from jonghong.bookings.actions.single import book, book_places, cancel, change, load
from jonghong.bookings.actions.undoing import undo

__all__ = [
    "Request",
    "Verdict",
    "approve",
    "book",
    "book_places",
    "cancel",
    "cancel_dates",
    "cancel_these",
    "carry_forward",
    "change",
    "change_done",
    "change_series",
    "close",
    "decline",
    "exchange",
    "give_up",
    "hold",
    "lapse_due",
    "load",
    "load_requests",
    "note",
    "put_back_requests",
    "reopen",
    "rewrite_requests",
    "set_rules",
    "take_back_requests",
    "take_up",
    "undo",
]
