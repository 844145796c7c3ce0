"""How passwords are kept, and which are too easy to guess.

At least 15 characters while the password is the only factor and 8 beside a second one, lists of common ones, and nothing
else: no mix of letters and signs is asked for, none expires (NIST SP 800-63B-4, 3.1.1.2; OWASP ASVS 5.0, V6.2).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.utils.translation import gettext as _

from jonghong.core.thai import arabic_digits
from jonghong.people import identity, layouts, numbers
from jonghong.people.hashing import room_to_hash

SHORTEST, LONGEST = 15, 1000  # code points
SHORTEST_BESIDE_FACTOR = 8  # where a second step follows
SHORTEST_WORD = 3  # a letter or two beside many digits make no common password
SHORTEST_UNIT = 5  # what repeats fewer characters than this is easy, whatever they are

# What everybody here thinks of first; the office's own names come on top.
CONTEXT_WORDS = ("jonghong", "จองห้องประชุม", "จองห้อง", "ห้องประชุม", "ประชุม", "รหัสผ่าน", "amss", "obec", "สพฐ", "สพป")
TITLES = ("นางสาว", "นาง", "นาย", "ว่าที่")
SEQUENCES = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ",
    *layouts.RUNS,
)
YEARS = re.compile(r"(?:2[45]\d\d|19\d\d|20\d\d)+\d{0,3}")  # พ.ศ. and ค.ศ., one after the other

# The hash of a password that was drawn once and forgotten: what is typed for nobody is checked against it, so that an
# answer takes as long as for somebody. A test keeps its cost equal to that of new hashes.
NOBODYS_HASH = "argon2$argon2id$v=19$m=19456,t=2,p=1$eFkwOVBDOWR0NDZWMVNYUnZYeEFfdw$s0+hmZEvqzsROGrrJ8C8+RvOnHpPOY0u9zbjYiVIHjI"


class Argon2id(Argon2PasswordHasher):
    """Argon2id at the first setting of the OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane.

    Django's default of 100 MiB and eight lanes lets eight guessers at once stop a small machine. A password is brought to
    NFC here, in the one place through which it is both set and checked: two keyboards write ``é`` in two ways.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Return the hash of a password. Raises TooBusy."""
        with room_to_hash():
            return super().encode(normalised(password), salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Tell whether the hash is of that password. Raises TooBusy."""
        with room_to_hash():
            return super().verify(normalised(password), encoded)


def normalised(password: str) -> str:
    """Return the password in Unicode's normal form C; spaces, case and everything else stay as typed."""
    return unicodedata.normalize("NFC", password)


def weakness(password: str, *, citizen_key: str, words: Iterable[str], shortest: int = SHORTEST) -> str:
    """Return the sentence for the rule that a new password breaks; empty when it is good.

    ``citizen_key`` is the keyed hash of its owner's number; ``words`` are names that would be guessed first; ``shortest`` is
    how many characters it has at least (``permissions.shortest_password``).
    """
    password = normalised(password)
    if len(password) < shortest:
        facts = {"shortest": shortest, "typed": len(password)}
        return _("Use at least %(shortest)d characters; this has %(typed)d. A few words in a row are easy to keep.") % facts
    if len(password) > LONGEST:
        return _("Use at most %(longest)d characters.") % {"longest": LONGEST}
    if _holds_number(password, citizen_key):
        return _("Leave your 13 digits out of the password: others know them.")
    # A word typed with the keyboard switched to the other language is as easy as the word.
    readings = (password.casefold(), layouts.in_latin(password).casefold(), layouts.in_thai(password))
    told = [*CONTEXT_WORDS, *(part for word in words for part in _parts(word))]
    if any(_is_easy(reading, told) for reading in readings) or _is_told(layouts.in_thai(_letters(password)), told):
        return _("This is among the first that others would try. Choose words that nobody links with you or the office.")
    return ""


def _holds_number(password: str, citizen_key: str) -> bool:
    return any(citizen_key in numbers.every_key(run) for run in _thirteens(password))


def _thirteens(password: str) -> Iterator[str]:
    """Yield every run of thirteen digits, whatever signs stand between them."""
    digits = "".join(letter if letter.isdigit() else " " * letter.isalpha() for letter in arabic_digits(password))
    for start in range(len(digits) - identity.LENGTH + 1):
        run = digits[start : start + identity.LENGTH]
        if run.isascii() and run.isdigit():
            yield run


def _parts(name: str) -> list[str]:
    """Return a name, what it is made of, and that without the title before it."""
    parts = [part for part in name.split() if len(_letters(part)) >= SHORTEST_WORD]
    return [name, *parts, *(part.removeprefix(title) for part in parts for title in TITLES if len(part) > len(title))]


def _is_easy(password: str, words: Iterable[str]) -> bool:
    unit, letters = _unit(password), _letters(password)
    if not letters and YEARS.fullmatch(_digits(password)):
        return True
    if len(unit) < SHORTEST_UNIT or any(unit in line or unit in line[::-1] for line in SEQUENCES):
        return True
    return any(text in common_passwords() for text in _tried(password)) or _is_told(password, words)


def _is_told(text: str, words: Iterable[str]) -> bool:
    """Tell whether a text is one of the words that everybody thinks of, or made of those that were told."""
    return any(part in common_words() for part in _tried(text)) or _is_made_of(_letters(text), words)


def _tried(text: str) -> set[str]:
    letters = _letters(text)
    return {part for part in (text, _unit(text), letters, _unit(letters)) if len(part) >= SHORTEST_WORD}


def _unit(text: str) -> str:
    """Return the shortest beginning that gives the text when it is written over and over: ``abc`` of ``abcabca``."""
    return next((text[:size] for size in range(1, len(text)) if text.startswith(text[size:])), text)


def _letters(text: str) -> str:
    """Return the text without digits, signs and spaces; marks above and below Thai letters stay."""
    return "".join(letter for letter in text if unicodedata.category(letter)[0] in "LM")


def _digits(text: str) -> str:
    """Return the digits of a text, Thai ones too."""
    return "".join(letter for letter in arabic_digits(text) if letter in "0123456789")


def _is_made_of(letters: str, words: Iterable[str]) -> bool:
    left = letters
    for word in sorted((_letters(normalised(word).casefold()) for word in words), key=len, reverse=True):
        left = left.replace(word, "") if word else left
    return bool(letters) and not left


@cache
def common_passwords() -> frozenset[str]:
    """Return some 20,000 passwords that many people use, in small letters: the list that comes with Django."""
    return frozenset(CommonPasswordValidator().passwords)


@cache
def common_words() -> frozenset[str]:
    """Return some 500 Thai words, names and greetings of which one alone, with whatever digits beside it, is a password."""
    lines = Path(__file__).with_name("common_thai.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(normalised(line) for line in lines)
