"""How long an answer to somebody who waits may take on PostgreSQL; commands such as migrate or backup know no such limits.

A commit that waits for the standby is not cut by these (measured), so that nobody is told a falsehood.
"""

from typing import Any

from jonghong.core.postgresql.connections import Connection

LOCK_MILLISECONDS = 8_000  # for a room that somebody else books
STATEMENT_MILLISECONDS = 12_000
IDLE_MILLISECONDS = 60_000  # within a transaction: what holds locks and does nothing is ended
PATIENCE = 15.0  # seconds until a server that says nothing at all counts as gone


def hold(database: dict[str, Any]) -> None:
    """Keep every connection that this process makes from now on to these limits; words of DATABASE_URL go before them."""
    limits = {
        "lock_timeout": LOCK_MILLISECONDS,
        "statement_timeout": STATEMENT_MILLISECONDS,
        "idle_in_transaction_session_timeout": IDLE_MILLISECONDS,
    }
    said = [f"-c {name}={value}" for name, value in limits.items()]
    own = database["OPTIONS"].get("options", "")
    database["OPTIONS"]["options"] = " ".join([*said, own]).strip()
    Connection.patience = PATIENCE
