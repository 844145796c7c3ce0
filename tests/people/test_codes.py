import pytest
from hypothesis import given, strategies as st

from jonghong.people import codes

pytestmark = pytest.mark.pure


def test_drawn_codes_use_the_whole_alphabet_and_do_not_repeat() -> None:
    drawn = [codes.draw() for _ in range(1000)]
    assert len(set(drawn)) == 1000
    assert set("".join(drawn)) == set(codes.ALPHABET)
    assert {len(code) for code in drawn} == {8}


def test_alphabet_holds_nothing_that_is_confused() -> None:
    assert len(set(codes.ALPHABET)) == 31
    assert set("01OIL") & set(codes.ALPHABET) == set()


@pytest.mark.parametrize("text", ["ABCD-2345", "abcd2345", " abcd 2345 ", "AbCd\u20132345", "ABCD-๒๓๔๕"])
def test_code_is_read_however_it_is_typed(text: str) -> None:
    assert codes.normalised(text) == "ABCD2345"


@pytest.mark.parametrize(
    "text", ["", "ABCD-234", "ABCD-23456", "ABCD-2340", "ABCO-2345", "กขคง-2345", "ABCD\x002345", "A" * 9999]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(codes.BadCode) as fact:
        codes.normalised(text)
    assert fact.value.args == ()


@given(st.text(codes.ALPHABET, min_size=8, max_size=8))
def test_what_is_shown_is_read_back(code: str) -> None:
    assert codes.normalised(codes.shown(code)) == code
