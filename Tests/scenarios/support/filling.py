"""Fills a scenario's database: always the same rows, into a SQLite file or as SQL for psql.

    fill.py --sqlite FILE    writes a new SQLite file (an existing one is refused)
    fill.py --postgres       prints the schema and the rows as SQL
"""

import argparse
import os
import sqlite3
import sys
import uuid
from datetime import datetime, timedelta

NAMESPACE = uuid.UUID("6f1d6a0e-2a57-5c0b-9a63-0c6d1f7f8a11")


class Moment:
    """A time of the past, in UTC, moved by minutes, seconds or milliseconds."""

    def __init__(self, text):
        self.value = datetime.fromisoformat(text)

    def plus(self, **parts):
        moved = Moment("1970-01-01")
        moved.value = self.value + timedelta(**parts)
        return moved

    def plain(self):
        """As a `timestamp` column has it: no zone; milliseconds where there are any."""
        return self.value.isoformat(" ", "milliseconds" if self.value.microsecond else "seconds")

    def zoned(self):
        """As a `timestamp with time zone` column has it."""
        return self.value.isoformat("T", "milliseconds" if self.value.microsecond else "seconds") + "Z"


class Filling:
    """The rows of one database, table by table in the order in which the tables were first named."""

    def __init__(self, name, folder):
        self.name = name
        self.folder = folder
        self.tables = {}

    def id(self, table, key):
        """A UUID that is always the same for this table and key."""
        return str(uuid.uuid5(NAMESPACE, f"{self.name}/{table}/{key}"))

    def add(self, table, **row):
        rows = self.tables.setdefault(table, [])
        if rows and list(rows[0]) != list(row):
            raise ValueError(f"{table}: row {len(rows) + 1} has other columns than the first")
        rows.append(row)
        return row.get("id")

    def counts(self):
        return {table: len(rows) for table, rows in self.tables.items()}

    def expect(self, **counts):
        """Stops when a table does not have the number of rows that the scenario is about."""
        wrong = {t: (n, len(self.tables.get(t, []))) for t, n in counts.items() if n != len(self.tables.get(t, []))}
        if wrong:
            sys.exit(f"{self.name}: other numbers of rows than wanted (wanted, is): {wrong}")

    def read(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8") as file:
            return file.read()

    def write_sqlite(self, path):
        if os.path.exists(path):
            sys.exit(f"{path} exists already: remove it first")
        database = sqlite3.connect(path)
        database.execute("PRAGMA foreign_keys = ON")
        database.executescript(self.read("schema.sql"))
        for table, rows in self.tables.items():
            columns = ", ".join(f'"{column}"' for column in rows[0])
            marks = ", ".join("?" for _ in rows[0])
            database.executemany(
                f"INSERT INTO {table} ({columns}) VALUES ({marks})", [tuple(row.values()) for row in rows]
            )
        database.commit()
        if os.path.exists(os.path.join(self.folder, "triggers.sqlite.sql")):
            database.executescript(self.read("triggers.sqlite.sql"))
        database.commit()
        database.close()

    def write_sql(self, out):
        out.write("BEGIN;\n" + self.read("schema.sql") + "\n")
        for table, rows in self.tables.items():
            columns = ", ".join(f'"{column}"' for column in rows[0])
            for start in range(0, len(rows), 100):
                values = ",\n".join(
                    "  (" + ", ".join(literal(value) for value in row.values()) + ")"
                    for row in rows[start : start + 100]
                )
                out.write(f"INSERT INTO {table} ({columns}) VALUES\n{values};\n")
        out.write("COMMIT;\n")

    def main(self):
        parser = argparse.ArgumentParser(description=f"Fills the database of {self.name}.")
        target = parser.add_mutually_exclusive_group(required=True)
        target.add_argument("--sqlite", metavar="FILE", help="write a new SQLite file")
        target.add_argument("--postgres", action="store_true", help="print schema and rows as SQL for psql")
        arguments = parser.parse_args()
        if arguments.postgres:
            self.write_sql(sys.stdout)
        else:
            self.write_sqlite(arguments.sqlite)


def literal(value):
    if value is None:
        return "NULL"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"
