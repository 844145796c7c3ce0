"""The data map names every column there is."""

import pytest
from django.apps import apps
from django.db.models import ForeignKey

from jonghong.core.sealed import SealedField
from jonghong.people.models import Person
from jonghong.privacy.datamap import ACTIVITIES, Keeping, OnErase, columns_of, model_of
from jonghong.privacy.labels import COLUMN_LABELS, TABLE_LABELS
from jonghong.privacy.tables import TABLES

MODELS = {model._meta.label_lower: model for model in apps.get_models(include_auto_created=True)}


def test_every_table_and_every_column_is_in_the_map() -> None:
    known = {label: table.columns for label, table in TABLES.items()}
    assert known == {label: columns_of(model) for label, model in MODELS.items()}


@pytest.mark.parametrize("label", sorted(TABLES))
def test_a_column_is_of_one_kind(label: str) -> None:
    table = TABLES[label]
    assert len(table.columns) == len(table.personal) + len(table.secret) + len(table.other)
    assert set(table.inner) <= set(table.personal)


@pytest.mark.parametrize("label", sorted(TABLES))
def test_what_is_personal_says_why_it_is_kept(label: str) -> None:
    table = TABLES[label]
    assert bool(table.personal or table.secret) == (table.activity is not None)
    assert table.activity is None or table.activity in ACTIVITIES


@pytest.mark.parametrize("label", sorted(MODELS))
def test_every_way_to_a_person_is_known(label: str) -> None:
    ways = {
        field.name
        for field in MODELS[label]._meta.local_concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is Person
    }
    # The former booker is nobody.
    ways -= {"nobody"} if label == "privacy.retention" else set()
    assert ways <= {*TABLES[label].about, *TABLES[label].by}


@pytest.mark.parametrize("label", sorted(MODELS))
def test_what_is_sealed_is_personal_or_secret(label: str) -> None:
    sealed = {field.name for field in MODELS[label]._meta.local_concrete_fields if isinstance(field, SealedField)}
    assert sealed <= {*TABLES[label].personal, *TABLES[label].secret}


@pytest.mark.parametrize("label", sorted(TABLES))
def test_what_is_personal_goes_in_time(label: str) -> None:
    table = TABLES[label]
    assert table.age == "" or table.age in columns_of(model_of(label))
    goes_with_another = label == "activation.mailedcode"
    if table.about and table.keeping is not Keeping.ACCOUNT and not goes_with_another:
        assert table.age or table.on_erase is OnErase.NAMELESS


def test_what_tells_of_somebody_goes_with_them_or_forgets_them() -> None:
    assert {label for label, table in TABLES.items() if (table.about or table.by) and table.on_erase is OnErase.STAY} == set()


def test_what_holds_personal_data_has_a_name_that_people_read() -> None:
    personal = {label: table for label, table in TABLES.items() if table.activity}
    assert set(personal) == set(TABLE_LABELS)
    columns = {name for table in personal.values() for name in (*table.personal, *table.secret)}
    assert columns == set(COLUMN_LABELS)
