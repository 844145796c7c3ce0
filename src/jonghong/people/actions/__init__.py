"""What is done with people: by officers, by the console (``actor`` None), and by people with their own account.

Nothing else writes people, memberships, activation codes and deputies.
"""

from jonghong.people.actions.accounts import (
    CODE_DAYS,
    Slip,
    activate,
    change_password,
    change_person,
    come_back,
    confirm,
    enrol,
    issue_code,
    issue_codes,
    leave,
)
from jonghong.people.actions.deputies import end_deputy, name_deputy

__all__ = [
    "CODE_DAYS",
    "Slip",
    "activate",
    "change_password",
    "change_person",
    "come_back",
    "confirm",
    "end_deputy",
    "enrol",
    "issue_code",
    "issue_codes",
    "leave",
    "name_deputy",
]
