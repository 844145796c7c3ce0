"""The machine's clock jumps under load: an hour back and right again, and in every other round a day ahead and back.

An hour back must not be noticed by anybody. After a day every session is over, as rules say; who signs in again books, and goes
on booking when the clock is right again. A request that may wait for two days waits through it all, and pages show each new
booking.
"""

import json
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from bench.places import python
from chaos import slots
from chaos.client import BROKEN, SIGNED_OUT, Clerk
from chaos.clients import Clients, facts_of
from chaos.ledger import TAKEN, Ledger, Page
from chaos.places import Place
from chaos.trial import Trial, instant

ROUNDS, BOOKINGS = 6, 40
HOUR, DAY = 3600, 86_400


def run(trial: Trial) -> None:
    """Let the clock jump, round after round."""
    with trial.place() as (place, ledger):
        offset = place.folder / "offset"
        place.settings, place.extra = "chaos.jumping", {"JONGHONG_CHAOS_OFFSET": str(offset)}
        jump(offset, 0)
        place.start_database()
        request = sayings(place, "request")
        place.start_server()
        for number in range(trial.rounds):
            before = ledger.refused()
            (a_day_ahead if number % 2 else an_hour_back)(trial, place, ledger, offset)
            allowed = {TAKEN, SIGNED_OUT} if number % 2 else {TAKEN}
            trial.require_answers(ledger, before, allowed, number)
            trial.require(shows(place, ledger), f"round {number + 1}: a page does not show the last booking")
            trial.reckon(place, ledger)
        state = sayings(place, "state", str(request))
        trial.require(state == "pending", f"the request that may wait for two days is {state}")
        trial.close(ledger)


def an_hour_back(trial: Trial, place: Place, ledger: Ledger, offset: Path) -> None:
    """Jump back under load and right again; nobody is refused anything."""
    with trial.load(place, ledger) as clients:
        jump(offset, -HOUR)
        trial.settle(place, ledger, since=instant())
        clients.book(trial.bookings)
        jump(offset, 0)
        clients.book(trial.bookings)


def a_day_ahead(trial: Trial, place: Place, ledger: Ledger, offset: Path) -> None:
    """Jump ahead under load; sign in anew, book, and go on when the clock is right again."""
    with trial.load(place, ledger, pause=0.1):
        jump(offset, DAY)
        since = instant()
    place.facts["clerks"] = sayings(place, "clerks")
    trial.settle(place, ledger, since=since)
    with Clients(place, ledger) as clients:
        clients.book(trial.bookings)
        jump(offset, 0)
        clients.book(trial.bookings)


def jump(offset: Path, seconds: int) -> None:
    """Let the machine's clock be wrong by so much."""
    draft = offset.with_suffix(".new")
    draft.write_text(str(seconds), encoding="ascii")
    draft.replace(offset)


def sayings(place: Place, *words: str) -> Any:
    """Return what one of the functions of ``chaos.fill`` says of a place, under its clock."""
    return json.loads(python("-m", "chaos.fill", *words, environment=place.environment()))


def shows(place: Place, ledger: Ledger) -> bool:
    """Tell whether the page of its month shows the booking that was taken last."""
    last = max((wish for wish in ledger.wishes().values() if wish.is_taken), key=lambda wish: wish.taken_at)
    year, month, _day = slots.words(last.slot, place.facts["rooms"])["on"].split("-")
    with closing(Clerk(facts_of(place, ledger), Page(ledger.folder), last.clerk)) as clerk, suppress(*BROKEN):
        return last.key in clerk.ask("GET", f"/{int(year) + 543}/{int(month)}/")[1]
    return False
