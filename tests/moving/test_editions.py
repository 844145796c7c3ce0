"""Which edition of AMSS++ a source is of."""

import pytest

from jonghong.moving.editions import NotAmss, edition_of

pytestmark = pytest.mark.pure
FIRST = ["id", "room", "book_date", "start_time", "finish_time", "objective", "book_person", "rec_date", "approve"]
LATER = [*FIRST, "person_num", "other"]


@pytest.mark.parametrize(
    ("columns", "edition"),
    [
        ({"meeting_main": FIRST}, "V0"),
        ({"meeting_main": LATER}, "V1"),
        ({"meeting_main": [*FIRST, "other"]}, "V1"),
        ({"meeting_main": [*LATER, "book_date_end"]}, "V2"),
        ({"meeting_main": ["room", "book_date_start", "book_date_end"]}, "V4"),
        ({"meeting_main": LATER, "system_department": ["id"]}, "V1"),
        ({"system_department": ["id"]}, "V4"),
        ({"meeting_room": ["room_code", "person_max"]}, "V4"),
        ({"meeting_room": ["room_code"]}, "V0"),
        ({"person_main": ["person_id"]}, "V0"),
    ],
)
def test_an_edition_is_told_by_columns(columns: dict[str, list[str]], edition: str) -> None:
    assert edition_of(columns) == edition


@pytest.mark.parametrize("columns", [{}, {"meeting_main": ["room"]}, {"meeting_main": ["id", "name"], "person_main": ["id"]}])
def test_other_tables_are_no_edition(columns: dict[str, list[str]]) -> None:
    with pytest.raises(NotAmss):
        edition_of(columns)
