"""Somebody who only looks: pages that are kept, pages that nobody asked for before, one's own bookings, and the search."""

from collections import Counter
from contextlib import closing, suppress
from itertools import count
from urllib.parse import quote

from chaos.client import BROKEN, Clerk
from chaos.clients import facts_of
from chaos.ledger import UNKNOWN, Ledger, Page
from chaos.places import Place

KNOWN = "/2566/5/"
PATIENCE = 30.0


class Reader:
    """A clerk who looks at pages; what was answered is counted by page."""

    def __init__(self, place: Place, ledger: Ledger) -> None:
        self.clerk = Clerk({**facts_of(place, ledger), "patience": PATIENCE}, Page(ledger.folder), 0)
        self.months = count(0)

    def look(self) -> Counter[int]:
        """Ask for each page once and return the statuses."""
        return Counter(self.status(path) for path in (KNOWN, self.unseen(), "/mine/", f"/search/?q={quote('ประชุม')}"))

    def unseen(self) -> str:
        """Return a month that was not asked for yet, from 2559 on."""
        year, month = divmod(next(self.months), 12)
        return f"/{2559 + year % 7}/{month + 1}/"

    def status(self, path: str) -> int:
        """Return what a page is answered with."""
        # A connection for each: one that was kept through a long wait may have been closed by the server.
        with closing(self.clerk), suppress(*BROKEN):
            return self.clerk.ask("GET", path)[0].status
        return UNKNOWN
