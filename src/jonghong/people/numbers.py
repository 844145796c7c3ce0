"""A citizen id under the keys of this installation: ``settings.CITIZEN_KEYS``, key by id, the newest last.

A new key is taken into use without anybody's number being known: it is hashed anew when its owner types it
(``actions.hash_anew``), and until then found under the key of before.
"""

from django.conf import settings

from jonghong.people.identity import external_hash, keyed_hash


def every_key(digits: str) -> list[str]:
    """Return all keyed hashes by which a number may be kept, the one of the newest key first."""
    return [keyed_hash(digits, key=key) for key in reversed(settings.CITIZEN_KEYS.values())]


def newest_key(digits: str) -> str:
    """Return the keyed hash by which a number is kept from now on."""
    return every_key(digits)[0]


def steady_key(digits: str) -> str:
    """Return the keyed hash by which tries are counted, under the oldest key: a new one gives nobody new tries."""
    return every_key(digits)[-1]


def every_external_key(text: str) -> list[str]:
    """Return all keyed hashes by which somebody of another system may be kept whose number there is no citizen id."""
    return [external_hash(text, key=key) for key in reversed(settings.CITIZEN_KEYS.values())]


def external_key(text: str) -> str:
    """Return the one by which such a person is kept from now on. Nobody can sign in by it: it fits no thirteen digits."""
    return every_external_key(text)[0]
