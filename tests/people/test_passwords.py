import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.utils import translation
from hypothesis import given, strategies as st

from jonghong.people import identity, passwords

pytestmark = pytest.mark.pure

OWN = "1234567890121"
OFFICE = ["สำนักงานเขตพื้นที่การศึกษาประถมศึกษาศรีสะเกษ เขต 1", "สพป.ศรีสะเกษ เขต 1"]


def weakness(password: str) -> str:
    key = identity.keyed_hash(OWN, key=settings.CITIZEN_KEY)
    with translation.override("en"):
        return passwords.weakness(password, citizen_key=key, words=[*OFFICE, "นางสาวสมศรี ใจงาม"])


@pytest.mark.parametrize(
    "password",
    [
        "น้ำใสไหลเย็นเห็นตัวปลา",
        "four green kettles",
        "ก" * 7 + "ไก่ย่างห้าดาว",
        "😀🐘🍚🌧️🚲🏫📚🎋🪷🛶🐃🌾🥭🧺🪕",
        "               x",  # spaces count like any other character
        "\u202eกลับทิศทางการอ่าน",
        "my 1234567890139 is not mine",
        "ประชุมที่เชียงใหม่ปีหน้า",
        "กขฃคฅฆงจฉชซฌญฎx",
        "my 5512-8830-0947",
        "xyz" * 300 + "end",
    ],
)
def test_good_password_is_taken(password: str) -> None:
    assert weakness(password) == ""


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("", "at least 15"),
        ("สั้นไป", "this has 6"),
        ("a" * 14, "this has 14"),
        ("e\u0301" * 14, "this has 14"),  # fourteen é in two code points each
        ("ก" * 1001, "at most 1000"),
        ("ก" * 10_000, "at most 1000"),
        ("1234567890121 is me", "13 digits"),
        ("ฉันคือ 1-2345-67890-12-1", "13 digits"),
        ("๑๒๓๔๕๖๗๘๙๐๑๒๑ นะ", "13 digits"),
        ("00123456789012100", "13 digits"),
    ],
)
def test_refusal_names_the_rule(password: str, word: str) -> None:
    assert word in weakness(password)


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaaaaa",
        "กกกกกกกกกกกกกกกก",
        "abababababababab",
        "123456789012345",
        "98765432109876543",
        "abcdefghijklmnop",
        "ponmlkjihgfedcba",
        "qwertyuiopasdfgh",
        "กขฃคฅฆงจฉชซฌญฎฏ",
        "1q2w3e4r5t6y7u8i",
        "passwordpassword",
        "Password1234567!",
        "iloveyou 2566 2566",
        "manchesterunited",
        "jonghong1234567",
        "JongHong-จองห้อง",
        "จองห้องประชุม2566!",
        "จองห้องจองห้องจองห้อง",
        "สพป.ศรีสะเกษ เขต 1 ๒๕๖๖",
        "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาศรีสะเกษ เขต ๑",
        "นางสาวสมศรี ใจงาม",
        "รหัสผ่าน12345678",
    ],
)
def test_what_others_try_first_is_refused(password: str) -> None:
    assert "first that others would try" in weakness(password)


def test_list_of_common_passwords_is_long() -> None:
    assert len(passwords.common_passwords()) >= 19_000
    assert {"password", "123456789", "iloveyou"} <= passwords.common_passwords()


@given(st.text(max_size=1200))
def test_any_text_is_judged(password: str) -> None:
    assert isinstance(weakness(password), str)


@pytest.mark.parametrize(
    ("typed", "again", "is_same"),
    [
        ("น้ำใสไหลเย็นเห็นตัวปลา", "น้ำใสไหลเย็นเห็นตัวปลา", True),
        ("caf\u00e9 caf\u00e9 caf\u00e9", "cafe\u0301 cafe\u0301 cafe\u0301", True),
        ("น\u0e49\u0e33ใสไหลเย็น", "น\u0e49\u0e4d\u0e32ใสไหลเย็น", False),  # NFC keeps sara am apart from its look-alike
        ("four green kettles", "four green kettles ", False),
        ("four green kettles", "Four green kettles", False),
        ("😀" * 250, "😀" * 250, True),
        ("ก\0" * 20, "ก\0" * 20, True),
        ("ก\0" * 20, "ก", False),
        ("x" * 10_000, "x" * 9_999, False),  # nothing is cut off
    ],
)
def test_password_is_compared_as_typed_but_for_its_normal_form(typed: str, again: str, is_same: bool) -> None:
    assert check_password(again, make_password(typed)) is is_same


def test_hash_is_argon2id_at_the_cost_of_owasp() -> None:
    encoded = make_password("four green kettles")
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert encoded != make_password("four green kettles")


def test_nobodys_hash_costs_what_anybodys_does() -> None:
    hasher = identify_hasher(passwords.NOBODYS_HASH)
    assert isinstance(hasher, passwords.Argon2id)
    assert hasher.must_update(passwords.NOBODYS_HASH) is False
