"""The tables of AMSS++ as its editions have them, filled with people who never lived, and written as dumps.

A dump is written in the style of mysqldump, phpMyAdmin or Navicat. Values are texts as a driver without types gives them,
None for NULL.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from jonghong.moving.facts import Edition, Source, SourceRow
from tests import make

Row = Mapping[str, str | None]
Columns = dict[str, tuple[tuple[Edition, ...], str]]
V0, V1, V2, V4 = Edition
ALL = (V0, V1, V2, V4)

ID, PERSON = "int(11) NOT NULL", "varchar(13) NOT NULL"
BOOKINGS: Columns = {
    "id": (ALL, ID),
    "room": (ALL, "tinyint(4) NOT NULL"),
    "book_date": ((V0, V1, V2), "date NOT NULL"),
    "book_date_start": ((V4,), "date NOT NULL"),
    "book_date_end": ((V2, V4), "date NOT NULL"),
    "start_time": (ALL, "tinyint(4) NOT NULL"),
    "finish_time": (ALL, "tinyint(4) NOT NULL"),
    "chairman": ((V4,), "varchar(100) NOT NULL"),
    "objective": (ALL, "varchar(250) NOT NULL"),
    "person_num": ((V1, V2, V4), "int(5) NOT NULL"),
    "book_person": (ALL, "varchar(100) NOT NULL"),
    "user_book": ((V4,), PERSON),
    "department_book": ((V4,), "tinyint(4) NOT NULL"),
    "rec_date": (ALL, "datetime NOT NULL"),
    "approve": (ALL, "int(11) DEFAULT NULL"),
    "reason": (ALL, "varchar(200) DEFAULT NULL"),
    "coordinator": ((V4,), "varchar(200) NOT NULL"),
    "other": ((V1, V2, V4), "varchar(250) NOT NULL"),
    "officer": (ALL, "varchar(13) DEFAULT NULL"),
    "officer_date": (ALL, "datetime DEFAULT NULL"),
}
ROOMS: Columns = {
    "id": (ALL, ID),
    "room_code": (ALL, "tinyint(4) NOT NULL"),
    "room_name": (ALL, "varchar(100) NOT NULL"),
    "department": ((V4,), "tinyint(4) NOT NULL"),
    "person_max": ((V4,), "tinyint(4) NOT NULL"),
    "room_detail": ((V4,), "varchar(255) NOT NULL"),
    "active": (ALL, "int(11) NOT NULL DEFAULT '0'"),
}
PEOPLE: Columns = {
    "id": (ALL, ID),
    "person_id": (ALL, PERSON),
    "prename": (ALL, "varchar(20) NOT NULL"),
    "name": (ALL, "varchar(100) NOT NULL"),
    "surname": (ALL, "varchar(100) NOT NULL"),
    "position_code": (ALL, "tinyint(4) NOT NULL"),
    "department": (ALL, "tinyint(4) NOT NULL"),
    "status": (ALL, "tinyint(4) NOT NULL DEFAULT '0'"),
    "person_order": (ALL, "tinyint(4) NOT NULL"),
}
COLUMNS: dict[str, Columns] = {
    "system_workgroup": {
        "id": ((V0, V1, V2), ID),
        "workgroup": ((V0, V1, V2), "tinyint(4) NOT NULL"),
        "workgroup_desc": ((V0, V1, V2), "varchar(200) NOT NULL"),
    },
    "system_department": {
        "id": ((V4,), ID),
        "department": ((V4,), "tinyint(4) NOT NULL"),
        "department_name": ((V4,), "varchar(200) NOT NULL"),
        "department_precis": ((V4,), "varchar(50) NOT NULL"),
    },
    "person_main": PEOPLE,
    "person_sch_main": {name: fact for name, fact in PEOPLE.items() if name != "department"} | {"school_code": (ALL, ID)},
    "system_user": {
        "id": (ALL, ID),
        "person_id": (ALL, PERSON),
        "username": (ALL, "varchar(50) NOT NULL"),
        "userpass": (ALL, "varchar(32) NOT NULL"),
        "status": (ALL, "tinyint(4) NOT NULL"),
        "smss_admin": (ALL, "tinyint(4) NOT NULL"),
    },
    "meeting_permission": {"id": (ALL, ID), "person_id": (ALL, PERSON), "p1": (ALL, "tinyint(4) NOT NULL")},
    "system_module_admin": {"id": (ALL, ID), "person_id": (ALL, PERSON), "module": (ALL, "varchar(50) NOT NULL")},
    "meeting_room": ROOMS,
    "meeting_main": BOOKINGS,
}


@dataclass
class Tables:
    """The tables of one office in one edition: rows, and columns with their types."""

    edition: Edition
    rows: dict[str, list[dict[str, str | None]]] = field(default_factory=dict)
    types: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, table: str, row: Row) -> str:
        """Add a row, told in the words of the last edition but one, and return its id; other columns are the office's own."""
        row = self._translated(row) if table == "meeting_main" else row
        types = self.types.setdefault(table, types_of(table, self.edition))
        rows = self.rows.setdefault(table, [])
        for name in [name for name in row if name not in types and name not in COLUMNS[table]]:
            types[name] = "text"
            for other in rows:
                other[name] = None
        key = row.get("id") or str(len(rows) + 1)
        full = {name: row.get(name, "0" if "int" in kind else "") for name, kind in types.items()}
        rows.append(full | {"id": key})
        return key

    def source(self) -> Source:
        """Return them as a reader of dumps would, without any dump."""
        tables = {
            table: [SourceRow(table, row["id"] or "", row, f"row {number}") for number, row in enumerate(rows, 1)]
            for table, rows in self.rows.items()
        }
        return Source("amss", self.edition.value, tables, {table: tuple(types) for table, types in self.types.items()})

    def _translated(self, row: Row) -> Row:
        if self.edition is not V4:
            return row
        booker = row.get("book_person") or ""
        return {
            "book_date_start": row.get("book_date"),
            "user_book": booker,
            "department_book": "1",
            **{name: value for name, value in row.items() if name != "book_date"},
        }


