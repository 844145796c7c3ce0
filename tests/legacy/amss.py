"""An AMSS++ of synthetic people: the tables that signing in reads, as the area-office edition has them."""

from collections.abc import Sequence
from hashlib import md5
from typing import Any

from tests import make
from tests.mariadb import MariaDB

DATABASE, READER, WORD = "amss", "reader", "คำลับ ของผู้อ่าน %/@"
PEOPLE = 1_000
FIRST = 1_000_000  # of the numbers that its people have
COLUMNS = "person_id, username, userpass, status, officer"
OFFICER = "1000099999999"  # who makes the accounts there
TABLES = (
    f"CREATE DATABASE {DATABASE} CHARACTER SET utf8 COLLATE utf8_general_ci",
    f"""CREATE TABLE {DATABASE}.system_user (
    id int NOT NULL AUTO_INCREMENT PRIMARY KEY, person_id varchar(13) NOT NULL, username varchar(50) NOT NULL,
    userpass varchar(50) NOT NULL, smss_admin tinyint NOT NULL DEFAULT 0, status tinyint NOT NULL DEFAULT 1,
    officer varchar(13) NOT NULL, rec_date date NOT NULL) ENGINE=MyISAM DEFAULT CHARSET=utf8""",
    f"""CREATE TABLE {DATABASE}.person_main (
    id int NOT NULL AUTO_INCREMENT PRIMARY KEY, person_id varchar(13) NOT NULL, prename varchar(30), name varchar(50),
    surname varchar(50), position_code int, department tinyint, status tinyint NOT NULL DEFAULT 0, person_order int
    ) ENGINE=MyISAM DEFAULT CHARSET=utf8""",
)
# What docs/signing-in.md tells an administrator of AMSS++ to run.
GRANTS = (
    "CREATE USER '{user}'@'{host}' IDENTIFIED BY '{word}' {tls} WITH MAX_USER_CONNECTIONS 5 MAX_STATEMENT_TIME 2",
    "GRANT SELECT (person_id, username, userpass, status, officer) ON {database}.system_user TO '{user}'@'{host}'",
)


def fill(server: MariaDB) -> None:
    """Make the tables, a thousand people and the account that may read five columns."""
    server.run(*TABLES)
    add_users(server, [user(number) for number in range(PEOPLE)])
    people = [(make.citizen_id(FIRST + number), "นางสาว", f"ทดสอบ{number}", "สมมติ", 1, 1, 0) for number in range(PEOPLE)]
    said = "INSERT INTO person_main (person_id, prename, name, surname, position_code, department, status) VALUES ({})"
    server.add(said.format(", ".join(["%s"] * 7)), people, database=DATABASE)
    facts = {"user": READER, "host": "127.0.0.1", "word": WORD.replace("%", "%%"), "database": DATABASE, "tls": ""}
    server.run(*(grant.format(**facts).replace("%%", "%") for grant in GRANTS), "FLUSH TABLES")


def user(number: int, **facts: Any) -> tuple[Any, ...]:
    """Return a row of system_user; a password is ``password_of`` the number unless said otherwise."""
    digits = make.citizen_id(FIRST + number)
    row = {"person_id": digits, "username": f"user{number}", "password": password_of(number), "status": 1, "officer": OFFICER}
    row |= facts
    row["userpass"] = row.get("userpass") or md5(str(row["password"]).encode()).hexdigest()
    return (row["person_id"], row["username"], row["userpass"], row["status"], row["officer"], "2020-01-01")


def add_users(server: MariaDB, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows of ``user``."""
    said = f"INSERT INTO system_user ({COLUMNS}, rec_date) VALUES (%s, %s, %s, %s, %s, %s)"
    server.add(said, rows, database=DATABASE)


def password_of(number: int) -> str:
    """Return the short password that somebody has there."""
    return f"ปลา-น้ำ{number}"


def digits_of(number: int) -> str:
    """Return whose account that is."""
    return make.citizen_id(FIRST + number)
