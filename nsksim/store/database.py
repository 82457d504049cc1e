"""One attached database, seen by one reader: plain statements, sets of rows, transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import duckdb

from nsksim.store.problem import translated

Row = tuple[Any, ...]
"""One row of an answer; the query names the columns and their order."""

REMEMBERED = 1000
"""So many statements are kept as DuckDB read them: reading is a quarter of a small query."""

_statements: dict[str, duckdb.Statement | str] = {}


class Database:
    """One attached database through one cursor.

    Unqualified table names mean the tables of this database. Every answer is read whole before it
    is returned, because a second statement on a cursor that is still being read silently mixes
    results; `stream` is the exception and takes a cursor of its own.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, name: str, place: str = "") -> None:
        """Read through `cursor`; `place` is what a problem names, the name by default."""
        self.name = name
        self._place = place or name
        self._cursor = cursor
        self._depth = 0
        self._committed: list[Callable[[], None]] = []
        with translated(self._place):
            cursor.execute(f'USE "{name}"')

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run a statement that changes rows and return how many it changed."""
        with translated(self._place):
            answer = self._run(sql, parameters).fetchone()
        return int(answer[0]) if answer and isinstance(answer[0], int) else 0

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Run a query and return all its rows."""
        with translated(self._place):
            return self._run(sql, parameters).fetchall()

    def one(self, sql: str, parameters: Sequence[object] = ()) -> Row | None:
        """Run a query and return its first row, or None."""
        with translated(self._place):
            found = self._run(sql, parameters).fetchall()
        return found[0] if found else None

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        """Run a query and return the first column of its first row, or None."""
        row = self.one(sql, parameters)
        return row[0] if row else None

    def stream(
        self, sql: str, parameters: Sequence[object] = (), size: int = 2048
    ) -> Iterator[Row]:
        """Run a query on a cursor of its own and yield its rows as they come, in batches."""
        reader = self.reader()
        try:
            with translated(self._place):
                reader._run(sql, parameters)
            while True:
                with translated(self._place):
                    batch = reader._cursor.fetchmany(size)
                if not batch:
                    return
                yield from batch
        finally:
            reader.close()

    def reader(self) -> Database:
        """Open a second cursor on the same database, for a listing that stays open."""
        return Database(self._cursor.cursor(), self.name, self._place)

    def _run(self, sql: str, parameters: Sequence[object] = ()) -> duckdb.DuckDBPyConnection:
        """Run a statement, which DuckDB reads unless it has read the same text before."""
        read = _statements.get(sql)
        if read is None:
            statements = self._cursor.extract_statements(sql)
            read = statements[0] if len(statements) == 1 else sql
            if len(_statements) >= REMEMBERED:
                _statements.clear()
            _statements[sql] = read
        return self._cursor.execute(read, parameters)

    def close(self) -> None:
        """Give the cursor back."""
        self._cursor.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything inside one transaction; nested uses join the outermost.

        What a failed inner block did stays part of the outer one if that goes on; the outermost
        block undoes everything. Raises StoreProblem when the transaction cannot be written.
        """
        if self._depth == 0:
            with translated(self._place):
                self._cursor.execute("BEGIN TRANSACTION")
        self._depth += 1
        try:
            yield
        except BaseException:
            self._depth -= 1
            if self._depth == 0:
                self._committed.clear()
                with suppress(duckdb.Error):  # the first mistake is the one to tell
                    self._cursor.execute("ROLLBACK")
            raise
        self._depth -= 1
        if self._depth == 0:
            callbacks, self._committed = self._committed, []
            with translated(self._place):
                self._cursor.execute("COMMIT")
            for callback in callbacks:
                callback()

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call `callback` once the running transaction is written; at once when there is none."""
        if self._depth:
            self._committed.append(callback)
        else:
            callback()


@contextmanager
def together(*databases: Database) -> Iterator[None]:
    """Make a transaction of each of some databases, the same one named twice counting once.

    A failure inside undoes all of them. They are written one after the other, the last one first:
    when one cannot be written, or the program is killed between two, those written stay.
    """
    with ExitStack() as stack:
        for database in dict.fromkeys(databases):
            stack.enter_context(database.transaction())
        yield
