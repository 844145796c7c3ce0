"""What every page says to who is signed in about coming in."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest

from jonghong.core import clock
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
