"""Files and rows nobody vouches for: what DuckDB says of them is never a mistake of ours.

Parquet files are looked at in an instance of their own: an error inside DuckDB's reader can make
an instance unusable, which must not be that of a world.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from nsksim.store.database import Row
from nsksim.store.problem import StoreProblem, in_one_line

_OURS = (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException)
"""What a wrong statement of ours causes, whatever the rows are."""

_MEMORY_LIMIT = "200MB"


class Unreadable(Exception):
    """DuckDB cannot read a file."""


@contextmanager
def foreign_rows(what: str) -> Iterator[None]:
    """Turn an exception of DuckDB over rows from outside into a StoreProblem that names `what`."""
    try:
        yield
    except _OURS:
        raise
    except duckdb.Error as error:
        raise StoreProblem(f"{what}: {in_one_line(error)}") from error


class ForeignFiles:
    """Queries over the files of one directory, and nothing else."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._connection: duckdb.DuckDBPyConnection | None = None

    def rows(self, sql: str) -> list[Row]:
        """Run a query and return all its rows. Raises Unreadable."""
        try:
            if self._connection is None:
                self._connection = self._open()
            return self._connection.execute(sql).fetchall()
        except duckdb.InterruptException as error:
            raise KeyboardInterrupt from error
        except duckdb.Error as error:
            if isinstance(error, duckdb.FatalException | duckdb.InternalException):
                self.close()  # the instance may be unusable; the next query gets a new one
            raise Unreadable(in_one_line(error)) from error

    def _open(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(":memory:")
        quoted = str(self._directory).replace("'", "''")
        for setting in (
            f"allowed_directories = ['{quoted}']",
            "autoinstall_known_extensions = false",
            "autoload_known_extensions = false",
            f"memory_limit = '{_MEMORY_LIMIT}'",
            "threads = 2",
            "enable_progress_bar = false",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            connection.execute(f"SET {setting}")
        return connection

    def close(self) -> None:
        """Give the instance back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
