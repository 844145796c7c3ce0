"""What is done with people: by officers, by the console (``actor`` None), and by people with their own account.

Nothing else writes people, memberships, activation codes, deputies and proposals.
"""

from jonghong.people.actions.accounts import (
    activate,
    change_password,
    confirm,
    hashed,
    open_account,
    set_password,
)
from jonghong.people.actions.deputies import end_deputy, name_deputy
from jonghong.people.actions.entries import (
    end_all_sessions,
    end_other_sessions,
    end_session,
    note_confirmed,
    note_entry,
    note_refusal,
    note_sign_out,
    note_slowed,
)
from jonghong.people.actions.issuing import CODE_DAYS, Slip, issue_code, issue_codes, revoke_code
from jonghong.people.actions.lists import Alteration, BroughtIn, Newcomer, bring_in, remove_people
from jonghong.people.actions.numbers import hash_anew
from jonghong.people.actions.proposals import (
    approve_proposal,
    decline_proposal,
    lapse_proposals,
    require_second,
    withdraw_proposal,
)
from jonghong.people.actions.staff import change_person, come_back, enrol, leave
from jonghong.people.actions.vouching import NotToVouchFor, vouch_for

__all__ = [
    "CODE_DAYS",
    "Alteration",
    "BroughtIn",
    "Newcomer",
    "NotToVouchFor",
    "Slip",
    "activate",
    "approve_proposal",
    "bring_in",
    "change_password",
    "change_person",
    "come_back",
    "confirm",
    "decline_proposal",
    "end_all_sessions",
    "end_deputy",
    "end_other_sessions",
    "end_session",
    "enrol",
    "hash_anew",
    "hashed",
    "issue_code",
    "issue_codes",
    "lapse_proposals",
    "leave",
    "name_deputy",
    "note_confirmed",
    "note_entry",
    "note_refusal",
    "note_sign_out",
    "note_slowed",
    "open_account",
    "remove_people",
    "require_second",
    "revoke_code",
    "set_password",
    "vouch_for",
    "withdraw_proposal",
]
