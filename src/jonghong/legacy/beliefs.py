"""Which passwords of AMSS++ are believed. Whoever asks has the right one; that is not enough.

AMSS++ keeps MD5 without salt, resets a password to the user name and lets whoever comes first register for a number, so a
right password proves something only where it is none that everybody would try, and the row was made by an officer.
"""

import hmac
from datetime import date
from functools import cache
from hashlib import md5

from jonghong.legacy.asking import Account
from jonghong.people.passwords import common_passwords

PHP_BLANKS = " \t\n\r\0\x0b"  # what trim() of PHP takes away, through which AMSS++ sends what is typed
OFTEN_SET = ("1234", "123", "12345")


def is_right(password: str, account: Account) -> bool:
    """Tell whether this is the password of the account, as AMSS++ would."""
    return hmac.compare_digest(legacy_hash(password.strip(PHP_BLANKS)), account.word.lower().encode("utf-8", "replace"))


def doubt(password: str, account: Account, *, number: str, today: date, cutover: date | None) -> str:
    """Return why a right password is not believed, in one word of ours; empty where it is.

    Without a date of the cut-over nobody is believed who registered for himself.
    """
    if account.person_id.strip() != number or account.status.strip() != "1":
        return "row"
    if account.officer.strip() == number and (cutover is None or today >= cutover):
        return "self-registered"
    own = {legacy_hash(text) for text in (number, account.username, account.username.strip(), *OFTEN_SET)}
    is_easy = password.strip(PHP_BLANKS).casefold() in common_passwords()
    if is_easy or account.word.lower().encode("utf-8", "replace") in own | common_hashes():
        return "easy"
    return ""


def legacy_hash(text: str) -> bytes:
    """Return the hash that AMSS++ keeps of a password, as 32 hexadecimal letters."""
    return md5(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest().encode()


@cache
def common_hashes() -> frozenset[bytes]:
    """Return the hashes of some 20,000 passwords that many people use."""
    return frozenset(map(legacy_hash, common_passwords()))
