"""What the pages about single rows show, prepared."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from jonghong.bookings.imported import bookings_of_acts
from jonghong.core.forms import number_of
from jonghong.moving import labels, queries, words
from jonghong.moving.facts import Code
from jonghong.moving.models import Kept, Outcome
from jonghong.moving.offers import Offer, Offers, Wish, wish_of
from jonghong.moving.pages import ON_A_PAGE, in_short
from jonghong.moving.reporting import shown_cells
from jonghong.offices.models import Office
from jonghong.people.access import PersonRequest
from jonghong.rooms.queries import rooms_of
from jonghong.roster.reading import hide_numbers

# On these a hand is put by moving a booking to a free place.
MOVABLE = {Code.CLASH_AHEAD.value, Code.CLOSED_ROOM_AHEAD.value}


@dataclass
class KeptLine:
    """A row on a list of those that somebody has to see to, with free places where it lost its own."""

    kept: Kept
    said: tuple[labels.Cell, ...]
    title: str = ""
    wish: Wish | None = None
    offers: list[Offer] = field(default_factory=list)

    @property
    def where(self) -> str:
        """Where it stands in its source."""
        return words.row(self.kept.where, self.kept.key, self.kept.source)

    @property
    def table(self) -> str:
        """What its table is called."""
        return words.table(self.kept.table)

    @property
    def code(self) -> str:
        """What keeps it out, or asks for a hand."""
        return self.kept.reason if is_out(self.kept) else self.kept.task or self.kept.reason

    @property
    def what(self) -> str:
        """The same, in words."""
        return words.why(self.code) if is_out(self.kept) else words.what(self.code)


def list_page(request: PersonRequest) -> dict[str, Any]:
    """Return a page of rows to mend, of those that ask for a hand, or of those that were set aside."""
    office = request.office
    lists = {"quarantine": queries.quarantined(office), "tasks": queries.tasks(office), "aside": queries.set_aside(office)}
    show = asked if (asked := request.GET.get("show", "")) in lists else "quarantine"
    name = "task" if show == "tasks" else "reason"
    say, do = (words.what, words.todo) if show == "tasks" else (words.why, words.mending)
    code = request.GET.get("code", "")
    tally = Counter(lists[show].values_list(name, flat=True))
    found = lists[show].filter(**{name: code}) if code in tally else lists[show]
    page = max(1, number_of(request.GET.get("page")) or 1)
    shown = list(found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE + 1])
    done = queries.kept_of(request.office, number_of(request.GET.get("done")) or 0)
    return {
        "show": show,
        "code": code if code in tally else "",
        "codes": [(each, say(each), number) for each, number in sorted(tally.items())],
        "todo": do(code) if code in tally and show != "aside" else "",
        "numbers": {each: rows.count() for each, rows in lists.items()},
        "lines": lines_of(request.office, shown[:ON_A_PAGE]),
        "rooms": dict(rooms_of(request.office).values_list("pk", "name")),
        "page": page,
        "has_more": len(shown) > ON_A_PAGE,
        "done": done,
        "done_name": words.row(done.where, done.key, done.source) if done else "",
    }


def lines_of(office: Office, rows: list[Kept]) -> list[KeptLine]:
    """Return rows as they stand on a list."""
    lines = [KeptLine(kept, in_short(queries.cells_of(kept), queries.heads_of(kept))) for kept in rows]
    movable = {line.kept.pk: queries.suggestion_of(line.kept) for line in lines if is_movable(line.kept)}
    wishes = {key: wish for key, suggestion in movable.items() if (wish := wish_of(suggestion, office))}
    offers = Offers(office, list(wishes.values()))
    for line in lines:
        if wish := wishes.get(line.kept.pk):
            line.title, line.wish = hide_numbers(movable[line.kept.pk].get("title", "")), wish
            line.offers = offers.best(wish)
    return lines


def row_page(office: Office, kept: Kept) -> dict[str, Any]:
    """Return all that is known of a row."""
    reason = kept.reason if may_be_mended(kept) else ""
    notes = dict.fromkeys([*filter(None, [kept.reason, kept.task]), *kept.codes])
    notes.pop(reason, None)
    (line,) = lines_of(office, [kept])
    cells = queries.cells_of(kept)
    shown = dict(shown_cells(cells))
    heads = queries.heads_of(kept)
    return {
        "kept": kept,
        "line": line,
        "codes": [(words.why(reason), words.mending(reason))] * bool(reason)
        + [(words.what(code), words.todo(code)) for code in notes],
        "cells": [
            labels.cell(name, None if text is None else shown.get(name, ""), heads, kept.table) for name, text in cells.items()
        ],
        "extra": [labels.besides(name, hide_numbers(text), kept.table) for name, text in queries.extra_of(kept).items()],
        "bookings": bookings_of_acts(office, [kept.act])[kept.act] if kept.act else [],
        "remark": queries.suggestion_of(kept).get("set_aside", "") if kept.outcome == Outcome.SET_ASIDE else "",
        "is_set_aside": kept.outcome == Outcome.SET_ASIDE,
        "may_be_put_back": kept.outcome == Outcome.SET_ASIDE and bool(kept.cells),
        "may_be_mended": may_be_mended(kept),
        "is_open_task": is_open_task(kept),
    }


def may_be_mended(kept: Kept) -> bool:
    """Tell whether a row waits in quarantine."""
    return kept.outcome == Outcome.QUARANTINED


def is_out(kept: Kept) -> bool:
    """Tell whether a row did not come in: it waits in quarantine, or was set aside."""
    return kept.outcome in {Outcome.QUARANTINED, Outcome.SET_ASIDE}


def is_open_task(kept: Kept) -> bool:
    """Tell whether somebody still has to see to a row."""
    return bool(kept.task) and kept.settled_at is None


def is_movable(kept: Kept) -> bool:
    """Tell whether a row may be helped by a free place."""
    return is_open_task(kept) and kept.task in MOVABLE
