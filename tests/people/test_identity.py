import pytest
from hypothesis import given, strategies as st

from jonghong.people import identity

pytestmark = pytest.mark.pure

DIGITS = "1234567890121"


@pytest.mark.parametrize(
    "text",
    [
        "1234567890121",
        "1-2345-67890-12-1",
        " 1 2345 67890 12 1 ",
        "๑๒๓๔๕๖๗๘๙๐๑๒๑",
        "๑-๒๓๔๕-๖๗๘๙๐-12-1",
        "1\u20132345\u201167890\u00a012\u200b1",
    ],
)
def test_number_is_read_however_it_is_typed(text: str) -> None:
    assert identity.normalised(text) == DIGITS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123456789012",
        "12345678901211",
        "123456789012a",
        "๑๒๓",
        "1234567890121\0",
        "１２３４５６７８９０１２１",
        "²" * 13,
        "9" * 9999,
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(identity.BadCitizenId) as fact:
        identity.normalised(text)
    assert fact.value.args == ()


@given(st.text())
def test_any_text_is_thirteen_digits_or_refused(text: str) -> None:
    try:
        digits = identity.normalised(text)
    except identity.BadCitizenId:
        return
    assert len(digits) == 13
    assert digits.isascii()
    assert digits.isdigit()


@pytest.mark.parametrize(("digits", "is_right"), [(DIGITS, True), ("1234567890122", False), ("1294567890121", True)])
def test_check_digit_is_a_hint(digits: str, is_right: bool) -> None:
    """The third digit has weight 11, so that a mistake in it passes."""
    assert identity.has_right_check_digit(digits) is is_right


def test_keyed_hash_depends_on_number_and_key() -> None:
    hashes = {identity.keyed_hash(digits, key=key) for digits in (DIGITS, "1234567890139") for key in ("a", "b")}
    assert len(hashes) == 4
    assert {len(each) for each in hashes} == {64}


def test_masked_shows_the_last_four() -> None:
    assert identity.masked("0121") == "x-xxxx-xxxx0-12-1"
