"""Who may do what, address by address: the table that ``test_matrix.py`` holds every address of the product to.

A new address wants a line in TABLE: who may open it (``get``), who may send its form (``post``), and by what the form is
filled in. An address that is not here fails the build.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from jonghong.core import clock
from tests.trust.world import DAY, Estate

# Nobody; half in, with the second step before him; the administrator of another office; a clerk of another group; the clerk
# to whom things belong; who acts for an officer; an officer; an administrator; one who proved long ago who he is.
ROLES = ("anonymous", "half", "outsider", "stranger", "clerk", "deputy", "officer", "administrator", "unsure")
OUTSIDE, CLERKS, OFFICE = ROLES[:3], ROLES[3:5], ROLES[5:]


class Seen(StrEnum):
    """What somebody gets to see."""

    IN = "let in"
    ASKED = "led to signing in"
    SURE = "asked to prove again who he is"
    NO = "refused"
    NONE = "told that there is no such page"
    BUTTON = "told that there is no such way to open it"


Access = Mapping[str, Seen]


def access(outside: Seen, clerks: Seen, office: Seen, **others: Seen) -> Access:
    """Return what each role sees; roles named in ``others`` differ from their kind."""
    kinds = dict.fromkeys(OUTSIDE, outside) | dict.fromkeys(CLERKS, clerks) | dict.fromkeys(OFFICE, office)
    return kinds | others


IN, ASKED, SURE, NO, NONE, BUTTON = Seen
EVERYBODY = access(IN, IN, IN)
PEOPLE = access(ASKED, IN, IN)
OWNERS = access(ASKED, IN, IN, stranger=NO)
OFFICERS = access(ASKED, NO, IN)
DECIDERS = access(ASKED, NO, IN)
KEEPERS = access(ASKED, NO, IN, deputy=NO)
NOBODY = access(BUTTON, BUTTON, BUTTON)
REFUSED = access(NO, NO, NO)
ADMINISTRATORS = access(ASKED, NO, NO, administrator=IN, unsure=IN)
# Who is half in, for want of a second step, and has none yet.
FROM_HALF_IN = access(ASKED, IN, IN, half=IN)
ONLY_HIS = access(ASKED, NONE, NONE, clerk=IN)
# The file of a former system that the administrator sent; "unsure" is the same person.
ONLY_MOVER = access(ASKED, NO, NO, administrator=IN, unsure=IN)
# A list of people that the administrator sent; "unsure" is the same person.
ONLY_SENDER = access(ASKED, NO, NONE, deputy=NO, administrator=IN, unsure=IN)


def sure(who: Access) -> Access:
    """Return the same, for an act that wants to be sure who does it."""
    return {**who, "unsure": SURE}


def by_factor(who: Access) -> Access:
    """Return the same, for an act that wants the second step of who has one: the clerk has, and came in without."""
    return {**sure(who), "clerk": SURE}


Words = Callable[[Estate], Mapping[str, Any]]


def nothing(_estate: Estate) -> Mapping[str, Any]:
    """Type nothing, or put no other words into the address."""
    return {}


@dataclass(frozen=True)
class Row:
    """A line of the table.

    ``words`` differ from those of ``Estate.words``. The form that is sent is read by somebody who may (``by``) from ``page``,
    the address of another route where it does not stand on its own, or sent unread with nobody in ``by``; ``typed`` is typed
    into it. Whoever may send it changes something by it, unless ``changes`` says otherwise; whoever may not never does.
    """

    get: Access = field(default_factory=lambda: NOBODY)
    post: Access = field(default_factory=lambda: NOBODY)
    words: Words = nothing
    page: str = ""
    query: Callable[[Estate], str] = lambda _estate: ""
    typed: Words = nothing
    by: str = "administrator"
    changes: bool = True


def place(estate: Estate) -> dict[str, Any]:
    """Return a free place of that office, as forms send it."""
    return {"room": estate.small.pk, "on": "2031-08-04", "half": "morning", "group": estate.groups[1].pk, "title": "ประชุม"}


def moved(estate: Estate) -> dict[str, Any]:
    """Return a booking as it is dragged to another day."""
    return {"room": estate.small.pk, "on": "2031-08-05", "starts": "09.00", "ends": "10.00", "version": 1}


def sent(estate: Estate) -> dict[str, Any]:
    """Return the key of the file of a former system that waits; another table has ``upload_id`` of its own."""
    return {"upload_id": estate.moving.pk}


def mended(estate: Estate) -> dict[str, Any]:
    """Return what makes a booking of a row in quarantine."""
    when = {"on": "2/6/2565", "starts": "08.30", "ends": "12.00", "state": "confirmed"}
    return {**when, "title": "ประชุมที่แก้แล้ว", "room": estate.small.pk, "group": estate.groups[1].pk}


def elsewhere(estate: Estate) -> dict[str, Any]:
    """Return another room for a row whose place is held."""
    day = clock.now().date() + timedelta(days=28 - clock.now().weekday())
    return {"place": f"{estate.large.pk} {day} morning 08:30 12:00"}


def asked(estate: Estate) -> str:
    """Return the part of an address that asks about the place that the stranger holds."""
    return f"?room={estate.large.pk}&on={DAY.isoformat()}&half=morning"


TABLE: dict[str, Row] = {
    # core
    "language": Row(EVERYBODY),
    "security-txt": Row(access(NONE, NONE, NONE)),  # until somebody is named to write to
    # offices
    "manage-office": Row(OFFICERS, OFFICERS, typed=lambda _: {"name": "ชื่อใหม่"}),
    "manage-groups": Row(OFFICERS, OFFICERS, typed=lambda _: {"name": "กลุ่มใหม่", "short_name": "ใหม่"}),
    "change-group": Row(OFFICERS, OFFICERS, typed=lambda _: {"name": "ชื่อใหม่"}),
    "move-group": Row(post=OFFICERS, page="manage-groups", typed=lambda _: {"direction": "up"}),
    "manage-holidays": Row(OFFICERS, OFFICERS, by="", typed=lambda _: {"date": "5/6/2574", "name": "วันหยุด"}),
    "holidays-of-year": Row(OFFICERS, OFFICERS, typed=lambda _: {"date": "5/6/2574", "name": "วันหยุด"}),
    "draft-holidays": Row(OFFICERS, OFFICERS),
    "change-holiday": Row(OFFICERS, OFFICERS, typed=lambda _: {"name": "ชื่อใหม่"}),
    "remove-holiday": Row(post=OFFICERS, page="change-holiday"),
    # people
    "sign-in": Row(EVERYBODY, EVERYBODY, by="anonymous", changes=False),
    "register": Row(EVERYBODY, EVERYBODY, by="anonymous", changes=False),
    "password": Row(PEOPLE, PEOPLE, changes=False),
    "confirm": Row(PEOPLE, PEOPLE, changes=False),
    "sign-out": Row(EVERYBODY, EVERYBODY, changes=False),
    "manage-people": Row(KEEPERS),
    "add-person": Row(
        KEEPERS,
        KEEPERS,
        typed=lambda estate: {
            "name": "นายใหม่ ทดสอบ",
            "citizen_id": "1234567890121",
            "group": estate.groups[1].pk,
            "role": "clerk",
        },
    ),
    "change-person": Row(KEEPERS, KEEPERS, typed=lambda _: {"name": "นางสาวชื่อ ใหม่"}),
    # Who is proposed as a deputy is about to hold power.
    "let-leave": Row(KEEPERS, sure(KEEPERS), page="change-person"),
    "let-return": Row(
        KEEPERS,
        KEEPERS,
        page="change-person",
        words=lambda estate: {"person_id": estate.people["leaver"].pk},
    ),
    "manage-slips": Row(KEEPERS, sure(KEEPERS), typed=lambda estate: {"people": estate.people["newcomer"].pk}),
    # activation
    "code-by-mail": Row(EVERYBODY, REFUSED, by=""),  # there is no mail server
    "ask-for-account": Row(
        EVERYBODY,
        EVERYBODY,
        by="anonymous",
        typed=lambda estate: {"username": "1234567890121", "name": "นายใหม่ ทดสอบ", "group": estate.groups[1].pk},
    ),
    "approved": Row(EVERYBODY, REFUSED, by=""),  # nobody's request was approved in this browser
    "person-code": Row(KEEPERS),
    "revoke-code": Row(post=KEEPERS, page="person-code"),
    "account-requests": Row(KEEPERS),
    "approve-account": Row(post=sure(KEEPERS), page="account-requests", typed=lambda estate: {"number": estate.compare}),
    "decline-account": Row(post=KEEPERS, page="account-requests"),
    # roster
    "import-people": Row(KEEPERS, KEEPERS, by="", changes=False),
    "import-template": Row(KEEPERS),
    "import-columns": Row(ONLY_SENDER, ONLY_SENDER),
    "import-check": Row(ONLY_SENDER, ONLY_SENDER, typed=lambda _: {"do": "import"}),
    "drop-import": Row(post=ONLY_SENDER, page="import-people"),
    "import-report": Row(KEEPERS),
    "import-rejected": Row(sure(KEEPERS), words=lambda _: {"kind": "csv"}),
    "manage-deputies": Row(
        KEEPERS,
        sure(KEEPERS),
        typed=lambda estate: {"person": estate.people["stranger"].pk, "starts_on": "1/6/2574", "ends_on": "2/6/2574"},
    ),
    "end-deputy": Row(post=KEEPERS, page="manage-deputies"),
    # What takes two: the officer proposed it, so that the administrator decides and only the officer withdraws.
    "two-people": Row(sure(ADMINISTRATORS), sure(ADMINISTRATORS), by="", typed=lambda _: {"required": "0"}),
    "proposals": Row(ADMINISTRATORS),
    # Approving wants the second step of who has one; the administrator here has none.
    "approve-proposal": Row(post=sure(ADMINISTRATORS), page="proposals"),
    "decline-proposal": Row(post=sure(ADMINISTRATORS), page="proposals"),
    # An administrator is let in, and told that only who proposed it may.
    "withdraw-proposal": Row(post=KEEPERS, by=""),
    # auditing
    "audit": Row(KEEPERS),
    "export-audit": Row(post=sure({**KEEPERS, "officer": NO}), page="audit", changes=False),
    # factors
    "second-step": Row(FROM_HALF_IN, FROM_HALF_IN, by="", changes=False),
    # None of them has a device with a passkey in his hand, and the clerk's is of no site that the tests visit.
    "ask-passkey": Row(post=access(NO, NO, NO), changes=False),
    "choose-factor": Row(FROM_HALF_IN),
    "confirm-by-factor": Row(
        access(ASKED, SURE, SURE, clerk=IN), access(ASKED, SURE, SURE, clerk=IN), by="clerk", changes=False
    ),
    "security": Row(PEOPLE),
    "add-passkey": Row(by_factor(FROM_HALF_IN), by_factor(FROM_HALF_IN), by="", changes=False),
    "ask-new-passkey": Row(post=by_factor(access(ASKED, NO, NO, half=NO)), changes=False),
    "change-passkey": Row(by_factor(ONLY_HIS), by_factor(ONLY_HIS), by="", typed=lambda _: {"name": "มือถือ"}),
    "remove-passkey": Row(post=by_factor(ONLY_HIS), by=""),
    "add-app": Row(by_factor(FROM_HALF_IN), by_factor(FROM_HALF_IN), by="stranger", changes=False),
    "remove-app": Row(by_factor(PEOPLE), by_factor(PEOPLE), by="", changes=False),
    "new-codes": Row(by_factor(PEOPLE), by_factor(PEOPLE), by="", changes=False),
    "codes-saved": Row(post=PEOPLE, changes=False),
    "office-second-step": Row(sure(ADMINISTRATORS), sure(ADMINISTRATORS)),
    "take-off-factors": Row(
        sure(ADMINISTRATORS), sure(ADMINISTRATORS), words=lambda estate: {"person_id": estate.people["clerk"].pk}
    ),
    # oidc: no provider is set up here; tests/oidc has one
    "oidc-go": Row(post=access(NONE, NONE, NONE), words=lambda _: {"provider": "thaid"}, by=""),
    "oidc-back": Row(access(NONE, NONE, NONE), words=lambda _: {"provider": "thaid"}),
    "accounts": Row(PEOPLE),
    "confirm-by-account": Row(PEOPLE),
    "confirm-at-provider": Row(post=access(ASKED, NONE, NONE), words=lambda _: {"provider": "thaid"}, by=""),
    "link-account": Row(post=by_factor(access(ASKED, NONE, NONE)), words=lambda _: {"provider": "thaid"}, by=""),
    "unlink-account": Row(post=by_factor(access(ASKED, NONE, NONE)), words=lambda _: {"identity_id": 1}, by=""),
    # legacy: for who is half in with a password of AMSS++ that is no longer enough
    "own-password": Row(access(ASKED, ASKED, ASKED), by=""),
    "replace-password": Row(access(ASKED, ASKED, ASKED), access(ASKED, ASKED, ASKED), by=""),
    # moving
    "moving": Row(ADMINISTRATORS, ADMINISTRATORS, by="", changes=False),
    "moving-columns": Row(
        ONLY_MOVER,
        ONLY_MOVER,
        words=sent,
        typed=lambda _: {"head": "0", "column_0": "date", "column_1": "half", "column_2": "room", "column_3": ""},
    ),
    "moving-mapping": Row(ONLY_MOVER, ONLY_MOVER, words=sent, typed=lambda _: {"room_0": "", "room_name_0": "ห้องใหม่"}),
    "moving-check": Row(ONLY_MOVER, sure(ONLY_MOVER), words=sent),
    "moving-compare": Row(ONLY_MOVER, ONLY_MOVER, words=sent, by="", changes=False),
    "moving-plan-rows": Row(ONLY_MOVER, words=sent),
    "moving-plan-report": Row(sure(ONLY_MOVER), words=lambda estate: sent(estate) | {"kind": "xlsx"}),
    "moving-progress": Row(ONLY_MOVER, words=sent),
    "moving-drop": Row(post=ONLY_MOVER, words=sent, page="moving"),
    "moving-run": Row(ADMINISTRATORS),
    "moving-run-rows": Row(ADMINISTRATORS),
    "moving-report": Row(sure(ADMINISTRATORS), words=lambda _: {"kind": "html"}),
    "moving-compare-run": Row(ADMINISTRATORS, ADMINISTRATORS, by="", changes=False),
    "moving-undo": Row(sure(ADMINISTRATORS), sure(ADMINISTRATORS)),
    "moving-undo-progress": Row(ADMINISTRATORS),
    "moving-quarantine": Row(KEEPERS),
    "moving-row": Row(KEEPERS, KEEPERS, typed=mended),
    "moving-set-aside": Row(post=KEEPERS, page="moving-row", typed=lambda _: {"remark": "ซ้ำกับแฟ้ม"}),
    "moving-put-back": Row(post=KEEPERS, page="moving-row", words=lambda estate: {"kept_id": estate.aside.pk}),
    "moving-settle": Row(post=KEEPERS, by="", words=lambda estate: {"kept_id": estate.clashing.pk}),
    "moving-move": Row(post=KEEPERS, by="", words=lambda estate: {"kept_id": estate.clashing.pk}, typed=elsewhere),
    # sessions
    "my-sessions": Row(PEOPLE),
    "end-session": Row(post=PEOPLE, changes=False),
    "end-other-sessions": Row(post=PEOPLE, changes=False),
    "end-sessions-of": Row(post=sure(ADMINISTRATORS), changes=False),
    # rooms
    "manage-rooms": Row(OFFICERS),
    "add-room": Row(OFFICERS, OFFICERS, typed=lambda _: {"name": "ห้องใหม่"}),
    "change-room": Row(OFFICERS, OFFICERS, typed=lambda _: {"name": "ชื่อใหม่"}),
    "move-room": Row(post=OFFICERS, page="manage-rooms", typed=lambda _: {"direction": "down"}),
    "room": Row(EVERYBODY),
    "photo": Row(access(NONE, NONE, NONE)),
    # reports
    "report": Row(EVERYBODY),
    "report-csv": Row(EVERYBODY),
    "report-fiscal": Row(EVERYBODY),
    "fiscal-csv": Row(EVERYBODY),
    # bookings
    "month": Row(EVERYBODY),
    "this-month": Row(EVERYBODY),
    "book": Row(PEOPLE, PEOPLE, typed=place),
    "why": Row(EVERYBODY, query=asked),
    "booking": Row(EVERYBODY),
    "change": Row(OWNERS, OWNERS, typed=lambda _: {"title": "เรื่องใหม่"}),
    "cancel": Row(OWNERS, OWNERS),
    "series": Row(EVERYBODY, words=lambda estate: {"series_id": estate.series.pk}),
    "undo": Row(post=PEOPLE, page="mine", query=lambda estate: f"?done={estate.act}", by="clerk"),
    "mine": Row(PEOPLE),
    "holiday-bookings": Row(OFFICERS, OFFICERS, changes=False),
    # waiting
    "waiting": Row(PEOPLE),
    "wait": Row(
        PEOPLE,
        PEOPLE,
        typed=lambda estate: {**place(estate), "on": DAY.isoformat(), "room": estate.large.pk},
    ),
    "leave-queue": Row(post=ONLY_HIS, page="waiting", by="clerk"),
    "take-up": Row(OWNERS, OWNERS, words=lambda estate: {"booking_id": estate.held.pk}),
    "give-up": Row(post=OWNERS, page="waiting", by="clerk", words=lambda estate: {"booking_id": estate.held.pk}),
    # swaps
    "swaps": Row(PEOPLE),
    "find-swap": Row(PEOPLE, query=asked),
    "ask-swap": Row(
        PEOPLE,
        PEOPLE,
        by="clerk",
        words=lambda estate: {"booking_id": estate.theirs.pk},
        typed=lambda estate: {"mine": estate.undone.pk, "kind": "places"},
    ),
    "swap": Row(PEOPLE),
    "accept-swap": Row(post=OWNERS, page="swap", by="clerk"),
    "decline-swap": Row(post=OWNERS, page="swap", by="clerk"),
    "withdraw-swap": Row(post=access(ASKED, IN, IN, clerk=NO), page="swap", by="stranger"),
    # notices
    "notices": Row(PEOPLE),
    "count-notices": Row(EVERYBODY),
    "read-notices": Row(post=PEOPLE, page="notices", by="clerk"),
    # finding
    "find": Row(EVERYBODY),
    "search": Row(EVERYBODY),
    # timetable
    "today": Row(EVERYBODY),
    "day": Row(EVERYBODY),
    "week": Row(EVERYBODY),
    "room-week": Row(EVERYBODY),
    "move": Row(post=OWNERS, typed=moved),
    # desk
    "desk": Row(DECIDERS),
    "request": Row(DECIDERS, words=lambda estate: {"booking_id": estate.request.pk}),
    "decide": Row(
        post=DECIDERS,
        page="desk",
        typed=lambda estate: {"request": f"{estate.request.pk}.1", "approve": "", "decline": None},
    ),
    "requests-waiting": Row(EVERYBODY),
    "closures": Row(OFFICERS),
    "close": Row(
        OFFICERS,
        OFFICERS,
        typed=lambda estate: {"room": estate.large.pk, "on": "6/6/2574", "half": "day", "reason": "ล้างแอร์"},
    ),
    "closure": Row(OFFICERS),
    "reopen": Row(post=OFFICERS, page="closure"),
    "undo-closure": Row(post=OFFICERS, page="closure"),
    "manage-rules": Row(OFFICERS),
    "rules-of-office": Row(OFFICERS, OFFICERS, typed=lambda _: {"longest_hours": "5"}),
    "rules-of-room": Row(OFFICERS, OFFICERS, typed=lambda _: {"longest_hours": "5"}),
    "undo-rules": Row(post=access(ASKED, NO, NONE)),
    # privacy
    "privacy": Row(EVERYBODY),
    "my-data": Row(PEOPLE),
    "take-my-data": Row(post=PEOPLE, page="my-data", by="clerk", changes=False),
    "person-data": Row(
        KEEPERS,
        sure(ADMINISTRATORS),
        words=lambda estate: {"person_id": estate.people["leaver"].pk},
        typed=lambda _: {"reason": "ขอเอง", "is_sure": "on"},
    ),
    "copy-person": Row(post=sure(KEEPERS), page="person-data", changes=False),
    "manage-privacy": Row(ADMINISTRATORS, ADMINISTRATORS, typed=lambda _: {"booking_years": "7"}),
    "keep-retention": Row(post=sure(ADMINISTRATORS), by=""),
    "manage-notice": Row(ADMINISTRATORS, ADMINISTRATORS, typed=lambda _: {"controller": "สำนักงาน โทร 045"}),
    "processing-record": Row(ADMINISTRATORS),
    "incident": Row(ADMINISTRATORS),
    "take-incident": Row(post=sure(ADMINISTRATORS), by="", changes=False),
    # health: all of them ask from this machine
    "healthz": Row(EVERYBODY),
    "readyz": Row(EVERYBODY),
    "metrics": Row(EVERYBODY),
    "office-health": Row(ADMINISTRATORS),
}
__all__ = ["DAY", "ROLES", "TABLE", "Row", "Seen"]
