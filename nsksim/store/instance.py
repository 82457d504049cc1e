"""The one DuckDB instance of a world directory: opened, locked in, attached, checkpointed."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb

from nsksim.store.database import Database
from nsksim.store.problem import StoreProblem, translated

MEMORY_LIMIT = "700MB"
"""DuckDB's share of the 1 GiB a run may take; Python and the file contents take the rest."""

_DAMAGE = (duckdb.FatalException, duckdb.InternalException, duckdb.CatalogException)
"""What DuckDB raises, besides I/O errors, when a database file is not what it was."""

_SETTINGS = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    f"SET memory_limit = '{MEMORY_LIMIT}'",
    "SET threads = 2",
    "SET preserve_insertion_order = true",
    "SET enable_external_access = false",
)


class Store:
    """The attached databases of one world directory.

    Two stores never share an instance, so two worlds never touch. External access is off except
    inside the world's directory, and the configuration is locked.
    """

    SUFFIX = ".duckdb"

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        with translated():
            self._connection = duckdb.connect(":memory:")
            quoted = str(directory).replace("'", "''")
            self._connection.execute(f"SET allowed_directories = ['{quoted}']")
            self._connection.execute(f"SET temp_directory = '{quoted}/scratch'")
            for setting in _SETTINGS:
                self._connection.execute(setting)
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

    def open(self, name: str) -> Database:
        """Attach an existing database."""
        if not self.path(name).is_file():
            raise StoreProblem(f"{self.path(name)} is missing: the copy of the world is incomplete")
        return self._attach(name)

    def _attach(self, name: str) -> Database:
        quoted = str(self.path(name)).replace("'", "''")
        with translated():
            try:
                self._connection.execute(f"ATTACH '{quoted}' AS \"{name}\"")
            except _DAMAGE as error:
                what = " ".join(str(error).split())
                raise StoreProblem(f"{self.path(name)} is damaged: {what}") from error
            database = Database(self._connection.cursor(), name)
        self._attached[name] = database
        return database

    def checkpoint(self) -> None:
        """Write everything into the database files, so that copying them is a snapshot."""
        with translated():
            for name in self._attached:
                self._connection.execute(f'CHECKPOINT "{name}"')

    def replace(self, name: str, source: Path) -> Database:
        """Put a copy of the file `source` in the place of database `name` and attach it."""
        self._attached.pop(name).close()
        with translated():
            self._connection.execute(f'DETACH "{name}"')
        self.path(name).with_name(f"{self.path(name).name}.wal").unlink(missing_ok=True)
        shutil.copyfile(source, self.path(name))
        return self._attach(name)

    def close(self, *, checkpoint: bool = True) -> None:
        """Detach everything; without a checkpoint the log of the last commits stays beside it."""
        if checkpoint:
            self.checkpoint()
        for database in self._attached.values():
            database.close()
        self._attached.clear()
        self._connection.close()
