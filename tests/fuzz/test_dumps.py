"""Dumps that were damaged by chance: each is taken, or refused by line and table; there is no third."""

import gzip
from io import BytesIO

import pytest

from fuzz import dumps as fuzz
from fuzz.tallies import amount, shares
from jonghong.moving import dumps
from tests.fuzz.conftest import Tell
from tests.moving.dumps import STYLES

pytestmark = pytest.mark.pure
DUMPS = 2_500


@pytest.mark.parametrize("share", shares())
def test_a_damaged_dump_is_taken_or_refused(share: int, tell: Tell) -> None:
    tally = fuzz.run(amount(DUMPS), share=share)
    tell(tally)
    assert tally.tried == amount(DUMPS)
    # Else it would not be seen that everything is taken, or refused.
    assert 0 < tally.outcomes["taken"] < tally.tried


@pytest.mark.parametrize("style", STYLES)
def test_undamaged_dump_is_taken_whole(style: str) -> None:
    texts = [STYLES[style].encode(encoding) for encoding in ("utf-8", "cp874", "utf-16")]
    taken = [dumps.read(BytesIO(content)) for text in texts for content in (text, gzip.compress(text, 1))]
    assert taken[0].size > 0
    assert all(source == taken[0] for source in taken)


@pytest.mark.parametrize("share", shares())
def test_rows_of_odd_values_are_judged(share: int, tell: Tell) -> None:
    tell(fuzz.judge_odd_rows(amount(DUMPS) // 10, share=share))


def test_reader_that_raises_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_content: BytesIO) -> None:
        raise KeyError

    monkeypatch.setattr(dumps, "read", broken)
    with pytest.raises(KeyError):
        fuzz.run(10)
