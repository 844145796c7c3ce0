"""Tables that come as CSV or Excel files, and go out as such."""

from jonghong.core.tables.facts import (
    MOST_BYTES,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    BadTable,
    CellTooLong,
    EmptyTable,
    IsWebPage,
    OldWorkbook,
    Row,
    SealedWorkbook,
    Table,
    TooLarge,
    TooManyColumns,
    TooManyRows,
    TooMuchText,
    Unreadable,
)
from jonghong.core.tables.reading import read, read_all
from jonghong.core.tables.writing import Sheet, rows_to_csv, rows_to_xlsx, sheets_to_xlsx

__all__ = [
    "MOST_BYTES",
    "MOST_CHARACTERS",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "BadTable",
    "CellTooLong",
    "EmptyTable",
    "IsWebPage",
    "OldWorkbook",
    "Row",
    "SealedWorkbook",
    "Sheet",
    "Table",
    "TooLarge",
    "TooManyColumns",
    "TooManyRows",
    "TooMuchText",
    "Unreadable",
    "read",
    "read_all",
    "rows_to_csv",
    "rows_to_xlsx",
    "sheets_to_xlsx",
]
