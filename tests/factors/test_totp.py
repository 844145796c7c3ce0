import pytest

from jonghong.factors import totp

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.pure
@pytest.mark.parametrize(
    ("seconds", "eight_digits"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, eight_digits: str) -> None:
    """RFC 6238, appendix B, SHA-1; the six digits are the last of the eight."""
    assert totp.code_at(SECRET, totp.step_of(seconds)) == eight_digits[-6:]


@pytest.mark.pure
@pytest.mark.parametrize(
    ("seconds", "step"),
    [(3029.999, None), (3030, 102), (3059, 102), (3060, 102), (3089, 102), (3090, 102), (3119.999, 102), (3120, None)],
)
def test_code_fits_its_own_step_and_the_one_on_either_side(seconds: float, step: int | None) -> None:
    assert totp.fitting_step(SECRET, totp.code_at(SECRET, 102), seconds) == step


@pytest.mark.pure
@pytest.mark.parametrize("code", ["", "000000", "94287", "๙๔๒๘๗๐", "\0", "9" * 1000, "😀"])
def test_wrong_code_fits_no_step(code: str) -> None:
    assert totp.fitting_step(SECRET, code, 59) is None


@pytest.mark.pure
def test_new_secrets_have_160_bits_and_differ() -> None:
    drawn = {totp.draw() for _time in range(20)}
    assert len(drawn) == 20
    assert {len(secret) for secret in drawn} == {32}


@pytest.mark.pure
def test_secret_is_typed_in_groups_of_four() -> None:
    assert totp.in_fours("ABCDEFGHIJ") == "ABCD EFGH IJ"


@pytest.mark.pure
def test_address_is_the_one_that_apps_know() -> None:
    address = totp.address(SECRET, name="นาง ก", issuer="สพป.ศก.1")
    assert address.startswith("otpauth://totp/%E0%B8%AA%E0%B8%9E%E0%B8%9B.%E0%B8%A8%E0%B8%81.1:%E0%B8%99")
    assert f"secret={SECRET}" in address
    assert "digits=6" in address
    assert "period=30" in address
