"""What is done about codes that go out by mail and about requests of people who have none."""

from jonghong.activation.actions.mailing import answer_wishes, mail_codes, wish
from jonghong.activation.actions.requests import Asked, approve, ask, decline, forget_old, set_password

__all__ = [
    "Asked",
    "answer_wishes",
    "approve",
    "ask",
    "decline",
    "forget_old",
    "mail_codes",
    "set_password",
    "wish",
]
