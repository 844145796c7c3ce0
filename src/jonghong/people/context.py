"""What every page says to who is signed in about coming in."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from jonghong.core import clock
from jonghong.people import proposals
from jonghong.people.models import Proposal, Stage
from jonghong.people.sessions import OPENED

GREETED_FOR = timedelta(seconds=20)


@dataclass(frozen=True)
class LastTime:
    """When and in which browser the person signed in the time before this; ``is_news`` just after signing in."""

    at: datetime
    device: str
    is_news: bool


def last_time(request: HttpRequest) -> dict[str, Any]:
    """Return the sign-in before this one, for people to see that it was theirs; a page that greets is kept in no store."""
    rights = getattr(request, "rights", None)
    opened = request.session.get(OPENED, {}) if rights and rights.is_signed_in else {}
    before = opened.get("before")
    if not before:
        return {"last_time": None}
    is_news = clock.machine_now().timestamp() - opened["at"] < GREETED_FOR.total_seconds()
    request.is_greeting = is_news  # type: ignore[attr-defined]
    return {"last_time": LastTime(datetime.fromtimestamp(before["at"], UTC), before["device"], is_news)}


class Proposals:
    """What waits for a second administrator: asked only by pages that show it, and where the office wants two."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def in_hand(self) -> list[Proposal]:
        """What waits, and what the visitor may do now."""
        office, rights = getattr(self.request, "office", None), getattr(self.request, "rights", None)
        if office is None or rights is None or not office.power_takes_two:
            return []
        return proposals.in_hand(office, rights)

    @property
    def count(self) -> int:
        """How many the visitor may decide now."""
        rights = self.request.rights  # type: ignore[attr-defined]
        return sum(each.stage == Stage.OPEN and proposals.may_decide(rights, each) for each in self.in_hand)

    def about(self, matter: str = "", person_id: int | None = None) -> list[Proposal]:
        """Return what is in hand of a matter, or about somebody."""
        return [each for each in self.in_hand if matter in {"", each.matter} and person_id in {None, each.person_id}]


def proposals_in_hand(request: HttpRequest) -> dict[str, Any]:
    """Return ``proposals`` for templates."""
    return {"proposals": Proposals(request)}