def types_of(table: str, edition: Edition) -> dict[str, str]:
    """Return column -> type, as an edition has them."""
    return {name: kind for name, (editions, kind) in COLUMNS[table].items() if edition in editions}


CLERK, OFFICER, ADMINISTRATOR, FORMER, TEACHER = (make.citizen_id(900_000 + number) for number in range(5))


def small_office(edition: Edition) -> Tables:
    """Return an office of two groups, five people and three rooms, the last of them closed, without a booking."""
    tables = Tables(edition)
    for place, name, precis in [(1, "กลุ่มอำนวยการ", "อำนวยการ"), (2, "กลุ่มนโยบายและแผน", "แผน")]:
        add_group(tables, place, name, precis)
    for key, person_id, name, group, status in [
        ("1", CLERK, "มาลี", "1", "0"),
        ("2", OFFICER, "สมศรี", "1", "0"),
        ("3", ADMINISTRATOR, "วิชัย", "2", "0"),
        ("4", FORMER, "ประเสริฐ", "2", "1"),
    ]:
        facts = {"prename": "นาย", "name": name, "surname": "สมมุติ", "department": group, "status": status}
        tables.add("person_main", {"id": key, "person_id": person_id, **facts})
    tables.add("person_sch_main", {"person_id": TEACHER, "prename": "นาง", "name": "ครูดี", "surname": "ตัวอย่าง", "status": "0"})
    for person_id in (CLERK, OFFICER, ADMINISTRATOR):
        hashed = "81dc9bdb52d04dc20036dbd8313ed055"
        account: Row = {"person_id": person_id, "username": person_id, "userpass": hashed, "status": "1"}
        tables.add("system_user", {**account, "smss_admin": "1" if person_id == ADMINISTRATOR else "0"})
    tables.add("meeting_permission", {"person_id": OFFICER, "p1": "1"})
    tables.add("system_module_admin", {"person_id": ADMINISTRATOR, "module": "meeting"})
    for code, name, active in [("1", "ห้องประชุมเพชร", "1"), ("2", "ห้องประชุมมรกต", "1"), ("3", "ห้องประชุมเก่า", "0")]:
        tables.add("meeting_room", {"room_code": code, "room_name": name, "active": active, "person_max": "40"})
    return tables


def add_group(tables: Tables, number: int, name: str, precis: str) -> None:
    """Add a group in the table that the edition has for it."""
    if tables.edition is V4:
        tables.add("system_department", {"department": str(number), "department_name": name, "department_precis": precis})
    else:
        tables.add("system_workgroup", {"workgroup": str(number), "workgroup_desc": name})


