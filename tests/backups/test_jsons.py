"""JSON has one form, and it is the one that PostgreSQL gives it."""

import json
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings, strategies as st

from jonghong.backups.jsons import canonical
from tests.backups.conftest import ODD_JSON

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
FLOATS = st.floats(-1e15, 1e15)  # larger ones become whole numbers
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | FLOATS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)


@pytest.mark.pure
@given(VALUES)
def test_the_one_form_says_the_same_and_stays(value: Any) -> None:
    text = canonical(json.dumps(value))
    assert text is not None
    assert json.loads(text) == value
    assert canonical(text) == text


@pytest.mark.pure
def test_names_stand_by_length_and_numbers_are_written_out() -> None:
    text = '{"ก": 1, "b": 1e16, "ab": -0.0, "a": 1E-7, "a": {"z": [], "c": 1.50}}'
    assert canonical(text) == '{"a": {"c": 1.50, "z": []}, "b": 10000000000000000, "ab": 0.0, "ก": 1}'
    assert (canonical(None), canonical("{}"), canonical('"\\ud800"')) == (None, "{}", '"\\ud800"')


@pytest.mark.postgresql
@pytest.mark.django_db
def test_postgresql_writes_it_the_same_way() -> None:
    @settings(max_examples=200, deadline=None)
    @given(VALUES)
    def same(value: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::jsonb::text", [json.dumps(value)])
            assert cursor.fetchone()[0] == canonical(json.dumps(value))

    same()
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb::text", [json.dumps(ODD_JSON)])
        assert cursor.fetchone()[0] == canonical(json.dumps(ODD_JSON))
