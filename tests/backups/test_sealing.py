"""What is sealed is read as it was written, or not at all."""

import io
from collections.abc import Callable

import pytest

from jonghong.backups import sealing
from jonghong.backups.refusals import Damaged, Newer, NoKey, Refused, WrongKey
from jonghong.backups.sealing import HEAD, MAGIC, PIECE, TAG, SealedReader, SealingWriter

pytestmark = pytest.mark.pure
KEY = "กุญแจของสำเนา-0123456789-0123456789"
START, STEP = len(MAGIC) + HEAD.size, PIECE + TAG
TEXT = bytes(number % 251 for number in range(3 * PIECE + 17))
Change = Callable[[bytes], bytes]


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "COST", (64, 1, 1))


def sealed(text: bytes, *, pieces: int = 7, key: str = KEY) -> bytes:
    file = io.BytesIO()
    writer = SealingWriter(file, key)
    size = len(text) // pieces + 1
    for start in range(0, len(text), size):
        assert writer.write(text[start : start + size]) == len(text[start : start + size])
        writer.flush()
    writer.finish()
    return file.getvalue()


def opened(raw: bytes, key: str = KEY) -> bytes:
    return io.BufferedReader(SealedReader(io.BytesIO(raw), key)).read()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 17])
def test_what_was_written_is_read(size: int) -> None:
    raw = sealed(TEXT[:size])
    assert opened(raw) == TEXT[:size]
    assert len(raw) == START + size + TAG * max(1, -(-size // PIECE))
    assert TEXT[:32] not in raw


def test_reading_may_begin_anywhere() -> None:
    reader = io.BufferedReader(SealedReader(io.BytesIO(sealed(TEXT)), KEY))
    for place in (PIECE - 3, 0, 3 * PIECE + 5, PIECE * 2):
        reader.seek(place)
        assert reader.read(10) == TEXT[place : place + 10]
    assert (reader.seek(-5, 2), reader.read(), reader.read(1)) == (len(TEXT) - 5, TEXT[-5:], b"")


def piece(raw: bytes, number: int) -> bytes:
    return raw[START + number * STEP : START + (number + 1) * STEP]


CHANGES: dict[str, tuple[Change, type[Refused]]] = {
    "another version": (lambda raw: raw.replace(b"SEALED 1", b"SEALED 2"), Newer),
    "a bit of the salt": (lambda raw: raw[:20] + bytes([raw[20] ^ 1]) + raw[21:], WrongKey),
    "a gigantic cost": (lambda raw: raw[: START - 12] + b"\xff" * 4 + raw[START - 8 :], WrongKey),
    "no cost": (lambda raw: raw[: START - 12] + b"\0" * 12 + raw[START:], WrongKey),
    "a bit of the second piece": (
        lambda raw: raw[: START + STEP] + bytes([raw[START + STEP] ^ 1]) + raw[START + STEP + 1 :],
        Damaged,
    ),
    "a bit of the last": (lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]), Damaged),
    "two pieces change places": (lambda raw: raw[: START + STEP] + piece(raw, 2) + piece(raw, 1) + piece(raw, 3), Damaged),
    "a piece twice": (lambda raw: raw[: START + STEP] + raw[START:], Damaged),
    "a piece left out": (lambda raw: raw[: START + STEP] + raw[START + 2 * STEP :], Damaged),
    "cut off at the end of a piece": (lambda raw: raw[: START + 3 * STEP], Damaged),
    "cut off within a piece": (lambda raw: raw[:-9], Damaged),
    "cut off within a seal": (lambda raw: raw[: START + STEP + 3], Damaged),
    "only the head": (lambda raw: raw[:START], Damaged),
    "half a head": (lambda raw: raw[: START - 5], Damaged),
    "something at the end": (lambda raw: raw + b"more", Damaged),
    "the first piece of another file": (lambda raw: raw[:START] + piece(sealed(TEXT), 0) + raw[START + STEP :], WrongKey),
}


@pytest.mark.parametrize("case", CHANGES)
def test_whatever_is_changed_is_refused(case: str) -> None:
    change, refusal = CHANGES[case]
    with pytest.raises(refusal):
        opened(change(sealed(TEXT)))


def test_another_key_and_none_are_told_apart() -> None:
    with pytest.raises(WrongKey):
        opened(sealed(TEXT), KEY + "x")
    with pytest.raises(NoKey):
        opened(sealed(TEXT), "")