# --- written as SQL

ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", '"': '\\"', "\n": "\\n", "\r": "\\r", "\0": "\\0", "\x1a": "\\Z"})
DOUBLED = str.maketrans({"\\": "\\\\", "'": "''", "\n": "\\n", "\r": "\\r", "\0": "\\0"})
CHARSETS = {"utf8": "utf-8", "utf8mb4": "utf-8", "tis620": "cp874"}


def mysqldump(tables: Tables, charset: str = "utf8") -> bytes:
    """Return a dump as mysqldump writes it: no names of columns, all rows in one statement."""
    lines = [
        "-- MySQL dump 10.13  Distrib 5.5.62, for debian-linux-gnu (x86_64)\n--",
        "-- Host: localhost    Database: amss\n-- ------------------------------------------------------",
        "/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;",
        f"/*!40101 SET NAMES {charset} */;",
    ]
    for table, rows in tables.rows.items():
        lines += [f"DROP TABLE IF EXISTS `{table}`;", _create(tables, table, charset), f"LOCK TABLES `{table}` WRITE;"]
        lines.append(f"/*!40000 ALTER TABLE `{table}` DISABLE KEYS */;")
        values = ",".join(_values(row, tables.types[table], ESCAPES) for row in rows)
        lines += [f"INSERT INTO `{table}` VALUES {values};"] if rows else []
        lines += [f"/*!40000 ALTER TABLE `{table}` ENABLE KEYS */;", "UNLOCK TABLES;"]
    lines += [
        "/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;",
        "",
        "-- Dump completed on 2023-05-25  9:00:00",
        "",
    ]
    return "\n".join(lines).encode(CHARSETS[charset])


def phpmyadmin(tables: Tables, charset: str = "utf8") -> bytes:
    """Return a dump as phpMyAdmin writes it: names of columns, a row a line, keys behind the rows."""
    lines = ["-- phpMyAdmin SQL Dump", "-- version 4.9.5", '\nSET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";', "START TRANSACTION;"]
    lines += ["/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;", f"/*!40101 SET NAMES {charset} */;\n"]
    for table, rows in tables.rows.items():
        lines += ["--", f"-- โครงสร้างตาราง `{table}`", "--\n", _create(tables, table, charset), ""]
        names = ", ".join(f"`{name}`" for name in tables.types[table])
        values = ",\n".join(_values(row, tables.types[table], DOUBLED, ", ") for row in rows)
        lines += [f"INSERT INTO `{table}` ({names}) VALUES\n{values};\n"] if rows else []
    lines += ["COMMIT;\n", "/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;", ""]
    return "\n".join(lines).encode(CHARSETS[charset])


def navicat(tables: Tables, charset: str = "utf8") -> bytes:
    """Return a dump as Navicat writes it: a statement a row, every value in quotes."""
    lines = ["/*\nNavicat MySQL Data Transfer\n\nSource Server         : amss\nFile Encoding         : 65001\n*/\n"]
    lines += [f"SET NAMES {charset};", "SET FOREIGN_KEY_CHECKS=0;\n"]
    for table, rows in tables.rows.items():
        lines += ["-- ----------------------------", f"-- Table structure for `{table}`", "-- ----------------------------"]
        lines += [f"DROP TABLE IF EXISTS `{table}`;", _create(tables, table, charset), ""]
        everything = dict.fromkeys(tables.types[table], "text")
        lines += [f"INSERT INTO `{table}` VALUES {_values(row, everything, ESCAPES, ', ')};" for row in rows]
    return "\n".join([*lines, ""]).encode(CHARSETS[charset])


STYLES: dict[str, Callable[..., bytes]] = {"mysqldump": mysqldump, "phpmyadmin": phpmyadmin, "navicat": navicat}


def _create(tables: Tables, table: str, charset: str) -> str:
    columns = "".join(f"  `{name}` {kind},\n" for name, kind in tables.types[table].items())
    return (
        f"CREATE TABLE `{table}` (\n{columns}  PRIMARY KEY (`id`)\n) ENGINE=MyISAM AUTO_INCREMENT=99 DEFAULT CHARSET={charset};"
    )


def _values(row: Row, types: Mapping[str, str], escapes: dict[int, str], comma: str = ",") -> str:
    def written(name: str, kind: str) -> str:
        value = row[name]
        if value is None:
            return "NULL"
        return value if "int" in kind and value.lstrip("-").isdigit() else f"'{value.translate(escapes)}'"

    return f"({comma.join(written(name, kind) for name, kind in types.items())})"
