"""Fonts and the typesetter."""

import hashlib
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from shutil import which
from subprocess import run

import pytest

from jonghong.core import typesetting
from tests.needs import needs

pytestmark = pytest.mark.pure

CONSONANTS = [chr(code) for code in range(0x0E01, 0x0E2F) if chr(code) not in "ฤฦ"]
VOWELS = ["", *"ัิีึืุู"]
TONES = ["", *"่้๊๋์"]


def test_fonts_are_what_they_were() -> None:
    lines = (typesetting.FONTS / "vendored.sha256").read_text(encoding="ascii").splitlines()
    listed = {name: digest for digest, name in map(str.split, lines)}
    files = [file for file in typesetting.FONTS.iterdir() if file.name != "vendored.sha256"]
    assert {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files} == listed


@pytest.mark.parametrize("weight", [400, 600])
def test_every_thai_syllable_copies_as_it_was_set(tmp_path: Path, weight: int) -> None:
    needs(find_spec("typst"), "the extra pdf")
    needs(which("pdftotext"), "pdftotext")
    syllables = ["".join(parts) + "น" for parts in product(CONSONANTS, VOWELS, TONES)]
    syllables += [f"{consonant}{tone}ำน" for consonant, tone in product(CONSONANTS, TONES[:-1])]
    template = tmp_path / "all.typ"
    template.write_text(
        f'#set page(height: 8000pt)\n#set text(font: "Sarabun", weight: {weight}, lang: "th", fallback: false)\n'
        "#for one in json(bytes(sys.inputs.facts)) { par(one) }",
        encoding="utf-8",
    )
    pdf = typesetting.pdf(template, syllables)
    copied = run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert copied.split() == syllables


def test_extra_is_asked_for_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "find_spec", lambda name: None if name == "typst" else name)
    assert not typesetting.is_here()
