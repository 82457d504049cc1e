"""The one DuckDB instance of a world directory: opened, locked in, attached, checkpointed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import duckdb

from nsksim.store.database import Database
from nsksim.store.problem import StoreProblem, in_one_line, translated
from nsksim.store.sizes import LOG_SUFFIX, SUFFIX

MEMORY_LIMIT = "700MB"
"""DuckDB's share of the 1 GiB a run may take; Python and the file contents take the rest."""

_TABLE = re.compile(r"CREATE TABLE (\w+)\s*\(([^;]*)\)")
"""A table of a schema, with its columns."""

_COLUMN = re.compile(r"\s*(\w+) (\w+)( NOT NULL)?")
"""A column: its name, its type, and whether it always has a value."""

_COMMENT = re.compile(r"--.*")

_COLUMNS = "SELECT '{0}', cid, name, type, \"notnull\" FROM pragma_table_info('{0}')"
"""Asks for the columns of one table; far cheaper than the list of all columns of the instance."""

_MISSING = re.compile(r"Table with name (\w+) does not exist")
"""What DuckDB says of a table that is not there."""

Columns = dict[str, tuple[str, bool]]
"""The columns of a table in their order: name to type, and whether it always has a value."""

PRUNER = "row_group_pruner"
"""Must be off: it takes a row group for full of rows that were deleted, and `ORDER BY ... LIMIT`
leaves out the row that comes first (DuckDB 2.0.0)."""

_SETTINGS = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    f"SET memory_limit = '{MEMORY_LIMIT}'",
    "SET threads = 2",
    "SET preserve_insertion_order = true",
    "SET enable_progress_bar = false",
    f"SET disabled_optimizers = '{PRUNER}'",
    "SET enable_external_access = false",
)


class Store:
    """The attached databases of one world directory.

    Two stores never share an instance, so two worlds never touch. External access is off except
    inside the world's directory, and the configuration is locked.
    """

    SUFFIX = SUFFIX
    LOG_SUFFIX = LOG_SUFFIX

    def __init__(self, directory: Path, *, read_only: bool = False, durable: bool = True) -> None:
        """Make the instance of `directory`; `read_only` databases cannot be changed by it.

        What is committed outlives the host's crash if it is `durable`, else only our own end: it
        stays in the log then, which saves a world that is thrown away half the time of its end.
        """
        self._directory = directory
        self._options = " (READ_ONLY)" if read_only else ""
        with translated(str(directory)):
            self._connection = duckdb.connect(":memory:")
            quoted = str(directory).replace("'", "''")
            self._connection.execute(f"SET allowed_directories = ['{quoted}']")
            self._connection.execute(f"SET temp_directory = '{quoted}/scratch'")
            for setting in _SETTINGS:
                self._connection.execute(setting)
            if not durable:
                self._connection.execute("SET fsync_mode = 'NONE'")
                self._connection.execute("PRAGMA disable_checkpoint_on_shutdown")
            self._connection.execute("SET lock_configuration = true")
        self._attached: dict[str, Database] = {}

    @property
    def names(self) -> Sequence[str]:
        """Name the attached databases, in the order they were attached."""
        return tuple(self._attached)

    def database(self, name: str) -> Database:
        """Return an attached database."""
        return self._attached[name]

    def path(self, name: str) -> Path:
        """Say where the database `name` is kept."""
        return self._directory / f"{name}{self.SUFFIX}"

    def create(self, name: str, schema: str) -> Database:
        """Attach a new database and lay out its tables."""
        if self.path(name).exists():
            raise StoreProblem(f"{self.path(name)} exists already")
        database = self._attach(name)
        with database.transaction():
            for statement in filter(None, map(str.strip, schema.split(";"))):
                database.execute(statement)
        return database

    def open(self, name: str, schema: str) -> Database:
        """Attach an existing database, which has the tables of `schema` as that lays them out.

        Raises StoreProblem in one line for another database, or one that was altered.
        """
        if not self.path(name).is_file():
            raise StoreProblem(f"{self.path(name)} is missing: the copy of the world is incomplete")
        database = self._attach(name)
        tables = _tables(schema)
        query = " UNION ALL ".join(map(_COLUMNS.format, tables))
        try:
            rows = database.rows(query) if tables else []
        except duckdb.CatalogException as error:
            missing = _MISSING.search(str(error))
            reason = f"it has no table {missing[1]}" if missing else in_one_line(error)
            raise StoreProblem(f"{self.path(name)} is damaged: {reason}") from error
        found: dict[str, Columns] = {table: {} for table in tables}
        for table, _, column, kind, required in sorted(rows):
            found[table][column] = (kind, required)
        for table, columns in tables.items():
            if list(found[table].items()) != list(columns.items()):
                reason = _difference(table, columns, found[table])
                raise StoreProblem(f"{self.path(name)} is damaged: {reason}")
        return database

    def _attach(self, name: str) -> Database:
        place = str(self.path(name))
        quoted = place.replace("'", "''")
        try:
            with translated(place):
                self._connection.execute(f"ATTACH '{quoted}' AS \"{name}\"{self._options}")
        except duckdb.Error as error:
            raise StoreProblem(f"{place} is damaged: {in_one_line(error)}") from error
        database = Database(self._connection.cursor(), name, place)
        self._attached[name] = database
        return database

    def checkpoint(self) -> None:
        """Write everything into the database files, so that copying them is a snapshot."""
        for name in self._attached:
            with translated(str(self.path(name))):
                self._connection.execute(f'CHECKPOINT "{name}"')

    def detach(self) -> None:
        """Let go of all databases; their files may then be replaced and opened again."""
        for name, database in self._attached.items():
            database.close()
            with translated(str(self.path(name))):
                self._connection.execute(f'DETACH "{name}"')
        self._attached.clear()

    def close(self, *, checkpoint: bool = True) -> None:
        """Let go of everything; without a checkpoint the log of the last commits may stay.

        Raises StoreProblem when the checkpoint fails; what was committed is in the log then.
        """
        try:
            if checkpoint:
                self.checkpoint()
        finally:
            for database in self._attached.values():
                database.close()
            self._attached.clear()
            self._connection.close()


@cache
def _tables(schema: str) -> dict[str, Columns]:
    """Read the tables of a schema; one column stands between two commas."""
    return {
        table: {
            column[1]: (column[2], column[3] is not None)
            for column in map(_COLUMN.match, columns.split(","))
            if column is not None
        }
        for table, columns in _TABLE.findall(_COMMENT.sub("", schema))
    }


def _difference(table: str, wanted: Columns, found: Columns) -> str:
    """Say in what a table is not the one that is wanted."""
    for column, kind in wanted.items():
        if column not in found:
            return f"its table {table} has no column {column}"
        if found[column] != kind:
            return f"its column {table}.{column} is {_kind(found[column])}, not {_kind(kind)}"
    return f"its table {table} has columns of another world"


def _kind(kind: tuple[str, bool]) -> str:
    return kind[0] + (" NOT NULL" if kind[1] else "")
