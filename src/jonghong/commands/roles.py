"""``jonghong roles``: print the SQL that gives each account of PostgreSQL what it needs and no more."""

from django.apps import apps
from django.db import connection

from jonghong.commands import Stop
from jonghong.core.postgresql import roles
from jonghong.privacy.tables import TABLES


def run(*, owner: str, app: str, backup: str, reader: str) -> None:
    """Print statements that an administrator of the server runs, after reading: ``jonghong roles | psql -d jonghong``."""
    if connection.vendor != "postgresql":
        raise Stop(
            "SQLite ไม่มีบัญชีผู้ใช้ ตั้ง DATABASE_URL เป็น PostgreSQL ก่อน",
            "SQLite has no accounts; set DATABASE_URL to a database of PostgreSQL first.",
        )
    names = roles.Names(owner=owner, app=app, backup=backup, reader=reader)
    database = str(connection.settings_dict["NAME"])
    print(roles.script(names, database=database, open_columns=open_columns()), end="")


def open_columns() -> dict[str, list[str]]:
    """Return by table the columns that are about nobody, as the data map has them."""
    found = {}
    for label, table in TABLES.items():
        meta = apps.get_model(label)._meta
        if table.other:
            found[meta.db_table] = [str(meta.get_field(name).column) for name in table.other]
    return found
