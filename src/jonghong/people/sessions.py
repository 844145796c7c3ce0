"""Sessions: kept by the server, found by a hash of their key, over when nothing was done for a while, or in the end.

Whoever reads the database learns no key that would let him in (OWASP Session Management Cheat Sheet). A session that
somebody is signed in by says whose it is, on which device and since when, so that people see their own and end them.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from jonghong.core import clock
from jonghong.core.prepared import Prepared
from jonghong.people.models import Session

FORGOTTEN_AT_ONCE = 100  # rows
SEEN_EVERY = timedelta(minutes=1)  # no visit writes more often than that
OPENED = "opened"  # in a session's data: what is known of who signed in by it
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)
ANSWERS = "SELECT 1 FROM people_session WHERE key_hash = %s AND expires_at > %s AND last_seen_at > %s"


@dataclass(frozen=True)
class Limits:
    """How long a session lives: while something is done every so often, None for always, and in all."""

    idle: timedelta | None
    in_all: timedelta


def limits_for(*, is_officer: bool = False, is_remembered: bool = False) -> Limits:
    """Return the limits of a session of somebody with such rights; only who books is remembered on a device."""
    if is_officer:
        return Limits(settings.SESSION_IDLE_OFFICER, settings.SESSION_LASTS)
    if is_remembered:
        return Limits(None, settings.SESSION_LASTS_REMEMBERED)
    return Limits(settings.SESSION_IDLE_CLERK, settings.SESSION_LASTS)


def digest(key: str) -> str:
    """Return by what a session is found: SHA-256 of its key, which holds 165 bits by chance and needs no salt."""
    return sha256(key.encode()).hexdigest()


class SessionStore(SessionBase):
    """The sessions of the product, as Django's middleware asks for them."""

    row: Session | None = None  # as it stood when this request read it

    def load(self) -> dict[str, Any]:
        """Return what the session holds; nothing, and no key, when there is none or it is over."""
        self.row = next(iter(_alive(digest(self.session_key or ""), clock.machine_now())), None)
        if self.row is None:
            self._session_key = None
            return {}
        return self.decode(self.row.data)

    def exists(self, session_key: str) -> bool:
        """Tell whether there is a session of that key, alive or not."""
        return Session.objects.filter(key_hash=digest(session_key)).exists()

    def create(self) -> None:
        """Begin a session under a new key, which nobody chose."""
        self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
        """Keep what the session holds. Raises UpdateError when it was ended meanwhile."""
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        key_hash, facts = digest(self.session_key), self._facts(data)
        if must_create:
            Session.objects.create(key_hash=key_hash, **facts)
        elif not Session.objects.filter(key_hash=key_hash).update(**facts):
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        """Forget the session of that key, or this one."""
        Session.objects.filter(key_hash=digest(session_key or self.session_key or "")).delete()

    def touch(self) -> None:
        """Note that something was done in this session just now, at most once a minute. A full disk ends no session."""
        now = clock.machine_now()
        if self.row is None or now - self.row.last_seen_at < SEEN_EVERY:
            return
        facts = {"last_seen_at": now, "expires_at": _over_at(self.row.ends_at, self.row.idle, now)}
        with suppress(DatabaseError), transaction.atomic():
            Session.objects.filter(pk=self.row.pk).update(**facts)

    def keep_to(self, limits: Limits, *, is_officer: bool = False) -> None:
        """Live within these limits from now on, counted from when somebody signed in by this session."""
        opened = self[OPENED] if OPENED in self else {"at": clock.machine_now().timestamp()}
        idle = limits.idle.total_seconds() if limits.idle else None
        self[OPENED] = opened | {"idle": idle, "is_officer": is_officer}
        self.set_expiry(datetime.fromtimestamp(opened["at"], UTC) + limits.in_all)

    def has_lived_by(self, limits: Limits) -> bool:
        """Tell whether it would still be alive if these limits had held since it was opened."""
        row, now = self.row, clock.machine_now()
        return row is None or _over_at(row.opened_at + limits.in_all, limits.idle, row.last_seen_at) > now

    @classmethod
    def clear_expired(cls) -> None:
        """Delete all sessions that let nobody in any more."""
        Session.objects.filter(expires_at__lt=clock.machine_now()).delete()

    @classmethod
    def answers(cls, session_key: str, *, is_look: bool) -> bool:
        """Tell by one read whether a stored page may answer: the session is alive, and this visit need not be noted.

        ``is_look`` says that an open page asked by itself, which is no sign of life.
        """
        now = clock.machine_now()
        seen_since = BEFORE_ALL if is_look else now - SEEN_EVERY
        instants = [connection.ops.adapt_datetimefield_value(instant) for instant in (now, seen_since)]
        with connection.cursor() as cursor:
            cursor.execute(ANSWERS, [digest(session_key), *instants])
            return cursor.fetchone() is not None

    def _facts(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the columns of the session's row, but for its key and when it was made."""
        opened, now = data.get(OPENED, {}), clock.machine_now()
        ends_at: datetime = self.get_expiry_date()
        idle = timedelta(seconds=opened["idle"]) if opened.get("idle") else None
        return {
            "data": self.encode(dict(data)),
            "office_id": opened.get("office"),
            "person_id": int(data[SESSION_KEY]) if SESSION_KEY in data else None,
            "device": opened.get("device", ""),
            "network": opened.get("network", ""),
            "idle": idle,
            "opened_at": datetime.fromtimestamp(opened["at"], UTC) if opened else now,
            "ends_at": ends_at,
            "expires_at": _over_at(ends_at, idle, now),
            "last_seen_at": now,
        }


def store_of(request: HttpRequest) -> SessionStore:
    """Return the session of a request as what it is."""
    assert isinstance(request.session, SessionStore)
    return request.session


@transaction.atomic
def forget_expired() -> None:
    """Delete some sessions that let nobody in any more, at each sign-in; ``jonghong serve`` deletes all when it starts."""
    expired = Session.objects.filter(expires_at__lt=clock.machine_now())
    # Rows that another deletes are left to it: waiting for them here could wait in a ring.
    some = list(expired.select_for_update(skip_locked=True).values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    Session.objects.filter(pk__in=some).delete()


@Prepared
def _alive(key_hash: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(key_hash=key_hash, expires_at__gt=now)


def _over_at(ends_at: datetime, idle: timedelta | None, now: datetime) -> datetime:
    return min(ends_at, now + idle) if idle else ends_at
