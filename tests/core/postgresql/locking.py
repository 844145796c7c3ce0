"""Which statements of a migration keep everybody from a large table for long: a judge of SQL, made for what Django writes.

What locks for long: https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES
What to write instead: "Migrations" in docs/running.md.
"""

import re
from collections.abc import Iterable

# Tables that grow with use; the others hold as many rows as an office has rooms, groups or people.
GROWING = {
    "audit_record",
    "bookings_booking",
    "bookings_history",
    "bookings_series",
    "people_session",
    "people_guesscounter",
    "people_guesshour",
    "post_letter",
    "notices_reader",
    "moving_kept",
    "waiting_waiter",
    "swaps_swap",
    "privacy_told",
}
NOT_SQL = "THIS OPERATION CANNOT BE WRITTEN AS SQL"
MADE = re.compile(r'CREATE TABLE "(\w+)"')
TABLE = re.compile(
    r'(?:ALTER TABLE(?: ONLY)?|UPDATE|LOCK TABLE|CLUSTER|REINDEX TABLE|VACUUM FULL) "?(\w+)"?|INDEX [^;]*? ON "?(\w+)"?'
)
SLOW = {
    "rewrites the table": r"ALTER COLUMN \S+ (SET DATA )?TYPE|^(CLUSTER|VACUUM FULL)",
    "fills a column of every row": r"ADD COLUMN [^,;]*(GENERATED|SERIAL|DEFAULT [^,;]*\()|^UPDATE",
    "looks at every row under a lock": r"SET NOT NULL|ADD CONSTRAINT (?!.*NOT VALID)|ADD COLUMN [^,;]*(REFERENCES|UNIQUE)",
    "makes an index while nobody may write": r"^CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)|^REINDEX (?!.*CONCURRENTLY)",
    "locks the table": r"^LOCK TABLE",
}


def slow_steps(sql: str) -> list[str]:
    """Return what of a migration keeps people waiting: the table and why, or that a step is in Python and cannot be judged."""
    statements = list(_statements(sql))
    new = {name for statement in statements for name in MADE.findall(statement)}
    found = ["a step in Python"] if NOT_SQL in sql else []
    for statement in statements:
        table = _table_of(statement)
        if table in GROWING - new:
            found += [f"{table}: {why}" for why, pattern in SLOW.items() if re.search(pattern, statement, re.IGNORECASE)]
    return found


def _statements(sql: str) -> Iterable[str]:
    plain = "\n".join(line for line in sql.splitlines() if not line.startswith("--"))
    return (" ".join(statement.split()) for statement in plain.split(";") if statement.strip())


def _table_of(statement: str) -> str:
    match = TABLE.search(statement)
    return (match[1] or match[2]) if match else ""
