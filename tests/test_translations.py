"""The Thai catalogue says everything that the source says, and nothing else."""

import re

import pytest
from babel.messages.catalog import Catalog

from tools import translate

pytestmark = pytest.mark.pure
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")


def kept() -> Catalog:
    return translate.read(translate.PO)


def test_catalogue_is_gathered_from_the_source_as_it_is() -> None:
    assert translate.po_of(translate.up_to_date(kept())) == translate.PO.read_bytes(), "run: ./jonghong translate"


def test_every_message_has_its_thai() -> None:
    assert translate.missing(kept()) == []


def test_compiled_catalogue_is_that_of_the_text() -> None:
    assert translate.mo_of(translate.PO.read_bytes()) == translate.PO.with_suffix(".mo").read_bytes(), (
        "run: ./jonghong translate"
    )


def test_thai_fills_in_what_the_english_does() -> None:
    differing = [
        message.id
        for message in kept()
        for thai in translate.strings(message.string)
        if message.id
        and thai
        and placeholders(thai) != placeholders(message.id if isinstance(message.id, str) else message.id[-1])
    ]
    assert differing == []


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))
