"""Sheets of bookings, sums of months and saved pages, as they come from anywhere: read into rows, and judged."""

from jonghong.moving.sheets.bookings import judge as judge_table
from jonghong.moving.sheets.cells import group_key, person_key, room_key
from jonghong.moving.sheets.columns import FIELDS, NEEDED, Field, guess, heads, samples, source_of_table
from jonghong.moving.sheets.page_bookings import judge as judge_page
from jonghong.moving.sheets.pages import LargePage, NoMonthTable, read_page
from jonghong.moving.sheets.reading import is_page, judge, read
from jonghong.moving.sheets.totals import as_totals, is_totals, judge as judge_totals

__all__ = [
    "FIELDS",
    "NEEDED",
    "Field",
    "LargePage",
    "NoMonthTable",
    "as_totals",
    "group_key",
    "guess",
    "heads",
    "is_page",
    "is_totals",
    "judge",
    "judge_page",
    "judge_table",
    "judge_totals",
    "person_key",
    "read",
    "read_page",
    "room_key",
    "samples",
    "source_of_table",
]
