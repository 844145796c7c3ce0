"""What tests of the pages on which an office is kept have in common."""

import re
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from jonghong.offices.models import Office
from jonghong.people.models import Role
from tests import make

# Texts that a field must take or refuse in a sentence: never a 500, never as markup.
HOSTILE = [
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}{% raise %}",
    "' OR 1=1; --",
    "😀👩‍👩‍👧",
    "\u202eกลับ\u202c",
    "\x00",
    "ก\x00ข",
    "\r\n\t",
    "\ufeff\u200b",
    "ก" * 5_000,
    "9" * 5_000,
    "../../etc/passwd",
    "nan",
]


def signed_in(client: Client, role: str = Role.OFFICER, *, language: str = "en", **facts: Any) -> Office:
    """Sign somebody of that role in, and return the office, which is the first one made and so the one served."""
    office = make.office(**facts)
    client.force_login(make.person(office, role=role))
    client.cookies["language"] = language
    return office


def mistakes(response: Any) -> dict[str, str]:
    """Return field -> what the page says is wrong with it; no field says it unless the answer is a 422."""
    found = re.findall(r'<p class="mistake" id="id_(\w+)_error">(.*?)</p>', response.content.decode())
    assert bool(found) == (response.status_code == 422)
    return {field: unescape(sentence) for field, sentence in found}


def value_of(response: Any, field: str) -> str:
    """Return what stands in the text input of that name."""
    found = re.search(rf'<input[^>]* name="{field}"[^>]*?(?: value="(.*?)")?[ >]', response.content.decode(), re.DOTALL)
    assert found
    return unescape(found[1] or "")


def address(name: str, **words: Any) -> str:
    """Return the address of a page."""
    return reverse(name, kwargs=words)
