"""What counts as the same letter, the patterns that databases are asked with, and what a hit shows as met."""

import re
import sqlite3

import pytest

from jonghong.finding.search_words import Part, glob, parts, regex, words_of

pytestmark = pytest.mark.pure

# Word as typed, text, whether the text holds it.
HELD = [
    ("งบ", "ประชุมงบประมาณ", True),
    ("ประมาณการ", "ประชุมงบประมาณ", False),
    ("active", "อบรม (Active Learning)", True),
    ("LEARN", "อบรม (Active Learning)", True),
    ("๑/2566", "ครั้งที่ 1/๒๕๖๖", True),
    ("12", "ครั้งที่ ๑๒", True),
    ("12", "ครั้งที่ ๑๓", False),
    ("%", "ครบ 100%", True),
    ("%", "ครบร้อยส่วน", False),
    ("_", "ชื่อ_แฟ้ม", True),
    ("a_c", "abc", False),
    ("*", "หมายเหตุ * สำคัญ", True),
    ("*", "หมายเหตุ", False),
    ("?", "ไปไหม?", True),
    ("?", "ไปไหม", False),
    ("[ก]", "ข้อ [ก]", True),
    ("[ก]", "ข้อ ก", False),
    ("[^ก]", "ข", False),
    ("a.c", "a.c", True),
    ("a.c", "abc", False),
    ("(plc)", "วิชาชีพ (PLC)", True),
    ("$^|+{2}\\", "ก$^|+{2}\\ข", True),
    ("a-z", "m", False),
    ("]", "ข้อ ]", True),
    ("😀", "ยินดี 😀", True),
    ("É", "é", False),
    ("'", "O'Brien", True),
]


@pytest.mark.parametrize(("typed", "text", "is_held"), HELD)
def test_pattern_fits_what_holds_the_word(typed: str, text: str, is_held: bool) -> None:
    (word,) = words_of(typed)
    assert sqlite3.connect(":memory:").execute("SELECT ? GLOB ?", [text, glob(word)]).fetchone() == (is_held,)
    assert bool(re.search(regex(word), text)) is is_held
    assert any(part.is_hit for part in parts(text, (word,))) is is_held


def test_words_stand_between_any_spaces_each_once() -> None:
    assert words_of("  งบ \t ประมาณ\u3000PLC plc ๑ 1 ") == ("งบ", "ประมาณ", "plc", "1")
    assert words_of(" \n ") == ()


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("ประชุมงบ", ("งบ",), "ประชุม[งบ]"),
        ("งบ ครั้งที่ ๑", ("1", "งบ"), "[งบ] ครั้งที่ [๑]"),
        ("กขกขก", ("กขก",), "[กขกขก]"),
        ("ab", ("b", "a"), "[ab]"),
        ("น้ำใจ", ("น",), "[น้ำ]ใจ"),
        ("ผู้", ("้",), "[ผู้]"),
        ("ไม่มี", ("ใ",), "ไม่มี"),
        ("ทั้งหมด", (), "ทั้งหมด"),
        ("", ("ก",), ""),
        ("<b>", ("b",), "<[b]>"),
    ],
)
def test_parts_mark_what_is_met_with_the_signs_that_hang_on_it(text: str, words: tuple[str, ...], shown: str) -> None:
    found = parts(text, words)
    assert "".join(f"[{part.text}]" if part.is_hit else part.text for part in found) == shown
    assert "".join(part.text for part in found) == text


def test_a_part_is_what_it_says() -> None:
    assert parts("กข", ("ข",)) == [Part("ก", is_hit=False), Part("ข", is_hit=True)]
