"""Four accounts on PostgreSQL, each of which can do what it is for and no more; as SQL that an administrator reads and runs.

The owner changes tables (``jonghong migrate``). The app reads and writes rows (``jonghong serve`` and all other commands): it
can neither make, change, empty nor drop a table, nor take a guard away, and it cannot change a record of the audit. The backup
reads everything, for pg_dump and the like; ``jonghong tick`` and ``backup`` record what they do, so they run as the app. The
reader, for questions in SQL, reads what is about nobody.
https://www.postgresql.org/docs/current/ddl-priv.html
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from django.db import connection
from psycopg.sql import SQL, Composable, Identifier, Literal

# What the app may not do to these tables, although it may to others: records are added and let go, never changed.
KEPT_FROM_THE_APP: Mapping[str, Sequence[str]] = {
    "audit_record": ("UPDATE",),
    "django_migrations": ("INSERT", "UPDATE", "DELETE"),
}
MADE = """DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {text}) THEN CREATE ROLE {role} LOGIN; END IF;
END $$;"""
OWNED = """DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT c.oid::regclass AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
    AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT EXISTS (SELECT FROM pg_depend d
      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') LOOP
    EXECUTE format('ALTER TABLE %s OWNER TO %I', one.name, {owner_text});
  END LOOP;
  FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d
      WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO %I', one.name, {owner_text});
  END LOOP;
END $$;"""
KEPT = "DO $$ BEGIN IF to_regclass({text}) IS NOT NULL THEN REVOKE {acts} ON {table} FROM {app}; END IF; END $$;"
READ = "DO $$ BEGIN IF to_regclass({text}) IS NOT NULL THEN GRANT SELECT ({columns}) ON {table} TO {reader}; END IF; END $$;"
STATEMENTS = (
    "REVOKE ALL ON DATABASE {database} FROM PUBLIC;",
    "GRANT CONNECT ON DATABASE {database} TO {owner}, {app}, {backup}, {reader};",
    "REVOKE ALL ON SCHEMA public FROM PUBLIC;",
    "ALTER SCHEMA public OWNER TO {owner};",
    OWNED,
    "GRANT USAGE ON SCHEMA public TO {app}, {backup}, {reader};",
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {app}, {backup}, {reader};",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app};",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app};",
    "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {backup};",
    "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {backup};",
    "-- What the owner makes later:",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app};",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT SELECT ON TABLES TO {backup};",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT SELECT ON SEQUENCES TO {backup};",
    "ALTER ROLE {backup} SET default_transaction_read_only = on;",
    "ALTER ROLE {reader} SET default_transaction_read_only = on;",
    "ALTER ROLE {reader} SET statement_timeout = '60s';",
)
# Who else than the owner holds some rights on a table, where we are the owner.
TOO_MUCH = """
SELECT DISTINCT r.rolname FROM pg_class c, aclexplode(c.relacl) acl JOIN pg_roles r ON r.oid = acl.grantee
WHERE c.oid = to_regclass(%s) AND pg_has_role(c.relowner, 'USAGE') AND acl.grantee <> c.relowner
AND acl.privilege_type = ANY(%s)"""
CAN = ("CREATE TABLE", "ALTER TABLE", "TRUNCATE", "UPDATE audit_record", "SUPERUSER")
MAY = """
SELECT has_schema_privilege(current_schema(), 'CREATE'),
bool_or(pg_has_role(c.relowner, 'USAGE')), bool_or(has_table_privilege(c.oid, 'TRUNCATE')),
bool_or(c.relname = 'audit_record' AND has_table_privilege(c.oid, 'UPDATE')),
(SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')"""


@dataclass(frozen=True)
class Names:
    """What the four accounts are called."""

    owner: str = "jonghong_owner"
    app: str = "jonghong_app"
    backup: str = "jonghong_backup"
    reader: str = "jonghong_reader"


def script(names: Names, *, database: str, open_columns: Mapping[str, Iterable[str]]) -> str:
    """Return the statements, which may be run again, also while people book: all of them hold, or none.

    ``open_columns`` are, by table, those that the reader may see. The statements set no passwords: the command password of psql
    does, without leaving them in a log.
    """
    roles = {each.name: getattr(names, each.name) for each in fields(Names)}
    words: dict[str, Composable] = {name: Identifier(role) for name, role in roles.items()}
    words |= {"database": Identifier(database), "owner_text": Literal(names.owner)}
    made = [SQL(MADE).format(text=Literal(role), role=Identifier(role)) for role in roles.values()]
    granted = [SQL(each).format(**words) for each in STATEMENTS]
    kept = [
        SQL(KEPT).format(text=Literal(table), table=Identifier(table), acts=SQL(", ").join(map(SQL, acts)), app=words["app"])
        for table, acts in KEPT_FROM_THE_APP.items()
    ]
    read = [
        SQL(READ).format(
            text=Literal(table),
            table=Identifier(table),
            columns=SQL(", ").join(map(Identifier, columns)),
            reader=words["reader"],
        )
        for table, columns in sorted(open_columns.items())
    ]
    said = [SQL("BEGIN;"), *made, *granted, *kept, *read, SQL("COMMIT;")]
    return SQL("\n").join(said).as_string(None) + "\n"


def tighten() -> None:
    """Take what the app may not do from whoever the default rights gave it to, on tables that a migration has just made."""
    with connection.cursor() as cursor:
        for table, acts in KEPT_FROM_THE_APP.items():
            cursor.execute(TOO_MUCH, [table, list(acts)])
            for (role,) in cursor.fetchall():
                words = SQL(", ").join(map(SQL, acts))
                statement = SQL("REVOKE {} ON {} FROM {}").format(words, Identifier(table), Identifier(role))
                cursor.execute(statement)


def too_much() -> list[str]:
    """Return in words of SQL what the account of this connection can do and the app needs not: nothing where all is well.

    It is asked of the catalogue: a page shows it again and again, and trying would make tables, or lock those in use.
    """
    with connection.cursor() as cursor:
        cursor.execute(MAY)
        return [what for what, may in zip(CAN, cursor.fetchone(), strict=True) if may]
