"""The keys by which a provider signs, kept by each process and asked for again when a token names one that is new."""

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any

from jonghong.core.breaker import Breaker
from jonghong.oidc.fetching import Unanswered, fetch

KEPT_FOR = 24 * 60 * 60.0  # seconds
NOT_AGAIN_FOR = 60.0  # seconds: whoever makes up names of keys cannot make us ask all the time
PUBLIC = {"RSA", "EC", "OKP"}  # no shared secrets, whatever a provider lists


class NoKey(Exception):
    """The provider has no such key, or could not be asked."""


class Keys:
    """Public keys of one provider."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now, self._lock = now, Lock()
        self._keys: list[Any] = []
        self._asked_at: float | None = None

    def find(self, url: str, key_id: str | None, *, breaker: Breaker) -> Any:
        """Return the key of that id; without one, the only key there is. Raises NoKey."""
        with self._lock:
            if self._age() > KEPT_FOR:
                self._ask(url, breaker)
            key = self._pick(key_id)
            if key is None and self._age() > NOT_AGAIN_FOR:
                self._ask(url, breaker)
                key = self._pick(key_id)
        if key is None:
            raise NoKey
        return key

    def _age(self) -> float:
        return float("inf") if self._asked_at is None else self._now() - self._asked_at

    def _pick(self, key_id: str | None) -> Any:
        fitting = [key for key in self._keys if key_id is None or key.kid == key_id]
        return fitting[0] if len(fitting) == 1 else None

    def _ask(self, url: str, breaker: Breaker) -> None:
        """Read the keys; after a failure those of before stay good, for as long again as it takes to ask."""
        self._asked_at = self._now()
        try:
            said = fetch(url, breaker=breaker).get("keys")
        except Unanswered:
            if not self._keys:
                self._asked_at = None
            return
        self._keys = [key for one in said if (key := _read(one))] if isinstance(said, list) else []


def _read(said: Any) -> Any:
    """Return a key that verifies signatures; None for anything else."""
    from joserfc.jwk import JWKRegistry  # noqa: PLC0415 - an extra

    if not isinstance(said, dict) or said.get("kty") not in PUBLIC or said.get("use", "sig") != "sig":
        return None
    try:
        return JWKRegistry.import_key({name: value for name, value in said.items() if name != "d"})
    except Exception:  # noqa: BLE001 - one key that is of no use leaves the others
        return None
