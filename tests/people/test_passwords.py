import re

import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.test import Client
from django.utils import translation
from hypothesis import given, strategies as st

from jonghong.offices.models import Office
from jonghong.people import identity, layouts, passwords
from tests import make

OWN = "1234567890121"
OFFICE = ["สำนักงานเขตพื้นที่การศึกษาประถมศึกษาศรีสะเกษ เขต 1", "สพป.ศรีสะเกษ เขต 1"]


def weakness(password: str) -> str:
    key = identity.keyed_hash(OWN, key=settings.CITIZEN_KEY)
    with translation.override("en"):
        return passwords.weakness(password, citizen_key=key, words=[*OFFICE, "กลุ่มอำนวยการ", "อำนวยการ", "นางสาวสมศรี ใจงาม"])


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
        "isylzjko12345678",  # รหัสผ่าน on a keyboard switched to Latin
        "ยฟหหไนพกยฟหหไนพก",  # password on one switched to Thai
        "ฟหกดเ้่าสวงผปแอิ",
        "ทืิอแปผงวสา่้เดกห",
        "ฟหกดฟหกดฟหกดฟหกด",
        "ๅ/-ภถุึคตจขชๅ/-ภถ",
        "ประเทศไทย2566!!!",
        "รักนะจุ๊บๆ 25662566",
        "กลุ่มอำนวยการ 2566",
        "อำนวยการ อำนวยการ",
        "ใจงาม ใจงาม ใจงาม",
        "สมศรี ใจงาม 2500",
        "256625672568256925",
        "๒๕๖๖๒๕๖๗๒๕๖๘๒๕๖๙",
        "2023-2024-2025-2026",
    ],
)
def test_what_others_try_first_is_refused(password: str) -> None:
    assert "first that others would try" in weakness(password)


def test_list_of_common_passwords_is_long() -> None:
    assert len(passwords.common_passwords()) >= 19_000
    assert {"password", "123456789", "iloveyou"} <= passwords.common_passwords()
    assert len(passwords.common_passwords()) + len(passwords.common_words()) >= 20_000
    assert {"รหัสผ่าน", "ประเทศไทย", "ฟหกดเ้่าสวง"} <= passwords.common_words()


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("เจ็ดตัวเอง"[:7], "at least 8 characters; this has 7"),
        ("ไก่ย่าง9", ""),
        ("x" * 8, "first that others would try"),
        ("รหัสผ่าน", "first that others would try"),
        ("password", "first that others would try"),
        ("Passw0rd", "first that others would try"),
    ],
)
def test_eight_characters_are_enough_beside_a_second_step(password: str, word: str) -> None:
    with translation.override("en"):
        said = passwords.weakness(password, citizen_key="", words=[], shortest=passwords.SHORTEST_BESIDE_FACTOR)
    assert (word in said, bool(word)) == (True, bool(said))


def test_keys_of_both_keyboards_answer_each_other() -> None:
    assert (layouts.in_latin("รหัสผ่าน"), layouts.in_thai("password")) == ("isylzjko", "ยฟหหไนพก")
    assert layouts.in_thai(layouts.LATIN) == layouts.THAI
    assert layouts.in_latin(layouts.THAI) == layouts.LATIN


def test_long_password_of_any_letters_is_taken_whole() -> None:
    for password in ("ทุ่งกุลา ฟ้าใส " * 9 + "ไก่ย่าง", "🐘🍚" * 64 + "🏫🌾🥭🧺", "four green kettles " * 7):
        assert len(password) >= 128
        assert weakness(password) == ""


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


@pytest.mark.parametrize(
    ("role", "needs_factor", "has_factor", "shortest"),
    [
        ("clerk", True, False, 15),
        ("clerk", True, True, 8),
        ("officer", True, False, 8),
        ("officer", False, False, 15),
        ("officer", False, True, 8),
    ],
)
@pytest.mark.django_db
def test_fewer_characters_are_asked_of_who_signs_in_by_two_steps(
    role: str,
    needs_factor: bool,
    has_factor: bool,
    shortest: int,
) -> None:
    office = make.office(officers_need_factor=needs_factor)
    person = make.person(office, role=role, has_factor=has_factor)
    client = Client()
    client.cookies["language"] = "en"
    client.force_login(person)
    page = client.get("/password/").content
    assert f"At least {shortest} characters." in page.decode()
    words = {"current": make.PASSWORD, "password": "ไก่ย่าง9", "repeat": "ไก่ย่าง9"}
    assert client.post("/password/", words).status_code == (303 if shortest == 8 else 422)


@pytest.mark.django_db
def test_group_of_the_office_makes_no_password() -> None:
    office = make.office()
    client = Client()
    client.force_login(make.person(office))
    words = {"current": make.PASSWORD, "password": "นโยบายและแผน2566", "repeat": "นโยบายและแผน2566"}
    assert client.post("/password/", words).status_code == 422


@pytest.mark.django_db
def test_managers_of_passwords_and_pasting_are_welcome() -> None:
    client = Client()
    make.office()
    page = client.get("/sign-in/").content.decode()
    assert re.search(r'<input[^>]*name="username"[^>]*autocomplete="username"', page)
    assert re.search(r'<input[^>]*name="password"[^>]*autocomplete="current-password"', page)
    client.force_login(make.person(Office.objects.get()))
    page = client.get("/password/").content.decode()
    assert re.findall(r'autocomplete="(\S+-password)"', page) == ["current-password", "new-password", "new-password"]
    assert "onpaste" not in page
    assert re.search(r'name="password"[^>]*maxlength="1000"', page)
