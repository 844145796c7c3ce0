"""Whatever is typed, sent or held by a file: taken, or refused in a sentence; nothing else escapes, nothing hangs."""

import time

import pytest
from django.core.exceptions import ValidationError

from fuzz import readers
from fuzz.readers import Reader
from fuzz.tallies import amount, shares
from tests.fuzz.conftest import Tell

pytestmark = [pytest.mark.pure, pytest.mark.unmeasured]
TEXTS = 5_000


@pytest.mark.parametrize("share", shares())
def test_nothing_but_refusals_escapes(share: int, tell: Tell) -> None:
    tally, found = readers.run(amount(TEXTS), share=share)
    tell(tally)
    assert not found, "\n".join(found[:20])
    assert tally.tried == amount(TEXTS)
    assert 0 < tally.outcomes["taken"] < tally.tried


def test_every_good_text_is_read_by_some() -> None:
    for reader in readers.READERS:
        assert "taken" in {readers.read(reader, text) for text in reader.good} or reader.name == "sealed text", reader.name


def test_reader_that_raises_or_hangs_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "PATIENCE", 0.1)
    raises = Reader("raises", int, ["1", "2"], (TypeError,))
    hangs = Reader("hangs", lambda _text: time.sleep(60), ["1"])
    untrue = Reader("untrue", str, ["2"], holds=lambda text: pytest.fail("it is not so") if text else None)
    silent = Reader("silent", raise_without_a_word, ["1"], (ValidationError,))
    for planted, wrong in ((raises, "ValueError"), (hangs, "Hangs"), (silent, "AssertionError")):
        _tally, found = readers.run(3, readers=[planted])
        assert any(wrong in each for each in found), planted.name
    with pytest.raises(pytest.fail.Exception):
        readers.read(untrue, "2")


def raise_without_a_word(_text: str) -> None:
    raise ValidationError("")
